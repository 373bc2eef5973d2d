//! What the Kernel in memory answers: the rules of the contract in their simplest form.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::VerifyingKey;
use leme_base::ids::{DecisionId, RuntimeId, TenantId};
use leme_contract::audit::{AuditBatch, Receipt};
use leme_contract::entitlement::{
    CheckCode, CheckLimits, CheckRequest, CheckResponse, EntitlementLimits, LicenceClaims,
    LicenceResponse, LicensedEntitlement,
};
use leme_contract::identity::{ResolveRequest, ResolveResponse};
use leme_contract::runtime::{
    HeartbeatRequest, HeartbeatResponse, RegisterRequest, RegisterResponse, RuntimePolicies,
    RuntimeStatus,
};
use leme_contract::usage::UsageBatch;
use uuid::Uuid;

use super::routes::{Caller, No};
use super::world::World;
use crate::jws;
use crate::keys::{ASSERTION_AUDIENCE, Assertion};

const TOKEN_MINUTES: i64 = 15;
const LICENCE_S: i64 = 7 * 24 * 3_600;

impl World {
    fn policies(&self) -> RuntimePolicies {
        RuntimePolicies {
            policy_version: self.policy_version,
            heartbeat_seconds: self.heartbeat_seconds,
            max_concurrent_requests: self.max_concurrent_requests,
        }
    }

    pub(super) fn register(
        &mut self,
        tenant: TenantId,
        token: &str,
        request: RegisterRequest,
    ) -> Result<RegisterResponse, No> {
        if request.tenant_id != tenant {
            return Err(No(400, "tenant.mismatch"));
        }
        let key = request.public_key.clone().ok_or(No(422, "request.invalid"))?;
        let runtime = match self.enrolments.get(token) {
            Some(used) if used.as_ref().is_none_or(|by| *by == key) => {
                self.enrolments.insert(token.to_owned(), Some(key.clone()));
                let id = RuntimeId::at(self.clock.now());
                *self.runtimes.entry(key).or_insert(id)
            }
            Some(_) => return Err(No(401, "enrolment.invalid")),
            None => self.asserted(token, &key)?,
        };
        self.registrations.push(request);
        Ok(RegisterResponse {
            runtime_id: runtime,
            status: RuntimeStatus::Registered,
            policies_applied: self.policies(),
            runtime_token: self.token(runtime),
            token_expires_at: self.clock.now() + TimeDelta::minutes(TOKEN_MINUTES),
            heartbeat_seconds: self.heartbeat_seconds,
            contract_versions: vec![leme_contract::VERSION.to_owned()],
        })
    }

    fn asserted(&self, token: &str, public: &str) -> Result<RuntimeId, No> {
        let no = || No(401, "auth.invalid");
        let known = self.runtimes.get(public).ok_or_else(no)?;
        let bytes = URL_SAFE_NO_PAD.decode(public).map_err(|_| no())?;
        let key =
            VerifyingKey::from_bytes(&bytes.try_into().map_err(|_| no())?).map_err(|_| no())?;
        let claims: Assertion = jws::verify(token, &key).map_err(|_| no())?;
        let now = self.clock.now().timestamp();
        let good = claims.iss == *known
            && claims.sub == *known
            && claims.aud == ASSERTION_AUDIENCE
            && claims.exp > now
            && claims.exp - claims.iat <= 60;
        if good { Ok(*known) } else { Err(no()) }
    }

    pub(super) fn beat(&mut self, caller: Caller, request: HeartbeatRequest) -> HeartbeatResponse {
        self.beats.push(request.applied);
        HeartbeatResponse {
            directive: self.directive,
            policies: self.policies(),
            desired_version: None,
            kill_switches: self.switches.clone(),
            runtime_token: self.token(caller.runtime),
            token_expires_at: self.clock.now() + TimeDelta::minutes(TOKEN_MINUTES),
        }
    }

    pub(super) fn resolve(
        &mut self,
        caller: Caller,
        request: &ResolveRequest,
    ) -> Result<ResolveResponse, No> {
        if request.tenant_id != caller.tenant {
            return Err(No(400, "tenant.mismatch"));
        }
        let identity = self.people.get(&request.external_token);
        let identity = identity.ok_or(No(401, "identity.token_invalid"))?;
        if identity.tenant_id != caller.tenant {
            return Err(No(403, "identity.unknown"));
        }
        Ok(ResolveResponse { identity: identity.clone(), entitlements: Vec::new() })
    }

