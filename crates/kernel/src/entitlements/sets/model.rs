//! Every tenant's grants in memory, loaded when first asked for, read again when they change.
use std::sync::Arc;

use leme_base::ids::TenantId;
use leme_ground::error::Result;
use moka::sync::Cache;

use crate::app::App;
use crate::entitlements::model::Set;
use crate::entitlements::queries;

/// The compiled sets. A set that was read before the tenant's last change is never used.
pub struct Sets {
    cache: Cache<TenantId, Arc<Set>>,
}

impl Default for Sets {
    fn default() -> Self {
        Self { cache: Cache::new(100_000) }
    }
}

impl Sets {
    /// The set of a tenant.
    pub async fn of(&self, app: &App, tenant: TenantId) -> Result<Arc<Set>> {
        let changed_at = app.directory.changed_at(tenant);
        if let Some(set) = self.cache.get(&tenant).filter(|set| set.version >= changed_at) {
            return Ok(set);
        }
        // The version first: what is committed during the read makes this set too old.
        let version = app.directory.version();
        let zone = app.directory.tenant(tenant).map(|entry| entry.time_zone);
        let mut tx = app.db.tenant(tenant).await?;
        let grants = queries::all(&mut tx).await?;
        let set = Arc::new(Set::compile(version, zone.as_deref(), grants));
        self.cache.insert(tenant, set.clone());
        Ok(set)
    }
}
