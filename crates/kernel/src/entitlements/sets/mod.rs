//! Sets: every tenant's grants in memory.
mod model;

pub use model::Sets;
