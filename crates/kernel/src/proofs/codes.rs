//! `docs/problems.md` explains every code that the source has, and no other.
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use leme_contract::codes;
use leme_contract::entitlement::CheckCode;

/// Check codes that are answered over HTTP as `entitlement.<code>`.
const REFUSALS: &[CheckCode] = &[
    CheckCode::NoEntitlement,
    CheckCode::Expired,
    CheckCode::QuotaExceeded,
    CheckCode::KillSwitch,
    CheckCode::PolicyDenied,
    CheckCode::FeatureUnknown,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/problems.md")).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

/// The conflicts that the sources of all crates name; tests and the ground's own proofs invent some.
fn conflicts() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in sources(&root().join("crates")) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let calls = code.split("Error::conflict(").skip(1);
        found.extend(calls.filter_map(|call| {
            let word = call.trim_start().strip_prefix('"')?.split('"').next()?;
            Some(word.to_owned())
        }));
    }
    found
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    entries
        .flat_map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match name.as_str() {
                "ground" | "testkit" | "tests" | "tests.rs" | "proofs" => Vec::new(),
                _ if path.is_dir() => sources(&path),
                _ if path.extension().is_some_and(|it| it == "rs") => vec![path],
                _ => Vec::new(),
            }
        })
        .collect()
}

#[test]
fn every_code_is_explained_and_every_explanation_has_a_code() {
    let mut known: BTreeSet<String> = codes::ALL.iter().map(|code| (*code).to_owned()).collect();
    known.extend(REFUSALS.iter().map(|code| format!("entitlement.{}", code.as_str())));
    known.extend(conflicts());
    assert_eq!(documented(), known);
}
