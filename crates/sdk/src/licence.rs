//! Licences: what a tenant holds, signed by the Kernel, for the time when nobody can be asked.
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use arc_swap::ArcSwap;
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_contract::entitlement::{CheckCode, LicenceClaims, LicensedEntitlement};
use tokio::sync::Notify;

use crate::disk;
use crate::error::{Error, Result};
use crate::jws::{self, KeySet};

/// Tenants whose licence is held at once.
const LICENCES_MAX: usize = 10_000;
/// Seconds until a licence that could not be had is asked for again.
const FAILED_S: i64 = 15;
/// Seconds by which a licence may come from the future: clocks differ.
const SKEW_S: i64 = 60;

/// A decision made here, without the Kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may happen.
    pub allowed: bool,
    /// Why.
    pub code: CheckCode,
}

impl Verdict {
    pub(crate) const fn of(code: CheckCode) -> Self {
        Self { allowed: matches!(code, CheckCode::Ok), code }
    }
}

/// How far a licence may be trusted at the moment of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The Kernel beats and says that nothing has changed since the licence was made.
    Current,
    /// The Kernel is away, or something has changed: only within `max_staleness_s`.
    Stale,
}

/// One tenant's licence, ready to be asked.
#[derive(Debug)]
pub(crate) struct Licence {
    iat: i64,
    exp: i64,
    refused: Option<CheckCode>,
    exact: HashMap<Box<str>, Vec<LicensedEntitlement>>,
    /// Families of features, without their `*`.
    families: Vec<(Box<str>, LicensedEntitlement)>,
    /// The policy version that was in force before it was asked for.
    asked_at: u64,
    used_at: AtomicI64,
}

impl Licence {
    fn new(claims: LicenceClaims, asked_at: u64, now: DateTime) -> Self {
        let mut exact: HashMap<Box<str>, Vec<LicensedEntitlement>> = HashMap::new();
        let mut families = Vec::new();
        for line in claims.entitlements {
            match line.feature.strip_suffix('*') {
                Some(beginning) => families.push((beginning.into(), line)),
                None => exact.entry(line.feature.as_str().into()).or_default().push(line),
            }
        }
        Self {
            iat: claims.iat,
            exp: claims.exp,
            refused: claims.refused,
            exact,
            families,
            asked_at,
            used_at: AtomicI64::new(now.timestamp()),
        }
    }

    /// The answer, or `None` when only the Kernel can know. Allocates nothing.
    pub(crate) fn decide(&self, feature: &str, now: DateTime, trust: Trust) -> Option<Verdict> {
        let at = now.timestamp();
        self.used_at.store(at, Ordering::Relaxed);
        if at >= self.exp || at + SKEW_S < self.iat {
            return None;
        }
        if let Some(code) = self.refused {
            return Some(Verdict::of(code));
        }
        let age = u64::try_from(at - self.iat).unwrap_or_default();
        let trusted = |line: &&LicensedEntitlement| {
            let stale_ok = line.max_staleness_s > 0 && age <= u64::from(line.max_staleness_s);
            trust == Trust::Current || stale_ok
        };
        let mut answer = (trust == Trust::Current).then_some(CheckCode::NoEntitlement);
        for line in self.lines(feature).filter(trusted) {
            match judge(line, now) {
                // Somebody must count: not our decision.
                Some(CheckCode::Ok) if line.limits.quota.is_some() => return None,
                Some(CheckCode::Ok) => return Some(Verdict::of(CheckCode::Ok)),
                Some(code) => answer = Some(code),
                None => {}
            }
        }
        answer.map(Verdict::of)
    }

    fn lines<'l>(&'l self, feature: &'l str) -> impl Iterator<Item = &'l LicensedEntitlement> {
        let exact = self.exact.get(feature).into_iter().flatten();
        let family = |(beginning, line): &'l (Box<str>, LicensedEntitlement)| {
            feature.starts_with(&**beginning).then_some(line)
        };
        exact.chain(self.families.iter().filter_map(family))
    }
}

/// A line that holds, one that is over, or one that is not yet.
fn judge(line: &LicensedEntitlement, now: DateTime) -> Option<CheckCode> {
    if now < line.valid_from {
        return None;
    }
    let over = line.valid_until.is_some_and(|until| now >= until);
    Some(if over { CheckCode::Expired } else { CheckCode::Ok })
}

