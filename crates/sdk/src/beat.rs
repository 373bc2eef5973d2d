//! The heartbeat: tells how we are, brings orders, and answers at once when orders were obeyed.
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use leme_contract::codes;
use leme_contract::runtime::{Directive, Health, HeartbeatRequest, HeartbeatResponse};
use reqwest::Method;

use crate::error::{Error, Result};
use crate::govern::Orders;
use crate::inner::{Inner, Session};
use crate::register::{BackOff, jitter};

const DOING: &str = "beating";
/// Between an order and the beat that acknowledges it, when orders keep changing.
const ACKNOWLEDGE_MS: u64 = 50;

/// A no that means: stop, and ask again later.
const SUSPENDED: [&str; 2] = [codes::RUNTIME_SUSPENDED, codes::TENANT_SUSPENDED];

/// Whether orders came that the Kernel waits to hear obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Nothing,
    Orders,
}

/// Beats until the runtime is stopped.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut back_off = BackOff::default();
    let mut heard = Heard::Nothing;
    loop {
        let wait = match heard {
            Heard::Orders => Duration::from_millis(ACKNOWLEDGE_MS),
            Heard::Nothing if back_off.failures() == 0 => jitter(inner.heartbeat()),
            Heard::Nothing => back_off.next().min(inner.heartbeat()),
        };
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.beat_soon.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        // The first failure is tried again at once: most of them are a connection that had died.
        let outcome = match inner.beat().await {
            Err(_) => inner.beat().await,
            beaten => beaten,
        };
        heard = outcome.as_ref().copied().unwrap_or(Heard::Nothing);
        match outcome {
            Ok(_) => back_off = BackOff::default(),
            Err(error) => {
                if back_off.failures() == 0 {
                    tracing::warn!(%error, "the heartbeat fails");
                    back_off.next();
                }
            }
        }
    }
}

impl Inner {
    /// One beat. Orders are in force when this returns.
    pub(crate) async fn beat(&self) -> Result<Heard> {
        let outcome = self.beat_once().await;
        let was = self.connected.swap(outcome.is_ok(), Ordering::Relaxed);
        if outcome.is_ok() && !was {
            self.lanes.kernel_is_back();
        }
        match &outcome {
            Err(Error::Refused { code, .. }) if SUSPENDED.contains(&code.as_str()) => {
                self.suspend();
            }
            Err(Error::Refused { status: 401 | 403 | 404, .. }) => self.unregister(),
            Ok(_) | Err(_) => {}
        }
        outcome
    }

    async fn beat_once(&self) -> Result<Heard> {
        let session = match self.session() {
            Ok(session) => session,
            Err(_) => self.renew("").await?,
        };
        let applied = self.orders.load().applied();
        let request = HeartbeatRequest {
            status: self.health(),
            metrics: self.metrics(),
            applied: applied.clone(),
        };
        let path = format!("/kernel/runtimes/{}/heartbeat", session.runtime);
        let to = (Method::POST, path.as_str());
        let answer: HeartbeatResponse =
            self.ask(DOING, to, self.config.tenant_id, Some(&request)).await?;
        let heard = Self::orders_from(&answer).differs(&applied);
        self.obey(answer);
        Ok(if heard { Heard::Orders } else { Heard::Nothing })
    }

    fn orders_from(answer: &HeartbeatResponse) -> Orders {
        Orders {
            directive: answer.directive,
            policies: answer.policies.clone(),
            switches: answer.kill_switches.clone(),
        }
    }

    fn obey(&self, answer: HeartbeatResponse) {
        let orders = Self::orders_from(&answer);
        let moved = orders.policies.policy_version != self.policy_version();
        let was = self.orders.load().directive;
        if was != orders.directive {
            tracing::info!(directive = ?orders.directive, "the Kernel gave a new directive");
        }
        if orders.policies.heartbeat_seconds > 0 {
            self.heartbeat_seconds.store(orders.policies.heartbeat_seconds, Ordering::Relaxed);
        }
        self.orders.store(Arc::new(orders));
        if moved {
            self.people.forget();
            self.licences.refresh_soon();
            self.lanes.retry_waiting();
        }
        let runtime = self.session.load().as_ref().map(|session| session.runtime);
        if let Some(runtime) = runtime {
            self.session.store(Some(Arc::new(Session { runtime, token: answer.runtime_token })));
        }
    }

    fn suspend(&self) {
        let held = self.orders.load_full();
        self.orders.store(Arc::new(Orders { directive: Directive::Suspend, ..(*held).clone() }));
    }

    /// The Kernel does not know us: nothing is served until it does again.
    fn unregister(&self) {
        tracing::warn!("the Kernel does not know this runtime; registering again");
        self.session.store(None);
    }

    fn health(&self) -> Health {
        if self.lanes.is_stuck() { Health::Degraded } else { Health::Healthy }
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers for people")]
    fn metrics(&self) -> std::collections::BTreeMap<String, f64> {
        let mut numbers =
            self.config.metrics.as_ref().map(|metrics| (metrics.0)()).unwrap_or_default();
        let own = [
            ("requests_in_flight", f64::from(self.in_flight.load(Ordering::Relaxed))),
            ("requests_refused", self.refused.load(Ordering::Relaxed) as f64),
            ("spool_pending_bytes", self.lanes.pending_bytes() as f64),
        ];
        numbers.extend(own.map(|(name, value)| (name.to_owned(), value)));
        numbers
    }
}
