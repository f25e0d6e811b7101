//! JWK Set (RFC 7517, section 5).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use jose_b64::{Escaped, Object, Value};
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{self, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::error::JwkError;
use crate::jwk::{Jwk, JwkOptions, object_text, serialize_text};
use crate::material::Material;
use crate::text::SecretText;

/// A set of keys, such as an identity provider publishes.
///
/// A key that cannot be read never spoils the set: it is skipped, and [`skipped`](Self::skipped)
/// tells why. Keys of an unknown type can be read and are in [`keys`](Self::keys), but are good for
/// no algorithm. The set itself must be an object with an array `keys`, within the limits; other
/// members of it are ignored.
///
/// Which key belongs to a message is decided where messages are verified or decrypted, not here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    skipped: Vec<Skipped>,
}

/// An entry of a JWK Set that is no key that could be read.
///
/// `Display` says which one and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Skipped {
    index: usize,
    kid: Option<Box<str>>,
    reason: JwkError,
}

impl JwkSet {
    /// Reads a JWK Set from its JSON text.
    ///
    /// ```
    /// use jose_jwk::JwkSet;
    ///
    /// let set = JwkSet::parse(br#"{"keys":[{"kty":"RSA","n":"AQAB"},"no key"]}"#)?;
    /// assert!(set.is_empty());
    /// assert_eq!(set.skipped()[0].reason().to_string(), "the member `e` is missing");
    /// assert_eq!(set.skipped()[1].index(), 1);
    /// assert!(JwkSet::parse(br#"{"key":[]}"#).is_err());
    /// # Ok::<(), jose_jwk::JwkError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`JwkError`] when the text is no JSON object, or over a limit; `keys` is missing or no array;
    /// or there are more keys than allowed.
    pub fn parse(octets: &[u8]) -> Result<Self, JwkError> {
        JwkSet::parse_with(octets, &JwkOptions::default())
    }

    /// [`parse`](Self::parse) with other limits, or less strict.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with(octets: &[u8], options: &JwkOptions) -> Result<Self, JwkError> {
        let object = Object::parse(octets, &options.object_limits())?;
        let keys = object
            .value("keys")
            .ok_or(JwkError::Missing { member: "keys" })?;
        let entries = keys.elements().ok_or(JwkError::WrongType {
            member: "keys",
            expected: "an array",
        })?;

