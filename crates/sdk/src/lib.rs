//! What a runtime needs to live under the Kernel: register, beat, resolve, check, tell.
//!
//! ```no_run
//! # async fn example(config: leme_sdk::config::Config) -> Result<(), leme_sdk::error::Error> {
//! let runtime = leme_sdk::runtime::Runtime::start(config).await?; // registered and beating
//! // now, and not before, listen for traffic
//! # Ok(()) }
//! ```
pub mod admit;
mod beat;
mod caller;
mod check;
pub mod config;
pub mod correlation;
mod disk;
pub mod error;
#[cfg(feature = "fake")]
pub mod fake;
#[cfg(feature = "axum")]
pub mod gate;
mod govern;
mod inner;
pub mod jws;
pub mod keys;
mod licence;
mod register;
mod resolve;
pub mod runtime;
pub mod spool;
mod tell;
