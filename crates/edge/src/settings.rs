//! What the edge reads from its environment.
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use leme_base::secret::Secret;
use leme_ground::config::{ConfigError, Env, Var, vars};
use leme_ground::seal::Sealer;
use url::Url;

use crate::limits::Patience;

/// Our own identity provider.
pub const IDP_URL: Var = Var::defaulted(
    "LEME_IDP_URL",
    "Base URL of the platform's own identity provider, as the edge reaches it; absent: no /idp.",
    "",
);
/// The console from a folder.
pub const WEB_DIR: Var = Var::defaulted(
    "LEME_WEB_DIR",
    "Folder to serve the console from, instead of the one inside the program.",
    "",
);
/// Health and metrics.
pub const ADMIN_ADDR: Var = Var::defaulted(
    "LEME_EDGE_ADMIN_ADDR",
    "Address of the edge's /healthz, /readyz and /metrics; the public address never shows metrics.",
    "127.0.0.1:0",
);
/// Whose X-Forwarded-For is believed.
pub const TRUSTED_PROXIES: Var = Var::defaulted(
    "LEME_EDGE_TRUSTED_PROXIES",
    "IP addresses, separated by commas, of proxies before the edge whose X-Forwarded-For counts.",
    "",
);

/// What the edge reads beyond what every role reads.
pub const VARS: &[Var] = &[IDP_URL, WEB_DIR, ADMIN_ADDR, TRUSTED_PROXIES];

/// The edge's configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the public listens.
    pub http_addr: SocketAddr,
    /// Where health and metrics listen.
    pub admin_addr: SocketAddr,
    /// The address people use, without a trailing slash.
    pub public_url: String,
    /// The Kernel, as the edge reaches it.
    pub kernel_url: String,
    /// The identity provider, as the edge reaches it.
    pub idp_url: Option<String>,
    /// The secret shared with the Kernel.
    pub edge_token: Secret<String>,
    /// Seals tokens and sign-in cookies.
    pub sealer: Sealer,
    /// The console from a folder.
    pub web_dir: Option<PathBuf>,
    /// Identity providers may be on http and private addresses.
    pub allow_private_idps: bool,
    /// Proxies before the edge.
    pub trusted_proxies: Vec<IpAddr>,
    /// How long callers and upstreams are waited for.
    pub patience: Patience,
}

impl Settings {
    /// Reads the environment.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let base = |url: String| url.trim_end_matches('/').to_owned();
        // Parsed once here so that a typing error stops the start.
        env.get::<Url>(&vars::PUBLIC_URL)?;
        env.get::<Url>(&vars::KERNEL_URL)?;
        env.find::<Url>(&IDP_URL)?;
        let proxies: String = env.find(&TRUSTED_PROXIES)?.unwrap_or_default();
        Ok(Self {
            http_addr: env.get(&vars::HTTP_ADDR)?,
            admin_addr: env.get(&ADMIN_ADDR)?,
            public_url: base(env.get(&vars::PUBLIC_URL)?),
            kernel_url: base(env.get(&vars::KERNEL_URL)?),
            idp_url: env.find(&IDP_URL)?.map(base),
            edge_token: Secret::new(env.get(&vars::EDGE_TOKEN)?),
            sealer: env.get(&vars::MASTER_KEY)?,
            web_dir: env.find(&WEB_DIR)?,
            allow_private_idps: env.get(&vars::ALLOW_PRIVATE_IDPS)?,
            trusted_proxies: addresses(&proxies)?,
            patience: Patience::default(),
        })
    }

    /// Whether people come over TLS.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The origin of the public address, as browsers write it.
    pub fn origin(&self) -> String {
        Url::parse(&self.public_url)
            .map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    /// The issuer of the platform's own identity provider.
    pub fn own_issuer(&self) -> String {
        format!("{}/idp", self.public_url)
    }
}

fn addresses(text: &str) -> Result<Vec<IpAddr>, ConfigError> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            part.parse().map_err(|why: std::net::AddrParseError| ConfigError::Bad {
                name: TRUSTED_PROXIES.name,
                doc: TRUSTED_PROXIES.doc,
                why: format!("{part}: {why}"),
            })
        })
        .collect()
}
