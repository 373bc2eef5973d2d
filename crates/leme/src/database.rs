//! The database `up` uses: the private cluster of the state folder, or the one it was given.
use anyhow::{Context, Result, bail};
use leme_cluster::{Cluster, Options, Origin};
use url::Url;

use crate::secrets::Secrets;
use crate::state::StateDir;

/// The one database all schemas live in, on the private cluster.
const NAME: &str = "leme";

/// Where the schemas live and how the roles get in.
pub(crate) enum Database {
    /// Trusted over a socket only its user may reach: no passwords.
    Private(Box<Cluster>),
    /// Somebody's server: the owner's URL, and a password for each account.
    External(Box<External>),
}

/// A database that was there before us.
pub(crate) struct External {
    owner: Url,
    secrets: Secrets,
}

impl Database {
    /// Opens the given one, or makes, starts or adopts the private one.
    pub(crate) fn open(state: &StateDir, secrets: &Secrets, given: Option<&str>) -> Result<Self> {
        if let Some(url) = given {
            let owner = Url::parse(url).context("the database URL cannot be read")?;
            if !matches!(owner.scheme(), "postgres" | "postgresql") {
                bail!("the database URL must begin with postgres://");
            }
            return Ok(Self::External(Box::new(External { owner, secrets: secrets.clone() })));
        }
        state.make()?;
        let cluster = Cluster::open(&state.database(), &Options::default())?;
        cluster.ensure_database(NAME)?;
        Ok(Self::Private(Box::new(cluster)))
    }

    /// The owner's URL: for migrations and nothing else.
    pub(crate) fn owner_url(&self) -> String {
        match self {
            Self::Private(cluster) => cluster.owner_url(NAME),
            Self::External(external) => external.owner.to_string(),
        }
    }

    /// The URL of an account, as `leme_kernel` or `leme_kernel_platform`.
    pub(crate) fn account_url(&self, account: &str) -> String {
        match self {
            Self::Private(cluster) => cluster.url(NAME, account),
            Self::External(external) => external.account_url(account),
        }
    }

    /// The password migrations give an account; none where the socket is trusted.
    pub(crate) fn account_password(&self, account: &str) -> Option<String> {
        match self {
            Self::Private(_) => None,
            Self::External(external) => Some(external.secrets.database_password(account)),
        }
    }

    /// One line for people, without secrets.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Private(cluster) => {
                let origin = match cluster.origin() {
                    Origin::Created => "made",
                    Origin::Started => "started",
                    Origin::Adopted => "was still running",
                };
                let version = cluster.version().split(' ').next().unwrap_or_default();
                format!("PostgreSQL {version}, {origin}, port {}", cluster.port())
            }
            Self::External(external) => {
                let host = external.owner.host_str().unwrap_or("a local socket");
                format!("the given database at {host}")
            }
        }
    }

    /// The server's process and port, when it is ours.
    pub(crate) fn process(&self) -> Option<(u32, u16)> {
        match self {
            Self::Private(cluster) => Some((cluster.pid(), cluster.port())),
            Self::External(_) => None,
        }
    }

    /// What a person should know about where files lie.
    pub(crate) fn notes(&self) -> &[String] {
        match self {
            Self::Private(cluster) => cluster.notes(),
            Self::External(_) => &[],
        }
    }

    /// Leaves the server as it was found: stops it when this process started it.
    pub(crate) fn leave(self) -> Result<()> {
        match self {
            Self::Private(cluster) if cluster.origin() != Origin::Adopted => cluster.stop(),
            Self::Private(_) | Self::External(_) => Ok(()),
        }
    }
}

impl External {
    /// The owner's URL with another account; a URL without a host takes it as a parameter.
    fn account_url(&self, account: &str) -> String {
        let password = self.secrets.database_password(account);
        let mut url = self.owner.clone();
        let has_host = url.set_username(account).and_then(|()| url.set_password(Some(&password)));
        if has_host.is_err() {
            url.query_pairs_mut().append_pair("user", account).append_pair("password", &password);
        }
        url.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn external(url: &str) -> Database {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        let secrets = Secrets::load(&state).unwrap();
        Database::open(&state, &secrets, Some(url)).unwrap()
    }

    #[test]
    fn an_account_gets_its_own_password_on_a_given_server() {
        let database = external("postgres://owner:x@db.example:5433/app?sslmode=require");
        let url = Url::parse(&database.account_url("leme_kernel")).unwrap();
        assert_eq!((url.username(), url.host_str()), ("leme_kernel", Some("db.example")));
        assert_eq!(url.password(), database.account_password("leme_kernel").as_deref());
        assert_eq!(url.query(), Some("sslmode=require"));
    }

    #[test]
    fn a_given_server_on_a_socket_works_too() {
        let database = external("postgres:///app?host=/run/postgresql");
        let url = database.account_url("leme_idp");
        assert!(url.contains("user=leme_idp") && url.contains("password="), "{url}");
    }

    #[test]
    fn a_description_never_shows_the_password() {
        assert!(!external("postgres://owner:hush@db/app").describe().contains("hush"));
    }
}
