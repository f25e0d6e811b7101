//! A JSON object as JOSE wants it (RFC 7515, section 4; RFC 7519, section 4; RFC 8259): names unique, octets kept as received.

mod error;
mod escape;
mod limits;
mod name;
mod place;
mod refusal;
mod scalars;
mod scan;
mod value;
mod walk;
mod write;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::Deserialize;

use crate::octets::Octets;

pub use error::{ObjectError, WriteError};
pub use limits::ObjectLimits;
pub use refusal::{ValueError, ValueErrorKind};
pub use value::{Kind, Value};
pub use write::ObjectWriter;

use place::{Place, Places, Span};

/// One JSON object, checked by one pass over its text, with the places of its members.
///
/// Its octets are kept as received, since what was signed or encrypted is never written anew. Members are found by their unescaped
/// names, letter case included, and lent without copying. Up to 16 members whose names have no escapes cost no allocation.
///
/// Only the object's own names are unique. An object inside it that matters (`jwk`, `epk`, `cnf`) becomes an `Object` of its own
/// through [`Value::object`] and is checked for that then. Everything else is checked for all levels at once.
///
/// `Debug` shows lengths only. Nothing is zeroized.
#[derive(Clone)]
pub struct Object<'a> {
    text: Text<'a>,
    places: Places,
}

#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "the inline storage is what saves the allocation of an owned header"
)]
enum Text<'a> {
    Borrowed(&'a str),
    Inline(Octets<INLINE_OCTETS>),
    Heap(String),
}

impl<'a> Object<'a> {
    /// Reads the octets of a JSON object and borrows them.
    ///
    /// ```
    /// use jose_b64::{Object, ObjectLimits};
    ///
    /// let claims = Object::parse(br#"{"iss":"joe","exp":1300819380}"#, &ObjectLimits::default())?;
    /// assert_eq!(claims.value("exp").and_then(|value| value.as_u64()), Some(1_300_819_380));
    ///
    /// let error = Object::parse(br#"{"iss":"joe"} {}"#, &ObjectLimits::default()).unwrap_err();
    /// assert_eq!(error.to_string(), "the JSON text goes on after the object, at offset 14");
    /// # Ok::<(), jose_b64::ObjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - more octets, levels or members than `limits` allow (the octets are counted before anything is read);
    /// - octets that are not UTF-8, or start with a byte order mark;
    /// - anything that is not exactly one JSON object of RFC 8259, with white space around it at most;
    /// - a `\u` escape that is half of a surrogate pair;
    /// - two members of the same name, after unescaping.
    pub fn parse(octets: &'a [u8], limits: &ObjectLimits) -> Result<Object<'a>, ObjectError> {
        let text = checked_text(octets, limits)?;
        Self::parse_text(text, limits)
    }

    /// Reads a JSON object from octets that it keeps. No allocation up to 256 octets and 16 members (names without escapes).
    ///
    /// # Errors
    ///
    /// As [`parse`](Object::parse).
    pub fn from_octets(
        octets: Octets<256>,
        limits: &ObjectLimits,
    ) -> Result<Object<'static>, ObjectError> {
        let mut places = Places::new();
        walk::object(checked_text(&octets, limits)?, limits, &mut places)?;
        let text = if octets.is_inline() {
            Text::Inline(octets)
        } else {
            Text::Heap(string(octets.into_vec())?)
        };
        Ok(Object { text, places })
    }

