//! Writing a JSON object (RFC 8259, sections 4 and 7): members in the order in which they are added, names unique.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::ser::Serialize;

use super::error::WriteError;
use super::place::{Place, Places, Span};
use super::value::Value;
use super::{Object, ObjectError, ObjectLimits, escape, name};

/// Writes a JSON object, without white space.
///
/// A name that is added twice is an error of [`finish`](Self::finish). Not for secrets: the text is not zeroized, and growing leaves
/// copies behind. `Debug` shows lengths only.
///
/// ```
/// use jose_b64::ObjectWriter;
///
/// let mut claims = ObjectWriter::new();
/// claims.string("iss", "joe").u64("exp", 1_300_819_380).bool("http://example.com/is_root", true);
/// assert_eq!(
///     claims.finish()?,
///     r#"{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}"#
/// );
/// # Ok::<(), jose_b64::WriteError>(())
/// ```
#[derive(Clone)]
pub struct ObjectWriter {
    /// The object without its closing brace.
    text: String,
    places: Places,
}

impl ObjectWriter {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// An object without members, with room for that many octets of text.
    #[must_use]
    pub fn with_capacity(octets: usize) -> Self {
        let mut text = String::with_capacity(octets);
        text.push('{');
        ObjectWriter {
            text,
            places: Places::new(),
        }
    }

    /// Begins with the members of a received object, each as it was written there; more can be added.
    #[must_use]
    pub fn continue_from(object: &Object<'_>) -> Self {
        let mut writer =
            Self::with_capacity(object.octets().len().saturating_add(DEFAULT_CAPACITY));
        for (raw_name, escaped, value) in object.raw_members() {
            writer.member(
                escaped,
                |text| text.push_str(raw_name),
                |text| text.push_str(value),
            );
        }
        writer
    }

    /// Begins with the members that a value serialises to; more can be added.
    ///
    /// # Errors
    ///
    /// [`WriteError::NotAnObject`] when serde_json makes no JSON object of it; [`WriteError::RepeatedName`] when that object has a name
    /// twice, as flattened structs can.
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, WriteError> {
        // serde_json's message could quote the value.
        let mut text = serde_json::to_string(value).map_err(|_| WriteError::NotAnObject)?;
        let limits = ObjectLimits::new(usize::MAX, ObjectLimits::MAX_DEPTH, usize::MAX);
        let places = match Object::parse(text.as_bytes(), &limits) {
            Ok(object) => object.places,
            Err(ObjectError::RepeatedName { offset }) => {
                let rest = text.get(offset..).unwrap_or_default();
                let raw = rest.split('"').next().unwrap_or_default();
                return Err(WriteError::RepeatedName {
                    name: escape::unescape(raw).into(),
                });
            }
            Err(ObjectError::TooLong { .. }) => return Err(WriteError::TooLong),
            Err(_) => return Err(WriteError::NotAnObject),
        };
        text.pop();
        Ok(ObjectWriter { text, places })
    }

