//! A migrated database: one shared by all tests, or a fresh clone for a test of its own.
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::time::Duration;

use leme_base::secret::Secret;
use leme_ground::db::migrate::{self, Schema};
use leme_ground::db::{Db, DbConfig};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use url::Url;

/// The owner's URL on a throw-away server; the test runner's set-up script gives it.
pub const VARIABLE: &str = "LEME_TEST_DB_URL";
const CONNECTIONS: u32 = 6;

/// A database with the given schemas. A fresh one is dropped with this value.
#[derive(Debug)]
pub struct Database {
    url: Url,
    fresh: bool,
}

impl Database {
    /// The one that all tests with the same schemas share. Use a tenant of your own in it.
    pub async fn shared(schemas: &[Schema]) -> Self {
        let server = Server::connect().await;
        let name = server.prepare(schemas).await.shared;
        Self { url: server.url(&name), fresh: false }
    }

    /// One of your own, cloned from a template; for tests that look across tenants.
    pub async fn fresh(schemas: &[Schema]) -> Self {
        let mut server = Server::connect().await;
        let template = server.prepare(schemas).await.template;
        let name = format!("leme_fresh_{:016x}", rand::random::<u64>());
        server.clone_from(&template, &name).await;
        Self { url: server.url(&name), fresh: true }
    }

    /// An empty one of your own; for tests of the migrations themselves.
    pub async fn empty() -> Self {
        let mut server = Server::connect().await;
        let name = format!("leme_fresh_{:016x}", rand::random::<u64>());
        server.execute(&format!("create database {name}")).await;
        Self { url: server.url(&name), fresh: true }
    }

    /// One that is there already, given the owner's URL.
    pub fn at(owner_url: &str) -> Self {
        Self { url: Url::parse(owner_url).expect("a URL"), fresh: false }
    }

    /// URL of the owner.
    pub fn owner_url(&self) -> String {
        self.url.to_string()
    }

    /// URL of an account, for example `leme_kernel_platform`.
    pub fn url_of(&self, account: &str) -> String {
        let mut url = self.url.clone();
        url.set_username(account).expect("an account name");
        url.set_password(None).expect("no password");
        url.to_string()
    }

    /// The two accounts of a schema.
    pub fn config(&self, schema: &'static str) -> DbConfig {
        let [service, platform] = migrate::accounts(schema);
        DbConfig {
            schema,
            url: Secret::new(self.url_of(&service)),
            platform_url: Secret::new(self.url_of(&platform)),
            connections: CONNECTIONS,
        }
    }

    /// The pools of a schema.
    pub fn db(&self, schema: &'static str) -> Db {
        Db::connect(&self.config(schema)).expect("the URLs are ours")
    }

    /// What a role of this schema reads from its environment.
    pub fn env(&self, schema: &'static str) -> [(&'static str, String); 2] {
        let config = self.config(schema);
        [
            ("LEME_DB_URL", config.url.reveal().clone()),
            ("LEME_DB_PLATFORM_URL", config.platform_url.reveal().clone()),
        ]
    }

    /// A connection as the owner, whom no row security binds… except where it is forced.
    pub async fn owner(&self) -> PgConnection {
        connect(&self.url).await
    }

    /// A connection as an account, without a tenant.
    pub async fn connect_as(&self, account: &str) -> PgConnection {
        connect(&Url::parse(&self.url_of(account)).expect("our own URL")).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.fresh {
            return;
        }
        let name = self.url.path().trim_start_matches('/').to_owned();
        // A thread of its own: this may run inside a runtime that must not be blocked on.
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let drop = async { Server::connect().await.drop(&name).await };
                tokio::time::timeout(Duration::from_secs(5), drop).await.ok();
            });
        });
        cleaner.join().ok();
    }
}

