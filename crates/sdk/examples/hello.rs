//! The smallest runtime: `hello <kernel-url> <tenant-id> <enrolment-token> <data-dir>`.
use std::collections::BTreeMap;
use std::error::Error;

use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, serve};
use leme_base::secret::Secret;
use leme_contract::audit::ActorType;
use leme_contract::manifest::{Feature, FeatureKind, Manifest, Text};
use leme_sdk::admit::Refusal;
use leme_sdk::config::Config;
use leme_sdk::gate::{Person, gate};
use leme_sdk::runtime::Runtime;
use serde_json::Map;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().ok_or("hello <kernel> <tenant> <enrolment> <data-dir>");
    let (kernel, tenant) = (argument()?, argument()?.parse()?);
    let (enrolment, data_dir) = (argument()?, argument()?.into());

    // Bind first: the manifest tells the edge where to find us. Nothing is accepted yet.
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut config = Config::new(&kernel, tenant, data_dir);
    config.enrolment_token = Some(Secret::new(enrolment));
    config.manifest = Some(manifest(format!("http://{}", listener.local_addr()?)));

    // Registers and beats; returns when the Kernel has let us in.
    let runtime = Runtime::start(config).await?;

    let routes = Router::new()
        .route("/v1/hello", get(hello))
        .layer(from_fn_with_state(runtime.clone(), gate))
        .with_state(runtime);
    serve(listener, routes).await?;
    Ok(())
}

/// Resolve (the `Person`), check, execute, tell.
async fn hello(State(runtime): State<Runtime>, person: Person) -> Result<String, Refusal> {
    let no = |error: leme_sdk::error::Error| Refusal::from(&error);
    let decision = runtime.check(person.tenant, "greeting.say", &BTreeMap::new()).await;
    let decision = decision.map_err(no)?;
    if !decision.allowed {
        let code = "entitlement.no_entitlement";
        return Err(Refusal::new(402, code, decision.code.as_str()));
    }
    let actor = (ActorType::User, person.identity().to_string());
    let event = runtime.event(person.tenant, actor, "greeting.said", Map::new());
    runtime.audit(&event).await.map_err(no)?;
    Ok(format!("Hello, {}.", person.resolved.identity.external_id))
}

fn manifest(endpoint: String) -> Manifest {
    let text = |en: &str, pt: &str| Text { en: en.to_owned(), pt_br: Some(pt.to_owned()) };
    Manifest {
        product: "hello".to_owned(),
        title: text("Greetings", "Saudações"),
        endpoint: Some(endpoint),
        features: vec![Feature {
            key: "greeting.say".to_owned(),
            kind: FeatureKind::Boolean,
            title: text("Greeting", "Saudação"),
            max_staleness_s: 300,
        }],
        meters: Vec::new(),
        event_types: vec!["greeting.said".to_owned()],
        ui: Vec::new(),
    }
}
