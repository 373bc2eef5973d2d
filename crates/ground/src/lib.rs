//! The ground that services stand on: database, HTTP, errors, configuration, telemetry, tasks.
pub mod config;
pub mod ctx;
pub mod db;
pub mod error;
pub mod http;
pub mod problem;
pub mod tasks;
