//! `Acting<P>`: a person who acts in an organisation and holds permission `P` there.
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use leme_base::ids::{IdentityId, TenantId};
use leme_contract::audit::ActorType;
use leme_contract::codes;
use leme_contract::headers::TENANT_ID;
use leme_contract::tenant::TenantType;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use leme_ground::http::extract::{Json, bearer};
use leme_ground::idempotency::{self, IdempotencyKey};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::access::model::{self, Permission};
use crate::app::App;
use crate::directory::model::TenantEntry;
use crate::{directory, identity};

/// A permission as a type, so that a handler's signature says what it needs.
pub trait Needs: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident)*) => {$(
        #[doc = concat!("Needs [`Permission::", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}

needs! {
    TenantRead TenantWrite MemberRead MemberWrite ConnectionRead ConnectionWrite
    EntitlementRead EntitlementWrite RuntimeRead RuntimeWrite SwitchWrite AuditRead
}

/// A person who acts in an organisation, with the permission proved.
pub struct Acting<P> {
    /// The request's context: acting tenant, actor, correlation, now.
    pub ctx: Ctx,
    /// The acting organisation.
    pub tenant: TenantEntry,
    /// The person's roles there.
    pub roles: Vec<String>,
    app: App,
    needs: PhantomData<P>,
}

impl<P: Needs> Acting<P> {
    /// The target organisation, if it is the acting one or below it; otherwise it does not exist.
    pub async fn reach(&self, target: TenantId) -> Result<TenantEntry> {
        if self.app.directory.tenant(target).is_none() {
            // Perhaps another Kernel process made it a moment ago.
            directory::jobs::refresh(&self.app).await?;
        }
        let mine = self.ctx.tenant;
        self.app
            .directory
            .tenant(target)
            .filter(|entry| entry.tenant_id == mine || entry.ancestors.contains(&mine))
            .ok_or(Error::NotFound { kind: "tenant" })
    }

    /// A transaction in the target organisation, if it is within reach.
    pub async fn open(&self, target: TenantId) -> Result<TenantTx> {
        self.reach(target).await?;
        self.app.db.tenant(target).await
    }

    /// A transaction in the acting organisation.
    pub async fn open_own(&self) -> Result<TenantTx> {
        self.app.db.tenant(self.ctx.tenant).await
    }

    /// Makes one change in the target organisation: within reach, once per idempotency key, whole
    /// or nothing, and seen by this process when it answers.
    pub async fn change<T>(
        &self,
        target: TenantId,
        key: &IdempotencyKey,
        work: impl AsyncFnOnce(&mut TenantTx) -> Result<(StatusCode, T)>,
    ) -> Result<(StatusCode, Json<T>)>
    where
        T: Serialize + DeserializeOwned,
    {
        let mut tx = self.open(target).await?;
        let (status, body) = idempotency::once(&mut tx, &self.ctx, key, work).await?;
        tx.commit().await?;
        directory::jobs::refresh(&self.app).await?;
        Ok((status, Json(body)))
    }

    /// Refuses to undo what an organisation above the acting one did.
    pub fn may_undo(&self, stopped_by: Option<TenantId>) -> Result<()> {
        let mine = self.ctx.tenant;
        let below = |by: TenantId| {
            self.app.directory.tenant(by).is_some_and(|entry| entry.ancestors.contains(&mine))
        };
        if stopped_by.is_none_or(|by| by == mine || below(by)) {
            return Ok(());
        }
        let public = "An organisation above yours stopped this. Only that one lets it go on.";
        Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
    }

    /// Who is to be remembered as having stopped something: never less than who did before.
    pub fn stops(&self, stopped_by: Option<TenantId>) -> TenantId {
        match stopped_by {
            Some(above) if self.may_undo(Some(above)).is_err() => above,
            _ => self.ctx.tenant,
        }
    }

    /// Refuses everybody but people of the platform itself.
    pub fn platform_only(&self, what: &str) -> Result<()> {
        if self.tenant.kind == TenantType::Internal {
            return Ok(());
        }
        let public = format!("Only the platform's own organisation may {what}.");
        Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
    }
}

impl<P: Needs> FromRequestParts<App> for Acting<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Member { ctx, tenant, roles } = Member::from_request_parts(parts, app).await?;
        if !model::permissions(&roles).contains(&P::PERMISSION) {
            let public = format!("This needs the permission `{}`.", P::PERMISSION.as_str());
            return Err(Error::forbidden(codes::AUTH_FORBIDDEN, public));
        }
        Ok(Self { ctx, tenant, roles, app: app.clone(), needs: PhantomData })
    }
}

/// A person who belongs to the acting organisation; no permission is asked of them.
pub struct Member {
    /// The request's context: acting tenant, actor, correlation, now.
    pub ctx: Ctx,
    /// The acting organisation.
    pub tenant: TenantEntry,
    /// The person's roles there.
    pub roles: Vec<String>,
}

impl FromRequestParts<App> for Member {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let id = tenant_header(parts)?;
        let token = bearer(&parts.headers).ok_or_else(sign_in)?;
        let tenant = app.directory.active(id)?;
        let person = identity::resolve(app, id, token).await.map_err(unauthenticated)?;
        let ctx = context(app, id, person.identity_id, person.name.clone());
        Ok(Self { ctx, tenant, roles: person.roles.clone() })
    }
}

fn context(app: &App, tenant: TenantId, identity: IdentityId, name: String) -> Ctx {
    let actor = Actor { kind: ActorType::User, id: identity.to_string(), name: Some(name) };
    Ctx { tenant, actor, correlation: correlation::current(), now: app.clock.now() }
}

/// The tenant header, or the problem that names it.
pub fn tenant_header(parts: &Parts) -> Result<TenantId> {
    let value = parts.headers.get(TENANT_ID).ok_or_else(|| {
        Error::bad_request(codes::TENANT_REQUIRED, "Say the organisation in `X-Tenant-Id`.")
    })?;
    let text = value.to_str().unwrap_or_default();
    text.parse().map_err(|_| {
        Error::forbidden(codes::TENANT_FORBIDDEN, "This organisation is not open to you.")
    })
}

/// 401 for a request without a token.
pub fn sign_in() -> Error {
    Error::unauthenticated(codes::AUTH_REQUIRED, "Sign in first: no bearer token was sent.")
}

/// What resolve calls an unusable token is, at the admin API, simply not being signed in.
fn unauthenticated(error: Error) -> Error {
    if error.code() == codes::IDENTITY_TOKEN_INVALID {
        return Error::unauthenticated(codes::AUTH_INVALID, error.to_string());
    }
    if error.code() == codes::IDENTITY_UNKNOWN {
        let public = "This organisation is not open to you.";
        return Error::forbidden(codes::TENANT_FORBIDDEN, public);
    }
    error
}
