//! The route table and the pure decision which upstream a request goes to.
use std::collections::BTreeMap;

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{StatusCode, Uri};
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use serde::Deserialize;
use url::Url;

/// What `GET /internal/edge/config` answers.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Config {
    /// Where runtimes are.
    pub runtimes: Vec<RuntimeRoute>,
}

/// One runtime as the Kernel tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct RuntimeRoute {
    /// The product it runs: its path at the edge.
    pub product: String,
    /// Where it is; absent for one that only calls out.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Whether it was suspended.
    #[serde(default)]
    pub suspended: bool,
}

/// Who is asked, and with which kind of credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `/api/…`: a browser session or a bearer token.
    Api,
    /// `/apps/…`: pages of a product, a browser session or a bearer token.
    App,
    /// `/kernel/…`: the contract, bearer only.
    Contract,
    /// `/idp/…`: the identity provider, with its own cookies.
    Idp,
}

/// The base address of an upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Host and port.
    pub authority: Authority,
    /// Path before every path, without a trailing slash.
    pub prefix: String,
}

impl Base {
    /// Reads `http://host:port[/prefix]`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "http")?;
        let host = url.host_str()?;
        let port = url.port_or_known_default()?;
        let authority = format!("{host}:{port}").parse().ok()?;
        Some(Self { authority, prefix: url.path().trim_end_matches('/').to_owned() })
    }
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// With which kind of credential.
    pub door: Door,
    /// The full address.
    pub uri: Uri,
    /// The path at the edge that stands for the upstream's `/`, to translate redirects.
    pub public_prefix: String,
    /// The upstream.
    pub base: Base,
}

#[derive(Clone, Debug)]
struct Seat {
    base: Option<Base>,
    suspended: bool,
}

/// All routes at one time.
#[derive(Clone, Debug)]
pub struct Table {
    kernel: Option<Base>,
    idp: Option<Base>,
    /// `None` until the Kernel was heard for the first time.
    products: Option<BTreeMap<String, Seat>>,
}

impl Table {
    /// The routes that need no configuration.
    pub fn fixed(kernel_url: &str, idp_url: Option<&str>) -> Self {
        Self { kernel: Base::parse(kernel_url), idp: idp_url.and_then(Base::parse), products: None }
    }

    /// The same with what the Kernel said. Of two runtimes of a product one that runs is preferred.
    #[must_use]
    pub fn with(&self, config: Config) -> Self {
        let mut products: BTreeMap<String, Seat> = BTreeMap::new();
        for runtime in config.runtimes {
            let base = runtime.endpoint.as_deref().and_then(Base::parse);
            let seat = Seat { base, suspended: runtime.suspended };
            let better = products.get(&runtime.product).is_none_or(|held| rank(&seat) > rank(held));
            if better {
                products.insert(runtime.product, seat);
            }
        }
        Self { products: Some(products), ..self.clone() }
    }

    /// Whether the Kernel was heard at least once.
    pub const fn configured(&self) -> bool {
        self.products.is_some()
    }

    /// Where a request goes, or why nowhere.
    pub fn resolve(&self, uri: &Uri) -> Result<Target> {
        let path = uri.path();
        if !sane(path) {
            return Err(Error::bad_request(
                codes::REQUEST_MALFORMED,
                "The path has dot segments or characters that do not belong in one.",
            ));
        }
        let mut parts = path.splitn(4, '/').skip(1);
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match first {
            "api" if second == "kernel" => {
                self.target(Door::Api, self.kernel.as_ref(), "/api/kernel", "/v1", uri)
            }
            "kernel" => {
                self.target(Door::Contract, self.kernel.as_ref(), "/kernel", "/kernel", uri)
            }
            "idp" => {
                let idp = self.idp.as_ref().ok_or(Error::NotFound { kind: "page" })?;
                self.target(Door::Idp, Some(idp), "/idp", "", uri)
            }
            "api" => self.product(Door::Api, second, &format!("/api/{second}"), "/v1", uri),
            "apps" => self.product(Door::App, second, &format!("/apps/{second}"), "", uri),
            _ => Err(Error::NotFound { kind: "page" }),
        }
    }

    fn product(&self, door: Door, name: &str, from: &str, to: &str, uri: &Uri) -> Result<Target> {
        let Some(products) = &self.products else {
            return Err(Error::unavailable("routing", "the Kernel was not heard yet"));
        };
        let seat = products.get(name).ok_or(Error::NotFound { kind: "product" })?;
        if seat.suspended {
            let public = "This product is suspended at the moment.";
            return Err(Error::refused(StatusCode::FORBIDDEN, codes::RUNTIME_SUSPENDED, public));
        }
        self.target(door, seat.base.as_ref(), from, to, uri)
    }