/// The licences of the tenants that are served here, in memory and on disk.
#[derive(Debug)]
pub(crate) struct Licences {
    folder: PathBuf,
    held: RwLock<HashMap<TenantId, Arc<Licence>>>,
    pub(crate) keys: ArcSwap<KeySet>,
    pub(crate) keys_asked_at: AtomicU64,
    wanted: Mutex<BTreeSet<TenantId>>,
    /// Tenants whose licence could not be had, and when to try again.
    failed: Mutex<HashMap<TenantId, i64>>,
    wake: Notify,
}

impl Licences {
    /// Reads the keys that were known; licences are read when their tenant is asked about.
    pub(crate) fn open(data_dir: &Path) -> Result<Self> {
        let folder = data_dir.join("licences");
        disk::folder(&folder)?;
        let keys = disk::read(&folder.join("jwks.json"))?;
        let keys = keys.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Ok(Self {
            folder,
            held: RwLock::default(),
            keys: ArcSwap::from_pointee(keys),
            keys_asked_at: AtomicU64::new(0),
            wanted: Mutex::default(),
            failed: Mutex::default(),
            wake: Notify::new(),
        })
    }

    pub(crate) fn file(&self, tenant: TenantId) -> PathBuf {
        self.folder.join(format!("{tenant}.jws"))
    }

    pub(crate) fn keys_file(&self) -> PathBuf {
        self.folder.join("jwks.json")
    }

    /// Asks the licence of a tenant in place; the lock is held for some nanoseconds.
    pub(crate) fn ask<T>(&self, tenant: TenantId, ask: impl FnOnce(&Licence) -> T) -> Option<T> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.get(&tenant).map(|licence| ask(licence))
    }

    /// Whether a licence speaks of the policy that is in force.
    pub(crate) fn speaks_of(licence: &Licence, policy_version: u64) -> bool {
        licence.asked_at == policy_version
    }

    /// Checks signature and claims, then holds it. An older one never replaces a newer one.
    pub(crate) fn accept(
        &self,
        text: &str,
        (runtime, tenant): (RuntimeId, TenantId),
        asked_at: u64,
        now: DateTime,
    ) -> Result<()> {
        let kid = jws::key_id(text).ok_or(Error::Untrusted("the licence names no key"))?;
        let key = self.keys.load().find(&kid).ok_or(Error::Untrusted("the key is not known"))?;
        let claims: LicenceClaims = jws::verify(text, &key)?;
        if claims.iss != "leme-kernel" || claims.aud != runtime || claims.runtime_id != runtime {
            return Err(Error::Untrusted("the licence is for another runtime"));
        }
        if claims.tenant_id != tenant {
            return Err(Error::Untrusted("the licence is for another tenant"));
        }
        let licence = Licence::new(claims, asked_at, now);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.get(&tenant).is_some_and(|before| before.iat > licence.iat) {
            return Err(Error::Untrusted("the licence is older than the one held"));
        }
        held.insert(tenant, Arc::new(licence));
        make_room(&mut held);
        Ok(())
    }

    /// Asks the background to fetch the licence of a tenant that was seen.
    pub(crate) fn want(&self, tenant: TenantId, now: DateTime) {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.get(&tenant).is_some_and(|again_at| now.timestamp() < *again_at) {
            return;
        }
        drop(failed);
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted.len() < LICENCES_MAX && wanted.insert(tenant) {
            self.wake.notify_one();
        }
    }

    /// Not to be asked for again before a while has passed.
    pub(crate) fn has_failed(&self, tenant: TenantId, now: DateTime) {
        let now = now.timestamp();
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.retain(|_, again_at| *again_at > now);
        failed.insert(tenant, now + FAILED_S);
    }

    pub(crate) fn refresh_soon(&self) {
        self.wake.notify_one();
    }

    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// The tenants whose licence is missing, out of date or older than `older_than`.
    pub(crate) fn due(
        &self,
        policy_version: u64,
        older_than: i64,
        idle_since: i64,
    ) -> Vec<TenantId> {
        let wanted =
            std::mem::take(&mut *self.wanted.lock().unwrap_or_else(PoisonError::into_inner));
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let stale = held.iter().filter(|(_, licence)| {
            let used = licence.used_at.load(Ordering::Relaxed) >= idle_since;
            used && (licence.asked_at != policy_version || licence.iat < older_than)
        });
        wanted.into_iter().chain(stale.map(|(tenant, _)| *tenant)).collect()
    }
}

fn make_room(held: &mut HashMap<TenantId, Arc<Licence>>) {
    if held.len() <= LICENCES_MAX {
        return;
    }
    let idle = held.iter().min_by_key(|(_, licence)| licence.used_at.load(Ordering::Relaxed));
    if let Some(tenant) = idle.map(|(tenant, _)| *tenant) {
        held.remove(&tenant);
    }
}
