//! A Kernel of one's own: served over HTTP, on a fresh database, with an identity provider.
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::secret::Secret;
use leme_base::time::{Clock, TestClock};
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID};
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::seal::Sealer;
use leme_ground::tasks::Tasks;
use leme_kernel::app::Config;
use leme_kernel::bootstrap::{self, Platform};
use leme_kernel::{App, SCHEMA, router};
use leme_testkit::http::Call;
use leme_testkit::{Database, Http, Idp, Service};
use serde_json::{Value, json};

/// Seconds between heartbeats.
pub(crate) const HEARTBEAT_S: u32 = 10;
/// The secret of the edge.
pub(crate) const EDGE_TOKEN: &str = "the-edge-and-the-kernel-know-it";

/// A running Kernel.
pub(crate) struct Kernel {
    pub(crate) app: App,
    pub(crate) idp: Idp,
    pub(crate) clock: TestClock,
    /// The platform's own tenant.
    pub(crate) internal: TenantId,
    service: Service,
    made: AtomicU32,
    // Last: dropped when nothing uses it any more.
    pub(crate) database: Database,
}

/// A company below the platform.
pub(crate) struct Tenant {
    pub(crate) id: TenantId,
    /// Its administrator.
    pub(crate) admin: Http,
}

/// A registered runtime.
pub(crate) struct Runtime {
    pub(crate) id: RuntimeId,
    pub(crate) tenant: TenantId,
    pub(crate) key: Key,
    /// What it registered with.
    pub(crate) request: Value,
    /// Its first token.
    pub(crate) token: String,
    /// Calls in the name of its own tenant.
    pub(crate) http: Http,
}

/// The key pair of a runtime.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Kernel {
    /// Starts one; its clock stands now and moves only by hand.
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// Starts one whose configuration is changed first.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::fresh(&[SCHEMA]).await;
        let idp = Idp::start_below("/idp").await;
        let clock = TestClock::at(Clock::System.now());
        let mut config = Config {
            public_url: idp.issuer().trim_end_matches("/idp").to_owned(),
            edge_token: Secret::new(EDGE_TOKEN.to_owned()),
            heartbeat_seconds: HEARTBEAT_S,
            allow_private_idps: true,
        };
        change(&mut config);
        let app = process(&database, &clock, config).await;
        let internal = bootstrap::platform(&app, platform()).await.unwrap();
        let service = Service::of(router::router(app.clone())).await;
        Self { app, idp, clock, internal, service, made: AtomicU32::new(0), database }
    }

    /// Another Kernel process on the same database, which follows what this one does.
    pub(crate) async fn another(&self) -> Service {
        let app = process(&self.database, &self.clock, self.app.config.clone()).await;
        let tasks = Tasks::new();
        app.start_tasks(&tasks);
        let routes = serve::with_layers(router::router(app), Readiness::new());
        Service::start_with(routes, tasks).await
    }

    /// A client without any header.
    pub(crate) fn http(&self) -> Http {
        self.service.http()
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        self.service.url()
    }

    /// The owner of the platform, acting in the internal tenant.
    pub(crate) fn owner(&self) -> Http {
        self.person("owner@leme.test").tenant(self.internal)
    }

    /// The edge.
    pub(crate) fn edge(&self) -> Http {
        self.http().bearer(EDGE_TOKEN)
    }

    /// A person who signed in, acting nowhere yet.
    pub(crate) fn person(&self, email: &str) -> Http {
        self.http().bearer(&self.token(email))
    }

    /// The access token of a person, good for as long as a test moves the clock.
    pub(crate) fn token(&self, email: &str) -> String {
        let now = self.clock.now();
        self.idp.token(&json!({
            "sub": email, "aud": "leme", "email": email, "email_verified": true, "name": email,
            "iat": now.timestamp(), "exp": (now + TimeDelta::days(400)).timestamp(),
        }))
    }

    /// Makes a company below the platform, with an administrator.
    pub(crate) async fn tenant(&self, slug: &str) -> Tenant {
        self.tenant_below(slug, self.internal).await
    }

    /// Makes a company below another tenant.
    pub(crate) async fn tenant_below(&self, slug: &str, parent: TenantId) -> Tenant {
        let new = json!({ "name": slug, "slug": slug, "type": "company", "parent_id": parent });
        let made: Value = self.owner().post("/v1/tenants", new).await.expect(201).json();
        let id: TenantId = made["tenant_id"].as_str().unwrap().parse().unwrap();
        let admin = self.member(id, &format!("admin@{slug}.test"), &["admin"]).await;
        Tenant { id, admin }
    }

    /// Makes somebody a member of a tenant; gives their client.
    pub(crate) async fn member(&self, tenant: TenantId, email: &str, roles: &[&str]) -> Http {
        let new = json!({ "email": email, "roles": roles });
        let path = format!("/v1/tenants/{tenant}/members");
        self.owner().post(&path, new).await.expect(201);
        self.person(email).tenant(tenant)
    }

    /// Grants a feature to a tenant.
    pub(crate) async fn grant(&self, tenant: TenantId, product: &str, feature: &str) -> Value {
        let new = json!({ "product": product, "feature": feature });
        let path = format!("/v1/tenants/{tenant}/entitlements");
        self.owner().post(&path, new).await.expect(201).json()
    }

    /// Gives an enrolment token, as the owner of the platform.
    pub(crate) async fn enrol(&self, tenant: TenantId, product: &str, mode: &str) -> String {
        let new = json!({
            "tenant_id": tenant, "runtime_type": "custom", "product": product,
            "deployment_mode": mode,
        });
        let reply = self.owner().post("/v1/runtimes/enrolments", new).await.expect(201);
        reply.json::<Value>()["token"].as_str().unwrap().to_owned()
    }

    /// A shared runtime that has registered, but not beaten yet.
    pub(crate) async fn runtime(&self, product: &str) -> Runtime {
        self.runtime_of(self.internal, product, "shared").await
    }

    /// A runtime of a tenant that has registered.
    pub(crate) async fn runtime_of(&self, tenant: TenantId, product: &str, mode: &str) -> Runtime {
        let key = self.key();
        let token = self.enrol(tenant, product, mode).await;
        let request = registration(tenant, product, mode, &key);
        let answer: Value = self.register(tenant, &token, &request).await.expect(201).json();
        let id: RuntimeId = answer["runtime_id"].as_str().unwrap().parse().unwrap();
        let token = answer["runtime_token"].as_str().unwrap().to_owned();
        let http = self.contract(tenant).with(RUNTIME_ID, &id.to_string()).bearer(&token);
        Runtime { id, tenant, key, request, token, http }
    }

    /// A key pair that nobody has.
    pub(crate) fn key(&self) -> Key {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&self.made.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        Key(SigningKey::from_bytes(&seed))
    }

    /// An id that nobody has.
    pub(crate) fn id(&self) -> String {
        TenantId::at(self.clock.now()).to_string()
    }

    /// A client that speaks the contract for a tenant, without a token.
    pub(crate) fn contract(&self, tenant: TenantId) -> Http {
        self.http().tenant(tenant).with(CONTRACT_VERSION, "v0.1")
    }

    /// `POST /kernel/runtimes/register`.
    pub(crate) fn register(&self, tenant: TenantId, token: &str, request: &Value) -> Call {
        self.contract(tenant).bearer(token).post("/kernel/runtimes/register", request)
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// The types of a tenant's audit entries, oldest first.
    pub(crate) async fn audited(&self, tenant: TenantId) -> Vec<String> {
        let path = format!("/v1/audit?tenant_id={tenant}&limit=200");
        let page: Value = self.owner().get(&path).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        let kinds = items
            .iter()
            .map(|item| (item["seq"].as_i64().unwrap(), item["type"].as_str().unwrap().to_owned()));
        kinds.collect::<std::collections::BTreeMap<_, _>>().into_values().collect()
    }
}

