//! Identity: from a provider's token to a person in a tenant. The Kernel trusts and maps.
//!
//! Invariants: the issuer must be one of the tenant's connections; nobody enters a tenant who was
//! neither invited nor let in by its just-in-time rule; a token is good for one tenant at a time.
pub mod model;
pub(crate) mod queries;
mod routes;

use std::sync::Arc;

use leme_base::ids::{IdentityId, TenantId};
use leme_contract::codes;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::Person;
use crate::app::App;
use crate::connections::model::Connection;
use crate::members::model::{Link, Member, MemberId};
use crate::record::{Change, record};
use crate::tokens::{Claims, claimed};
use crate::{connections, members};

/// What adding a member says when the address has a membership.
const ADDRESS_TAKEN: &str = "conflict.member";

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::identity_resolve))
}

/// The admin routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::me_view))
}

/// Who a token belongs to in a tenant. Remembered for some seconds; forgotten when the tenant's
/// people, connections or status change.
pub async fn resolve(app: &App, tenant: TenantId, token: &str) -> Result<Arc<Person>> {
    if let Some(person) = app.verifier.remembered(app, tenant, token).await {
        return Ok(person);
    }
    // The version first: what is committed meanwhile makes this answer too old to be remembered.
    let (version, now) = (app.directory.version(), app.clock.now());
    let connection = trusted(&mut app.db.tenant(tenant).await?, token).await?;
    // No transaction is open meanwhile: a provider that hangs must not hold our connections.
    let claims = app.verifier.verify(token, &connection.expected(), now).await?;
    let person = Arc::new(Person { version, ..enter(app, &connection, &claims).await? });
    app.verifier.remember(tenant, token, person.clone()).await;
    Ok(person)
}

async fn enter(app: &App, connection: &Connection, claims: &Claims) -> Result<Person> {
    let mut tx = app.db.tenant(connection.tenant_id).await?;
    let member = match find_or_admit(&mut tx, app, connection, claims).await {
        // The address is a member's: the same person a moment ago, or somebody else for good.
        Err(error) if error.code() == ADDRESS_TAKEN => {
            tx = app.db.tenant(connection.tenant_id).await?;
            let link = link(connection, claims);
            members::queries::linked(&mut tx, &link, app.clock.now()).await?.ok_or_else(unknown)?
        }
        found => found?,
    };
    tx.commit().await?;
    Ok(model::person(member, connection, claims))
}

fn link(connection: &Connection, claims: &Claims) -> Link {
    Link { connection_id: connection.connection_id, external_id: claims.sub.clone() }
}

/// The tenant's connection to the issuer that the token claims.
async fn trusted(tx: &mut TenantTx, token: &str) -> Result<Connection> {
    let issuer = claimed(token)?.issuer;
    let found = connections::queries::list(tx).await?;
    found.into_iter().find(|it| it.enabled && it.issuer == issuer).ok_or_else(|| {
        let public = "The token cannot be used: this organisation does not trust its issuer.";
        Error::unauthenticated(codes::IDENTITY_TOKEN_INVALID, public)
    })
}

async fn find_or_admit(
    tx: &mut TenantTx,
    app: &App,
    connection: &Connection,
    claims: &Claims,
) -> Result<Member> {
    let link = link(connection, claims);
    if let Some(member) = members::queries::linked(tx, &link, app.clock.now()).await? {
        return Ok(member);
    }
    match accept_invitation(tx, app, connection, claims, &link).await? {
        Some(member) => Ok(member),
        // Perhaps the same person's other request was faster: then the link is there by now.
        None => match members::queries::linked(tx, &link, app.clock.now()).await? {
            Some(member) => Ok(member),
            None => admit(tx, app, connection, claims, &link).await,
        },
    }
}

/// An invited person arrives: the provider vouches for the address that was invited.
async fn accept_invitation(
    tx: &mut TenantTx,
    app: &App,
    connection: &Connection,
    claims: &Claims,
    link: &Link,
) -> Result<Option<Member>> {
    let Some(email) = claims.email.as_deref().filter(|_| claims.email_is_verified()) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let name = claims.name.as_deref();
    let Some(member) = members::queries::link(tx, &email.to_lowercase(), link, name, now).await?
    else {
        return Ok(None);
    };
    let facts = json!({ "email": member.email, "connection": connection.name });
    let change = Change::new("member.joined", member.member_id).with(facts);
    record(tx, &person_ctx(app, tx.tenant(), member.member_id, &member.name), change).await?;
    Ok(Some(member))
}

/// Just in time: the tenant's rule lets people in whom nobody invited.
async fn admit(
    tx: &mut TenantTx,
    app: &App,
    connection: &Connection,
    claims: &Claims,
    link: &Link,
) -> Result<Member> {
    // An address that the provider does not vouch for could be anybody's.
    let vouched = claims.email.as_deref().filter(|_| claims.email_is_verified());
    let email = vouched.and_then(|email| email.parse().ok());
    let (true, Some(email)) = (connection.jit.enabled, email) else { return Err(unknown()) };
    let now = app.clock.now();
    let new = members::model::arriving(email, claims.name.as_deref(), &connection.jit);
    let id = MemberId::at(now);
    members::queries::insert(tx, id, &new, Some(link), now).await?;
    let facts = json!({ "email": new.email, "roles": new.roles, "connection": connection.name });
    let change = Change::new("member.joined", id).with(facts);
    record(tx, &person_ctx(app, tx.tenant(), id, new.name.as_str()), change).await?;
    members::queries::linked(tx, link, now)
        .await?
        .ok_or_else(|| Error::internal("admitting a person", "the new member is not there"))
}

fn unknown() -> Error {
    let public = "This organisation does not know you. Ask its administrator for access.";
    Error::forbidden(codes::IDENTITY_UNKNOWN, public)
}

fn person_ctx(app: &App, tenant: TenantId, member: MemberId, name: &str) -> Ctx {
    let actor = Actor {
        kind: leme_contract::audit::ActorType::User,
        id: IdentityId::from_uuid(member.uuid()).to_string(),
        name: Some(name.to_owned()),
    };
    Ctx { tenant, actor, correlation: correlation::current(), now: app.clock.now() }
}
