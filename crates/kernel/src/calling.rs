//! `Calling`: a runtime that speaks for a tenant, with everything the contract asks proved.
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_contract::audit::ActorType;
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID};
use leme_contract::runtime::{DeploymentMode, RuntimeStatus};
use leme_contract::{SERVED, VERSION, codes};
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use leme_ground::http::extract::{bearer, body, require_json};
use leme_ground::idempotency::IdempotencyKey;
use sha2::{Digest, Sha256};

use crate::acting::tenant_header;
use crate::app::App;
use crate::directory;
use crate::directory::model::{RuntimeEntry, TenantEntry, forbidden};
use crate::keys::RuntimeClaims;

/// Runtime tokens verified lately, by their hash: a signature is checked once.
pub type Cache = moka::sync::Cache<[u8; 32], Arc<RuntimeClaims>>;

/// Room for every runtime and some of their earlier tokens.
pub(crate) fn cache() -> Cache {
    Cache::builder().max_capacity(20_000).time_to_live(Duration::from_mins(15)).build()
}

/// A runtime that beats: who it is, and nothing more. Suspended ones beat too.
pub struct Beating {
    /// The request's context; the tenant is the one in the header.
    pub ctx: Ctx,
    /// The runtime.
    pub runtime: Arc<RuntimeEntry>,
}

/// A runtime that acts for a tenant.
pub struct Calling {
    /// The request's context.
    pub ctx: Ctx,
    /// The runtime.
    pub runtime: Arc<RuntimeEntry>,
    /// The tenant it acts for.
    pub tenant: TenantEntry,
}

impl Calling {
    /// Header and body must agree.
    pub fn same_tenant(&self, tenant: TenantId) -> Result<()> {
        if tenant == self.ctx.tenant {
            return Ok(());
        }
        let public = "`tenant_id` in the body is not the one in `X-Tenant-Id`.";
        Err(Error::bad_request(codes::TENANT_MISMATCH, public))
    }

    /// A runtime names itself.
    pub fn same_runtime(&self, runtime: RuntimeId) -> Result<()> {
        if runtime == self.runtime.runtime_id {
            return Ok(());
        }
        let public = "`runtime_id` in the body is not the calling runtime.";
        Err(Error::forbidden(codes::RUNTIME_FORBIDDEN, public))
    }
}

impl FromRequestParts<App> for Beating {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        contract_version(&parts.headers)?;
        let tenant = tenant_header(parts)?;
        let claimed = runtime_header(&parts.headers)?;
        let now = app.clock.now();
        let claims = caller(app, &parts.headers, now)?;
        if claims.sub != claimed {
            let public = "The token belongs to another runtime than `X-Runtime-Id`.";
            return Err(Error::forbidden(codes::RUNTIME_FORBIDDEN, public));
        }
        let runtime = known(app, claims.sub).await?;
        let actor = Actor { kind: ActorType::Runtime, id: claimed.to_string(), name: None };
        let ctx = Ctx { tenant, actor, correlation: correlation::current(), now };
        Ok(Self { ctx, runtime })
    }
}

impl FromRequestParts<App> for Calling {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Beating { ctx, runtime } = Beating::from_request_parts(parts, app).await?;
        if runtime.status == RuntimeStatus::Suspended {
            let public = "This runtime is suspended. It may only send heartbeats.";
            return Err(Error::forbidden(codes::RUNTIME_SUSPENDED, public));
        }
        let entry = app.directory.tenant(ctx.tenant).ok_or_else(forbidden)?;
        if !may_speak_for(app, &runtime, &entry).await? {
            return Err(forbidden());
        }
        let tenant = app.directory.active(ctx.tenant)?;
        Ok(Self { ctx, runtime, tenant })
    }
}

/// Shared runtimes act for the platform and for tenants that were ever granted something of their
/// product; the others for their own tenant and what lies below it.
async fn may_speak_for(app: &App, runtime: &RuntimeEntry, tenant: &TenantEntry) -> Result<bool> {
    let own = tenant.tenant_id == runtime.tenant_id;
    Ok(match runtime.mode {
        DeploymentMode::Shared => {
            own || app.sets.of(app, tenant.tenant_id).await?.knows_product(&runtime.product)
        }
        DeploymentMode::Dedicated | DeploymentMode::OnPrem => {
            own || tenant.ancestors.contains(&runtime.tenant_id)
        }
    })
}

/// A runtime that has just registered may be known to another Kernel process only.
async fn known(app: &App, id: RuntimeId) -> Result<Arc<RuntimeEntry>> {
    if let Some(runtime) = app.directory.runtime(id) {
        return Ok(runtime);
    }
    directory::jobs::refresh(app).await?;
    app.directory.runtime(id).ok_or_else(|| {
        let public = "This runtime is not registered. Register first.";
        Error::unauthenticated(codes::AUTH_INVALID, public)
    })
}

fn caller(app: &App, headers: &HeaderMap, now: DateTime) -> Result<Arc<RuntimeClaims>> {
    let token = bearer(headers).ok_or_else(|| {
        Error::unauthenticated(codes::AUTH_REQUIRED, "Send the runtime token as a bearer token.")
    })?;
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    if let Some(claims) = app.callers.get(&hash).filter(|claims| claims.exp > now.timestamp()) {
        return Ok(claims);
    }
    let claims = Arc::new(app.keys.verify_runtime_token(token, now)?);
    app.callers.insert(hash, claims.clone());
    Ok(claims)
}

/// Every call says which version of the contract it speaks.
pub fn contract_version(headers: &HeaderMap) -> Result<()> {
    let Some(version) = headers.get(CONTRACT_VERSION) else {
        let public = format!("Say the contract version in `X-Contract-Version`, now {VERSION}.");
        return Err(Error::bad_request(codes::CONTRACT_VERSION_REQUIRED, public));
    };
    if SERVED.iter().any(|served| version.as_bytes() == served.as_bytes()) {
        return Ok(());
    }
    let public = format!("This contract version is not served. Served: {}.", SERVED.join(", "));
    Err(Error::bad_request(codes::CONTRACT_VERSION_UNSUPPORTED, public))
}

/// Middleware: every answer of the contract says which version was served.
pub async fn say_version(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTRACT_VERSION, HeaderValue::from_static(VERSION));
    response
}

fn runtime_header(headers: &HeaderMap) -> Result<RuntimeId> {
    let value = headers.get(RUNTIME_ID).ok_or_else(|| {
        Error::bad_request(codes::RUNTIME_REQUIRED, "Say the runtime in `X-Runtime-Id`.")
    })?;
    value.to_str().unwrap_or_default().parse().map_err(|_| {
        Error::forbidden(codes::RUNTIME_FORBIDDEN, "`X-Runtime-Id` is not the calling runtime.")
    })
}

/// The bytes of a JSON body with the idempotency key, for calls that take more than one shape.
pub struct RawBody {
    /// The bytes, not read yet.
    pub bytes: Bytes,
    /// For `idempotency::once`.
    pub key: IdempotencyKey,
}

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        require_json(request.headers())?;
        let (parts, unread) = request.into_parts();
        let bytes = body(Request::from_parts(parts.clone(), unread), state).await?;
        let key = IdempotencyKey::of(&parts.headers, &parts.method, &parts.uri, &bytes)?;
        Ok(Self { bytes, key })
    }
}