    pub(super) fn check(
        &mut self,
        caller: Caller,
        request: &CheckRequest,
    ) -> Result<CheckResponse, No> {
        if request.tenant_id != caller.tenant || request.runtime_id != caller.runtime {
            return Err(No(400, "tenant.mismatch"));
        }
        let now = self.clock.now();
        let mut code = CheckCode::NoEntitlement;
        let mut limits = None;
        for grant in self.grants_of(caller.tenant, &request.feature) {
            if grant.valid_until.is_some_and(|until| until <= now) {
                code = CheckCode::Expired;
                continue;
            }
            let used = self.used(caller.tenant, &request.feature);
            limits = grant.quota.map(|limit| CheckLimits {
                limit,
                used,
                reserved: 0,
                remaining: limit.saturating_sub(used),
                reset_at: None,
            });
            let over = limits.is_some_and(|limits| limits.remaining == 0);
            code = if over { CheckCode::QuotaExceeded } else { CheckCode::Ok };
            break;
        }
        Ok(CheckResponse {
            allowed: code == CheckCode::Ok,
            code,
            limits,
            source: Vec::new(),
            decision_id: DecisionId::at(now),
        })
    }

    fn is_new(&mut self, id: Uuid, receipt: &mut Receipt) -> bool {
        let new = self.told.insert(id);
        if new {
            receipt.accepted.push(id);
        } else {
            self.duplicates += 1;
            receipt.duplicates.push(id);
        }
        new
    }

    pub(super) fn keep_audit(&mut self, caller: Caller, batch: AuditBatch) -> Result<Receipt, No> {
        let ours = |event: &leme_contract::audit::AuditEvent| {
            event.tenant_id == caller.tenant && event.runtime_id == Some(caller.runtime)
        };
        if !batch.events.iter().all(ours) {
            return Err(No(400, "tenant.mismatch"));
        }
        if batch.events.len() > 500 || batch.events.iter().any(|event| event.kind.is_empty()) {
            return Err(No(422, "request.invalid"));
        }
        let mut receipt = Receipt::default();
        for event in batch.events {
            if self.is_new(event.event_id.uuid(), &mut receipt) {
                self.audit.push(event);
            }
        }
        Ok(receipt)
    }

    pub(super) fn keep_usage(&mut self, caller: Caller, batch: UsageBatch) -> Result<Receipt, No> {
        if !batch.events.iter().all(|event| event.tenant_id == caller.tenant) {
            return Err(No(400, "tenant.mismatch"));
        }
        let mut receipt = Receipt::default();
        for event in batch.events {
            if self.is_new(event.event_id.uuid(), &mut receipt) {
                self.usage.push(event);
            }
        }
        Ok(receipt)
    }

    pub(super) fn licence(&mut self, caller: Caller) -> LicenceResponse {
        let iat = self.clock.now();
        let lines = self.grants.iter().filter(|(tenant, _, _)| *tenant == caller.tenant);
        let line = |(_, feature, grant): &(TenantId, String, super::Grant)| LicensedEntitlement {
            feature: feature.clone(),
            limits: EntitlementLimits { quota: grant.quota, time_window: None },
            valid_from: iat - TimeDelta::days(1),
            valid_until: grant.valid_until,
            max_staleness_s: grant.max_staleness_s,
        };
        let mut claims = LicenceClaims {
            iss: "leme-kernel".to_owned(),
            aud: caller.runtime,
            tenant_id: caller.tenant,
            runtime_id: caller.runtime,
            version: self.policy_version,
            iat: iat.timestamp(),
            exp: iat.timestamp() + LICENCE_S,
            refused: None,
            entitlements: lines.map(line).collect(),
        };
        if let Some(forgery) = self.forgery.take() {
            (forgery.0)(&mut claims);
        }
        let (key, kid) = self.signer();
        LicenceResponse { licence: jws::sign(key, Some(&kid), &claims) }
    }
}
