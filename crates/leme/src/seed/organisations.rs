//! The platform and the demo organisations, with their people and what they hold.
use anyhow::Result;
use leme_base::ids::TenantId;
use leme_contract::entitlement::Window;
use leme_contract::runtime::{DeploymentMode, RuntimeType};
use leme_contract::tenant::TenantType;
use leme_idp::accounts::Lang;
use leme_kernel::App;
use leme_kernel::bootstrap::{Organisation, Platform, follow_public_url, organisation, platform};
use leme_kernel::entitlements::model::NewGrant;
use leme_kernel::members::model::NewMember;
use leme_kernel::tenants::model::{NewTenant, Policies};

use super::parsed;
use crate::up::run_json::SignIn;

/// Everybody's password in the demo data.
pub(super) const PASSWORD: &str = "leme-demo-2026";
/// The product that the courses runtime registers.
const PRODUCT: &str = "courses";
const TIME_ZONE: &str = "America/Sao_Paulo";

/// Somebody to sign in as.
pub(super) struct Person {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    pub(super) locale: Lang,
    tenant: &'static str,
    role: &'static str,
}

pub(super) const PEOPLE: [Person; 4] = [
    Person {
        email: "owner@leme.test",
        name: "Helena Prado",
        locale: Lang::En,
        tenant: "Leme",
        role: "owner",
    },
    Person {
        email: "admin@acme.test",
        name: "Bruno Reis",
        locale: Lang::PtBr,
        tenant: "Acme Educação",
        role: "admin",
    },
    Person {
        email: "learner@acme.test",
        name: "Carla Nunes",
        locale: Lang::PtBr,
        tenant: "Acme Educação",
        role: "member",
    },
    Person {
        email: "ada@leme.test",
        name: "Ada Lima",
        locale: Lang::En,
        tenant: "Ada Lima",
        role: "owner",
    },
];

/// What `up` prints and writes to `run.json`.
pub(super) fn sign_ins() -> Vec<SignIn> {
    let sign_in = |person: &Person| SignIn {
        name: person.name.to_owned(),
        email: person.email.to_owned(),
        password: PASSWORD.to_owned(),
        role: person.role.to_owned(),
        tenant: person.tenant.to_owned(),
    };
    PEOPLE.iter().map(sign_in).collect()
}

/// Makes the organisations be there; gives the platform's id.
pub(super) async fn ensure(app: &App) -> Result<TenantId> {
    let owner = &PEOPLE[0];
    let root = platform(
        app,
        Platform {
            name: parsed(owner.tenant)?,
            slug: parsed("leme")?,
            time_zone: TIME_ZONE.to_owned(),
            owner_email: parsed(owner.email)?,
            owner_name: parsed(owner.name)?,
        },
    )
    .await?;
    organisation(app, root, acme()?).await?;
    organisation(app, root, ada()?).await?;
    follow_public_url(app).await?;
    Ok(root)
}

fn acme() -> Result<Organisation> {
    Ok(Organisation {
        tenant: tenant("Acme Educação", "acme", TenantType::Company)?,
        members: members("Acme Educação")?,
        grants: vec![
            grant("course.access:welcome-to-leme"),
            attempts(20, Window::Day, "Trial: quizzes for the whole team"),
        ],
    })
}

fn ada() -> Result<Organisation> {
    Ok(Organisation {
        tenant: tenant("Ada Lima", "ada-lima", TenantType::Individual)?,
        members: members("Ada Lima")?,
        grants: vec![
            grant("course.access:welcome-to-leme"),
            grant("course.access:postgres-row-level-security"),
            attempts(10, Window::Day, "Personal plan"),
        ],
    })
}

fn tenant(name: &str, slug: &str, kind: TenantType) -> Result<NewTenant> {
    Ok(NewTenant {
        name: parsed(name)?,
        slug: parsed(slug)?,
        kind,
        parent_id: None,
        policies: Policies { time_zone: TIME_ZONE.to_owned(), ..Policies::default() },
    })
}

fn members(tenant: &str) -> Result<Vec<NewMember>> {
    let member = |person: &Person| {
        Ok(NewMember {
            email: parsed(person.email)?,
            name: parsed(person.name)?,
            roles: vec![person.role.to_owned()],
        })
    };
    PEOPLE.iter().filter(|person| person.tenant == tenant).map(member).collect()
}

fn grant(feature: &str) -> NewGrant {
    NewGrant {
        product: PRODUCT.to_owned(),
        feature: feature.to_owned(),
        limit: None,
        window: None,
        valid_from: None,
        valid_until: None,
        note: Some("Demo data".to_owned()),
    }
}

fn attempts(limit: u64, window: Window, note: &str) -> NewGrant {
    NewGrant {
        limit: Some(limit),
        window: Some(window),
        note: Some(note.to_owned()),
        ..grant("assessment.attempts")
    }
}

/// A token for the courses runtime, unless it has registered before.
pub(super) async fn enrolment(app: &App, platform: TenantId) -> Result<Option<String>> {
    if app.directory.runtimes().iter().any(|runtime| runtime.product == PRODUCT) {
        return Ok(None);
    }
    let new = leme_kernel::runtimes::enrolments::model::NewEnrolment {
        tenant_id: platform,
        runtime_type: RuntimeType::Courses,
        product: PRODUCT.to_owned(),
        deployment_mode: DeploymentMode::Shared,
        expires_in_s: None,
    };
    Ok(Some(leme_kernel::bootstrap::enrolment(app, &new).await?))
}
