//! Every tenant's grants in memory, loaded when first asked for, forgotten when they change.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use leme_base::ids::TenantId;
use leme_ground::error::Result;
use moka::sync::Cache;

use crate::app::App;
use crate::entitlements::model::Set;
use crate::entitlements::queries;

/// The compiled sets. A set that was read before the tenant's last change is never used.
pub struct Sets {
    cache: Cache<TenantId, Arc<Set>>,
    /// The policy version below which a tenant's set is too old.
    floors: RwLock<HashMap<TenantId, u64>>,
}

impl Default for Sets {
    fn default() -> Self {
        Self { cache: Cache::new(100_000), floors: RwLock::default() }
    }
}

impl Sets {
    /// The set of a tenant.
    pub async fn of(&self, app: &App, tenant: TenantId) -> Result<Arc<Set>> {
        let floor = self.floor(tenant);
        if let Some(set) = self.cache.get(&tenant).filter(|set| set.version >= floor) {
            return Ok(set);
        }
        // The version first: a change that commits during the read leaves this set below its floor.
        let version = app.directory.version();
        let zone = app.directory.tenant(tenant).map(|entry| entry.time_zone);
        let mut tx = app.db.tenant(tenant).await?;
        let grants = queries::all(&mut tx).await?;
        let set = Arc::new(Set::compile(version, zone.as_deref(), grants));
        self.cache.insert(tenant, set.clone());
        Ok(set)
    }

    /// Forgets a tenant's set: something changed at `version`.
    pub fn forget(&self, tenant: TenantId, version: u64) {
        self.floors.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, version);
        self.cache.invalidate(&tenant);
    }

    fn floor(&self, tenant: TenantId) -> u64 {
        let floors = self.floors.read().unwrap_or_else(PoisonError::into_inner);
        floors.get(&tenant).copied().unwrap_or_default()
    }
}