    #[expect(clippy::unused_self, reason = "reads as a question to the table")]
    fn target(
        &self,
        door: Door,
        base: Option<&Base>,
        from: &str,
        to: &str,
        uri: &Uri,
    ) -> Result<Target> {
        let base =
            base.ok_or_else(|| Error::unavailable("routing", "the upstream has no address"))?;
        let rest = uri.path().strip_prefix(from).unwrap_or_default();
        if private(door, rest) {
            return Err(Error::NotFound { kind: "page" });
        }
        let mut path = format!("{}{to}{rest}", base.prefix);
        if !path.starts_with('/') {
            path.insert(0, '/');
        }
        if let Some(query) = uri.query() {
            path.push('?');
            path.push_str(query);
        }
        let path: PathAndQuery = path
            .parse()
            .map_err(|error| Error::internal("writing an upstream path", Box::new(error)))?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(base.authority.clone());
        parts.path_and_query = Some(path);
        let uri = Uri::from_parts(parts)
            .map_err(|error| Error::internal("writing an upstream address", Box::new(error)))?;
        Ok(Target { door, uri, public_prefix: from.to_owned(), base: base.clone() })
    }
}

fn rank(seat: &Seat) -> u8 {
    u8::from(seat.base.is_some()) + 2 * u8::from(!seat.suspended)
}

/// What an upstream answers to its operator only.
fn private(door: Door, rest: &str) -> bool {
    let first = rest.trim_start_matches('/').split('/').next().unwrap_or_default();
    let operators = matches!(first, "healthz" | "readyz" | "metrics" | "internal");
    operators && matches!(door, Door::App | Door::Idp)
}

/// No dot segments (also not behind percent signs), no backslash, no control characters: what the
/// edge sees as the path is what every upstream will see, however it decodes.
fn sane(path: &str) -> bool {
    let Some(decoded) = decode(path) else { return false };
    let controls = decoded.iter().any(|byte| *byte < 0x20 || *byte == 0x7f);
    let mut segments = decoded.split(|byte| matches!(byte, b'/' | b'\\'));
    let dots = segments.any(|part| matches!(part, b"." | b".." | b".;" | b"..;"));
    !controls && !dots && !path.contains('\\') && !path.starts_with("//")
}

fn decode(path: &str) -> Option<Vec<u8>> {
    let mut bytes = path.bytes();
    let mut out = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            let text = std::str::from_utf8(&pair).ok()?;
            out.push(u8::from_str_radix(text, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Config, Door, RuntimeRoute, Table};

    fn table() -> Table {
        let runtime = |product: &str, port: u16, suspended| RuntimeRoute {
            product: product.into(),
            endpoint: Some(format!("http://127.0.0.1:{port}")),
            suspended,
        };
        Table::fixed("http://127.0.0.1:1", Some("http://127.0.0.1:2")).with(Config {
            runtimes: vec![
                runtime("shop", 3, false),
                runtime("away", 4, true),
                runtime("twins", 5, true),
                runtime("twins", 6, false),
            ],
        })
    }

    fn goes(path: &str) -> String {
        match table().resolve(&path.parse().unwrap()) {
            Ok(target) => target.uri.to_string(),
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn each_path_leads_to_its_upstream() {
        for (path, uri) in [
            ("/api/kernel/me?x=1", "http://127.0.0.1:1/v1/me?x=1"),
            ("/kernel/runtimes/register", "http://127.0.0.1:1/kernel/runtimes/register"),
            ("/idp/jwks.json", "http://127.0.0.1:2/jwks.json"),
            (
                "/idp/.well-known/openid-configuration",
                "http://127.0.0.1:2/.well-known/openid-configuration",
            ),
            ("/api/shop/a/b%2Fc", "http://127.0.0.1:3/v1/a/b%2Fc"),
            ("/apps/shop/", "http://127.0.0.1:3/"),
            ("/apps/shop", "http://127.0.0.1:3/"),
            ("/api/twins/x", "http://127.0.0.1:6/v1/x"),
        ] {
            assert_eq!(goes(path), uri, "{path}");
        }
    }

    #[test]
    fn a_suspended_product_and_an_unknown_one_are_told_apart() {
        assert_eq!(goes("/api/away/x"), "runtime.suspended");
        assert_eq!(goes("/api/nothing/x"), "not_found");
    }

    #[test]
    fn nobody_climbs_out_of_a_prefix() {
        for path in [
            "/kernel/../internal/edge/config",
            "/kernel/%2e%2e/internal/edge/config",
            "/kernel/x%2f..%2f..%2finternal",
            "/kernel/x%5c..%5cinternal",
            "/apps/shop/a%00b",
            "/apps/shop/..;/metrics",
            "//evil.example/kernel/x",
            "/api/kernel/%",
        ] {
            assert_eq!(goes(path), "request.malformed", "{path}");
        }
    }

    #[test]
    fn what_is_for_the_operator_is_not_there() {
        for path in
            ["/apps/shop/metrics", "/apps/shop//metrics", "/idp/healthz", "/apps/shop/internal/x"]
        {
            assert_eq!(goes(path), "not_found", "{path}");
        }
    }

    #[test]
    fn before_the_kernel_was_heard_products_are_unavailable_and_the_rest_works() {
        let table = Table::fixed("http://127.0.0.1:1", None);
        let code = |path: &str| {
            table.resolve(&path.parse().unwrap()).map(|t| t.door).map_err(|e| e.code())
        };
        assert_eq!(code("/api/shop/x"), Err("unavailable"));
        assert_eq!(code("/kernel/x"), Ok(Door::Contract));
        assert_eq!(code("/idp/x"), Err("not_found"));
    }
}
