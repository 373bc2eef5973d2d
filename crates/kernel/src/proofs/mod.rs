//! What must hold for every call and every table, whatever the noun.
mod catalogue;
mod codes;
mod conformity;
mod contract;
mod isolation;
mod shapes;
