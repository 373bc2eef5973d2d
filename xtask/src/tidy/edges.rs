//! Rule: the crates' edges are exactly a part of this table. A runtime can never reach the
//! Kernel's code, and the Kernel can never reach a product's.
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Finding;

/// A crate, and what it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("leme-base", &[]),
    ("leme-cluster", &[]),
    ("leme-contract", &["leme-base"]),
    ("leme-ground", &["leme-base", "leme-contract"]),
    ("leme-sdk", &["leme-base", "leme-contract"]),
    ("leme-kernel", &["leme-base", "leme-contract", "leme-ground"]),
    ("leme-idp", &["leme-base", "leme-contract", "leme-ground"]),
    ("leme-edge", &["leme-base", "leme-contract", "leme-ground"]),
    ("leme-courses", &["leme-base", "leme-contract", "leme-ground", "leme-sdk"]),
    (
        "leme",
        &[
            "leme-base",
            "leme-cluster",
            "leme-contract",
            "leme-ground",
            "leme-sdk",
            "leme-kernel",
            "leme-idp",
            "leme-edge",
            "leme-courses",
        ],
    ),
    ("leme-testkit", &["leme-base", "leme-contract", "leme-ground", "leme-cluster"]),
    ("leme-bench", &["leme-base", "leme-contract", "leme-sdk"]),
    ("leme-bench", &["leme-base", "leme-contract", "leme-sdk"]),
    ("xtask", &["leme-cluster"]),
];

/// Tests may use this besides.
const IN_TESTS: &str = "leme-testkit";

/// What must stay behind one crate: (package, who may name it).
const BEHIND: &[(&str, &[&str])] = &[(
    "sqlx",
    &[
        "leme-base",
        "leme-ground",
        "leme-kernel",
        "leme-idp",
        "leme-edge",
        "leme-courses",
        "leme-testkit",
        "leme",
        "leme-bench",
    ],
)];

/// One line of a Cargo.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    from: String,
    to: String,
    dev: bool,
}

/// The workspace's own edges and those to what must stay behind one crate.
pub(crate) fn metadata(root: &Path) -> Result<Vec<Edge>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root)
        .output()
        .context("starting cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(edges(&serde_json::from_slice(&output.stdout)?))
}

fn edges(metadata: &Value) -> Vec<Edge> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    packages
        .flat_map(|package| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            dependencies.map(move |dependency| Edge {
                from: text(&package["name"]),
                to: text(&dependency["name"]),
                dev: dependency["kind"] == "dev",
            })
        })
        .collect()
}

pub(crate) fn check(edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter_map(refusal).collect()
}

fn refusal(edge: &Edge) -> Option<Finding> {
    let Edge { from, to, dev } = edge;
    let place = format!("crate {from}");
    if let Some((_, users)) = BEHIND.iter().find(|(package, _)| package == to) {
        let text = format!("may not use {to}: only {} may", users.join(", "));
        return (!users.contains(&from.as_str())).then(|| Finding::of(&place, text));
    }
    // A crate may name itself in its tests, to switch a feature on.
    if !to.starts_with("leme") || (*dev && (to == IN_TESTS || to == from)) {
        return None;
    }
    match ALLOWED.iter().find(|(name, _)| name == from) {
        Some((_, allowed)) if allowed.contains(&to.as_str()) => None,
        Some(_) => Some(Finding::of(&place, format!("may not depend on {to}"))),
        None => Some(Finding::of(&place, "is in no row of the table of crates")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, dev: bool) -> Edge {
        Edge { from: from.into(), to: to.into(), dev }
    }

    #[test]
    fn a_runtime_may_not_reach_the_kernel_not_even_in_tests() {
        assert!(refusal(&edge("leme-courses", "leme-kernel", false)).is_some());
        assert!(refusal(&edge("leme-courses", "leme-kernel", true)).is_some());
        assert!(refusal(&edge("leme-courses", "leme-sdk", false)).is_none());
    }

    #[test]
    fn the_sdk_stands_alone() {
        assert!(refusal(&edge("leme-sdk", "leme-ground", false)).is_some());
        assert!(refusal(&edge("leme-sdk", "sqlx", false)).is_some());
        assert!(refusal(&edge("leme-sdk", "leme-contract", false)).is_none());
    }

    #[test]
    fn the_test_kit_is_for_tests() {
        assert!(refusal(&edge("leme-kernel", "leme-testkit", true)).is_none());
        assert!(refusal(&edge("leme-kernel", "leme-testkit", false)).is_some());
    }

    #[test]
    fn a_crate_nobody_wrote_into_the_table_is_found() {
        assert!(refusal(&edge("leme-new", "leme-base", false)).is_some());
    }

    #[test]
    fn edges_are_read_from_cargo() {
        let metadata = serde_json::json!({"packages": [{"name": "leme-a", "dependencies": [
            {"name": "leme-b", "kind": null}, {"name": "leme-c", "kind": "dev"}]}]});
        let expected = [edge("leme-a", "leme-b", false), edge("leme-a", "leme-c", true)];
        assert_eq!(edges(&metadata), expected);
    }
}
