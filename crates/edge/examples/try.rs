//! Temporary: an edge before a bare upstream.
use axum::{Json, Router, routing::get};
use leme_base::{secret::Secret, time::Clock};
use leme_edge::{
    SCHEMA, app::App, kernel::*, limits::Patience, listener, router, session::model::*,
    settings::Settings,
};
use leme_ground::{http::serve, seal::Sealer, tasks::Tasks};
use leme_testkit::{Database, Service};
use serde_json::json;
use std::sync::Arc;
#[tokio::main]
async fn main() {
    let db = Database::fresh(&[SCHEMA]).await;
    let up = Service::start(
        Router::new()
            .route("/v1/hello", get(|| async { "hello" }))
            .route("/v1/big", get(|| async { vec![b'x'; 65536] })),
    )
    .await;
    let url = up.url();
    let kernel = Service::start(Router::new().route("/internal/edge/config", get(move || { let url = url.clone(); async move { Json(json!({"version":1,"runtimes":[{"product":"shop","endpoint":url,"suspended":false},{"product":"dead","endpoint":"http://127.0.0.1:1","suspended":false},{"product":"held","endpoint":"http://127.0.0.1:1","suspended":true}]})) } }))).await;
    let listener = serve::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let public = format!("http://{}", listener.local_addr().unwrap());
    let any = "127.0.0.1:0".parse().unwrap();
    let settings = Settings {
        http_addr: any,
        admin_addr: any,
        public_url: public.clone(),
        kernel_url: kernel.url(),
        idp_url: None,
        edge_token: Secret::new("t".into()),
        sealer: Sealer::from_base64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap(),
        web_dir: None,
        allow_private_idps: true,
        trusted_proxies: vec![],
        patience: Patience::default(),
    };
    let tasks = Tasks::new();
    let app = App::new(settings, db.db("edge"), Clock::System, tasks.clone()).unwrap();
    app.start();
    let s = secret();
    let now = app.clock.now();
    let session = Session {
        hash: hash(&s).unwrap(),
        issuer: "i".into(),
        subject: "s".into(),
        name: None,
        email: None,
        tokens: Tokens {
            bearer: "b".into(),
            refresh: None,
            id_token: String::new(),
            connection: Connection {
                connection_id: "c".into(),
                issuer: "i".into(),
                client_id: "c".into(),
                client_secret: None,
                token_use: TokenUse::Access,
            },
        },
        bearer_expires_at: expiry(now),
        memberships: vec![],
        active: None,
        csrf_token: "x".into(),
        created_at: now,
        last_seen_at: now,
        expires_at: expiry(now),
    };
    app.sessions.begin(&session, None).await.unwrap();
    println!(
        "DIRECT={} EDGE={} COOKIE=leme_session={} PID={}",
        up.url(),
        public,
        s,
        std::process::id()
    );
    let _ = Arc::new(());
    listener::serve(listener, router(app), tasks, Patience::default()).await;
}
