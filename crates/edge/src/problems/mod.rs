//! `/problems/{code}`: what a problem code means and what to do, from `docs/problems.md`.
pub mod model;
pub mod routes;