impl Runtime {
    /// Beats, saying that all is well.
    pub(crate) async fn beat(&self) -> Value {
        self.beat_with(json!({ "status": "healthy" })).await.expect(200).json()
    }

    /// Beats, acknowledging kill switches.
    pub(crate) async fn acknowledge(&self, switches: &[&str]) -> Value {
        let applied = json!({ "policy_version": 1, "kill_switches": switches });
        let beat = json!({ "status": "healthy", "applied": applied });
        self.beat_with(beat).await.expect(200).json()
    }

    /// `POST /kernel/runtimes/{runtime_id}/heartbeat`.
    pub(crate) fn beat_with(&self, beat: Value) -> Call {
        self.http.post(&format!("/kernel/runtimes/{}/heartbeat", self.id), beat)
    }

    /// The claims of a good assertion.
    pub(crate) fn claims(&self, kernel: &Kernel) -> Value {
        let iat = kernel.clock.now().timestamp();
        let jti = format!("assertion-{}", kernel.made.fetch_add(1, Ordering::Relaxed));
        json!({
            "iss": self.id, "sub": self.id, "aud": "leme-kernel", "iat": iat, "exp": iat + 60,
            "jti": jti,
        })
    }

    /// Registers again with its own key, saying this.
    pub(crate) fn register_again(&self, kernel: &Kernel, request: &Value) -> Call {
        let assertion = self.key.sign(&self.claims(kernel));
        kernel.register(self.tenant, &assertion, request)
    }
}

impl Key {
    /// The public half as the contract wants it.
    pub(crate) fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().as_bytes())
    }

    /// A signed assertion.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let der = self.0.to_pkcs8_der().unwrap();
        let key = EncodingKey::from_ed_der(der.as_bytes());
        encode(&Header::new(Algorithm::EdDSA), claims, &key).unwrap()
    }
}

/// What a runtime of a product says when it registers.
pub(crate) fn registration(tenant: TenantId, product: &str, mode: &str, key: &Key) -> Value {
    json!({
        "tenant_id": tenant,
        "runtime_type": "custom",
        "deployment_mode": mode,
        "version": "0.1.0",
        "capabilities": ["export"],
        "manifest": manifest(product, mode),
        "public_key": key.public(),
    })
}

/// What a product says of itself.
pub(crate) fn manifest(product: &str, mode: &str) -> Value {
    let mut manifest = json!({
        "product": product,
        "title": { "en": format!("The {product}"), "pt-BR": format!("O {product}") },
        "features": [
            { "key": "report.view", "kind": "boolean", "title": { "en": "Reading" } },
            { "key": "report.export:*", "kind": "limited", "title": { "en": "Export" },
              "max_staleness_s": 900 },
        ],
        "event_types": ["report.exported"],
        "ui": [{ "path": format!("/{product}"), "icon": "file-text", "label": { "en": product } }],
    });
    if mode != "on_prem" {
        manifest["endpoint"] = json!("http://127.0.0.1:7300");
    }
    manifest
}

async fn process(database: &Database, clock: &TestClock, config: Config) -> App {
    let sealer = Sealer::from_base64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    App::start(database.db("kernel"), clock.clone().into(), sealer, config).await.unwrap()
}

fn platform() -> Platform {
    Platform {
        name: "Leme".parse().unwrap(),
        slug: "leme".parse().unwrap(),
        time_zone: "America/Sao_Paulo".to_owned(),
        owner_email: "owner@leme.test".parse().unwrap(),
        owner_name: "Helena Prado".parse().unwrap(),
    }
}
