//! One value of a checked JSON text, read on demand (RFC 8259, section 3).

use alloc::borrow::Cow;
use core::fmt;

use memchr::memchr;
use serde::de::Deserialize;

use super::Object;
use super::error::ObjectError;
use super::escape;
use super::limits::ObjectLimits;
use super::refusal::ValueError;
use super::walk::Elements;

/// The text of one JSON value, already checked. Reading it cannot find it malformed, only of another kind than asked for.
///
/// `Debug` shows the kind and the length.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    json: &'a str,
}

/// The kinds of JSON values. `Display` reads like "a string".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl<'a> Value<'a> {
    /// `json` has gone through the walk.
    pub(crate) fn checked(json: &'a str) -> Value<'a> {
        Value { json }
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.json.trim_ascii_start().as_bytes().first() {
            Some(b'"') => Kind::String,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// Its JSON text as received.
    #[must_use]
    pub fn json(self) -> &'a str {
        self.json
    }

    /// The content of a string, borrowed unless it has escapes.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let raw = self.raw_str()?;
        Some(match memchr(b'\\', raw.as_bytes()) {
            None => Cow::Borrowed(raw),
            Some(_) => Cow::Owned(escape::unescape(raw)),
        })
    }

    /// The content of a string that has no escapes. Names and base64url never need one.
    #[must_use]
    pub fn as_plain_str(self) -> Option<&'a str> {
        self.raw_str()
            .filter(|raw| memchr(b'\\', raw.as_bytes()).is_none())
    }

    /// The truth of `true` and `false`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.json {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A number written as an integer (no fraction, no exponent) that fits; never rounded, never wrapped.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        // Of all JSON texts core's parser takes exactly the integers in plain notation.
        self.json.parse().ok()
    }

    /// A number written as an integer (no sign, no fraction, no exponent) that fits; never rounded, never wrapped.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        self.json.parse().ok()
    }

    /// A number as the nearest `f64`; `None` when that would be infinite, as for `1e400`.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        if self.kind() != Kind::Number {
            return None;
        }
        self.json
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    /// The elements of an array, in order.
    #[must_use]
    pub fn elements(self) -> Option<impl Iterator<Item = Value<'a>>> {
        Elements::of(self.json).map(|elements| elements.map(Value::checked))
    }

    /// Whether it is an array and all its elements are strings. An empty one has no others.
    #[must_use]
    pub fn is_array_of_strings(self) -> bool {
        self.elements()
            .is_some_and(|mut elements| elements.all(|element| element.kind() == Kind::String))
    }

    /// An object within the object: its own names are checked, its depth is counted from 1.
    ///
    /// # Errors
    ///
    /// [`ObjectError::NotAnObject`] for other kinds; otherwise as [`Object::parse`]. Offsets count from the start of this value.
    pub fn object(self, limits: &ObjectLimits) -> Result<Object<'a>, ObjectError> {
        limits.check_len(self.json.len())?;
        Object::parse_text(self.json, limits)
    }

    /// Reads the value into a type of the caller's, by serde_json.
    ///
    /// # Errors
    ///
    /// [`ValueError`] when the type refuses the value. It shows names and expectations, never a value.
    pub fn deserialize<T: Deserialize<'a>>(self) -> Result<T, ValueError> {
        serde_json::from_str(self.json).map_err(|error| ValueError::classify(&error, self.json))
    }

    fn raw_str(self) -> Option<&'a str> {
        self.json.strip_prefix('"')?.strip_suffix('"')
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({}, {} octets)", self.kind(), self.json.len())
    }
}

impl Kind {
    const fn phrase(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase())
    }
}
