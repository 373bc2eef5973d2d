//! A JSON Schema boiled down to what a program sees: fields, types, words, what is required.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Anything: nothing is said.
    Any,
    /// A type without further structure.
    Plain(String),
    /// One of these words.
    Words(BTreeSet<String>),
    /// A list.
    List(Box<Shape>),
    /// An object with these fields; those that must be there.
    Object(BTreeMap<String, Shape>, BTreeSet<String>),
    /// One of several unlike shapes.
    Either(Vec<Shape>),
}

/// Where a schema stands, so that its `$ref`s can be followed.
#[derive(Clone)]
pub(super) struct Document {
    root: Value,
    file: PathBuf,
}

impl Document {
    pub(super) fn of(root: Value) -> Self {
        Self { root, file: PathBuf::new() }
    }

    /// Reads a YAML or JSON file.
    pub(super) fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        Self { root: serde_yaml_ng::from_str(&text).unwrap(), file: file.to_owned() }
    }

    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// What a value is, after its `$ref`s.
    pub(super) fn follow(&self, value: &Value) -> (Self, Value) {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else {
            return (self.clone(), value.clone());
        };
        let (file, pointer) = target.split_once('#').unwrap_or((target, ""));
        let document = if file.is_empty() {
            self.clone()
        } else {
            Self::read(&self.file.with_file_name(file))
        };
        let found = document.root.pointer(pointer).unwrap_or_else(|| panic!("{target}")).clone();
        document.follow(&found)
    }

    /// The shape of a schema.
    pub(super) fn shape(&self, schema: &Value) -> Shape {
        let (document, schema) = self.follow(schema);
        for key in ["oneOf", "anyOf", "allOf"] {
            if let Some(parts) = schema[key].as_array() {
                let shapes = parts.iter().filter(|part| part["type"] != "null");
                return either(shapes.map(|part| document.shape(part)).collect());
            }
        }
        if let Some(words) = words(&schema) {
            return Shape::Words(words);
        }
        if schema["properties"].is_object() {
            return document.object(&schema);
        }
        match kind(&schema) {
            None => Shape::Any,
            Some(kind) if kind == "array" => {
                Shape::List(Box::new(document.shape(&schema["items"])))
            }
            Some(kind) => Shape::Plain(kind),
        }
    }

    fn object(&self, schema: &Value) -> Shape {
        let fields = schema["properties"].as_object().unwrap();
        let fields = fields.iter().map(|(name, field)| (name.clone(), self.shape(field)));
        let required = schema["required"].as_array().into_iter().flatten();
        let required = required.filter_map(|name| name.as_str().map(str::to_owned));
        Shape::Object(fields.collect(), required.collect())
    }
}

fn words(schema: &Value) -> Option<BTreeSet<String>> {
    let one = schema["const"].as_str().map(|word| vec![Value::from(word)]);
    let all = one.or_else(|| schema["enum"].as_array().cloned())?;
    Some(all.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect())
}

fn kind(schema: &Value) -> Option<String> {
    let one = |kind: &Value| kind.as_str().filter(|kind| *kind != "null").map(str::to_owned);
    let kinds = &schema["type"];
    kinds.as_array().map_or_else(|| one(kinds), |kinds| kinds.iter().find_map(one))
}

/// Alternatives that are all objects of one family (told apart by a word) are one object.
fn either(mut shapes: Vec<Shape>) -> Shape {
    if shapes.len() == 1 {
        return shapes.remove(0);
    }
    let first = shapes[0].clone();
    shapes
        .iter()
        .skip(1)
        .try_fold(first, |sum, shape| merge(&sum, shape))
        .unwrap_or(Shape::Either(shapes))
}

fn merge(one: &Shape, other: &Shape) -> Option<Shape> {
    match (one, other) {
        (Shape::Words(a), Shape::Words(b)) => Some(Shape::Words(a | b)),
        (Shape::Object(a, must), Shape::Object(b, needs)) => {
            let told_apart = |name: &String| matches!(a.get(name), Some(Shape::Words(_)));
            if !b.keys().any(told_apart) {
                return None;
            }
            let mut fields = a.clone();
            for (name, shape) in b {
                let shape = match fields.get(name) {
                    Some(known) => merge(known, shape)?,
                    None => shape.clone(),
                };
                fields.insert(name.clone(), shape);
            }
            Some(Shape::Object(fields, must & needs))
        }
        (a, b) => (a == b).then(|| a.clone()),
    }
}

/// What differs between what is written and what is made, by path. `strict` compares what must be
/// there too.
pub(super) fn differences(
    place: &str,
    written: &Shape,
    made: &Shape,
    strict: bool,
    found: &mut Vec<String>,
) {
    match (written, made) {
        (Shape::Object(a, must), Shape::Object(b, needs)) => {
            if strict && must != needs {
                found.push(format!("{place}: required {must:?} but {needs:?}"));
            }
            for name in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let place = format!("{place}/{name}");
                match (a.get(name), b.get(name)) {
                    (Some(a), Some(b)) => differences(&place, a, b, strict, found),
                    (None, _) => found.push(format!("{place}: is not written")),
                    (_, None) => found.push(format!("{place}: is not made")),
                }
            }
        }
        (Shape::List(a), Shape::List(b)) => {
            differences(&format!("{place}/-"), a, b, strict, found);
        }
        (Shape::Either(a), Shape::Either(b)) if a.len() == b.len() => {
            for (a, b) in a.iter().zip(b) {
                differences(place, a, b, strict, found);
            }
        }
        // A constant of an answer: the code has it as a value, not as a type.
        (Shape::Words(words), Shape::Plain(kind))
            if !strict && words.len() == 1 && kind == "string" => {}
        // Free-form objects: one side may say `object`, the other nothing.
        (Shape::Plain(kind), Shape::Any) if kind == "object" => {}
        (a, b) if a == b => {}
        (a, b) => found.push(format!("{place}: {a:?} is written, {b:?} is made")),
    }
}
