//! `Id<Kind>`: one UUIDv7 newtype for every noun, so that two ids can never be swapped.
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{NoContext, Uuid};

use crate::time::DateTime;

/// What an id names. Declared where the noun lives: `pub enum Member {} impl Kind for Member {…}`.
pub trait Kind: 'static {
    /// The noun in lower case, as it appears in messages and in the API description.
    const NAME: &'static str;
}

/// A typed UUIDv7. The wire and the database both show the plain UUID.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Id<K> {
    /// Makes a new id at the given instant. Time is an argument so that tests can reproduce ids.
    pub fn at(now: DateTime) -> Self {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let stamp = uuid::Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos());
        Self::from_uuid(Uuid::new_v7(stamp))
    }
}

impl<K> Id<K> {
    /// Takes an id that is already known, for example from a database row.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The untyped value, for SQL arguments.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", K::NAME, self.uuid)
    }
}

impl<K> FromStr for Id<K> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from_uuid)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

#[cfg(feature = "sqlx")]
mod sql {
    use sqlx::encode::IsNull;
    use sqlx::error::BoxDynError;
    use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, Postgres};
    use sqlx::{Decode, Encode, Type};
    use uuid::Uuid;

    use super::Id;

    impl<K> Type<Postgres> for Id<K> {
        fn type_info() -> PgTypeInfo {
            <Uuid as Type<Postgres>>::type_info()
        }
    }

    impl<K> PgHasArrayType for Id<K> {
        fn array_type_info() -> PgTypeInfo {
            <Uuid as PgHasArrayType>::array_type_info()
        }
    }

    impl<K> Encode<'_, Postgres> for Id<K> {
        fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            <Uuid as Encode<'_, Postgres>>::encode_by_ref(&self.uuid, buf)
        }
    }

    impl<K> Decode<'_, Postgres> for Id<K> {
        fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
            <Uuid as Decode<'_, Postgres>>::decode(value).map(Self::from_uuid)
        }
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
    use utoipa::openapi::{RefOr, Schema};
    use utoipa::{PartialSchema, ToSchema};

    use super::{Id, Kind};

    impl<K: Kind> PartialSchema for Id<K> {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                .description(Some(format!("Id of a {} (UUIDv7).", K::NAME.replace('_', " "))))
                .into()
        }
    }

    impl<K: Kind> ToSchema for Id<K> {
        fn name() -> std::borrow::Cow<'static, str> {
            let mut name: String = K::NAME
                .split('_')
                .flat_map(|word| {
                    let mut letters = word.chars();
                    letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters)
                })
                .collect();
            name.push_str("Id");
            name.into()
        }
    }
}
