//! What is asked of a runtime that enters: its assertion, its key, its words about itself.
use std::collections::HashSet;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use jsonschema::Validator;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use leme_base::ids::RuntimeId;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::codes;
use leme_contract::manifest::Manifest;
use leme_contract::runtime::{DeploymentMode, RegisterRequest, RuntimeStatus, RuntimeType};
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::runtimes::enrolments::model::Enrolment;

/// Seconds that an assertion may last.
const ASSERTION_S: i64 = 60;
/// Seconds that two clocks may differ.
const LEEWAY_S: i64 = 30;
const CAPABILITIES_MAX: usize = 64;
const SCHEMA: &str =
    include_str!("../../../../../specs/kernel-contract/v0.1/schemas/Manifest.json");

/// The claims of an assertion.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The runtime.
    pub iss: RuntimeId,
    /// The runtime again.
    pub sub: RuntimeId,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Worthless from, Unix seconds.
    pub exp: i64,
    /// Used once.
    pub jti: String,
}

impl Claims {
    /// Until when a second use must be noticed.
    pub fn remember_until(&self) -> DateTime {
        DateTime::from_timestamp(self.exp + LEEWAY_S, 0).unwrap_or(DateTime::MAX_UTC)
    }
}

/// The runtime that an assertion names, unverified: only to find out whose key to ask for.
pub fn claimed_runtime(token: &str) -> Option<RuntimeId> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Claims>(&bytes).ok().map(|claims| claims.sub)
}

/// The claims of an assertion, if this key signed it for us, for now, and for a minute at most.
pub fn verify(token: &str, public_key: &[u8], now: DateTime) -> Result<Claims> {
    let key = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(public_key))
        .map_err(|error| Error::internal("reading a runtime's key", error))?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[keys::ISSUER]);
    validation.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
    // The clock is injected.
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, &key, &validation).map_err(|_| bad_assertion())?.claims;
    let now = now.timestamp();
    let good = claims.iss == claims.sub
        && (8..=64).contains(&claims.jti.len())
        && claims.iat <= now + LEEWAY_S
        && claims.exp > now - LEEWAY_S
        && (1..=ASSERTION_S).contains(&claims.exp.saturating_sub(claims.iat));
    if good { Ok(claims) } else { Err(bad_assertion()) }
}

/// 401 that never tells what is wrong with an assertion.
pub fn bad_assertion() -> Error {
    let public = "The assertion cannot be used. Sign a new one, or use an enrolment token.";
    Error::unauthenticated(codes::AUTH_INVALID, public)
}

/// 401 that never tells what is wrong with an enrolment token.
pub fn bad_enrolment() -> Error {
    let public = "The enrolment token cannot be used here: it is unknown, used or expired, or it \
                  was given for another kind of runtime.";
    Error::unauthenticated(codes::ENROLMENT_INVALID, public)
}

/// A registered runtime as registration knows it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its id.
    pub runtime_id: RuntimeId,
    /// The kind of runtime.
    pub kind: RuntimeType,
    /// The product it runs.
    pub product: String,
    /// Whom it serves.
    pub mode: DeploymentMode,
    /// Its own version.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// Its own description.
    pub manifest: Option<Manifest>,
    /// Its key.
    pub public_key: Vec<u8>,
    /// Where it stands in its life.
    pub status: RuntimeStatus,
}

impl Known {
    /// What a registration says otherwise than before. No manifest keeps the one we have.
    pub fn changed_by(&self, request: &RegisterRequest) -> Vec<&'static str> {
        let manifest = request.manifest.is_some() && request.manifest != self.manifest;
        let all = [
            ("version", request.version != self.version),
            ("capabilities", request.capabilities != self.capabilities),
            ("manifest", manifest),
        ];
        all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
    }

    /// Refuses a registration that is not what this runtime was enrolled with.
    pub fn check(&self, request: &RegisterRequest) -> Result<()> {
        let product = request.manifest.as_ref().map(|manifest| &manifest.product);
        let key = request.public_key.as_deref().map(public_key).transpose()?;
        let all = [
            ("/runtime_type", request.runtime_type != self.kind),
            ("/deployment_mode", request.deployment_mode != self.mode),
            ("/manifest/product", product.is_some_and(|product| *product != self.product)),
            ("/public_key", key.is_some_and(|key| key[..] != self.public_key)),
        ];
        let wrong = all.into_iter().filter(|(_, differs)| *differs).map(|(pointer, _)| {
            Violation::new(pointer, "fixed", "is not what this runtime was enrolled with")
        });
        refuse(wrong.collect())
    }

    /// Whether it is what an enrolment speaks of.
    pub fn fits(&self, enrolment: &Enrolment) -> bool {
        self.kind == enrolment.runtime_type
            && self.mode == enrolment.deployment_mode
            && self.product == enrolment.product
    }
}

