//! The Kernel: it governs tenants, identity, entitlements, runtimes and audit, and knows no product.
pub mod access;
pub mod acting;
pub mod app;
pub mod audit;
pub mod bootstrap;
pub mod calling;
pub mod connections;
pub mod directory;
pub mod edge_config;
pub mod entitlements;
pub mod events;
pub mod identity;
pub mod keys;
pub mod limits;
pub mod members;
pub mod record;
pub mod router;
pub mod runtimes;
pub mod switches;
pub mod tenants;
pub mod tokens;
pub mod usage;
mod words;

use leme_ground::db::migrate::Schema;

/// The Kernel's tables.
pub const SCHEMA: Schema = Schema {
    name: "kernel",
    migrations: &[
        ("0001_tenants", include_str!("../migrations/0001_tenants.sql")),
        ("0002_audit", include_str!("../migrations/0002_audit.sql")),
        ("0003_identity", include_str!("../migrations/0003_identity.sql")),
        ("0004_runtimes", include_str!("../migrations/0004_runtimes.sql")),
        ("0005_entitlements", include_str!("../migrations/0005_entitlements.sql")),
    ],
};

pub use app::{App, VARS, run};
