//! Argon2id on a bounded pool: hashing is slow on purpose, so a flood of it must not take the role.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Block, Params, PasswordHasher};
use leme_ground::error::{Error, Result};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// Those who may wait for each hashing slot.
const WAITING_PER_SLOT: usize = 8;
/// The longest wait.
const WAIT: Duration = Duration::from_secs(3);
/// Longer texts are no passwords.
pub(crate) const BYTES_MAX: usize = 1024;

/// What an unknown account is checked against, so that it takes as long as a known one. The hash is
/// written by hand: no password is known to give it, and one that did would still be refused.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBub2JvZHkuLg$\
    Zm9yIG5vYm9keSB0aGVyZSBpcyBubyBwYXNzd29yZCE";

/// There is no slot free and no room to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Busy;

/// The pool. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    room: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    desk: Arc<Desk>,
}

impl Passwords {
    /// As many slots as the machine has cores, with a short queue.
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_slots(cores, cores * WAITING_PER_SLOT)
    }

    /// A pool of a given size.
    pub(crate) fn with_slots(slots: usize, waiting: usize) -> Self {
        let room = Arc::new(Semaphore::new(slots + waiting));
        Self { room, slots: Arc::new(Semaphore::new(slots)), desk: Arc::default() }
    }

    /// Whether the password is the one behind `phc`; without one it is not, just as slowly.
    pub(crate) async fn verify(
        &self,
        password: String,
        phc: Option<String>,
    ) -> std::result::Result<bool, Busy> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| Busy)?;
        let slot = tokio::time::timeout(WAIT, Arc::clone(&self.slots).acquire_owned());
        let slot = slot.await.map_err(|_| Busy)?.map_err(|_| Busy)?;
        let desk = Arc::clone(&self.desk);
        // The permits go along: a caller who leaves does not free the core that is still busy.
        let work = tokio::task::spawn_blocking(move || {
            let matches = desk.matches(&password, phc.as_deref().unwrap_or(NOBODY));
            drop((slot, room));
            matches.unwrap_or_default() && phc.is_some()
        });
        work.await.map_err(|_| Busy)
    }

    /// Gives the memory back if nobody has signed in since the last call.
    pub(crate) fn rest(&self) {
        if !self.desk.used.swap(false, Ordering::Relaxed) {
            self.desk.lock().clear();
        }
    }
}

/// The memory that hashing works on, kept between hashes: 19 MiB taken and given back on ever
/// other threads stays with the allocator, by the hundreds of MiB.
#[derive(Default)]
struct Desk {
    memory: Mutex<Vec<Vec<Block>>>,
    used: AtomicBool,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    fn matches(&self, password: &str, phc: &str) -> Option<bool> {
        let hash = PasswordHash::new(phc).ok()?;
        let (salt, expected) = (hash.salt?, hash.hash?);
        let argon2 = Argon2::from(Params::try_from(&hash).ok()?);
        self.used.store(true, Ordering::Relaxed);
        let mut memory = self.lock().pop().unwrap_or_default();
        memory.resize(argon2.params().block_count(), Block::default());
        let mut found = vec![0; expected.len()];
        let (password, out) = (password.as_bytes(), &mut found);
        let done = argon2.hash_password_into_with_memory(password, &salt, out, &mut memory[..]);
        self.lock().push(memory);
        done.ok()?;
        Some(found.ct_eq(expected.as_bytes()).into())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The PHC string of a password (Argon2id, 19 MiB, two passes, one lane: OWASP's choice and the
/// default of the library, which a test holds).
pub(crate) async fn hash(password: String) -> Result<String> {
    let work = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    let hash = work.await.map_err(|error| Error::internal("hashing a password", error))?;
    hash.map_err(|error| Error::internal("hashing a password", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, Passwords, hash};

    #[tokio::test]
    async fn the_parameters_are_owasps_and_nobody_costs_the_same() {
        let phc = hash("a long enough password".into()).await.unwrap();
        let start = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(phc.starts_with(start), "{phc}");
        assert!(NOBODY.starts_with(start));
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok());
        assert_eq!(NOBODY.len(), phc.len());
    }

    #[tokio::test]
    async fn only_the_right_password_matches_and_nobody_has_one() {
        let pool = Passwords::new();
        let phc = hash("a long enough password".into()).await.unwrap();
        // Twice: the second hash works on the memory of the first.
        for _ in 0..2 {
            let right = pool.verify("a long enough password".into(), Some(phc.clone()));
            assert!(right.await.unwrap());
        }
        assert!(!pool.verify("a long enough passwort".into(), Some(phc)).await.unwrap());
        assert!(!pool.verify("a long enough password".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn the_memory_is_kept_while_it_is_used_and_given_back_after() {
        let pool = Passwords::new();
        pool.verify("any".into(), None).await.unwrap();
        pool.rest();
        assert_eq!(pool.desk.lock().len(), 1);
        pool.rest();
        assert!(pool.desk.lock().is_empty());
    }

    #[tokio::test]
    async fn beyond_the_queue_it_says_busy_at_once() {
        let pool = Passwords::with_slots(1, 1);
        let held = pool.slots.clone().acquire_owned().await.unwrap();
        let _running = pool.room.clone().acquire_owned().await.unwrap();
        let _waiting = pool.room.clone().acquire_owned().await.unwrap();
        assert!(pool.verify("any".into(), None).await.is_err());
        drop(held);
    }
}
