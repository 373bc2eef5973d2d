//! The edge as one value: what every handler and job shares.
use std::ops::Deref;
use std::sync::Arc;

use arc_swap::ArcSwap;
use http::{HeaderMap, header};
use leme_base::time::Clock;
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::http::client::client;
use leme_ground::http::health::Readiness;
use leme_ground::tasks::Tasks;
use url::Url;

use crate::kernel::Kernel;
use crate::limits::BACKCHANNEL;
use crate::proxy::upstream::Upstreams;
use crate::routing::model::Table;
use crate::session::cookie;
use crate::session::store::Sessions;
use crate::settings::Settings;
use crate::signin::provider::Providers;
use crate::site::Site;
use crate::{routing, session};

/// The edge. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What the edge consists of.
pub struct Inner {
    /// Its configuration.
    pub settings: Settings,
    /// Where the public address is, as browsers write an origin.
    pub origin: String,
    /// The name of the session's cookie.
    pub cookie: String,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Its background tasks.
    pub tasks: Tasks,
    /// The Kernel.
    pub kernel: Kernel,
    /// Identity providers.
    pub providers: Providers,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Where requests go.
    pub routes: ArcSwap<Table>,
    /// The way there.
    pub upstreams: Upstreams,
    /// The console.
    pub site: Site,
    db: Db,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Puts the edge together; nothing runs yet.
    pub fn new(settings: Settings, db: Db, clock: Clock, tasks: Tasks) -> Result<Self> {
        let http = client(BACKCHANNEL)?;
        let token = settings.edge_token.clone();
        let routes = Table::fixed(&settings.kernel_url, settings.idp_url.as_deref());
        Ok(Self(Arc::new(Inner {
            origin: settings.origin(),
            cookie: cookie::session(settings.https()),
            kernel: Kernel::new(http.clone(), settings.kernel_url.clone(), token),
            providers: Providers::new(http, &settings)?,
            sessions: Sessions::new(db.clone(), settings.sealer.clone()),
            routes: ArcSwap::from_pointee(routes),
            upstreams: Upstreams::new(settings.patience.response_head),
            site: Site::new(settings.web_dir.clone()),
            clock,
            tasks,
            db,
            settings,
        })))
    }

    /// Starts what runs beside the requests.
    pub fn start(&self) {
        routing::jobs::start(self);
        session::jobs::start(self);
    }

    /// Ready when the database answers and the Kernel was heard once.
    pub fn readiness(&self) -> Readiness {
        let (database, routes) = (self.clone(), self.clone());
        Readiness::new()
            .with("asking the database", move || {
                let db = database.db.clone();
                async move { db.ping().await }
            })
            .with("hearing the Kernel", move || {
                let heard = routes.routes.load().configured();
                let silent = || Error::unavailable("hearing the Kernel", "no routes yet");
                async move { if heard { Ok(()) } else { Err(silent()) } }
            })
    }

    /// `http` or `https`, as people come.
    pub fn proto(&self) -> &'static str {
        if self.settings.https() { "https" } else { "http" }
    }

    /// Where identity providers send people back.
    pub fn callback_url(&self) -> String {
        format!("{}/auth/callback", self.settings.public_url)
    }

    /// The public address, when the request came to another name of this machine: cookies are
    /// bound to a name, so a sign-in must begin where it will end.
    pub fn canonical(&self, headers: &HeaderMap) -> Option<&str> {
        let host = headers.get(header::HOST)?.to_str().ok()?;
        let public = Url::parse(&self.settings.public_url).ok()?;
        let port = public.port().map(|port| format!(":{port}")).unwrap_or_default();
        let ours = format!("{}{port}", public.host_str()?);
        (!host.eq_ignore_ascii_case(&ours)).then_some(self.settings.public_url.as_str())
    }
}
