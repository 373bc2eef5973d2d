//! The contract as it is written by hand, and the document that the code makes, are one.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use leme_contract::audit::{AuditBatch, AuditEvent, Receipt};
use leme_contract::entitlement::{
    CheckRequest, CheckResponse, Entitlement, LicenceClaims, LicenceResponse,
};
use leme_contract::identity::{Identity, ResolveRequest, ResolveResponse};
use leme_contract::manifest::Manifest;
use leme_contract::runtime::{
    HeartbeatRequest, HeartbeatResponse, RegisterRequest, RegisterResponse, Runtime,
    RuntimePolicies,
};
use leme_contract::tenant::Tenant;
use leme_contract::usage::{UsageBatch, UsageEvent};
use leme_kernel::events::model::{Event, EventPage};
use leme_kernel::router;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::shapes::{Document, Shape, differences};

/// Answers that the code makes of plain JSON, so that there is nothing to compare.
const FREE: &[(&str, &str)] =
    &[("jwks_view", "a key set is JSON by RFC 7517; its test reads it as one")];

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/kernel-contract/v0.1")
}

fn written() -> Document {
    Document::read(&specs().join("openapi.yaml"))
}

fn made() -> Document {
    Document::of(serde_json::to_value(router::openapi()).unwrap())
}

/// The calls under `/kernel` by method and path.
fn calls(document: &Document) -> BTreeMap<String, Value> {
    let paths = document.root()["paths"].as_object().unwrap();
    let kernel = paths.iter().filter(|(path, _)| path.starts_with("/kernel"));
    kernel
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter();
            operations.map(move |(method, call)| (format!("{method} {path}"), call.clone()))
        })
        .collect()
}

fn pairs() -> Vec<(String, Value, Value)> {
    let mut made = calls(&made());
    let written = calls(&written()).into_iter();
    written
        .map(|(name, call)| {
            let other = made.remove(&name).unwrap();
            (name, call, other)
        })
        .collect()
}

#[test]
fn the_same_calls_have_the_same_names() {
    let names = |document: &Document| {
        let calls = calls(document).into_iter();
        calls.map(|(name, call)| (name, call["operationId"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(names(&written()), names(&made()));
}

#[test]
fn requests_have_the_same_fields_and_the_same_are_required() {
    let mut found = Vec::new();
    for (name, written_call, made_call) in pairs() {
        let body = |document: &Document, call: &Value| {
            let schema = call.pointer("/requestBody/content/application~1json/schema");
            schema.map_or(Shape::Any, |schema| document.shape(schema))
        };
        let (a, b) = (body(&written(), &written_call), body(&made(), &made_call));
        differences(&name, &a, &b, true, &mut found);
    }
    assert!(found.is_empty(), "the requests differ:\n  {}", found.join("\n  "));
}

#[test]
fn answers_have_the_same_status_and_fields() {
    let mut found = Vec::new();
    for (name, written_call, made_call) in pairs() {
        let id = written_call["operationId"].as_str().unwrap();
        let (a, b) = (answers(&written(), &written_call), answers(&made(), &made_call));
        assert!(a.keys().eq(b.keys()), "{name}: {:?} but {:?}", a.keys(), b.keys());
        for (status, shape) in a.iter().filter(|_| !FREE.iter().any(|(free, _)| *free == id)) {
            differences(&format!("{name} {status}"), shape, &b[status], false, &mut found);
        }
    }
    assert!(found.is_empty(), "the answers differ:\n  {}", found.join("\n  "));
}

/// The shapes of the good answers by status and media type.
fn answers(document: &Document, call: &Value) -> BTreeMap<String, Shape> {
    let answers = call["responses"].as_object().unwrap().iter();
    let good = answers.filter(|(status, _)| status.starts_with('2') && *status != "2XX");
    good.flat_map(|(status, answer)| {
        let (document, answer) = document.follow(answer);
        let kinds = answer["content"].as_object().unwrap().clone().into_iter();
        kinds.map(move |(kind, content)| {
            (format!("{status} {kind}"), document.shape(&content["schema"]))
        })
    })
    .collect()
}

#[test]
fn parameters_in_path_and_query_are_the_same() {
    for (name, written_call, made_call) in pairs() {
        let names = |document: &Document, call: &Value| {
            let all = call["parameters"].as_array().cloned().unwrap_or_default();
            let all = all.iter().map(|it| document.follow(it).1).filter(|it| it["in"] != "header");
            let mut all: Vec<String> = all.map(|it| it["name"].to_string()).collect();
            all.sort();
            all
        };
        assert_eq!(names(&written(), &written_call), names(&made(), &made_call), "{name}");
    }
}

/// Every example of a schema is taken by its type, and, where requests are strict, a field that
/// nobody knows is not.
fn reads<T: DeserializeOwned>(name: &str, strict: bool) {
    let schema = Document::read(&specs().join("schemas").join(format!("{name}.json")));
    let examples = schema.root()["examples"].as_array().unwrap();
    assert!(!examples.is_empty(), "{name} has no example");
    for example in examples {
        let read = serde_json::from_value::<T>(example.clone());
        assert!(read.is_ok(), "{name}: {:?}", read.err());
        let mut more = example.clone();
        more["colour"] = json!("red");
        assert_eq!(serde_json::from_value::<T>(more).is_err(), strict, "{name}");
    }
}

#[test]
fn every_example_of_a_request_is_read_and_nothing_more() {
    reads::<Manifest>("Manifest", true);
    reads::<RegisterRequest>("RegisterRequest", true);
    reads::<HeartbeatRequest>("HeartbeatRequest", true);
    reads::<ResolveRequest>("ResolveRequest", true);
    reads::<CheckRequest>("CheckRequest", true);
    reads::<AuditEvent>("AuditEvent", true);
    reads::<AuditBatch>("AuditBatch", true);
    reads::<UsageEvent>("UsageEvent", true);
    reads::<UsageBatch>("UsageBatch", true);
}

#[test]
fn every_example_of_an_answer_is_read_and_what_is_new_ignored() {
    reads::<RegisterResponse>("RegisterResponse", false);
    reads::<RuntimePolicies>("RuntimePolicies", false);
    reads::<HeartbeatResponse>("HeartbeatResponse", false);
    reads::<ResolveResponse>("ResolveResponse", false);
    reads::<Identity>("Identity", false);
    reads::<CheckResponse>("CheckResponse", false);
    reads::<Entitlement>("Entitlement", false);
    reads::<Receipt>("Receipt", false);
    reads::<LicenceResponse>("LicenceResponse", false);
    reads::<LicenceClaims>("LicenceClaims", false);
    reads::<Event>("Event", false);
    reads::<EventPage>("EventPage", false);
    reads::<Runtime>("Runtime", false);
    reads::<Tenant>("Tenant", false);
}

#[test]
fn a_manifest_that_lacks_something_is_refused_by_schema_and_type_alike() {
    let schema = Document::read(&specs().join("schemas/Manifest.json")).root().clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let whole = crate::fixture::manifest("reports", "shared");
    assert!(validator.is_valid(&whole));
    for (pointer, field) in [
        ("", "product"),
        ("", "title"),
        ("/title", "en"),
        ("/features/0", "key"),
        ("/ui/0", "icon"),
    ] {
        let mut less = whole.clone();
        less.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(field);
        assert!(!validator.is_valid(&less), "the schema misses {pointer}/{field}");
        assert!(serde_json::from_value::<Manifest>(less).is_err(), "the type misses {field}");
    }
}
