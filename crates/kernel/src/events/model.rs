//! The envelope of an event, and the cursor that a reader keeps.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leme_base::ids::{EventId, TenantId};
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_ground::error::{Error, Result};
use leme_ground::outbox::{Cursor, Stored};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The envelope's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum SpecVersion {
    /// CloudEvents 1.0.
    #[serde(rename = "1.0")]
    One,
}

/// Who tells the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Source {
    /// The Kernel.
    #[serde(rename = "/kernel")]
    Kernel,
}

/// An event as readers get it: CloudEvents 1.0.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Always `1.0`.
    pub specversion: SpecVersion,
    /// Readers drop an id that they have seen.
    pub id: EventId,
    /// Always `/kernel`.
    pub source: Source,
    /// What happened, for example `tenant.suspended`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub time: DateTime,
    /// The id of the thing it happened to.
    pub subject: String,
    /// The tenant it happened in.
    pub tenantid: TenantId,
    /// The request that caused it; empty when no request did.
    pub correlationid: String,
    /// Names the shape of `data`.
    pub dataschema: String,
    /// The facts; never a secret.
    pub data: Value,
}

impl From<Stored> for Event {
    fn from(stored: Stored) -> Self {
        Self {
            specversion: SpecVersion::One,
            id: stored.event_id,
            source: Source::Kernel,
            dataschema: format!("urn:leme:event:{}:1", stored.kind),
            kind: stored.kind,
            time: stored.occurred_at,
            subject: stored.subject,
            tenantid: stored.tenant_id,
            correlationid: stored.correlation_id,
            data: stored.data,
        }
    }
}

/// Events of one tenant, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// The events.
    pub items: Vec<Event>,
    /// Where to read on; always present.
    pub next: String,
}

impl EventPage {
    /// A page of what was read after a place.
    pub fn of(after: Cursor, events: Vec<Stored>) -> Self {
        let next = events.last().map_or(after, Stored::cursor);
        Self { items: events.into_iter().map(Event::from).collect(), next: write(next) }
    }
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Where to read on, the `next` of an earlier page; absent, the beginning.
    pub after: Option<String>,
    /// Events wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl EventQuery {
    /// Events wanted, held within the limits.
    pub fn rows(&self) -> u32 {
        PageQuery { cursor: None, limit: self.limit }.rows()
    }
}

/// The cursor as a reader keeps it: opaque.
pub fn write(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}", cursor.xid, cursor.position))
}

/// The place that a reader's cursor names; the beginning when there is none.
pub fn read(text: Option<&str>) -> Result<Cursor> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Cursor::default()) };
    parse(text)
        .ok_or_else(|| Error::invalid("/after", "format", "must be the `next` of an earlier page"))
}

fn parse(text: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (xid, position) = std::str::from_utf8(&bytes).ok()?.split_once('.')?;
    Some(Cursor { xid: xid.parse().ok()?, position: position.parse().ok()? })
}
