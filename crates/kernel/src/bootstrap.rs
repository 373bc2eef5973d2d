//! The first tenant and its owner: the only state that does not come through the API.
use leme_base::ids::TenantId;
use leme_base::name::{Email, Name, Slug};
use leme_contract::tenant::TenantType;
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::error::Result;
use serde_json::json;

use crate::app::App;
use crate::members::model::{MemberId, NewMember};
use crate::record::{Change, record};
use crate::tenants::model::{NewTenant, Policies};
use crate::{connections, directory, members, tenants};

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
