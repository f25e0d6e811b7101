//! What the cases of the JSON serializations have and others do not (RFC 7515, section 7.2).

use serde::Deserialize;
use serde::de::{Deserializer, IntoDeserializer};

use crate::{Class, JsonText};

/// One of the two JSON serializations.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// One signature, its members beside the payload.
    Flattened,
    /// A list of signatures.
    General,
}

/// Whose signatures a recipient of several wants.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Require {
    /// One of the recipient's keys has signed.
    AnyKey,
    /// Each of the recipient's keys has signed.
    EveryKey,
}

/// What comes of one signature: the word `valid`, or the class of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One of the recipient's keys confirms it.
    Valid,
    /// It does not count.
    Rejected(Class),
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Outcome, D::Error> {
        let word = String::deserialize(deserializer)?;
        if word == "valid" {
            return Ok(Outcome::Valid);
        }
        Class::deserialize(word.into_deserializer()).map(Outcome::Rejected)
    }
}

/// One signature that is to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The name of the private key.
    pub key: String,
    /// The algorithm that it is loaded for.
    pub alg: String,
    /// The JWS Protected Header as it is sent, base64url.
    pub protected: String,
    /// The JWS Unprotected Header, a JSON object.
    pub unprotected: Option<JsonText>,
}
