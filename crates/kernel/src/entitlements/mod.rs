//! Entitlements: what a tenant holds. Products ask `check`; they never ask billing.
//!
//! Invariants: the platform grants; a grant is never changed, only revoked; its state follows from
//! time and is never written; asking changes no counter; a change is seen by every process within
//! a second.
//! Events: `entitlement.granted`, `entitlement.revoked`.
pub mod model;
pub(crate) mod queries;
mod routes;
mod sets;
pub mod window;

pub use sets::Sets;

use leme_base::ids::{DecisionId, TenantId};
use leme_base::time::DateTime;
use leme_contract::entitlement::{CheckCode, CheckResponse};
use leme_ground::error::Result;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::{Outcome, Question};
use crate::app::App;
use crate::directory::model::RuntimeEntry;

/// The contract's routes of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::entitlement_check))
        .routes(routes!(routes::licence_view))
        .routes(routes!(routes::jwks_view))
}

/// The admin routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::grant_list, routes::grant_create))
        .routes(routes!(routes::grant_revoke))
        .routes(routes!(routes::grant_check))
}

/// Whether a tenant may use a feature of a product now. In memory, but for the counter of a
/// limited feature. `runtime` is where it would happen, when that is known.
pub(crate) async fn decide(
    app: &App,
    runtime: Option<&RuntimeEntry>,
    tenant: TenantId,
    product: &str,
    feature: &str,
) -> Result<CheckResponse> {
    let now = app.clock.now();
    if let Some(stop) = stopped(app, runtime, tenant, feature) {
        return Ok(answer(now, CheckCode::KillSwitch, vec![stop], None));
    }
    let entry = app.directory.tenant(tenant);
    if !entry.is_some_and(|entry| app.directory.declares(&entry, product, feature)) {
        return Ok(answer(now, CheckCode::FeatureUnknown, Vec::new(), None));
    }
    let set = app.sets.of(app, tenant).await?;
    let question = Question { product, feature, now };
    match model::decide(&set, &question) {
        Outcome::Settled { code, source } => Ok(answer(now, code, source, None)),
        Outcome::Counted(lines) => {
            let mut tx = app.db.tenant(tenant).await?;
            let used = queries::used(&mut tx, &lines).await?;
            let (code, source, limits) = model::settle(&lines, &used);
            Ok(answer(now, code, source, Some(limits)))
        }
    }
}

fn stopped(
    app: &App,
    runtime: Option<&RuntimeEntry>,
    tenant: TenantId,
    feature: &str,
) -> Option<String> {
    let runtime = runtime?;
    let switches = app.directory.switches();
    let pulled = switches.iter().find(|it| it.stops(runtime, tenant, Some(feature)))?;
    Some(format!("switch:{}", pulled.switch_id))
}

fn answer(
    now: DateTime,
    code: CheckCode,
    source: Vec<String>,
    limits: Option<leme_contract::entitlement::CheckLimits>,
) -> CheckResponse {
    let decision_id = DecisionId::at(now);
    CheckResponse { allowed: code == CheckCode::Ok, code, limits, source, decision_id }
}
