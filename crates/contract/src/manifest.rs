//! What a runtime says about itself: the only way a product reaches the Kernel, as data.
use serde::{Deserialize, Serialize};

/// A text for people, in the languages of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    /// English.
    pub en: String,
    /// Brazilian Portuguese; English is shown when absent.
    #[serde(default, rename = "pt-BR", skip_serializing_if = "Option::is_none")]
    pub pt_br: Option<String>,
}

/// Whether use of a feature is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FeatureKind {
    /// Held or not.
    Boolean,
    /// Counted against a quota.
    Limited,
}

/// A feature that can be granted and is asked for in checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feature {
    /// Its key; `name:*` declares a family of keys.
    pub key: String,
    /// Whether use is counted.
    pub kind: FeatureKind,
    /// What people call it.
    pub title: Text,
    /// Seconds the runtime may trust its last licence for it when the Kernel is away.
    #[serde(default)]
    pub max_staleness_s: u32,
}

/// Something that is metered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meter {
    /// Its key.
    pub key: String,
    /// The unit, for example `hour`.
    pub unit: String,
    /// What people call it.
    pub title: Text,
}

/// An entry in the navigation of the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UiEntry {
    /// Where it leads, for example `/reports`.
    pub path: String,
    /// Name of an icon of the console.
    pub icon: String,
    /// What it says.
    pub label: Text,
}

/// A runtime's own description, validated against `schemas/Manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Manifest {
    /// The product it runs: a short lower-case name, also its path at the edge.
    pub product: String,
    /// What people call it.
    pub title: Text,
    /// Where the edge reaches it; absent for a runtime that only calls out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What can be granted.
    #[serde(default)]
    pub features: Vec<Feature>,
    /// What is metered.
    #[serde(default)]
    pub meters: Vec<Meter>,
    /// The audit and domain events it may tell.
    #[serde(default)]
    pub event_types: Vec<String>,
    /// Its entries in the navigation.
    #[serde(default)]
    pub ui: Vec<UiEntry>,
}

/// Whether `pattern` (a key, or a beginning followed by `*`) covers `key`.
pub fn covers(pattern: &str, key: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == key, |beginning| key.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_covers_every_key_with_that_beginning() {
        assert!(covers("report.export:*", "report.export:monthly"));
        assert!(covers("report.export:monthly", "report.export:monthly"));
        assert!(!covers("report.export", "report.export:monthly"));
        assert!(!covers("report.export:m", "report.export:monthly"));
    }
}
