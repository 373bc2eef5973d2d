//! `./leme bench contract`: what the contract costs, as ratios to a bare handler in the same run.
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_contract::runtime::{DeploymentMode, RuntimeType};
use leme_sdk::config::Config;
use leme_sdk::runtime::Runtime;
use reqwest::Client;
use serde_json::{Value, json};

use crate::installation::Installation;
use crate::issuer::Issuer;
use crate::roles::Footprint;
use crate::runtime::{BenchRuntime, FEATURE, enrol, manifest, register};
use crate::wrk::{Round, median, round};
use crate::{results, roles};

/// Distinct tokens for the uncached rounds; more than the rounds use up.
const TOKENS: usize = 60_000;

/// Runs it all and prints one table.
pub(crate) async fn run(leme: &Path, seconds: u64, rounds: usize) -> Result<()> {
    let installation = Installation::up(leme, 10)?;
    let runtime = register(&installation).await?;
    // Before the load: what a role needs, not what a flood of distinct tokens leaves in its caches.
    let footprints = roles::measure(&installation).await?;
    let bare = Bare::start(leme)?;
    let mut lines: BTreeMap<&str, Vec<Round>> = BTreeMap::new();
    let check = [runtime.check_body()];
    let issuer = Issuer::start().await?;
    connect(&installation, &runtime, &issuer).await?;
    let cached = [resolve_body(&runtime, &issuer.token(0)?)];
    for number in 0..rounds {
        let url = |path: &str| format!("{}{path}", runtime.kernel);
        let headers = runtime.headers();
        let mut add = |name, round: Round| lines.entry(name).or_default().push(round);
        let path = "/kernel/entitlements/check";
        add("1 bare handler", round(&bare.url(path), &headers, &check, seconds)?);
        add("2 check", round(&url(path), &headers, &check, seconds)?);
        let path = "/kernel/identity/resolve";
        add("3 resolve, cached", round(&url(path), &headers, &cached, seconds)?);
        let fresh = fresh(&runtime, &issuer, number)?;
        add("4 resolve, uncached", round(&url(path), &headers, &fresh, seconds.min(3))?);
    }
    let sdk_ns = sdk(&installation, &runtime).await?;
    print_table(&lines, sdk_ns, &footprints);
    keep(&lines, sdk_ns, &footprints)
}

fn fresh(runtime: &BenchRuntime, issuer: &Issuer, number: usize) -> Result<Vec<String>> {
    let from = number * TOKENS + 1;
    (from..from + TOKENS).map(|it| Ok(resolve_body(runtime, &issuer.token(it)?))).collect()
}

fn resolve_body(runtime: &BenchRuntime, token: &str) -> String {
    json!({ "tenant_id": runtime.tenant, "external_token": token }).to_string()
}

/// Acme trusts our issuer, and lets its people in.
async fn connect(
    installation: &Installation,
    runtime: &BenchRuntime,
    issuer: &Issuer,
) -> Result<()> {
    let body = json!({
        "name": "Bench", "provider": "oidc", "issuer": issuer.url(), "client_id": "bench",
        "token_use": "id", "jit": { "enabled": true, "default_roles": ["member"] },
    });
    let url =
        format!("{}/api/kernel/tenants/{}/connections", installation.public_url()?, runtime.tenant);
    let owner = installation.ctl(&["token"])?;
    let call = Client::new().post(url).bearer_auth(owner).header("x-tenant-id", &runtime.platform);
    call.json(&body).send().await?.error_for_status().context("connecting the issuer")?;
    // Every person arrives once before the rounds.
    for number in 0..50 {
        let body = resolve_body(runtime, &issuer.token(number)?);
        let call = runtime.post("/kernel/identity/resolve");
        let call = call.header("content-type", "application/json").body(body);
        call.send().await?.error_for_status().context("a person arriving")?;
    }
    Ok(())
}

/// Nanoseconds of one in-process decision from a licence.
async fn sdk(installation: &Installation, runtime: &BenchRuntime) -> Result<f64> {
    let (platform, token) = enrol(installation, "bench")?;
    let folder = tempfile::tempdir()?;
    let tenant: TenantId = runtime.tenant.parse()?;
    let mut config = Config::new(&runtime.kernel, platform.parse()?, folder.path().to_owned());
    config.runtime_type = RuntimeType::Custom;
    config.deployment_mode = DeploymentMode::Shared;
    config.manifest = Some(serde_json::from_value(manifest())?);
    config.enrolment_token = Some(Secret::new(token));
    let runtime = Runtime::start(config).await?;
    runtime.fetch_licence(tenant).await?;
    runtime.check_local(tenant, FEATURE).context("the licence does not answer")?;
    let turns = 2_000_000_u32;
    let begun = Instant::now();
    for _ in 0..turns {
        black_box(runtime.check_local(black_box(tenant), black_box(FEATURE)));
    }
    let each = begun.elapsed().as_secs_f64() * 1e9 / f64::from(turns);
    runtime.stop();
    Ok(each)
}

/// The reference, in a process of its own.
struct Bare {
    child: Child,
    port: String,
}

impl Bare {
    fn start(leme: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--leme")
            .arg(leme)
            .arg("bare")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut port = String::new();
        let out = child.stdout.take().context("no output")?;
        BufReader::new(out).read_line(&mut port)?;
        std::thread::sleep(Duration::from_millis(100));
        Ok(Self { child, port: port.trim().to_owned() })
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn print_table(lines: &BTreeMap<&str, Vec<Round>>, sdk_ns: f64, footprints: &[Footprint]) {
    let reference = lines.get("1 bare handler").map_or(1.0, |it| median(it, |r| r.per_second));
    println!("\n{:<22}{:>12}{:>10}{:>10}{:>12}", "", "per second", "p50 ms", "p99 ms", "ratio");
    for (name, rounds) in lines {
        let per_second = median(rounds, |round| round.per_second);
        println!(
            "{:<22}{:>12.0}{:>10.2}{:>10.2}{:>12.2}",
            name.get(2..).unwrap_or(name),
            per_second,
            median(rounds, |round| round.p50_ms),
            median(rounds, |round| round.p99_ms),
            per_second / reference,
        );
    }
    println!("\nSDK, in-process check: {sdk_ns:.0} ns (goal < 1000)");
    println!("\n{:<10}{:>10}{:>14}", "role", "start ms", "resident MiB");
    for footprint in footprints {
        let Footprint { role, start_ms, resident_mib } = footprint;
        println!("{role:<10}{start_ms:>10}{resident_mib:>14}");
    }
    println!(
        "\n32 connections, one load thread, medians of alternating rounds; server, database and \
         load share this machine.\nRatio: throughput against the bare handler of the same run \
         (goal for check: 0.6)."
    );
}

fn keep(lines: &BTreeMap<&str, Vec<Round>>, sdk_ns: f64, footprints: &[Footprint]) -> Result<()> {
    let mut figures = serde_json::Map::new();
    for (name, rounds) in lines {
        let figure = json!({
            "per_second": median(rounds, |round| round.per_second),
            "p50_ms": median(rounds, |round| round.p50_ms),
            "p99_ms": median(rounds, |round| round.p99_ms),
        });
        figures.insert((*name).to_owned(), figure);
    }
    for footprint in footprints {
        let figure = json!({ "start_ms": u64::try_from(footprint.start_ms).unwrap_or_default(),
                             "resident_mib": footprint.resident_mib });
        figures.insert(footprint.role.to_owned(), figure);
    }
    figures.insert("sdk_check_local_ns".to_owned(), json!(sdk_ns));
    results::keep("contract", &Value::Object(figures))
}
