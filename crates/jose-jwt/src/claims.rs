//! The JWT Claims Set (RFC 7519, section 4).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Kind, Object, ObjectError, ObjectLimits, Value, ValueError};
use jose_jwk::Limits;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::NumericDate;
use crate::error::{ClaimError, ClaimReason, TokenError};

/// A JWT Claims Set: the registered claims by name, and every other by look-up.
///
/// The received octets are kept; a claim is read when it is asked for. Names are unique; the names
/// inside a claim that is an object are checked only by [`Value::object`]. A
/// registered claim of the wrong type is an error where the set is judged and never counts as
/// absent; the accessors here return `None` for it.
///
/// ```
/// use jose_jwt::ClaimsSet;
///
/// let claims = ClaimsSet::parse(br#"{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}"#)?;
/// assert_eq!(claims.iss().as_deref(), Some("joe"));
/// assert_eq!(claims.exp().map(|exp| exp.secs()), Some(1_300_819_380));
/// assert_eq!(claims.value("http://example.com/is_root").and_then(|value| value.as_bool()), Some(true));
/// # Ok::<(), jose_b64::ObjectError>(())
/// ```
#[derive(Clone)]
pub struct ClaimsSet {
    object: Object<'static>,
}

impl ClaimsSet {
    /// Reads a Claims Set from JSON text with the default limits. This verifies nothing.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] for anything but one JSON object with unique names within the limits.
    pub fn parse(json: &[u8]) -> Result<Self, ObjectError> {
        let object = Object::parse(json, &shape(&Limits::default()))?.into_owned();
        Ok(ClaimsSet { object })
    }

    pub(crate) fn from_payload(payload: Vec<u8>, limits: &Limits) -> Result<Self, TokenError> {
        let object = Object::from_vec(payload, &shape(limits)).map_err(TokenError::NotClaims)?;
        Ok(ClaimsSet { object })
    }

    /// `iss`, the issuer (section 4.1.1).
    #[must_use]
    pub fn iss(&self) -> Option<Cow<'_, str>> {
        self.string("iss")
    }

    /// `sub`, the subject (section 4.1.2).
    #[must_use]
    pub fn sub(&self) -> Option<Cow<'_, str>> {
        self.string("sub")
    }

    /// `aud`, the audience, which is one or many (section 4.1.3).
    #[must_use]
    pub fn aud(&self) -> Option<Audience> {
        Audience::read(self.value("aud")?)
    }

    /// `exp`, the expiration time (section 4.1.4).
    #[must_use]
    pub fn exp(&self) -> Option<NumericDate> {
        self.date("exp")
    }

    /// `nbf`, the time before which the token is not valid (section 4.1.5).
    #[must_use]
    pub fn nbf(&self) -> Option<NumericDate> {
        self.date("nbf")
    }

    /// `iat`, the time at which the token was issued (section 4.1.6).
    #[must_use]
    pub fn iat(&self) -> Option<NumericDate> {
        self.date("iat")
    }

    /// `jti`, the identifier of the token (section 4.1.7).
    #[must_use]
    pub fn jti(&self) -> Option<Cow<'_, str>> {
        self.string("jti")
    }

    /// Any claim that is a string, by its name.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<Cow<'_, str>> {
        self.value(name).and_then(Value::as_str)
    }

    /// Any claim by its name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value<'_>> {
        self.object.value(name)
    }

    /// The claims in the order received.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Value<'_>)> {
        self.object.members()
    }

    /// The octets as received.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.object.octets()
    }

    /// Reads the claims into a type of the caller's, which may borrow from this set.
    ///
    /// # Errors
    ///
    /// [`ValueError`] when the claims do not fit the type. It names members and expected types,
    /// never values.
    pub fn deserialize<'s, T: Deserialize<'s>>(&'s self) -> Result<T, ValueError> {
        self.object.deserialize()
    }

    pub(crate) fn wrong_types(&self, report: &mut Vec<ClaimError>) {
        wrong_types(&self.object, report);
    }

    /// Whether one of the members of `aud` satisfies, without making a list of them.
    pub(crate) fn any_audience(&self, mut fits: impl FnMut(&str) -> bool) -> bool {
        self.value("aud").is_some_and(|aud| match aud.elements() {
            Some(elements) => elements.filter_map(Value::as_str).any(|one| fits(&one)),
            None => aud.as_str().is_some_and(|one| fits(&one)),
        })
    }

    fn date(&self, name: &str) -> Option<NumericDate> {
        self.value(name).and_then(NumericDate::read)
    }
}

/// What a Claims Set may ask for of the recipient.
pub(crate) fn shape(limits: &Limits) -> ObjectLimits {
    ObjectLimits::new(limits.token_len, limits.claims_depth, limits.members)
}

/// The names that RFC 7519, section 4.1, registers.
pub(crate) const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The registered claims whose values are not of the type that section 4.1 demands.
pub(crate) fn wrong_types(claims: &Object<'_>, report: &mut Vec<ClaimError>) {
    for (name, value) in claims.members() {
        let expected = match &*name {
            "iss" | "sub" | "jti" if value.kind() != Kind::String => "a string",
            "exp" | "nbf" | "iat" if value.kind() != Kind::Number => "a number",
            "exp" | "nbf" | "iat" if NumericDate::read(value).is_none() => {
                report.push(ClaimError::new(&name, ClaimReason::OutOfRange));
                continue;
            }
            "aud" if !Audience::is_readable(value) => "a string or an array of strings",
            _ => continue,
        };
        report.push(ClaimError::new(
            &name,
            ClaimReason::WrongType {
                expected,
                found: value.kind(),
            },
        ));
    }
}

/// Shows the names only: claims are about people.
impl fmt::Debug for ClaimsSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.members().map(|(name, _)| name))
            .finish()
    }
}

/// `aud`: one recipient or many (RFC 7519, section 4.1.3).
///
/// One is written as a string, several as an array; both forms are read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Audience(Vec<String>);

impl Audience {
    /// Whether the recipient is among them, compared octet for octet.
    #[must_use]
    pub fn contains(&self, recipient: &str) -> bool {
        self.0.iter().any(|one| one == recipient)
    }

    /// The recipients in the order received.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether it is a string or an array of strings, without making a copy of them.
    pub(crate) fn is_readable(value: Value<'_>) -> bool {
        match value.elements() {
            Some(mut elements) => elements.all(|one| one.kind() == Kind::String),
            None => value.kind() == Kind::String,
        }
    }

    fn read(value: Value<'_>) -> Option<Self> {
        match value.elements() {
            Some(elements) => elements
                .map(|one| one.as_str().map(Cow::into_owned))
                .collect(),
            None => Some([value.as_str()?.into_owned()].into_iter().collect()),
        }
    }
}

impl<S: Into<String>> FromIterator<S> for Audience {
    fn from_iter<I: IntoIterator<Item = S>>(recipients: I) -> Self {
        Audience(recipients.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &*self.0 {
            [one] => serializer.serialize_str(one),
            many => serializer.collect_seq(many),
        }
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Audience;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an array of strings")
            }

            fn visit_str<E: Error>(self, one: &str) -> Result<Audience, E> {
                Ok(Audience(alloc::vec![one.into()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut many: A) -> Result<Audience, A::Error> {
                let mut recipients = Vec::new();
                while let Some(one) = many.next_element()? {
                    recipients.push(one);
                }
                Ok(Audience(recipients))
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}
