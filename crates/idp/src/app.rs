//! What every handler of the role holds.
use std::sync::Arc;

use leme_base::time::Clock;
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::seal::Sealer;
use url::Url;

use crate::keys::model::KeyRing;
use crate::pages::Pages;
use crate::passwords::Passwords;

/// The running identity provider. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) sealer: Sealer,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) passwords: Passwords,
    pub(crate) pages: Arc<Pages>,
}

impl App {
    /// Puts it together. `public_url` is where people reach the whole installation.
    pub fn new(db: Db, clock: Clock, sealer: Sealer, public_url: &str) -> Result<Self> {
        Ok(Self {
            db,
            clock,
            sealer,
            issuer: Arc::new(Issuer::under(public_url)?),
            keys: Arc::default(),
            passwords: Passwords::new(),
            pages: Arc::new(Pages::new()?),
        })
    }
}

/// The name of this provider, which is also where it is found from outside.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    /// `https://leme.example/idp`
    pub(crate) url: String,
    /// `/idp`
    pub(crate) path: String,
    /// Whether people come over https.
    pub(crate) secure: bool,
}

impl Issuer {
    fn under(public_url: &str) -> Result<Self> {
        let url = format!("{}/idp", public_url.trim_end_matches('/'));
        let parsed = Url::parse(&url).map_err(|e| Error::internal("reading the public URL", e))?;
        Ok(Self { path: parsed.path().to_owned(), secure: parsed.scheme() == "https", url })
    }

    /// The public address of one of our paths.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
