//! What an enrolment is, and the token that stands for it.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use leme_base::id::{Id, Kind};
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::secret::Secret;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::runtime::{DeploymentMode, RuntimeType};
use leme_contract::tenant::TenantType;
use leme_ground::error::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// How every enrolment token begins, so that people and scanners know one.
pub const PREFIX: &str = "lme_enr_";
const TOKEN_BYTES: usize = 32;
/// Seconds that a token lasts when nobody says.
const EXPIRES_S: u32 = 3_600;
const EXPIRES_S_MIN: u32 = 60;
const EXPIRES_S_MAX: u32 = 7 * 24 * 3_600;
/// Products whose path at the edge is taken.
const RESERVED: &[&str] = &["kernel", "idp"];

/// A way in for one runtime.
pub enum Enrolling {}

impl Kind for Enrolling {
    const NAME: &'static str = "enrolment";
}

/// Id of an enrolment.
pub type EnrolmentId = Id<Enrolling>;

/// Where an enrolment stands; follows from time and use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentState {
    /// Waits for its runtime.
    Open,
    /// Its runtime entered.
    Used,
    /// Nobody came in time.
    Expired,
}

/// An enrolment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Enrolment {
    /// Its id.
    pub enrolment_id: EnrolmentId,
    /// The tenant that the runtime will belong to.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    pub runtime_type: RuntimeType,
    /// The product it runs.
    pub product: String,
    /// Whom it will serve.
    pub deployment_mode: DeploymentMode,
    /// Where it stands.
    pub state: EnrolmentState,
    /// Who gave the token.
    pub created_by: String,
    /// When.
    pub created_at: DateTime,
    /// Until when it may be used.
    pub expires_at: DateTime,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime>,
    /// The runtime that used it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<RuntimeId>,
    /// The token: only in the first answer to its making, nowhere else, never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Where an enrolment stands at an instant.
pub fn state(used_at: Option<DateTime>, expires_at: DateTime, now: DateTime) -> EnrolmentState {
    match used_at {
        Some(_) => EnrolmentState::Used,
        None if expires_at <= now => EnrolmentState::Expired,
        None => EnrolmentState::Open,
    }
}

/// An enrolment to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnrolment {
    /// The tenant that the runtime will belong to; the platform itself for `shared`.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    pub runtime_type: RuntimeType,
    /// The product it runs: 2 to 32 of `a-z`, `0-9` and `-`, beginning with a letter.
    #[schema(pattern = "^[a-z][a-z0-9-]{1,31}$")]
    pub product: String,
    /// Whom it will serve.
    pub deployment_mode: DeploymentMode,
    /// Seconds until the token is worthless, 60 to 604,800; an hour when absent.
    #[serde(default)]
    #[schema(minimum = 60, maximum = 604_800)]
    pub expires_in_s: Option<u32>,
}

impl NewEnrolment {
    /// Everything wrong with it, at once.
    pub fn check(&self, owner: TenantType) -> Result<()> {
        let mut wrong = Vec::new();
        let mut refuse = |pointer: &str, code: &str, detail: &str| {
            wrong.push(Violation::new(pointer, code, detail));
        };
        if !is_product(&self.product) {
            refuse("/product", "format", "must be 2 to 32 of a-z, 0-9 and '-', a letter first");
        }
        if RESERVED.contains(&self.product.as_str()) {
            refuse("/product", "reserved", "this name is taken by the platform");
        }
        if self.deployment_mode == DeploymentMode::Shared && owner != TenantType::Internal {
            let detail = "a shared runtime belongs to the platform's own organisation";
            refuse("/deployment_mode", "platform_only", detail);
        }
        let seconds = self.expires_in_s.unwrap_or(EXPIRES_S);
        if !(EXPIRES_S_MIN..=EXPIRES_S_MAX).contains(&seconds) {
            refuse("/expires_in_s", "range", "must be 60 to 604800 seconds");
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
    }

    /// Until when its token may be used.
    pub fn expires_at(&self, now: DateTime) -> DateTime {
        now + TimeDelta::seconds(i64::from(self.expires_in_s.unwrap_or(EXPIRES_S)))
    }
}

fn is_product(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(inner)
}

/// A new token.
pub fn token() -> Result<Secret<String>> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| Error::internal("making a token", error))?;
    Ok(Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
}

/// What is kept of a token. It is random through and through: one plain hash is enough.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
