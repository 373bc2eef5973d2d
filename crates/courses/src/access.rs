//! Every piece of content and every attempt is asked for; a no is told to the audit.
use std::collections::BTreeMap;

use axum::http::StatusCode;
use leme_base::ids::TenantId;
use leme_contract::audit::ActorType;
use leme_contract::codes;
use leme_contract::entitlement::CheckCode;
use leme_ground::error::{Error, Result};
use leme_sdk::admit::{KILL_SWITCH, Refusal};
use leme_sdk::runtime::Decision;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::learner::{Learner, refused};
use crate::manifest::ACCESS;

/// Whether the learner's organisation may open a course now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Access {
    /// Whether it may.
    pub allowed: bool,
    /// Why: `ok`, `no_entitlement`, `expired`, …
    pub code: String,
}

impl From<CheckCode> for Access {
    fn from(code: CheckCode) -> Self {
        Self { allowed: code == CheckCode::Ok, code: code.as_str().to_owned() }
    }
}

/// A yes of the signed licence at hand is taken: it is at most a heartbeat old. A no is asked
/// again of the Kernel, so that what was granted a moment ago opens at once.
pub(crate) async fn known_or_asked(
    app: &App,
    tenant: TenantId,
    feature: &str,
) -> Result<CheckCode> {
    if let Some(verdict) = app.runtime.check_local(tenant, feature).filter(|v| v.allowed) {
        return Ok(verdict.code);
    }
    let asked = app.runtime.check(tenant, feature, &BTreeMap::new()).await;
    asked.map(|decision| decision.code).map_err(|error| refused(Refusal::from(&error)))
}

/// The feature that opens a course.
pub fn feature(course: &str) -> String {
    format!("{ACCESS}{course}")
}

impl Learner {
    /// The Kernel's decision, whatever it is.
    pub async fn check(&self, feature: &str) -> Result<Decision> {
        let mut context = BTreeMap::new();
        context.insert("identity_id".to_owned(), self.identity.to_string());
        let asked = self.app.runtime.check(self.ctx.tenant, feature, &context).await;
        asked.map_err(|error| refused(Refusal::from(&error)))
    }

    /// The same to be shown.
    pub async fn access(&self, course: &str) -> Result<Access> {
        Ok(Access::from(self.check(&feature(course)).await?.code))
    }

    /// The same for a list; see [`known_or_asked`].
    pub async fn access_listed(&self, course: &str) -> Result<Access> {
        known_or_asked(&self.app, self.ctx.tenant, &feature(course)).await.map(Access::from)
    }

    /// A yes, or the refusal for the person, told to the audit first.
    pub async fn require(&self, feature: &str) -> Result<Decision> {
        let decision = self.check(feature).await?;
        if decision.allowed {
            return Ok(decision);
        }
        self.tell_denied(feature, &decision).await?;
        Err(refusal(decision.code))
    }

    async fn tell_denied(&self, feature: &str, decision: &Decision) -> Result<()> {
        let mut facts = Map::new();
        facts.insert("feature".to_owned(), json!(feature));
        facts.insert("code".to_owned(), json!(decision.code));
        facts.insert("decision_id".to_owned(), json!(decision.decision_id));
        let actor = (ActorType::User, self.identity.to_string());
        let event = self.app.runtime.event(self.ctx.tenant, actor, "access.denied", facts);
        let told = self.app.runtime.audit(&event).await;
        told.map_err(|error| Error::unavailable("telling a refusal", error))
    }
}

/// What people are told for each no. One code has one status everywhere.
pub fn refusal(code: CheckCode) -> Error {
    let (code, text) = match code {
        CheckCode::Ok | CheckCode::NoEntitlement => {
            ("entitlement.no_entitlement", "Your organisation does not have this.")
        }
        CheckCode::Expired => ("entitlement.expired", "Your organisation had this; it has ended."),
        CheckCode::QuotaExceeded => {
            ("entitlement.quota_exceeded", "Your organisation has used up what it has of this.")
        }
        CheckCode::KillSwitch => (KILL_SWITCH, "This was switched off by the operator."),
        CheckCode::PolicyDenied => ("entitlement.policy_denied", "A policy forbids this."),
        CheckCode::FeatureUnknown => ("entitlement.feature_unknown", "Nobody offers this."),
        CheckCode::TenantSuspended => {
            return Error::forbidden(codes::TENANT_SUSPENDED, "Your organisation is suspended.");
        }
        CheckCode::RuntimeSuspended => {
            return Error::forbidden(codes::RUNTIME_SUSPENDED, "This service is suspended.");
        }
    };
    Error::refused(StatusCode::PAYMENT_REQUIRED, code, text)
}
