//! The limits over HTTP.
use serde_json::{Value, json};

use crate::fixture::Kernel;

#[tokio::test]
async fn the_limits_are_shown_to_everybody() {
    let kernel = Kernel::start().await;
    let limits: Value = kernel.http().get("/v1/limits").await.expect(200).json();
    assert_eq!(
        limits,
        json!({
            "page_rows_max": 200, "body_bytes_max": 1_048_576, "batch_events_max": 500,
            "name_chars_max": 120, "slug_chars_max": 63, "audit_payload_bytes_max": 16_384,
            "connections_max": 20, "tenant_depth_max": 16,
        })
    );
}
