//! Between a closed enum of the contract and its word in a text column.
use leme_ground::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The enum for a word that a CHECK constraint vouches for.
pub(crate) fn read<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(Value::String(word.to_owned()))
        .map_err(|error| Error::internal("reading a word from the database", error))
}

/// The word for an enum.
pub(crate) fn write<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
