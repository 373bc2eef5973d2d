//! The reference for `check`: the same HTTP stack, the same body parsed, the same JSON answered,
//! and nothing in between.
use anyhow::Result;
use axum::routing::post;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use leme_base::ids::DecisionId;
use leme_base::time::Clock;
use leme_contract::entitlement::{CheckCode, CheckRequest, CheckResponse};
use tokio::net::TcpListener;

/// Serves until killed; prints the port.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    let router = Router::new().route("/kernel/entitlements/check", post(answer));
    axum::serve(listener, router).await?;
    Ok(())
}

async fn answer(Json(_): Json<CheckRequest>) -> Json<CheckResponse> {
    Json(CheckResponse {
        allowed: true,
        code: CheckCode::Ok,
        limits: None,
        source: vec!["grant:01a1f8f8-08cd-7354-aebe-ca435d8d8fe0".to_owned()],
        decision_id: DecisionId::at(Clock::System.now()),
    })
}