        let limit = options.limits.keys;
        let mut set = JwkSet::default();
        for (index, entry) in entries.enumerate() {
            if index >= limit {
                return Err(JwkError::TooManyKeys { limit });
            }
            match read(entry, options) {
                Ok(key) => set.keys.push(key),
                Err((kid, reason)) => set.skipped.push(Skipped { index, kid, reason }),
            }
        }
        Ok(set)
    }

    /// A set of these keys.
    #[must_use]
    pub const fn from_keys(keys: Vec<Jwk>) -> Self {
        JwkSet {
            keys,
            skipped: Vec::new(),
        }
    }

    /// The keys that could be read, in the order of the set.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys, for whoever changes the set.
    #[must_use]
    pub fn into_keys(self) -> Vec<Jwk> {
        self.keys
    }

    /// The entries that could not be read, and why.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The keys one after the other.
    pub fn iter(&self) -> core::slice::Iter<'_, Jwk> {
        self.keys.iter()
    }

    /// The number of keys that could be read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys of this Key ID, compared octet for octet. There may be several: keys of different
    /// type may share one (section 4.5), and nobody is kept from making mistakes.
    pub fn find<'s>(&'s self, kid: &'s str) -> impl Iterator<Item = &'s Jwk> {
        self.keys.iter().filter(move |key| key.kid() == Some(kid))
    }

    /// The keys that hold private or symmetric key material.
    ///
    /// Whoever receives a set that was published can warn its publisher with this: such keys are
    /// keys of everybody's now. Keys of an unknown type are not among them, since nobody can tell.
    ///
    /// ```
    /// use jose_jwk::JwkSet;
    ///
    /// let set = JwkSet::parse(br#"{"keys":[{"kty":"oct","kid":"2026","k":"c2VjcmV0"},{"kty":"X-NEW"}]}"#)?;
    /// let leaked: Vec<_> = set.private_keys().filter_map(|key| key.kid()).collect();
    /// assert_eq!(leaked, ["2026"]);
    /// # Ok::<(), jose_jwk::JwkError>(())
    /// ```
    pub fn private_keys(&self) -> impl Iterator<Item = &Jwk> {
        let known = |key: &&Jwk| !matches!(key.material(), Material::Unknown(_));
        self.keys
            .iter()
            .filter(move |key| key.is_private() && known(key))
    }

    /// The public parts of all keys, for publication.
    ///
    /// # Errors
    ///
    /// [`JwkError::Symmetric`] or [`JwkError::UnknownKty`] when a key has none.
    pub fn to_public(&self) -> Result<JwkSet, JwkError> {
        let keys: Result<Vec<Jwk>, JwkError> = self.keys.iter().map(Jwk::to_public).collect();
        Ok(JwkSet {
            keys: keys?,
            skipped: self.skipped.clone(),
        })
    }

    /// The JSON text of a set of public keys. What was skipped is not in it.
    ///
    /// # Errors
    ///
    /// [`JwkError::PrivateInSet`] when a key is private, symmetric or of an unknown type: somebody
    /// mixed up two sets. [`to_public`](Self::to_public) makes the set that may be published.
    pub fn to_json(&self) -> Result<String, JwkError> {
        if let Some(index) = self.keys.iter().position(Jwk::is_private) {
            return Err(JwkError::PrivateInSet { index });
        }
        for key in &self.keys {
            key.check_uses()?;
        }
        // Nothing in it is secret.
        Ok(core::mem::take(&mut *self.write()))
    }

    /// The JSON text of the set, **private and symmetric keys included**; zeroized when dropped.
    #[must_use]
    pub fn to_private_json(&self) -> Zeroizing<String> {
        self.write()
    }

    fn write(&self) -> Zeroizing<String> {
        let mut out = SecretText::with_capacity(self.keys.len().saturating_mul(512));
        out.raw("{").name("keys").raw("[");
        for (position, key) in self.keys.iter().enumerate() {
            if position > 0 {
                out.raw(",");
            }
            key.write(&mut out);
        }
        out.raw("]}");
        out.finish()
    }
}

impl Skipped {
    /// The position in the array `keys`, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The Key ID, if that could be read.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Why the entry was skipped.
    #[must_use]
    pub const fn reason(&self) -> &JwkError {
        &self.reason
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {}", self.index)?;
        if let Some(kid) = self.kid() {
            write!(f, " (kid {})", Escaped(kid))?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// A Key ID comes out of the message: escaped, and cut at 32 characters.
impl fmt::Debug for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Skipped")
            .field("index", &self.index)
            .field("kid", &self.kid().map(Escaped))
            .field("reason", &self.reason)
            .finish()
    }
}

impl FromStr for JwkSet {
    type Err = JwkError;

    fn from_str(text: &str) -> Result<Self, JwkError> {
        JwkSet::parse(text.as_bytes())
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        JwkSet::from_keys(keys.into_iter().collect())
    }
}

impl<'s> IntoIterator for &'s JwkSet {
    type Item = &'s Jwk;
    type IntoIter = core::slice::Iter<'s, Jwk>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = object_text(deserializer)?;
        JwkSet::parse(text.as_bytes()).map_err(de::Error::custom)
    }
}

/// As [`JwkSet::to_json`]: public keys only.
impl Serialize for JwkSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(&self.to_json().map_err(ser::Error::custom)?, serializer)
    }
}

/// Each entry is an object of its own, so that a repeated member spoils this entry only (JWK-08).
fn read(entry: Value<'_>, options: &JwkOptions) -> Result<Jwk, (Option<Box<str>>, JwkError)> {
    let object = entry
        .object(&options.object_limits())
        .map_err(|reason| (None, reason.into()))?;
    Jwk::from_object(&object, options).map_err(|reason| {
        let kid = object.value("kid").and_then(Value::as_str).map(Box::from);
        (kid, reason)
    })
}
