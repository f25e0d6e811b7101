//! A JWK through serde, in any self-describing format (RFC 7517, sections 4 and 5).
//!
//! Reading collects the members into JSON text and parses that, so that both ways accept the same
//! keys; repeated names arrive at the parser as they came. Writing goes the other way: what is
//! written is [`Jwk::to_json`], the public part.

mod number;
mod read;
mod write;

use alloc::string::String;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{self, Serialize, Serializer};
use zeroize::Zeroizing;

use super::{Jwk, JwkOptions};

pub(crate) use write::serialize_text;

/// Accepts what [`Jwk::parse`] accepts, within the default limits, and gives the same key.
///
/// With two exceptions, both in members that no RFC defines for keys. A number that serde_json cannot
/// read, such as `1e400`, is an error here, and one that it reads as a double is kept as that double.
/// And in a build where somebody has switched on serde_json's feature `arbitrary_precision`, an object `{"$serde_json::private::Number":"5"}`, whose value is the text
/// of a number, is read as that number here, as by serde_json itself.
impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = object_text(deserializer)?;
        Jwk::parse_with(text.as_bytes(), &JwkOptions::default()).map_err(de::Error::custom)
    }
}

/// The public part; a symmetric key, or one of unknown type, is an error.
impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(&self.to_json().map_err(ser::Error::custom)?, serializer)
    }
}

/// Collects one object into JSON text, within the default limits. It may hold a private key.
pub(crate) fn object_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Zeroizing<String>, D::Error> {
    read::collect(deserializer, number::numbers_are_maps)
}
