//! What all parts of a running runtime share.
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use crate::caller::{Call, Caller};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::govern::Orders;
use crate::keys::Keys;
use crate::licence::Licences;
use crate::resolve::People;
use crate::tell::Lanes;

/// A registration: who we are to the Kernel, and the token that says so.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) runtime: RuntimeId,
    pub(crate) token: String,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) caller: Caller,
    pub(crate) keys: Keys,
    /// Our id from an earlier registration, kept on disk.
    pub(crate) known_as: ArcSwapOption<RuntimeId>,
    pub(crate) session: ArcSwapOption<Session>,
    pub(crate) registering: Mutex<()>,
    pub(crate) orders: ArcSwap<Orders>,
    pub(crate) connected: AtomicBool,
    pub(crate) beat_soon: Notify,
    pub(crate) heartbeat_seconds: AtomicU32,
    pub(crate) people: People,
    pub(crate) licences: Licences,
    pub(crate) lanes: Lanes,
    pub(crate) in_flight: AtomicU32,
    pub(crate) refused: AtomicU64,
    pub(crate) stop: CancellationToken,
    pub(crate) _lock: File,
}

impl Inner {
    pub(crate) fn now(&self) -> DateTime {
        self.config.clock.now()
    }

    pub(crate) fn session(&self) -> Result<std::sync::Arc<Session>> {
        self.session.load_full().ok_or(Error::NotRegistered)
    }

    pub(crate) fn policy_version(&self) -> u64 {
        self.orders.load().policies.policy_version
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    pub(crate) fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_seconds.load(Ordering::Relaxed).max(1).into())
    }

    /// Asks with our token; if the Kernel no longer takes it, gets a new one and asks once more.
    /// Our own clock has no say in it: it may be wrong on somebody's premises.
    pub(crate) async fn ask<B, T>(
        &self,
        doing: &'static str,
        (method, path): (Method, &str),
        tenant: TenantId,
        body: Option<&B>,
    ) -> Result<T>
    where
        B: Serialize + ?Sized + Sync,
        T: DeserializeOwned,
    {
        let session = self.session()?;
        let call = |session: &Session| Call {
            doing,
            method: method.clone(),
            path,
            tenant,
            runtime: Some(session.runtime),
            bearer: None,
        };
        let first = Call { bearer: Some(&session.token), ..call(&session) };
        match self.caller.send(&first, body).await {
            Err(error) if error.is_token_refused() => {
                let session = self.renew(&session.token).await?;
                let again = Call { bearer: Some(&session.token), ..call(&session) };
                self.caller.send(&again, body).await
            }
            outcome => outcome,
        }
    }
}
