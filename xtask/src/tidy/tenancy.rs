//! Rule: no query runs without a tenant. A function of `queries.rs` is given a `TenantTx` or a
//! `PlatformTx` first, and nobody above the ground can hold a pool or a bare connection. What two
//! such functions share may be private to their file and take the connection out of either.
use super::Finding;
use super::comments::without;
use super::sql::is_test;
use crate::tree::{Source, Tree};

const CRATES: &[&str] = &["kernel", "idp", "edge", "courses", "sdk"];
const BARE: &[&str] = &["PgPool", "PgConnection", "Pool<Postgres>", "Transaction<", "PgExecutor"];

const SHARED: &str = "PgConnection";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.rust().filter(|file| file.in_crates(CRATES) && !is_test(file));
    files.flat_map(|file| bare(file).into_iter().chain(unscoped(file))).collect()
}

fn bare(file: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        let code = without(line, "//");
        let words = BARE.iter().filter(|word| code.contains(*word));
        let words = words.filter(|word| file.name() != "queries.rs" || **word != SHARED);
        found.extend(words.map(|word| {
            Finding::at(&file.path, at, format!("`{word}` has no tenant: use TenantTx"))
        }));
    }
    found
}

fn unscoped(file: &Source) -> Vec<Finding> {
    if file.name() != "queries.rs" {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = file.text.get(from..).and_then(|rest| rest.find("async fn ")) {
        let start = from + at;
        let signature = signature(file.text.get(start..).unwrap_or_default());
        let before = file.text.get(..start).unwrap_or_default();
        let private = !before.lines().next_back().unwrap_or_default().contains("pub");
        if !takes(signature, private) {
            let line = before.lines().count().max(1);
            let text = "a query takes `&mut TenantTx` or `&mut PlatformTx` first";
            found.push(Finding::at(&file.path, line, text));
        }
        from = start + "async fn ".len();
    }
    found
}

/// Up to the body.
fn signature(text: &str) -> &str {
    text.split('{').next().unwrap_or_default()
}

fn takes(signature: &str, private: bool) -> bool {
    let arguments = signature.split_once('(').map_or("", |(_, rest)| rest);
    let kind = arguments.split_once(':').map_or("", |(_, rest)| rest.trim_start());
    let kind = kind.strip_prefix('&').unwrap_or_default().trim_start();
    // A lifetime may stand between.
    let kind =
        if kind.starts_with('\'') { kind.split_once(' ').map_or("", |(_, k)| k) } else { kind };
    let kind = kind.strip_prefix("mut ").unwrap_or_default();
    ["TenantTx", "PlatformTx"].iter().any(|wanted| kind.starts_with(wanted))
        || (private && kind.starts_with(SHARED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_query_without_a_transaction_is_found() {
        let path = "crates/kernel/src/a/queries.rs";
        assert_eq!(found(path, "pub async fn list(tx: &mut TenantTx<'_>, q: Q) -> R {}"), 0);
        assert_eq!(found(path, "async fn list(\n    tx: &'t mut PlatformTx,\n) -> R {}"), 0);
        assert_eq!(found(path, "async fn list(db: &Db, id: Id) -> R {}"), 1);
        assert_eq!(found(path, "async fn list() -> R {}"), 1);
        assert_eq!(found(path, "async fn shared(conn: &mut PgConnection) -> R {}"), 0);
        assert_eq!(found(path, "pub async fn list(conn: &mut PgConnection) -> R {}"), 1);
    }

    #[test]
    fn nobody_above_the_ground_holds_a_pool() {
        assert_eq!(found("crates/kernel/src/a/routes.rs", "pool: PgPool"), 1);
        assert_eq!(found("crates/ground/src/db/pool.rs", "pool: PgPool"), 0);
        assert_eq!(found("crates/kernel/src/a/tests.rs", "pool: PgPool"), 0);
    }
}
