//! How a runtime is set up.
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_contract::manifest::Manifest;
use leme_contract::runtime::{DeploymentMode, RuntimeType};

/// Numbers that a runtime adds to each heartbeat.
#[derive(Clone)]
pub struct Metrics(pub Arc<dyn Fn() -> BTreeMap<String, f64> + Send + Sync>);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// Everything the SDK must know. Start from [`Config::new`].
#[derive(Clone, Debug)]
pub struct Config {
    /// Base URL of the Kernel.
    pub kernel_url: String,
    /// The tenant the runtime belongs to.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    pub runtime_type: RuntimeType,
    /// Whom it serves.
    pub deployment_mode: DeploymentMode,
    /// Its own version.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// What it says about itself.
    pub manifest: Option<Manifest>,
    /// The one-time token of the first registration; ignored later.
    pub enrolment_token: Option<Secret<String>>,
    /// Where key, licences and waiting events live. One process at a time.
    pub data_dir: PathBuf,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Numbers for the heartbeat.
    pub metrics: Option<Metrics>,
    /// How long one call to the Kernel may take.
    pub call_timeout: Duration,
    /// Bytes of audit events, and as many of usage events, that may wait for the Kernel.
    pub spool_bytes_max: u64,
    /// How often the licence of a tenant in use is fetched anew when nothing has changed.
    pub licence_refresh: Duration,
}

impl Config {
    /// The usual: a shared runtime of type `app`, 3 s per call, 256 MiB of waiting events.
    pub fn new(kernel_url: &str, tenant_id: TenantId, data_dir: PathBuf) -> Self {
        Self {
            kernel_url: kernel_url.trim_end_matches('/').to_owned(),
            tenant_id,
            runtime_type: RuntimeType::App,
            deployment_mode: DeploymentMode::Shared,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            capabilities: Vec::new(),
            manifest: None,
            enrolment_token: None,
            data_dir,
            clock: Clock::System,
            metrics: None,
            call_timeout: Duration::from_secs(3),
            spool_bytes_max: 256 * 1024 * 1024,
            licence_refresh: Duration::from_mins(1),
        }
    }
}
