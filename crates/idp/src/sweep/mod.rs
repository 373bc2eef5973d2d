//! Housekeeping: what has expired is deleted, keys are rotated, uses of the platform are counted.
pub(crate) mod jobs;
pub(crate) mod queries;
