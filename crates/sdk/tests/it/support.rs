//! What the tests share: a Kernel, a runtime, and patience with a limit.
use std::collections::BTreeMap;
use std::time::Duration;

use leme_base::time::{Clock, DateTime, TestClock};
use leme_sdk::config::Config;
use leme_sdk::fake::FakeKernel;
use leme_sdk::runtime::{Decision, Runtime};
use tempfile::TempDir;

/// A Kernel and one registered runtime.
pub(crate) struct Pair {
    pub(crate) kernel: FakeKernel,
    pub(crate) runtime: Runtime,
    pub(crate) config: Config,
    pub(crate) folder: TempDir,
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.runtime.stop();
    }
}

impl Pair {
    pub(crate) async fn new() -> Self {
        Self::living_by(Clock::System).await
    }

    /// With a clock that the test moves.
    pub(crate) async fn with_clock() -> (Self, TestClock) {
        let start: DateTime = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = TestClock::at(start);
        (Self::living_by(clock.clone().into()).await, clock)
    }

    async fn living_by(clock: Clock) -> Self {
        let kernel = FakeKernel::start_at(clock).await.unwrap();
        let folder = TempDir::new().unwrap();
        let config = kernel.config(folder.path());
        let runtime = Runtime::start(config.clone()).await.unwrap();
        Self { kernel, runtime, config, folder }
    }

    /// The same runtime as after a restart of its process, on a copy of what it had on disk.
    pub(crate) async fn restart(&mut self) {
        self.runtime.stop();
        let folder = self.folder.path().join("restarted");
        std::fs::create_dir_all(folder.join("licences")).unwrap();
        for entry in std::fs::read_dir(self.folder.path().join("licences")).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.join("licences").join(entry.file_name())).unwrap();
        }
        for name in ["runtime.key", "runtime.json"] {
            std::fs::copy(self.folder.path().join(name), folder.join(name)).unwrap();
        }
        self.config.data_dir = folder;
        self.runtime = Runtime::start(self.config.clone()).await.unwrap();
    }

    pub(crate) async fn check(
        &self,
        tenant: leme_base::ids::TenantId,
        feature: &str,
    ) -> Result<Decision, leme_sdk::error::Error> {
        self.runtime.check(tenant, feature, &BTreeMap::new()).await
    }
}

/// Waits until something holds; a test that waits longer than this has failed.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came true: {what}");
}
