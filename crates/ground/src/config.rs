//! Configuration comes from the environment only, every variable is documented where it is read.
use std::collections::BTreeMap;
use std::str::FromStr;

/// One environment variable: its name, what it means, and what holds when it is absent.
#[derive(Clone, Copy, Debug)]
pub struct Var {
    /// `LEME_…`
    pub name: &'static str,
    /// What it means, with units.
    pub doc: &'static str,
    /// The value when absent; `None` means it must be set by whoever needs it.
    pub default: Option<&'static str>,
    /// Whether its value must never be printed.
    pub secret: bool,
}

impl Var {
    /// A variable that must be set.
    pub const fn required(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, default: None, secret: false }
    }

    /// A variable with a default.
    pub const fn defaulted(name: &'static str, doc: &'static str, default: &'static str) -> Self {
        Self { name, doc, default: Some(default), secret: false }
    }

    /// A secret that must be set.
    pub const fn secret(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, default: None, secret: true }
    }
}

/// Why a process refuses to start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is needed and absent.
    #[error("{name} is not set: {doc}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What it means.
        doc: &'static str,
    },
    /// It is set to something that cannot be read.
    #[error("{name} cannot be read: {why} ({doc})")]
    Bad {
        /// The variable.
        name: &'static str,
        /// What it means.
        doc: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A `LEME_…` variable that nothing reads: most likely a typing error.
    #[error("nothing reads these variables: {0}; `leme config` lists what there is")]
    Unknown(String),
}

/// The environment as the process found it.
#[derive(Clone, Debug, Default)]
pub struct Env {
    values: BTreeMap<String, String>,
}

impl Env {
    /// Reads the process environment.
    pub fn from_process() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
        let all = std::env::vars();
        Self { values: all.filter(|(name, _)| name.starts_with("LEME_")).collect() }
    }

    /// An environment given by hand, for tests.
    pub fn from_pairs<'p>(pairs: impl IntoIterator<Item = (&'p str, String)>) -> Self {
        let own = |(name, value): (&str, String)| (name.to_owned(), value);
        Self { values: pairs.into_iter().map(own).collect() }
    }

    /// Refuses `LEME_…` variables that are in none of the tables.
    pub fn refuse_unknown(&self, known: &[&[Var]]) -> Result<(), ConfigError> {
        let is_known = |name: &str| known.iter().any(|vars| vars.iter().any(|v| v.name == name));
        let unknown: Vec<&str> =
            self.values.keys().map(String::as_str).filter(|name| !is_known(name)).collect();
        if unknown.is_empty() { Ok(()) } else { Err(ConfigError::Unknown(unknown.join(", "))) }
    }

    /// The value of a variable, or its default, parsed.
    pub fn get<T>(&self, var: &Var) -> Result<T, ConfigError>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.find(var)?.ok_or(ConfigError::Missing { name: var.name, doc: var.doc })
    }

    /// The value of a variable that may be absent, parsed. Empty counts as absent.
    pub fn find<T>(&self, var: &Var) -> Result<Option<T>, ConfigError>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.values.get(var.name).map(String::as_str).filter(|text| !text.is_empty());
        let Some(text) = text.or(var.default).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|why: T::Err| ConfigError::Bad {
            name: var.name,
            doc: var.doc,
            why: why.to_string(),
        })
    }

    /// Where a value came from, for `leme config --explain`.
    pub fn explain(&self, var: &Var) -> (&'static str, String) {
        let shown = |text: &str| if var.secret { "[secret]".to_owned() } else { text.to_owned() };
        match (self.values.get(var.name), var.default) {
            (Some(text), _) => ("environment", shown(text)),
            (None, Some(text)) => ("default", text.to_owned()),
            (None, None) => ("absent", String::new()),
        }
    }
}

/// What every role reads.
pub mod vars {
    use super::Var;

