//! Entering: with an enrolment token the first time, with our own key ever after.
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use leme_base::ids::RuntimeId;
use leme_contract::codes;
use leme_contract::runtime::{RegisterRequest, RegisterResponse};
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::caller::Call;
use crate::disk;
use crate::error::{Error, Result};
use crate::inner::{Inner, Session};

const DOING: &str = "registering";
/// Milliseconds to the second attempt; doubled up to the limit.
const BACK_OFF_MS: u64 = 200;
const BACK_OFF_MAX_MS: u64 = 10_000;

/// What survives a restart.
#[derive(Serialize, Deserialize)]
struct Memory {
    runtime_id: RuntimeId,
}

/// Reads who we were.
pub(crate) fn remember(folder: &std::path::Path) -> Result<Option<RuntimeId>> {
    let bytes = disk::read(&file(folder))?;
    let memory = bytes.and_then(|bytes| serde_json::from_slice::<Memory>(&bytes).ok());
    Ok(memory.map(|memory| memory.runtime_id))
}

fn file(folder: &std::path::Path) -> PathBuf {
    folder.join("runtime.json")
}

/// Waiting times that double, each a little different so that runtimes do not march in step.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BackOff {
    failures: u32,
}

impl BackOff {
    pub(crate) fn next(&mut self) -> Duration {
        let ms = BACK_OFF_MS.saturating_mul(1 << self.failures.min(10)).min(BACK_OFF_MAX_MS);
        self.failures += 1;
        jitter(Duration::from_millis(ms))
    }

    pub(crate) fn failures(self) -> u32 {
        self.failures
    }
}

/// Between 80 and 100 percent of a time.
pub(crate) fn jitter(time: Duration) -> Duration {
    time * rand::random_range(80..=100) / 100
}

impl Inner {
    /// Registers, waiting as long as the Kernel is away. A plain no is returned.
    pub(crate) async fn register_patiently(&self) -> Result<()> {
        let mut back_off = BackOff::default();
        loop {
            let outcome = self.renew_from(None).await;
            let error = match outcome {
                Ok(_) => return Ok(()),
                Err(error) if may_pass(&error) => error,
                Err(error) => return Err(error),
            };
            let wait = back_off.next();
            tracing::warn!(%error, ?wait, "not registered yet");
            tokio::select! {
                () = self.stop.cancelled() => return Err(Error::Stopped),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// A token other than the one that was refused. Many may ask, one registers.
    pub(crate) async fn renew(&self, refused: &str) -> Result<Arc<Session>> {
        self.renew_from(Some(refused)).await
    }

    async fn renew_from(&self, refused: Option<&str>) -> Result<Arc<Session>> {
        let _one_at_a_time = self.registering.lock().await;
        if let (Some(refused), Some(session)) = (refused, self.session.load_full())
            && session.token != refused
        {
            return Ok(session);
        }
        let answer = self.introduce().await?;
        self.settle(&answer)?;
        self.session()
    }

    /// By our own key when we are known; by the enrolment token when we are not, or no longer.
    async fn introduce(&self) -> Result<RegisterResponse> {
        let token = self.config.enrolment_token.as_ref().map(|token| token.reveal().as_str());
        let Some(id) = self.known_as.load_full() else {
            let missing = "the first registration needs an enrolment token";
            return self.register(token.ok_or(Error::Config(missing))?).await;
        };
        let assertion = self.keys.assertion(*id, self.now());
        match (self.register(&assertion).await, token) {
            (Err(Error::Refused { status: 401 | 404, .. }), Some(token)) => {
                self.register(token).await
            }
            (outcome, _) => outcome,
        }
    }

    async fn register(&self, bearer: &str) -> Result<RegisterResponse> {
        let config = &self.config;
        let request = RegisterRequest {
            tenant_id: config.tenant_id,
            runtime_type: config.runtime_type,
            deployment_mode: config.deployment_mode,
            version: config.version.clone(),
            capabilities: config.capabilities.clone(),
            manifest: config.manifest.clone(),
            public_key: Some(self.keys.public()),
        };
        let call = Call {
            doing: DOING,
            method: Method::POST,
            path: "/kernel/runtimes/register",
            tenant: config.tenant_id,
            runtime: None,
            bearer: Some(bearer),
        };
        self.caller.send(&call, Some(&request)).await
    }

    fn settle(&self, answer: &RegisterResponse) -> Result<()> {
        if !answer.contract_versions.iter().any(|version| version == leme_contract::VERSION) {
            return Err(Error::Config("the Kernel does not serve this contract version"));
        }
        let runtime = answer.runtime_id;
        if self.known_as.load_full().as_deref() != Some(&runtime) {
            let memory = serde_json::to_vec(&Memory { runtime_id: runtime }).unwrap_or_default();
            disk::write(&file(&self.config.data_dir), &memory)?;
            self.known_as.store(Some(Arc::new(runtime)));
        }
        self.heartbeat_seconds.store(answer.heartbeat_seconds, Ordering::Relaxed);
        self.session
            .store(Some(Arc::new(Session { runtime, token: answer.runtime_token.clone() })));
        Ok(())
    }
}

/// Whether the Kernel may change its mind without anybody touching this process.
fn may_pass(error: &Error) -> bool {
    let suspended = [codes::RUNTIME_SUSPENDED, codes::TENANT_SUSPENDED];
    error.is_away() || error.code().is_some_and(|code| suspended.contains(&code))
}
