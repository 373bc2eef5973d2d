//! The person behind a request, vouched for by the Kernel, and the context of what they do.
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use leme_base::ids::IdentityId;
use leme_contract::audit::ActorType;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use leme_sdk::admit::Refusal;
use leme_sdk::gate::Person;

use crate::app::App;
use crate::sessions;

/// Somebody who learns.
#[derive(Clone, Debug)]
pub struct Learner {
    /// The runtime.
    pub app: App,
    /// Tenant, person, request and instant.
    pub ctx: Ctx,
    /// The person in the tenant.
    pub identity: IdentityId,
}

impl Learner {
    /// A transaction in the learner's tenant.
    pub async fn tx(&self) -> Result<TenantTx> {
        self.app.db.tenant(self.ctx.tenant).await
    }
}

impl FromRequestParts<App> for Learner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let person = Person::behind(&app.runtime, &parts.headers).await.map_err(refused)?;
        let identity = person.identity();
        let name = person.resolved.identity.attributes.get("name").cloned();
        let actor = Actor { kind: ActorType::User, id: identity.to_string(), name };
        let (tenant, now) = (person.tenant, app.clock.now());
        let ctx = Ctx { tenant, actor, correlation: correlation::current(), now };
        sessions::seen(app, &ctx, identity).await?;
        Ok(Self { app: app.clone(), ctx, identity })
    }
}

/// The SDK's no, in the words of this house.
pub(crate) fn refused(refusal: Refusal) -> Error {
    match refusal.status {
        503 => Error::Unavailable {
            retry_after_s: refusal.retry_after_s.unwrap_or(1),
            doing: "asking the Kernel",
            source: refusal.detail.into(),
        },
        500 => Error::internal("asking the Kernel", refusal.detail),
        status => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
            Error::refused(status, refusal.code, refusal.detail)
        }
    }
}