    /// Where the role listens.
    pub const HTTP_ADDR: Var = Var::defaulted(
        "LEME_HTTP_ADDR",
        "Address the role listens on; port 0 takes a free one.",
        "127.0.0.1:0",
    );
    /// The role's own database account.
    pub const DB_URL: Var = Var::secret(
        "LEME_DB_URL",
        "PostgreSQL URL of the role's service account (owns nothing, bypasses nothing).",
    );
    /// The account for work across tenants.
    pub const DB_PLATFORM_URL: Var = Var::secret(
        "LEME_DB_PLATFORM_URL",
        "PostgreSQL URL of the role's platform account (work across tenants, audited).",
    );
    /// Connections per pool.
    pub const DB_CONNECTIONS: Var =
        Var::defaulted("LEME_DB_CONNECTIONS", "Connections in the service pool.", "16");
    /// The address people use.
    pub const PUBLIC_URL: Var = Var::defaulted(
        "LEME_PUBLIC_URL",
        "The address people and runtimes use from outside.",
        "http://localhost:8080",
    );
    /// Where the Kernel listens.
    pub const KERNEL_URL: Var =
        Var::required("LEME_KERNEL_URL", "Base URL of the Kernel, as this role reaches it.");
    /// Between the edge and the Kernel.
    pub const EDGE_TOKEN: Var =
        Var::secret("LEME_EDGE_TOKEN", "Secret shared by the edge and the Kernel.");
    /// Seals secrets in the database.
    pub const MASTER_KEY: Var = Var::secret(
        "LEME_MASTER_KEY",
        "Base64 of 32 random bytes; seals the secrets kept in the database.",
    );
    /// Log filter.
    pub const LOG: Var =
        Var::defaulted("LEME_LOG", "Log filter, for example `info,leme_kernel=debug`.", "info");
    /// Log format.
    pub const LOG_FORMAT: Var =
        Var::defaulted("LEME_LOG_FORMAT", "`json`, or `text` for people.", "json");
    /// Trace export.
    pub const OTLP_ENDPOINT: Var = Var {
        name: "LEME_OTLP_ENDPOINT",
        doc: "OTLP/HTTP traces endpoint, for example `http://localhost:4318/v1/traces`; absent means no traces.",
        default: Some(""),
        secret: false,
    };
    /// Identity providers on private addresses.
    pub const ALLOW_PRIVATE_IDPS: Var = Var::defaulted(
        "LEME_ALLOW_PRIVATE_IDPS",
        "Allow http and private addresses for identity providers (development only).",
        "false",
    );

    /// All of them.
    pub const ALL: &[Var] = &[
        HTTP_ADDR,
        DB_URL,
        DB_PLATFORM_URL,
        DB_CONNECTIONS,
        PUBLIC_URL,
        KERNEL_URL,
        EDGE_TOKEN,
        MASTER_KEY,
        LOG,
        LOG_FORMAT,
        OTLP_ENDPOINT,
        ALLOW_PRIVATE_IDPS,
    ];
}

#[cfg(test)]
mod tests {
    use super::{ConfigError, Env, vars};

    #[test]
    fn a_typing_error_in_a_variable_stops_the_start() {
        let env = Env::from_pairs([("LEME_LOOG", "debug".to_owned())]);
        assert!(matches!(env.refuse_unknown(&[vars::ALL]), Err(ConfigError::Unknown(_))));
    }

    #[test]
    fn absent_takes_the_default_and_a_bad_value_names_the_variable() {
        let env = Env::from_pairs([("LEME_DB_CONNECTIONS", "many".to_owned())]);
        assert_eq!(env.get::<String>(&vars::LOG).unwrap(), "info");
        let error = env.get::<u32>(&vars::DB_CONNECTIONS).unwrap_err().to_string();
        assert!(error.contains("LEME_DB_CONNECTIONS"), "{error}");
    }

    #[test]
    fn a_secret_is_never_explained() {
        let env = Env::from_pairs([("LEME_EDGE_TOKEN", "hush".to_owned())]);
        assert_eq!(env.explain(&vars::EDGE_TOKEN), ("environment", "[secret]".to_owned()));
    }
}
