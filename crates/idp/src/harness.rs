//! What the tests stand on: a running provider, people, clients, and a browser without a script.
pub(crate) mod browser;
pub(crate) mod flow;

use leme_base::secret::Secret;
use leme_base::time::{Clock, TestClock};
use leme_ground::db::Db;
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::seal::Sealer;
use leme_ground::tasks::Tasks;
use leme_idp::SCHEMA;
use leme_idp::accounts::{Lang, NewUser, UserId, ensure_user};
use leme_idp::app::App;
use leme_idp::clients::{ClientKind, NewClient, ensure_client};
use leme_testkit::database::Database;

pub(crate) const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running provider on a database of its own.
pub(crate) struct Idp {
    pub(crate) issuer: String,
    pub(crate) clock: TestClock,
    pub(crate) db: Db,
    pub(crate) sealer: Sealer,
    pub(crate) database: Database,
    tasks: Tasks,
}

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) email: String,
}

/// A client, as its own side knows it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) redirect: String,
}

impl Idp {
    pub(crate) async fn start() -> Self {
        Self::on(Database::fresh(&[SCHEMA]).await).await
    }

    /// A provider on a given database.
    pub(crate) async fn on(database: Database) -> Self {
        let (db, sealer) = (database.db("idp"), Sealer::from_base64(MASTER_KEY).unwrap());
        let clock = TestClock::at(Clock::System.now());
        let tasks = Tasks::new();
        let listener = serve::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let public = format!("http://{}", listener.local_addr().unwrap());
        let app = App::new(db.clone(), clock.clone().into(), sealer.clone(), &public).unwrap();
        let router = axum::Router::new().nest("/idp", leme_idp::router(app));
        let served = tasks.clone();
        tasks.spawn("server", async move {
            let router = serve::with_layers(router, Readiness::new());
            serve::serve(listener, router, &served).await.unwrap();
        });
        Self { issuer: format!("{public}/idp"), clock, db, sealer, database, tasks }
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Somebody new.
    pub(crate) async fn person(&self, email: &str) -> Person {
        let user = NewUser {
            email: email.parse().unwrap(),
            name: "Ada Lima".parse().unwrap(),
            locale: Lang::PtBr,
            password: Secret::new(PASSWORD.to_owned()),
        };
        let id = ensure_user(&self.db, self.clock.now(), &user).await.unwrap();
        Person { id, email: email.to_owned() }
    }

    /// A server that can keep a secret.
    pub(crate) async fn confidential(&self) -> Client {
        let secret = "a-secret:with&odd=characters-+%/0123456789".to_owned();
        self.client("leme-edge", Some(secret), "https://app.example/callback?kept=1").await
    }

    /// A program on somebody's machine.
    pub(crate) async fn public(&self) -> Client {
        self.client("leme-cli", None, "http://127.0.0.1/callback").await
    }

    /// A client with one redirect.
    pub(crate) async fn client(&self, id: &str, secret: Option<String>, redirect: &str) -> Client {
        let kind = secret
            .clone()
            .map_or(ClientKind::Public, |secret| ClientKind::Confidential(Secret::new(secret)));
        let new = NewClient {
            client_id: id.to_owned(),
            name: "The Harbour".to_owned(),
            kind,
            redirect_uris: vec![redirect.to_owned()],
            post_logout_redirect_uris: vec!["https://app.example/bye".to_owned()],
            scopes: ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec(),
        };
        ensure_client(&self.db, self.clock.now(), &new).await.unwrap();
        Client { id: id.to_owned(), secret, redirect: redirect.to_owned() }
    }
}

impl Drop for Idp {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}
