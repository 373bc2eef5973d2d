//! From manifests to routes, navigation and features. Pure.
use std::cmp::Reverse;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_contract::identity::Provider;
use leme_contract::manifest::{FeatureKind, Text, UiEntry};
use leme_contract::runtime::{DeploymentMode, RuntimeStatus};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::connections::model::{Connection, ConnectionId, TokenUse};
use crate::directory::model::{RuntimeEntry, TenantEntry};
use crate::entitlements::model::Set;
use crate::runtimes::model::serves;

/// What the edge routes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeConfig {
    /// Grows with every governed change.
    pub version: u64,
    /// Where products are, the newest runtime of a product first.
    pub runtimes: Vec<EdgeRuntime>,
}

/// A runtime as the edge needs to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeRuntime {
    /// The product, also its path.
    pub product: String,
    /// The runtime.
    pub runtime_id: RuntimeId,
    /// Where it listens.
    pub endpoint: String,
    /// Whether it must not be used.
    pub suspended: bool,
}

/// The routes: only the platform's own runtimes are reached through the edge.
pub fn edge_config(version: u64, mut runtimes: Vec<Arc<RuntimeEntry>>) -> EdgeConfig {
    newest_first(&mut runtimes);
    let shared = runtimes.iter().filter(|runtime| runtime.mode == DeploymentMode::Shared);
    let routes = shared.filter_map(|runtime| {
        Some(EdgeRuntime {
            product: runtime.product.clone(),
            runtime_id: runtime.runtime_id,
            endpoint: runtime.manifest.as_ref()?.endpoint.clone()?,
            suspended: runtime.status == RuntimeStatus::Suspended,
        })
    });
    EdgeConfig { version, runtimes: routes.collect() }
}

fn newest_first(runtimes: &mut [Arc<RuntimeEntry>]) {
    runtimes.sort_unstable_by_key(|runtime| Reverse(runtime.runtime_id));
}

/// How people sign in.
#[derive(Clone, Serialize)]
pub struct SignIn {
    /// The tenant whose connection it is.
    pub tenant_id: TenantId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// The provider.
    pub issuer: String,
    /// The client that we are there.
    pub client_id: String,
    /// Our secret there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Which of its tokens the Kernel takes.
    pub token_use: TokenUse,
}

/// The edge's client secret at the built-in provider: both sides derive it from what the edge and
/// the Kernel share, so that nothing more has to be handed out.
pub fn client_secret(edge_token: &str) -> String {
    let digest = Sha256::digest(format!("edge client at the built-in provider:{edge_token}"));
    URL_SAFE_NO_PAD.encode(digest)
}

/// The connection that a tenant's people sign in through: its own provider before the built-in.
pub fn preferred(connections: Vec<Connection>) -> Option<Connection> {
    let enabled = connections.into_iter().filter(|connection| connection.enabled);
    let (local, own): (Vec<_>, Vec<_>) =
        enabled.partition(|connection| connection.provider == Provider::Local);
    own.into_iter().chain(local).next()
}

/// The built-in connection.
pub fn built_in(connections: Vec<Connection>) -> Option<Connection> {
    connections.into_iter().find(|connection| connection.provider == Provider::Local)
}

/// The navigation of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Navigation {
    /// One group per product, by name.
    pub groups: Vec<NavigationGroup>,
}

/// The entries of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NavigationGroup {
    /// The product.
    pub product: String,
    /// What people call it.
    pub title: Text,
    /// Its entries, in the order of its manifest.
    pub items: Vec<UiEntry>,
}

/// What a tenant's people are shown: the products it holds something of, while they may run.
pub fn navigation(
    runtimes: Vec<Arc<RuntimeEntry>>,
    tenant: &TenantEntry,
    set: &Set,
    now: DateTime,
) -> Navigation {
    let shown = one_per_product(runtimes, |runtime| {
        runtime.status != RuntimeStatus::Suspended
            && serves(runtime, tenant)
            && set.holds_product(&runtime.product, now)
    });
    let mut groups: Vec<NavigationGroup> = shown
        .iter()
        .filter_map(|runtime| {
            let manifest = runtime.manifest.as_ref().filter(|manifest| !manifest.ui.is_empty())?;
            Some(NavigationGroup {
                product: runtime.product.clone(),
                title: manifest.title.clone(),
                items: manifest.ui.clone(),
            })
        })
        .collect();
    groups.sort_by(|a, b| a.title.en.cmp(&b.title.en).then_with(|| a.product.cmp(&b.product)));
    Navigation { groups }
}

/// The newest runtime with a manifest of each product that passes.
fn one_per_product(
    mut runtimes: Vec<Arc<RuntimeEntry>>,
    passes: impl Fn(&RuntimeEntry) -> bool,
) -> Vec<Arc<RuntimeEntry>> {
    newest_first(&mut runtimes);
    let mut seen = std::collections::HashSet::new();
    runtimes.retain(|runtime| {
        runtime.manifest.is_some() && passes(runtime) && seen.insert(runtime.product.clone())
    });
    runtimes
}

/// Features that can be granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Features {
    /// By product and key.
    pub items: Vec<DeclaredFeature>,
}

/// A feature that a product declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeclaredFeature {
    /// The product.
    pub product: String,
    /// Its key; `name:*` is a family of keys.
    pub key: String,
    /// Whether use is counted.
    pub kind: FeatureKind,
    /// What people call it.
    pub title: Text,
    /// Seconds it may be used when the Kernel is away.
    pub max_staleness_s: u32,
}

/// What the runtimes that serve a tenant declare.
pub fn features(runtimes: Vec<Arc<RuntimeEntry>>, tenant: &TenantEntry) -> Features {
    let declaring = one_per_product(runtimes, |runtime| serves(runtime, tenant));
    let mut items: Vec<DeclaredFeature> = Vec::new();
    for runtime in declaring {
        let declared = runtime.manifest.iter().flat_map(|manifest| &manifest.features);
        items.extend(declared.map(|feature| DeclaredFeature {
            product: runtime.product.clone(),
            key: feature.key.clone(),
            kind: feature.kind,
            title: feature.title.clone(),
            max_staleness_s: feature.max_staleness_s,
        }));
    }
    items.sort_by(|a, b| a.product.cmp(&b.product).then_with(|| a.key.cmp(&b.key)));
    Features { items }
}
