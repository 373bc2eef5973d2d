//! What the Kernel in memory knows.
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::{Clock, DateTime};
use leme_contract::audit::AuditEvent;
use leme_contract::entitlement::LicenceClaims;
use leme_contract::identity::Identity;
use leme_contract::manifest::covers;
use leme_contract::runtime::{Applied, Directive, KillSwitch, RegisterRequest};
use leme_contract::usage::UsageEvent;

use crate::jws::{Jwk, KeySet};

/// How a call fails.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Answers this status at once, with nothing done.
    Status(u16),
    /// Answers after a while.
    Slow(Duration),
    /// Does what was asked, then answers 500: the caller cannot know.
    AnswerLost,
}

/// What a tenant holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grant {
    /// How much in all; absent means without limit.
    pub quota: Option<u64>,
    /// Until when.
    pub valid_until: Option<DateTime>,
    /// Seconds a licence is good for without the Kernel.
    pub max_staleness_s: u32,
}

/// Changes the claims of a licence before it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Forgery(pub fn(&mut LicenceClaims));

#[derive(Debug)]
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) internal: TenantId,
    key: SigningKey,
    key_number: u32,
    pub(super) enrolments: BTreeMap<String, Option<String>>,
    /// Public key → id.
    pub(super) runtimes: BTreeMap<String, RuntimeId>,
    pub(super) token_generation: u64,
    /// Tenant → suspended.
    pub(super) tenants: BTreeMap<TenantId, bool>,
    pub(super) people: BTreeMap<String, Identity>,
    pub(super) grants: Vec<(TenantId, String, Grant)>,
    pub(super) switches: Vec<KillSwitch>,
    pub(super) directive: Directive,
    pub(super) max_concurrent_requests: Option<u32>,
    pub(super) policy_version: u64,
    pub(super) heartbeat_seconds: u32,
    pub(super) beats: Vec<Applied>,
    pub(super) registrations: Vec<RegisterRequest>,
    pub(super) audit: Vec<AuditEvent>,
    pub(super) usage: Vec<UsageEvent>,
    pub(super) told: BTreeSet<uuid::Uuid>,
    pub(super) duplicates: usize,
    pub(super) calls: BTreeMap<String, usize>,
    pub(super) faults: Vec<(String, Fault, u32)>,
    pub(super) forgery: Option<Forgery>,
    pub(super) down: bool,
}

impl World {
    pub(super) fn new(clock: Clock) -> Self {
        let internal = TenantId::at(clock.now());
        Self {
            internal,
            key: SigningKey::from_bytes(&rand::random()),
            key_number: 1,
            enrolments: BTreeMap::new(),
            runtimes: BTreeMap::new(),
            token_generation: 1,
            tenants: BTreeMap::from([(internal, false)]),
            people: BTreeMap::new(),
            grants: Vec::new(),
            switches: Vec::new(),
            directive: Directive::Continue,
            max_concurrent_requests: None,
            policy_version: 1,
            heartbeat_seconds: 1,
            beats: Vec::new(),
            registrations: Vec::new(),
            audit: Vec::new(),
            usage: Vec::new(),
            told: BTreeSet::new(),
            duplicates: 0,
            calls: BTreeMap::new(),
            faults: Vec::new(),
            forgery: None,
            down: false,
            clock,
        }
    }

    pub(super) fn rotate(&mut self) {
        self.key = SigningKey::from_bytes(&rand::random());
        self.key_number += 1;
    }

    pub(super) fn signer(&self) -> (&SigningKey, String) {
        (&self.key, format!("key-{}", self.key_number))
    }

    pub(super) fn key_set(&self) -> KeySet {
        let (key, kid) = self.signer();
        let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        KeySet { keys: vec![Jwk { kty: "OKP".into(), crv: "Ed25519".into(), kid, x }] }
    }

    pub(super) fn token(&self, runtime: RuntimeId) -> String {
        format!("{runtime}.{}", self.token_generation)
    }

    pub(super) fn used(&self, tenant: TenantId, feature: &str) -> u64 {
        let same = |event: &&UsageEvent| event.tenant_id == tenant && event.feature == feature;
        self.usage.iter().filter(same).map(|event| event.amount).sum()
    }

    pub(super) fn grants_of<'w>(
        &'w self,
        tenant: TenantId,
        feature: &'w str,
    ) -> impl Iterator<Item = &'w Grant> {
        let fits = move |(whose, what, _): &&(TenantId, String, Grant)| {
            *whose == tenant && covers(what, feature)
        };
        self.grants.iter().filter(fits).map(|(_, _, grant)| grant)
    }

    /// Counts a call and says how it fails, if it does.
    pub(super) fn fault(&mut self, path: &str) -> Option<Fault> {
        *self.calls.entry(path.to_owned()).or_default() += 1;
        if self.down {
            return Some(Fault::Status(503));
        }
        let (_, fault, times) = self
            .faults
            .iter_mut()
            .find(|(beginning, _, times)| path.starts_with(beginning.as_str()) && *times > 0)?;
        *times -= 1;
        Some(*fault)
    }
}
