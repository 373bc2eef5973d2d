//! What the tests stand on: a running edge before a small Kernel, a runtime and an issuer.
pub(crate) mod browser;
pub(crate) mod issuer;
pub(crate) mod upstreams;

use std::time::Duration;

use chrono::TimeDelta;
use leme_base::secret::Secret;
use leme_base::time::{Clock, TestClock};
use leme_edge::app::App;
use leme_edge::limits::Patience;
use leme_edge::settings::Settings;
use leme_edge::{SCHEMA, listener, router};
use leme_ground::http::serve;
use leme_ground::seal::Sealer;
use leme_ground::tasks::Tasks;
use leme_testkit::{Database, Http, Service};
use tokio::net::TcpListener;

use self::browser::Browser;
use self::issuer::Issuer;
use self::upstreams::{Kernel, runtime};

pub(crate) const EDGE_TOKEN: &str = "edge-and-kernel-only";
const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A running edge and everything around it.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) app: App,
    pub(crate) clock: TestClock,
    pub(crate) kernel: Kernel,
    pub(crate) issuer: Issuer,
    _runtime: Service,
    pub(crate) database: Database,
    tasks: Tasks,
}

impl Drop for World {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}

impl World {
    /// A world whose edge knows its routes.
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let database = Database::fresh(&[SCHEMA]).await;
        let clock = TestClock::at(Clock::System.now());
        let issuer = Issuer::start(clock.clone()).await;
        let kernel = Kernel::start(issuer.connection()).await;
        let runtime = Service::start(runtime()).await;
        kernel.route("shop", &runtime.url(), false);
        let listener = serve::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = settings(&url, &kernel.url());
        change(&mut settings);
        let tasks = Tasks::new();
        let app = edge(&database, settings, &clock, &tasks);
        serve_edge(listener, &app, &tasks);
        let world = Self { url, app, clock, kernel, issuer, _runtime: runtime, database, tasks };
        world.until("routes", async || world.app.routes.load().configured()).await;
        world
    }

    /// A second edge on the same database.
    pub(crate) async fn second(&self) -> (String, App) {
        let listener = serve::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let settings = settings(&self.url, &self.kernel.url());
        let app = edge(&self.database, settings, &self.clock, &self.tasks);
        serve_edge(listener, &app, &self.tasks);
        (url, app)
    }

    /// A client without cookies.
    pub(crate) fn http(&self) -> Http {
        Http::new(&self.url)
    }

    /// A browser without a session.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser that somebody signed in with.
    pub(crate) async fn signed_in(&self) -> Browser {
        let browser = self.browser();
        let done = browser.sign_in(&self.issuer, "/auth/login").await;
        done.expect(303);
        browser.learn_csrf().await;
        browser
    }

    /// Moves the clock of the edge and of the issuer.
    pub(crate) fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Waits for what happens beside the requests.
    pub(crate) async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        for _ in 0..200 {
            if holds().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("waited too long for {what}");
    }
}

fn edge(database: &Database, settings: Settings, clock: &TestClock, tasks: &Tasks) -> App {
    let clock = Clock::Test(clock.clone());
    let app = App::new(settings, database.db("edge"), clock, tasks.clone()).unwrap();
    app.start();
    app
}

fn serve_edge(listener: TcpListener, app: &App, tasks: &Tasks) {
    let patience = app.settings.patience;
    let served = listener::serve(listener, router(app.clone()), tasks.clone(), patience);
    tasks.spawn("edge", served);
}

fn settings(url: &str, kernel: &str) -> Settings {
    let any = "127.0.0.1:0".parse().unwrap();
    Settings {
        http_addr: any,
        admin_addr: any,
        public_url: url.to_owned(),
        kernel_url: kernel.to_owned(),
        idp_url: None,
        edge_token: Secret::new(EDGE_TOKEN.to_owned()),
        sealer: Sealer::from_base64(MASTER_KEY).unwrap(),
        web_dir: None,
        allow_private_idps: true,
        trusted_proxies: Vec::new(),
        patience: Patience {
            head_read: Duration::from_secs(2),
            body_stall: Duration::from_millis(500),
            write_stall: Duration::from_secs(2),
            response_head: Duration::from_millis(700),
        },
    }
}
