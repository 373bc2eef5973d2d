//! The id of the request that a task works for, sent along with every call to the Kernel.
use std::future::Future;

use leme_base::ids::CorrelationId;
use leme_base::time::Clock;

tokio::task_local! {
    static CURRENT: String;
}

/// Runs `work` under a request's id.
pub async fn within<F: Future>(id: String, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}

/// The id of the request this task works for, or a new one.
pub fn current() -> String {
    CURRENT
        .try_with(Clone::clone)
        .unwrap_or_else(|_| CorrelationId::at(Clock::System.now()).to_string())
}
