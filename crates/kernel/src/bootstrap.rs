//! The first tenant and its owner: the only state that does not come through the API.
use leme_base::ids::TenantId;
use leme_base::name::{Email, Name, Slug};
use leme_contract::tenant::TenantType;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::error::Result;
use serde_json::json;

use crate::app::App;
use crate::entitlements::model::{GrantId, NewGrant};
use crate::members::model::{MemberId, NewMember};
use crate::record::{Change, record};
use crate::runtimes::enrolments;
use crate::runtimes::enrolments::model::NewEnrolment;
use crate::tenants::model::{NewTenant, Policies};
use crate::{connections, directory, entitlements, members, tenants};

/// Who the platform is and who owns it.
pub struct Platform {
    /// What people call it.
    pub name: Name,
    /// Its address.
    pub slug: Slug,
    /// IANA time zone.
    pub time_zone: String,
    /// The address its owner signs in with.
    pub owner_email: Email,
    /// The owner's name.
    pub owner_name: Name,
}

/// Makes the internal tenant and its owner, once; gives the tenant's id either way.
pub async fn platform(app: &App, platform: Platform) -> Result<TenantId> {
    if let Some(entry) = app.directory.internal() {
        return Ok(entry.tenant_id);
    }
    let now = app.clock.now();
    let tenant = TenantId::at(now);
    let actor = Actor::system("bootstrap");
    let ctx = Ctx { tenant, actor, correlation: "bootstrap".to_owned(), now };
    let new = NewTenant {
        name: platform.name,
        slug: platform.slug,
        kind: TenantType::Internal,
        parent_id: None,
        policies: Policies { time_zone: platform.time_zone, ..Policies::default() },
    };
    let owner = NewMember {
        email: platform.owner_email,
        name: platform.owner_name,
        roles: vec!["owner".to_owned()],
    };
    let mut tx = app.db.tenant(tenant).await?;
    tenants::queries::insert(&mut tx, &new, &[], now).await?;
    connections::add_local(&mut tx, app, now).await?;
    members::queries::insert(&mut tx, MemberId::at(now), &owner, None, now).await?;
    let facts = json!({ "name": new.name, "owner": owner.email });
    record(&mut tx, &ctx, Change::new("tenant.created", tenant).with(facts)).await?;
    tx.commit().await?;
    directory::jobs::refresh(app).await?;
    Ok(tenant)
}

/// An organisation with its people and what it holds, for demonstrations and first steps.
pub struct Organisation {
    /// The organisation; its parent is the platform.
    pub tenant: NewTenant,
    /// Its people.
    pub members: Vec<NewMember>,
    /// What it holds. Not held against manifests: no runtime need be registered yet.
    pub grants: Vec<NewGrant>,
}

/// Makes an organisation below the platform, unless its slug is taken; gives its id either way.
pub async fn organisation(app: &App, platform: TenantId, new: Organisation) -> Result<TenantId> {
    if let Some(entry) = app.directory.tenant_by_slug(new.tenant.slug.as_str()) {
        return Ok(entry.tenant_id);
    }
    let now = app.clock.now();
    let tenant = TenantId::at(now);
    let actor = Actor::system("bootstrap");
    let ctx = Ctx { tenant: platform, actor, correlation: "bootstrap".to_owned(), now };
    let mut tx = app.db.tenant(tenant).await?;
    tenants::queries::insert(&mut tx, &new.tenant, &[platform], now).await?;
    connections::add_local(&mut tx, app, now).await?;
    let facts = json!({ "name": new.tenant.name, "slug": new.tenant.slug });
    record(&mut tx, &ctx, Change::new("tenant.created", tenant).with(facts)).await?;
    for member in &new.members {
        let id = MemberId::at(now);
        members::queries::insert(&mut tx, id, member, None, now).await?;
        let facts = json!({ "email": member.email, "roles": member.roles });
        record(&mut tx, &ctx, Change::new("member.added", id).with(facts)).await?;
    }
    for grant in &new.grants {
        let id = GrantId::at(now);
        entitlements::queries::insert(&mut tx, id, grant, "bootstrap", now).await?;
        let change = Change::new("entitlement.granted", id).with(json!({ "grant": grant }));
        record(&mut tx, &ctx, change).await?;
    }
    tx.commit().await?;
    directory::jobs::refresh(app).await?;
    Ok(tenant)
}

/// The built-in provider lies below the public address: where that moved, its connections follow.
pub async fn follow_public_url(app: &App) -> Result<u64> {
    let mut tx = app.db.platform("bootstrap: the public address moved").await?;
    let moved = connections::queries::move_local(&mut tx, &app.config.local_issuer()).await?;
    tx.commit().await?;
    Ok(moved)
}

/// A token with which one runtime may enter, given by the platform itself.
pub async fn enrolment(app: &App, new: &NewEnrolment) -> Result<String> {
    let now = app.clock.now();
    let actor = Actor::system("bootstrap");
    let ctx = Ctx { tenant: new.tenant_id, actor, correlation: "bootstrap".to_owned(), now };
    let token = enrolments::model::token()?;
    let mut tx = app.db.tenant(new.tenant_id).await?;
    enrolments::routes::enrol(&mut tx, &ctx, new, enrolments::model::hash(token.reveal())).await?;
    tx.commit().await?;
    Ok(token.reveal().clone())
}