/// Connects, waiting while the server has more callers at its door than it lets wait there.
async fn connect(url: &Url) -> PgConnection {
    for _ in 0..100 {
        match PgConnection::connect(url.as_str()).await {
            Err(sqlx::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            outcome => return outcome.expect("the tests' database answers"),
        }
    }
    panic!("the tests' database takes no more connections");
}

struct Names {
    template: String,
    shared: String,
}

/// The server, through the database that its URL names.
struct Server {
    url: Url,
    conn: PgConnection,
}

impl Server {
    async fn connect() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the test runner speaks through it")]
        let text = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} is not set: run the tests with `./leme test` or `cargo nextest run`")
        });
        let url = Url::parse(&text).expect("LEME_TEST_DB_URL is a URL");
        Self { conn: connect(&url).await, url }
    }

    fn url(&self, database: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(database);
        url
    }

    async fn execute(&mut self, statement: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut self.conn).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    async fn clone_from(&mut self, template: &str, name: &str) {
        // 150 ms where the default strategy takes 340: nothing here must survive a crash.
        let statement = format!("create database {name} template {template} strategy file_copy");
        self.execute(&statement).await;
    }

    async fn drop(&mut self, name: &str) {
        self.execute(&format!("drop database if exists {name} with (force)")).await;
    }

    /// Makes the template and the shared database of these schemas, once for all processes.
    async fn prepare(&self, schemas: &[Schema]) -> Names {
        let own = Self::connect().await;
        own.prepare_alone(schemas).await
    }

    async fn prepare_alone(mut self, schemas: &[Schema]) -> Names {
        let stem: Vec<&str> = schemas.iter().map(|schema| schema.name).collect();
        let stem = stem.join("_");
        let hash = migrate::fingerprint(schemas);
        let names = Names {
            template: format!("leme_tpl_{stem}_{hash}"),
            shared: format!("leme_shared_{stem}_{hash}"),
        };
        // Held until this connection ends.
        self.execute("select pg_advisory_lock(7305172)").await;
        if !self.is_ready(&names.template).await {
            self.make(&names, schemas).await;
            self.drop_outdated(&stem, &hash).await;
        }
        names
    }

    async fn is_ready(&mut self, template: &str) -> bool {
        sqlx::query("select datistemplate from pg_database where datname = $1")
            .bind(template)
            .fetch_optional(&mut self.conn)
            .await
            .expect("asking for the template")
            .is_some_and(|row| row.get(0))
    }

    async fn make(&mut self, names: &Names, schemas: &[Schema]) {
        self.drop(&names.template).await;
        self.execute(&format!("create database {}", names.template)).await;
        let url = self.url(&names.template);
        migrate::migrate(url.as_str(), schemas, &BTreeMap::new()).await.unwrap_or_else(|error| {
            panic!("migrating {}: {}", names.template, leme_ground::error::Chain(&error))
        });
        self.drop(&names.shared).await;
        self.clone_from(&names.template, &names.shared).await;
        // Last: it says that both are whole.
        self.execute(&format!("alter database {} is_template true", names.template)).await;
    }

    async fn drop_outdated(&mut self, stem: &str, hash: &str) {
        // Nothing younger than an hour: another process may be about to connect.
        let statement = "select datname::text from pg_database as d
             where (datname ~ ('^leme_(tpl|shared)_' || $1 || '_[0-9a-f]{10}$')
                    and right(datname, 10) <> $2 or datname like 'leme_fresh_%')
               and not exists (select from pg_stat_activity as a where a.datname = d.datname)
               and (pg_stat_file('base/' || oid || '/PG_VERSION')).modification
                   < current_timestamp - interval '1 hour'";
        let rows = sqlx::query(statement).bind(stem).bind(hash).fetch_all(&mut self.conn).await;
        for row in rows.expect("listing outdated databases") {
            let name: String = row.get(0);
            if name.starts_with("leme_tpl_") {
                self.execute(&format!("alter database {name} is_template false")).await;
            }
            self.drop(&name).await;
        }
    }
}
