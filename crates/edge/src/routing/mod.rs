//! Which upstream a path leads to. The Kernel says where runtimes are; the last word is kept.
//!
//! Invariants: a path with dot segments never leaves the edge; the health and internal paths of an
//! upstream are never reachable from outside; an outage of the Kernel changes no route.
pub mod jobs;
pub mod model;