    /// Whether a member of this name was added.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.places
            .as_slice()
            .iter()
            .filter_map(|place| self.text.get(place.name.range()))
            .any(|raw| raw == name || (raw.contains('\\') && escape::unescape(raw) == name))
    }

    /// Adds a string.
    pub fn string(&mut self, name: &str, value: &str) -> &mut Self {
        self.add(name, |text| push_string(text, value))
    }

    /// Adds an array of strings.
    pub fn strings<S: AsRef<str>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        self.add(name, |text| {
            text.push('[');
            for (index, value) in values.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                push_string(text, value.as_ref());
            }
            text.push(']');
        })
    }

    /// Adds a boolean.
    pub fn bool(&mut self, name: &str, value: bool) -> &mut Self {
        self.add(name, |text| {
            text.push_str(if value { "true" } else { "false" });
        })
    }

    /// Adds an integer.
    pub fn u64(&mut self, name: &str, value: u64) -> &mut Self {
        self.add(name, |text| push_display(text, value))
    }

    /// Adds an integer.
    pub fn i64(&mut self, name: &str, value: i64) -> &mut Self {
        self.add(name, |text| push_display(text, value))
    }

    /// Adds a value as it was received.
    pub fn raw_json(&mut self, name: &str, value: Value<'_>) -> &mut Self {
        self.add(name, |text| text.push_str(value.json()))
    }

    /// Adds an object as it was received.
    pub fn object(&mut self, name: &str, value: &Object<'_>) -> &mut Self {
        self.add(name, |text| text.push_str(value.text().trim_ascii()))
    }

    /// Adds the members of another object, each as it was written there.
    pub fn append(&mut self, other: &ObjectWriter) -> &mut Self {
        let part = |span: Span| other.text.get(span.range()).unwrap_or_default();
        for place in other.places.as_slice() {
            let (name, value) = (part(place.name), part(place.value));
            self.member(
                place.escaped,
                |text| text.push_str(name),
                |text| text.push_str(value),
            );
        }
        self
    }

    /// Adds whatever serde_json makes of the value.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unserializable`] when its `Serialize` fails; the member is not added then.
    pub fn serialize<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<&mut Self, WriteError> {
        match serde_json::to_string(value) {
            Ok(json) => Ok(self.add(name, |text| text.push_str(&json))),
            // serde_json's message could quote the value.
            Err(_) => Err(WriteError::Unserializable { name: name.into() }),
        }
    }

    /// Adds an array of objects as the value of a member.
    ///
    /// # Errors
    ///
    /// [`WriteError`] as that of [`finish`](Self::finish).
    pub fn nested_array(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = ObjectWriter>,
    ) -> Result<&mut Self, WriteError> {
        let values = values.into_iter().map(ObjectWriter::finish);
        let values = values.collect::<Result<Vec<_>, _>>()?.join(",");
        Ok(self.add(name, |text| {
            for part in ["[", &values, "]"] {
                text.push_str(part);
            }
        }))
    }

    /// The text of the object.
    ///
    /// # Errors
    ///
    /// [`WriteError::RepeatedName`] when a name was added twice; [`WriteError::TooLong`] from 4 GiB on.
    pub fn finish(mut self) -> Result<String, WriteError> {
        self.text.push('}');
        if u32::try_from(self.text.len()).is_err() {
            return Err(WriteError::TooLong);
        }
        let octets = self.text.as_bytes();
        match name::first_repeated(octets, self.places.as_slice()) {
            None => Ok(self.text),
            Some(start) => {
                let raw = self
                    .places
                    .as_slice()
                    .iter()
                    .map(|place| place.name.range())
                    .find(|range| range.start == start)
                    .and_then(|range| self.text.get(range))
                    .unwrap_or_default();
                Err(WriteError::RepeatedName {
                    name: escape::unescape(raw).into(),
                })
            }
        }
    }

    fn add(&mut self, name: &str, value: impl FnOnce(&mut String)) -> &mut Self {
        let escaped = name.bytes().any(escape::must_be_escaped);
        self.member(escaped, |text| escape::push_escaped(text, name), value);
        self
    }

    fn member(
        &mut self,
        escaped: bool,
        name: impl FnOnce(&mut String),
        value: impl FnOnce(&mut String),
    ) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        self.text.push('"');
        let start = self.text.len();
        name(&mut self.text);
        let name = Span::of(start, self.text.len());
        self.text.push_str("\":");
        let start = self.text.len();
        value(&mut self.text);
        self.places.push(Place {
            name,
            value: Span::of(start, self.text.len()),
            escaped,
        });
    }
}

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ObjectWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (octets, members) = (self.text.len(), self.places.as_slice().len());
        write!(f, "ObjectWriter({octets} octets, {members} members)")
    }
}

const DEFAULT_CAPACITY: usize = 128;

fn push_string(text: &mut String, value: &str) {
    text.push('"');
    escape::push_escaped(text, value);
    text.push('"');
}

fn push_display(text: &mut String, value: impl fmt::Display) {
    // Writing to a String cannot fail.
    let _ = fmt::Write::write_fmt(text, format_args!("{value}"));
}