/// Whether a registration is what was enrolled.
pub fn fits(request: &RegisterRequest, enrolment: &Enrolment) -> bool {
    let product = request.manifest.as_ref().map(|manifest| &manifest.product);
    request.runtime_type == enrolment.runtime_type
        && request.deployment_mode == enrolment.deployment_mode
        && product.is_none_or(|product| *product == enrolment.product)
}

/// Everything wrong with a registration by itself, at once.
pub fn check(request: &RegisterRequest) -> Result<()> {
    let mut wrong = Vec::new();
    if !is_version(&request.version) {
        let detail = "must be 1 to 63 of letters, digits and '.+_-', a letter or digit first";
        wrong.push(Violation::new("/version", "format", detail));
    }
    if request.capabilities.len() > CAPABILITIES_MAX {
        wrong.push(Violation::new("/capabilities", "size", "must be at most 64"));
    }
    let mut seen = HashSet::new();
    for (index, word) in request.capabilities.iter().enumerate().take(CAPABILITIES_MAX) {
        if !is_capability(word) {
            let detail = "must be 1 to 63 of a-z, 0-9 and '_.-', a letter first";
            wrong.push(Violation::new(format!("/capabilities/{index}"), "format", detail));
        } else if !seen.insert(word) {
            let detail = "is there already";
            wrong.push(Violation::new(format!("/capabilities/{index}"), "unique", detail));
        }
    }
    if let Some(manifest) = &request.manifest {
        wrong.extend(check_manifest(manifest, request.deployment_mode)?);
    }
    refuse(wrong)
}

fn refuse(violations: Vec<Violation>) -> Result<()> {
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid { violations }) }
}

fn is_version(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '_' | '-');
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(inner)
}

fn is_capability(text: &str) -> bool {
    let inner =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-');
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(inner)
}

/// The key of a registration with an enrolment token.
pub fn public_key(text: &str) -> Result<[u8; 32]> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    // A weak key would verify signatures that nobody made.
    let good = |bytes: &[u8; 32]| VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak());
    bytes.filter(good).ok_or_else(|| {
        let detail = "must be an Ed25519 public key: 32 bytes in base64url without padding";
        Error::invalid("/public_key", "format", detail)
    })
}

/// A manifest is held against the JSON Schema of the contract, and against what that cannot say.
fn check_manifest(manifest: &Manifest, mode: DeploymentMode) -> Result<Vec<Violation>> {
    let value = serde_json::to_value(manifest)
        .map_err(|error| Error::internal("reading a manifest", error))?;
    let mut wrong: Vec<Violation> = validator()?
        .iter_errors(&value)
        .take(50)
        .map(|error| {
            let pointer = format!("/manifest{}", error.instance_path());
            Violation::new(pointer, "schema", error.to_string())
        })
        .collect();
    let keys = manifest.features.iter().map(|feature| feature.key.as_str());
    wrong.extend(repeated("/manifest/features", keys));
    wrong.extend(repeated("/manifest/meters", manifest.meters.iter().map(|it| it.key.as_str())));
    if mode == DeploymentMode::OnPrem && manifest.endpoint.is_some() {
        let detail = "a runtime on a tenant's premises only calls out: leave it away";
        wrong.push(Violation::new("/manifest/endpoint", "on_prem", detail));
    }
    Ok(wrong)
}

fn repeated<'k>(at: &str, keys: impl Iterator<Item = &'k str>) -> Vec<Violation> {
    let mut seen = HashSet::new();
    keys.enumerate()
        .filter(|(_, key)| !seen.insert(*key))
        .map(|(index, _)| Violation::new(format!("{at}/{index}/key"), "unique", "is there already"))
        .collect()
}

/// The compiled schema.
fn validator() -> Result<&'static Validator> {
    static VALIDATOR: OnceLock<Result<Validator, String>> = OnceLock::new();
    let compiled = VALIDATOR.get_or_init(|| {
        let schema = serde_json::from_str(SCHEMA).map_err(|error| error.to_string())?;
        jsonschema::validator_for(&schema).map_err(|error| error.to_string())
    });
    let doing = "compiling the manifest's schema";
    compiled.as_ref().map_err(|error| Error::internal(doing, error.clone()))
}
