//! The discovery document: what this provider can do and where. It is the API description of the
//! role.
pub(crate) mod routes;
