//! HTTP of the limits.
use leme_base::limits;
use leme_ground::http::extract::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::model::PAYLOAD_BYTES_MAX;
use crate::connections::model::CONNECTIONS_MAX;
use crate::tenants::model::DEPTH_MAX;

/// The limits that hold.
#[expect(clippy::struct_field_names, reason = "each is a maximum, and says so on the wire")]
#[derive(Serialize, ToSchema)]
pub(super) struct Limits {
    /// Rows on one page.
    page_rows_max: u32,
    /// Bytes of a request body.
    body_bytes_max: usize,
    /// Events in one batch.
    batch_events_max: usize,
    /// Characters of a name.
    name_chars_max: usize,
    /// Characters of a slug.
    slug_chars_max: usize,
    /// Bytes of one audit payload.
    audit_payload_bytes_max: usize,
    /// Connections of one organisation.
    connections_max: i64,
    /// Levels of the tree of organisations.
    tenant_depth_max: usize,
}

/// Shows the limits.
#[utoipa::path(get, path = "/v1/limits", tag = "limits",
    responses((status = 200, description = "The limits.", body = Limits)))]
pub(super) async fn limits_view() -> Json<Limits> {
    Json(Limits {
        page_rows_max: limits::PAGE_ROWS_MAX,
        body_bytes_max: limits::BODY_BYTES_MAX,
        batch_events_max: limits::BATCH_EVENTS_MAX,
        name_chars_max: limits::NAME_CHARS_MAX,
        slug_chars_max: limits::SLUG_CHARS_MAX,
        audit_payload_bytes_max: PAYLOAD_BYTES_MAX,
        connections_max: CONNECTIONS_MAX,
        tenant_depth_max: DEPTH_MAX,
    })
}
