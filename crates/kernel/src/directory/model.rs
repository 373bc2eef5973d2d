//! The picture in memory and the questions asked of it.
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_contract::manifest::{Manifest, covers};
use leme_contract::runtime::{DeploymentMode, RuntimeStatus, SwitchScope};
use leme_contract::tenant::{TenantStatus, TenantType};
use leme_ground::error::{Error, Result};

use crate::runtimes::model::serves;

/// A tenant as every call needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantEntry {
    /// Its id.
    pub tenant_id: TenantId,
    /// What kind of organisation it is.
    pub kind: TenantType,
    /// Whether it may act.
    pub status: TenantStatus,
    /// From the parent up to the root.
    pub ancestors: Arc<[TenantId]>,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// IANA time zone for calendar windows.
    pub time_zone: String,
}

/// A runtime as every call needs to know it.
#[derive(Clone, Debug)]
pub struct RuntimeEntry {
    /// Its id.
    pub runtime_id: RuntimeId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// The product it runs.
    pub product: String,
    /// Whom it serves.
    pub mode: DeploymentMode,
    /// Where it stands in its life.
    pub status: RuntimeStatus,
    /// How many requests it may work on at once, when limited.
    pub max_concurrent_requests: Option<u32>,
    /// The version it should run, when that was said.
    pub desired_version: Option<String>,
    /// The version it runs.
    pub version: String,
    /// Its own description.
    pub manifest: Option<Arc<Manifest>>,
}

/// A kill switch in force.
#[derive(Clone, Debug)]
pub struct SwitchEntry {
    /// Its id.
    pub switch_id: SwitchId,
    /// The tenant that pulled it.
    pub tenant_id: TenantId,
    /// How far it reaches.
    pub scope: SwitchScope,
    /// The tenant it stops.
    pub target_tenant_id: Option<TenantId>,
    /// The runtime it stops.
    pub runtime_id: Option<RuntimeId>,
    /// The feature or family it stops.
    pub feature: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub activated_at: DateTime,
}

/// What the Kernel holds in memory.
#[derive(Debug, Default)]
pub struct Directory {
    tenants: RwLock<HashMap<TenantId, TenantEntry>>,
    runtimes: RwLock<HashMap<RuntimeId, Arc<RuntimeEntry>>>,
    switches: RwLock<Arc<[SwitchEntry]>>,
    /// The version at which a tenant last changed, as far as this process has seen changes.
    changed: RwLock<HashMap<TenantId, u64>>,
    version: AtomicU64,
}

impl Directory {
    /// The policy version that this picture shows.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// The version at which a tenant last changed. What was read under an older one is too old,
    /// also when the change was committed while it was being read.
    pub fn changed_at(&self, tenant: TenantId) -> u64 {
        read(&self.changed).get(&tenant).copied().unwrap_or_default()
    }

    pub(super) fn note_changes(&self, tenants: &[TenantId], version: u64) {
        write(&self.changed).extend(tenants.iter().map(|tenant| (*tenant, version)));
    }

    pub(super) fn set_version(&self, version: u64) {
        self.version.store(version, Ordering::Release);
    }

    /// The tenant, if there is one.
    pub fn tenant(&self, id: TenantId) -> Option<TenantEntry> {
        read(&self.tenants).get(&id).cloned()
    }

    /// The tenant, if it exists and may act. Unknown and foreign are never told apart.
    pub fn active(&self, id: TenantId) -> Result<TenantEntry> {
        let entry = self.tenant(id).ok_or_else(forbidden)?;
        if self.is_suspended(&entry) {
            let public = "This organisation is suspended. Ask whoever runs the platform.";
            return Err(Error::forbidden(codes::TENANT_SUSPENDED, public));
        }
        Ok(entry)
    }

    /// Whether a tenant, or one above it, is suspended.
    pub fn is_suspended(&self, entry: &TenantEntry) -> bool {
        let tenants = read(&self.tenants);
        let above = entry.ancestors.iter().filter_map(|id| tenants.get(id));
        std::iter::once(entry).chain(above).any(|it| it.status == TenantStatus::Suspended)
    }

    /// The platform's own tenant.
    pub fn internal(&self) -> Option<TenantEntry> {
        read(&self.tenants).values().find(|entry| entry.kind == TenantType::Internal).cloned()
    }

    /// The tenant with this slug.
    pub fn tenant_by_slug(&self, slug: &str) -> Option<TenantEntry> {
        read(&self.tenants).values().find(|entry| entry.slug == slug).cloned()
    }

    /// The runtime, if there is one.
    pub fn runtime(&self, id: RuntimeId) -> Option<Arc<RuntimeEntry>> {
        read(&self.runtimes).get(&id).cloned()
    }

    /// Every runtime.
    pub fn runtimes(&self) -> Vec<Arc<RuntimeEntry>> {
        read(&self.runtimes).values().cloned().collect()
    }

    /// Whether a runtime that may work for `tenant` declares a feature that covers `key`. What
    /// somebody else's own runtime declares counts for nothing here.
    pub fn declares(&self, tenant: &TenantEntry, product: &str, key: &str) -> bool {
        let runtimes = read(&self.runtimes);
        let manifests = runtimes
            .values()
            .filter(|runtime| runtime.product == product && serves(runtime, tenant))
            .filter_map(|runtime| runtime.manifest.as_ref());
        manifests.flat_map(|manifest| &manifest.features).any(|feature| covers(&feature.key, key))
    }

    /// The kill switches in force.
    pub fn switches(&self) -> Arc<[SwitchEntry]> {
        read(&self.switches).clone()
    }

    pub(super) fn put_tenants(&self, entries: Vec<TenantEntry>) {
        let mut tenants = write(&self.tenants);
        tenants.extend(entries.into_iter().map(|entry| (entry.tenant_id, entry)));
    }

    pub(super) fn put_runtimes(&self, entries: Vec<RuntimeEntry>) {
        let entries = entries.into_iter().map(|entry| (entry.runtime_id, Arc::new(entry)));
        *write(&self.runtimes) = entries.collect();
    }

    pub(super) fn put_switches(&self, entries: Vec<SwitchEntry>) {
        *write(&self.switches) = entries.into();
    }
}

impl SwitchEntry {
    /// Whether it stops this runtime's work for this tenant and feature.
    pub fn stops(&self, runtime: &RuntimeEntry, tenant: TenantId, feature: Option<&str>) -> bool {
        match self.scope {
            SwitchScope::Global => true,
            SwitchScope::Tenant => self.target_tenant_id == Some(tenant),
            SwitchScope::Runtime => self.runtime_id == Some(runtime.runtime_id),
            SwitchScope::Feature => {
                self.feature.as_deref().zip(feature).is_some_and(|(mine, key)| covers(mine, key))
            }
        }
    }

    /// Whether this runtime must know of it.
    pub fn concerns(&self, runtime: &RuntimeEntry) -> bool {
        self.scope != SwitchScope::Runtime || self.runtime_id == Some(runtime.runtime_id)
    }
}

/// 403 that never tells unknown from foreign.
pub fn forbidden() -> Error {
    Error::forbidden(codes::TENANT_FORBIDDEN, "This organisation is not open to you.")
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