    /// Reads a JSON object from a buffer that it keeps as it is.
    ///
    /// # Errors
    ///
    /// As [`parse`](Object::parse).
    pub fn from_vec(
        octets: Vec<u8>,
        limits: &ObjectLimits,
    ) -> Result<Object<'static>, ObjectError> {
        let mut places = Places::new();
        walk::object(checked_text(&octets, limits)?, limits, &mut places)?;
        let text = Text::Heap(string(octets)?);
        Ok(Object { text, places })
    }

    /// The same object with octets of its own.
    #[must_use]
    pub fn into_owned(self) -> Object<'static> {
        let text = match self.text {
            Text::Borrowed(text) if text.len() <= INLINE_OCTETS => {
                Text::Inline(Octets::from_slice(text.as_bytes()))
            }
            Text::Borrowed(text) => Text::Heap(String::from(text)),
            Text::Inline(octets) => Text::Inline(octets),
            Text::Heap(text) => Text::Heap(text),
        };
        Object {
            text,
            places: self.places,
        }
    }

    /// The octets as received, white space included.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.text.octets()
    }

    /// The text as received, white space included.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.slice(Span::of(0, self.text.octets().len()))
    }

    /// The value of the member of this name.
    ///
    /// Names are compared code point for code point after unescaping (RFC 8259, section 8.3); no name is special.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value<'_>> {
        let place = self.place(name)?;
        Some(Value::checked(self.text.slice(place.value)))
    }

    /// The value of the member of this name, for as long as the octets live and not only this object.
    ///
    /// `None` also where the object keeps octets of its own, which live no longer than it.
    #[must_use]
    pub fn borrowed_value(&self, name: &str) -> Option<Value<'a>> {
        let Text::Borrowed(text) = self.text else {
            return None;
        };
        let place = self.place(name)?;
        Some(Value::checked(
            text.get(place.value.range()).unwrap_or_default(),
        ))
    }

    /// Whether there is a member of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The members in the order in which they were received; names unescaped.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Value<'_>)> {
        self.places.as_slice().iter().map(|place| {
            let raw = self.text.slice(place.name);
            let name = if place.escaped {
                Cow::Owned(escape::unescape(raw))
            } else {
                Cow::Borrowed(raw)
            };
            (name, Value::checked(self.text.slice(place.value)))
        })
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.as_slice().len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads the whole object into a type of the caller's.
    ///
    /// The object's own names are unique whatever the type does about repeated ones.
    ///
    /// # Errors
    ///
    /// [`ValueError`] when the type refuses the object. It shows names and expectations, never a value.
    pub fn deserialize<'s, T: Deserialize<'s>>(&'s self) -> Result<T, ValueError> {
        Value::checked(self.text())
            .deserialize()
            .map_err(|error: ValueError| error.within(|offset| self.name_at(offset)))
    }

    pub(crate) fn parse_text(
        text: &'a str,
        limits: &ObjectLimits,
    ) -> Result<Object<'a>, ObjectError> {
        let mut object = Object {
            text: Text::Borrowed(text),
            places: Places::new(),
        };
        walk::object(text, limits, &mut object.places)?;
        Ok(object)
    }

    /// The name of the member in which serde_json's reading stopped at this offset.
    fn name_at(&self, offset: usize) -> Option<Box<str>> {
        let places = self.places.as_slice();
        let next = places.partition_point(|place| place.value.range().start <= offset);
        let place = places.get(next.checked_sub(1)?)?;
        // What a value's own type says against it is placed between the value and the next member. Behind the last value stand
        // the objections to the object as a whole as well: those name no member.
        let end = match places.get(next) {
            Some(after) => after.name.range().start,
            None => place.value.range().end.saturating_add(1),
        };
        (offset < end).then(|| escape::unescape(self.text.slice(place.name)).into())
    }

    fn place(&self, name: &str) -> Option<&Place> {
        let octets = self.text.octets();
        let named =
            |place: &&Place| name::is(place.raw_name(octets), place.escaped, name.as_bytes());
        self.places.as_slice().iter().find(named)
    }

    /// The members as they stand in the text: name between its quotes, value.
    fn raw_members(&self) -> impl Iterator<Item = (&str, bool, &str)> {
        self.places.as_slice().iter().map(|place| {
            (
                self.text.slice(place.name),
                place.escaped,
                self.text.slice(place.value),
            )
        })
    }
}

impl Text<'_> {
    fn octets(&self) -> &[u8] {
        match self {
            Text::Borrowed(text) => text.as_bytes(),
            Text::Inline(octets) => octets,
            Text::Heap(text) => text.as_bytes(),
        }
    }

    /// The spans come from the walk, so every `unwrap_or_default` here is for the type checker.
    fn slice(&self, span: Span) -> &str {
        match self {
            Text::Borrowed(text) => text.get(span.range()).unwrap_or_default(),
            Text::Inline(octets) => octets
                .get(span.range())
                .and_then(|part| core::str::from_utf8(part).ok())
                .unwrap_or_default(),
            Text::Heap(text) => text.get(span.range()).unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (octets, members) = (self.octets().len(), self.len());
        write!(f, "Object({octets} octets, {members} members)")
    }
}

const INLINE_OCTETS: usize = 256;

/// The size is looked at before a single octet is (HDR-10, HDR-11).
fn checked_text<'t>(octets: &'t [u8], limits: &ObjectLimits) -> Result<&'t str, ObjectError> {
    limits.check_len(octets.len())?;
    core::str::from_utf8(octets).map_err(|error| ObjectError::NotUtf8 {
        offset: error.valid_up_to(),
    })
}

fn string(octets: Vec<u8>) -> Result<String, ObjectError> {
    String::from_utf8(octets).map_err(|error| ObjectError::NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
    })
}
