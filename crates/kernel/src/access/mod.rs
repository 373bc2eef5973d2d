//! What a role may do: a fixed table in this version. A handler names the permission it needs in
//! its signature (`Acting<TenantWrite>`), so it cannot be called without it.
pub mod model;
