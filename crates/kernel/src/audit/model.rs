//! What an audit record is, and what is checked before one is kept.
use std::collections::HashSet;

use leme_base::ids::{AuditEventId, RuntimeId, TenantId};
use leme_base::limits::BATCH_EVENTS_MAX;
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::audit::{ActorType, AuditBatch, AuditEvent, Receipt};
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::parse;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Bytes of one payload.
pub const PAYLOAD_BYTES_MAX: usize = 16 * 1024;

/// What the document says of the body.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum AuditBody {
    /// At most 500 events.
    Batch(AuditBatch),
    /// One event.
    One(AuditEvent),
}

/// One event, or a batch: both are taken.
#[derive(Clone, Debug)]
pub struct Ingest(pub Vec<AuditEvent>);

impl Ingest {
    /// Reads either form and checks every event.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Shape {
            events: Option<serde::de::IgnoredAny>,
        }
        let batch = parse::<Shape>(bytes)?.events.is_some();
        let (events, violations) = if batch {
            let events = parse::<AuditBatch>(bytes)?.events;
            let violations = check(&events);
            (events, violations)
        } else {
            let event = parse::<AuditEvent>(bytes)?;
            let violations = check_one("", &event);
            (vec![event], violations)
        };
        if violations.is_empty() { Ok(Self(events)) } else { Err(Error::Invalid { violations }) }
    }
}

fn check(events: &[AuditEvent]) -> Vec<Violation> {
    let mut wrong = Vec::new();
    if events.is_empty() || events.len() > BATCH_EVENTS_MAX {
        wrong.push(Violation::new("/events", "size", "must hold 1 to 500 events"));
    }
    let places = events.iter().take(BATCH_EVENTS_MAX).enumerate();
    wrong.extend(places.flat_map(|(at, event)| check_one(&format!("/events/{at}"), event)));
    wrong
}

/// What is wrong with an event that stands at `place` in the body.
fn check_one(place: &str, event: &AuditEvent) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, detail: &str| {
        wrong.push(Violation::new(format!("{place}/{field}"), "format", detail));
    };
    if !is_event_type(&event.kind) {
        refuse("type", "must be dotted lower case, for example session.started");
    }
    if event.actor_id.is_empty() || event.actor_id.chars().count() > 128 {
        refuse("actor_id", "must have 1 to 128 characters");
    }
    if event.correlation_id.chars().count() > 64 {
        refuse("correlation_id", "must have at most 64 characters");
    }
    let size = serde_json::to_vec(&event.payload).map_or(usize::MAX, |bytes| bytes.len());
    if size > PAYLOAD_BYTES_MAX {
        refuse("payload", "must be at most 16 KiB");
    }
    wrong
}

/// Dotted lower case with at least two words: `session.started`.
pub fn is_event_type(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.len() <= 128 && text.contains('.') && text.split('.').all(word)
}

/// What only the Kernel tells.
const KERNELS_OWN: [&str; 6] =
    ["tenant.", "member.", "connection.", "runtime.", "entitlement.", "switch."];

/// Refuses events in which a runtime would speak with the Kernel's voice.
pub fn refuse_borrowed(events: &[AuditEvent]) -> Result<()> {
    let borrowed = |event: &AuditEvent| {
        event.actor_type == ActorType::System
            || KERNELS_OWN.iter().any(|own| event.kind.starts_with(own))
    };
    if events.iter().any(borrowed) {
        let public = "A runtime tells its own events, of people and of itself, not the Kernel's.";
        return Err(Error::forbidden(codes::RUNTIME_FORBIDDEN, public));
    }
    Ok(())
}

/// Each event id once, the first of its kind.
pub fn once(events: &[AuditEvent]) -> Vec<&AuditEvent> {
    let mut seen = HashSet::new();
    events.iter().filter(|event| seen.insert(event.event_id)).collect()
}

/// What was kept now and what was known before.
pub fn receipt(events: &[AuditEvent], old: &[&AuditEvent], new: &[&AuditEvent]) -> Receipt {
    let ids = |events: &[&AuditEvent]| events.iter().map(|event| event.event_id.uuid()).collect();
    let mut duplicates: Vec<uuid::Uuid> = ids(old);
    let mut accepted: HashSet<AuditEventId> = new.iter().map(|event| event.event_id).collect();
    // A second copy within the same batch is a duplicate of the first.
    duplicates.extend(
        events
            .iter()
            .filter(|event| new.iter().any(|kept| kept.event_id == event.event_id))
            .filter(|event| !accepted.remove(&event.event_id))
            .map(|event| event.event_id.uuid()),
    );
    Receipt { accepted: ids(new), duplicates }
}

/// An entry as the audit shows it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditRecord {
    /// Its id.
    pub event_id: AuditEventId,
    /// The tenant it happened in.
    pub tenant_id: TenantId,
    /// What people call that tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_name: Option<String>,
    /// Its number within the tenant, without gaps.
    pub seq: i64,
    /// The runtime that told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<RuntimeId>,
    /// Who did it.
    pub actor_type: ActorType,
    /// Which person, runtime or part of the platform.
    pub actor_id: String,
    /// What people call the actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened at the teller.
    pub timestamp: DateTime,
    /// When it was kept.
    pub received_at: DateTime,
    /// The request it belongs to.
    pub correlation_id: String,
    /// The facts.
    pub payload: Map<String, Value>,
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The organisation; the acting one when absent.
    pub tenant_id: Option<TenantId>,
    /// Everything below it too.
    pub tree: Option<bool>,
    /// Only this type, or with a trailing `*` every type with that beginning.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Only this actor id.
    pub actor: Option<String>,
    /// Part of the type, the actor's name or the correlation id.
    pub q: Option<String>,
    /// From this instant.
    pub from: Option<DateTime>,
    /// Before this instant.
    pub to: Option<DateTime>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl AuditQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }

    /// The type filter as a LIKE pattern.
    pub fn kind_pattern(&self) -> Option<String> {
        let kind = self.kind.as_deref().filter(|kind| !kind.is_empty())?;
        let literal = kind.trim_end_matches('*').replace('\\', "\\\\");
        let literal = literal.replace('%', "\\%").replace('_', "\\_");
        Some(if kind.ends_with('*') { format!("{literal}%") } else { literal })
    }
}

/// Records as RFC 4180 CSV. A leading `=`, `+`, `-` or `@` is quoted away: spreadsheets run it.
pub fn csv(records: &[AuditRecord]) -> String {
    let mut out =
        "seq,received_at,timestamp,tenant,actor_type,actor,type,correlation_id,payload\r\n"
            .to_owned();
    for record in records {
        let fields = [
            record.seq.to_string(),
            record.received_at.to_rfc3339(),
            record.timestamp.to_rfc3339(),
            record.tenant_name.clone().unwrap_or_else(|| record.tenant_id.to_string()),
            record.actor_type.as_str().to_owned(),
            record.actor_name.clone().unwrap_or_else(|| record.actor_id.clone()),
            record.kind.clone(),
            record.correlation_id.clone(),
            Value::Object(record.payload.clone()).to_string(),
        ];
        out.push_str(&fields.map(|field| csv_field(&field)).join(","));
        out.push_str("\r\n");
    }
    out
}

fn csv_field(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}
