//! Registration: how a runtime enters, with an enrolment token once, by its own key ever after.
//!
//! Invariants: the same key is the same runtime; a token serves one key; an assertion is used
//! once; which part of a credential is wrong is never told.
pub mod model;
pub(crate) mod queries;
mod routes;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use leme_base::ids::TenantId;
use leme_contract::audit::ActorType;
use leme_contract::codes;
use leme_contract::runtime::RuntimeStatus;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use leme_ground::http::extract::bearer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::Claims;
use super::enrolments::model::{EnrolmentState, PREFIX, hash};
use super::enrolments::queries as enrolments;
use crate::acting::tenant_header;
use crate::app::App;
use crate::calling::contract_version;
use crate::directory;
use crate::directory::model::forbidden;

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::runtime_register))
}

/// A runtime at the door, with what it carries proved.
pub struct Entering {
    /// The request's context; the actor is the enrolment or the runtime.
    pub ctx: Ctx,
    /// What it carries.
    pub credential: Credential,
}

/// How a runtime proves itself.
pub enum Credential {
    /// By the hash of an enrolment token of the tenant.
    Token(Vec<u8>),
    /// By its own signature.
    Assertion(Claims),
}

impl FromRequestParts<App> for Entering {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        contract_version(&parts.headers)?;
        let tenant = tenant_header(parts)?;
        let token = bearer(&parts.headers).ok_or_else(|| {
            let public = "Send the enrolment token or an assertion as a bearer token.";
            Error::unauthenticated(codes::AUTH_REQUIRED, public)
        })?;
        let entering = if token.starts_with(PREFIX) {
            with_token(app, tenant, token).await?
        } else {
            with_assertion(app, tenant, token).await?
        };
        app.directory.active(tenant)?;
        Ok(entering)
    }
}

/// The token must be known in the tenant of the header. Only who holds a good token is told that
/// it is good elsewhere.
async fn with_token(app: &App, tenant: TenantId, token: &str) -> Result<Entering> {
    let (token_hash, now) = (hash(token), app.clock.now());
    let mut tx = app.db.tenant(tenant).await?;
    let found = enrolments::find(&mut tx, &token_hash, now).await?;
    drop(tx);
    let good = |state| matches!(state, EnrolmentState::Open | EnrolmentState::Used);
    let Some(enrolment) = found.filter(|it| good(it.state) && it.expires_at > now) else {
        let mut tx = app.db.platform("registration: a token of another tenant").await?;
        let elsewhere = enrolments::is_open_anywhere(&mut tx, &token_hash, now).await?;
        return Err(if elsewhere { forbidden() } else { model::bad_enrolment() });
    };
    if app.directory.tenant(tenant).is_none() {
        directory::jobs::refresh(app).await?;
    }
    let ctx = context(app, tenant, enrolment.enrolment_id.to_string());
    Ok(Entering { ctx, credential: Credential::Token(token_hash) })
}

/// The assertion must be signed by the key that the named runtime registered with.
async fn with_assertion(app: &App, tenant: TenantId, token: &str) -> Result<Entering> {
    let id = model::claimed_runtime(token).ok_or_else(model::bad_assertion)?;
    if app.directory.runtime(id).is_none() {
        directory::jobs::refresh(app).await?;
    }
    let runtime = app.directory.runtime(id).ok_or_else(model::bad_assertion)?;
    let mut tx = app.db.tenant(runtime.tenant_id).await?;
    let key = queries::public_key(&mut tx, id).await?.ok_or_else(model::bad_assertion)?;
    let claims = model::verify(token, &key, app.clock.now())?;
    // Used up here, whatever becomes of the request.
    if !queries::use_assertion(&mut tx, &claims, app.clock.now()).await? {
        return Err(model::bad_assertion());
    }
    tx.commit().await?;
    refuse_suspended(runtime.status)?;
    if runtime.tenant_id != tenant {
        return Err(forbidden());
    }
    let ctx = context(app, tenant, id.to_string());
    Ok(Entering { ctx, credential: Credential::Assertion(claims) })
}

fn refuse_suspended(status: RuntimeStatus) -> Result<()> {
    if status != RuntimeStatus::Suspended {
        return Ok(());
    }
    let public = "This runtime is suspended. Ask whoever runs the platform.";
    Err(Error::forbidden(codes::RUNTIME_SUSPENDED, public))
}

fn context(app: &App, tenant: TenantId, id: String) -> Ctx {
    let actor = Actor { kind: ActorType::Runtime, id, name: None };
    Ctx { tenant, actor, correlation: correlation::current(), now: app.clock.now() }
}
