//! Which organisations a person belongs to: the one question that crosses tenants for a person.
use leme_base::ids::{IdentityId, TenantId};
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

use super::model::{Membership, MembershipTenant};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: TenantId,
    name: String,
    slug: String,
    r#type: String,
    status: String,
    member_id: IdentityId,
    roles: Vec<String>,
}

/// Who asks, as the issuer knows them.
pub(crate) struct Subject<'s> {
    pub(crate) issuer: &'s str,
    pub(crate) external_id: &'s str,
    /// For whom the token is: what it opens is known only there.
    pub(crate) audiences: &'s [String],
    /// Only when the issuer vouches for it.
    pub(crate) verified_email: Option<&'s str>,
}

/// The memberships of a person through connections to that issuer, by name; at most 200.
pub(crate) async fn memberships(
    tx: &mut PlatformTx,
    subject: &Subject<'_>,
) -> Result<Vec<Membership>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select t.tenant_id, t.name, t.slug, t.type, t.status, m.member_id, m.roles
         from kernel.members m
         join kernel.connections c on c.tenant_id = m.tenant_id and c.issuer = $1 and c.enabled
         join kernel.tenants t on t.tenant_id = m.tenant_id
         where c.audience = any ($4)
           and ((m.external_id = $2 and m.connection_id = c.connection_id)
                or (m.email = $3 and m.connection_id is null))
         order by t.name, t.tenant_id
         limit 200",
    )
    .bind(subject.issuer)
    .bind(subject.external_id)
    .bind(subject.verified_email)
    .bind(subject.audiences)
    .fetch_all(tx.conn())
    .await
    .during("reading a person's organisations")?;
    rows.into_iter().map(Row::membership).collect()
}

impl Row {
    fn membership(self) -> Result<Membership> {
        Ok(Membership {
            tenant: MembershipTenant {
                tenant_id: self.tenant_id,
                name: self.name,
                slug: self.slug,
                kind: words::read(&self.r#type)?,
                status: words::read(&self.status)?,
            },
            identity_id: self.member_id,
            roles: self.roles,
        })
    }
}

/// How a tenant trusts an issuer.
#[derive(sqlx::FromRow)]
pub(crate) struct Trust {
    pub(crate) audience: String,
    pub(crate) client_id: String,
}

/// Every way in which some tenant trusts this issuer with one of these audiences; at most 50.
pub(crate) async fn trusts(
    tx: &mut PlatformTx,
    issuer: &str,
    audiences: &[String],
) -> Result<Vec<Trust>> {
    sqlx::query_as(
        "select distinct audience, client_id from kernel.connections
         where issuer = $1 and enabled and audience = any ($2)
         order by audience, client_id
         limit 50",
    )
    .bind(issuer)
    .bind(audiences)
    .fetch_all(tx.conn())
    .await
    .during("reading who trusts an issuer")
}

/// The tenants that let people of this issuer and one of these audiences in just in time; at
/// most 10.
pub(crate) async fn admitting(
    tx: &mut PlatformTx,
    issuer: &str,
    audiences: &[String],
) -> Result<Vec<TenantId>> {
    sqlx::query_scalar(
        "select tenant_id from kernel.connections
         where issuer = $1 and enabled and jit_enabled and audience = any ($2)
         order by created_at
         limit 10",
    )
    .bind(issuer)
    .bind(audiences)
    .fetch_all(tx.conn())
    .await
    .during("reading who admits people of an issuer")
}
