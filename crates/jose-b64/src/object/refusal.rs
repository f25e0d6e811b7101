//! Why a caller's type refused a JSON value, said without the value.
//!
//! serde's messages quote what was read (`invalid type: string "…", expected u64`), and a type's own messages may quote it anywhere.
//! Only two things of a message are repeated: the name of a member, and what was expected. An unknown name must be a name, not a value,
//! in the text that was read. A missing or repeated one and an expectation are constants of the type where serde makes the message, but
//! a message of the type's own can look the same: they are dropped when one of their words stands in a value that was read.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde_json::error::Category;

use super::scalars::scalars;
use super::{escape, name};
use crate::error::Escaped;

/// A type refused a value. Carries names of members and what the type expected, never a value that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct ValueError {
    kind: ValueErrorKind,
    member: Option<Box<str>>,
    expected: Option<Box<str>>,
    offset: usize,
}

/// The kinds of [`ValueError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// A member that the type requires is not there.
    MissingMember,
    /// A member is there that the type does not know and does not ignore.
    UnknownMember,
    /// A member is there twice, in an object within the object or under two names that mean the same to the type.
    RepeatedMember,
    /// A string is none of the names that the type knows.
    UnknownVariant,
    /// A value of another kind than the type asks for.
    WrongType,
    /// A value of the right kind that the type does not accept.
    WrongValue,
    /// An array or an object with too few or too many elements for the type.
    WrongLength,
    /// A number that has no finite floating-point value, such as `1e400`.
    NumberOutOfRange,
    /// More levels than serde_json reads.
    TooDeep,
    /// The type's own check failed. Its message is not repeated, since it could quote the value.
    Refused,
}

impl ValueError {
    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ValueErrorKind {
        self.kind
    }

    /// The member that is missing, unknown or repeated; for the other kinds the object's own member in which reading stopped.
    ///
    /// It can come from the message: show it through [`Escaped`].
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// What the type expected instead, in its own words, for instance "u64".
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// The offset in octets, from the start of the value that was read, at which the type gave up: mostly behind what it refused.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            ValueErrorKind::MissingMember => "json/missing-member",
            ValueErrorKind::UnknownMember => "json/unknown-member",
            ValueErrorKind::RepeatedMember => "json/repeated-member",
            ValueErrorKind::UnknownVariant => "json/unknown-variant",
            ValueErrorKind::WrongType => "json/wrong-type",
            ValueErrorKind::WrongValue => "json/wrong-value",
            ValueErrorKind::WrongLength => "json/wrong-length",
            ValueErrorKind::NumberOutOfRange => "json/number-out-of-range",
            ValueErrorKind::TooDeep => "json/value-too-deep",
            ValueErrorKind::Refused => "json/refused",
        }
    }

    /// Takes from serde_json's error what may be shown.
    pub(crate) fn classify(error: &serde_json::Error, json: &str) -> ValueError {
        let mut refusal = ValueError {
            kind: ValueErrorKind::Refused,
            member: None,
            expected: None,
            offset: offset(error, json),
        };
        let shown = error.to_string();
        let message = shown
            .strip_suffix(&position_suffix(error))
            .unwrap_or(&shown);
        if error.classify() == Category::Data {
            refusal.read_message(message, json);
        } else {
            // serde_json's own messages, which quote nothing. The text is well-formed, so the others mean a type that asked for
            // something the value is not.
            refusal.kind = match message {
                "number out of range" => ValueErrorKind::NumberOutOfRange,
                "recursion limit exceeded" => ValueErrorKind::TooDeep,
                _ => ValueErrorKind::WrongType,
            };
        }
        refusal
    }

    /// Says in which member reading stopped, when no other is named.
    pub(crate) fn within(mut self, member: impl FnOnce(usize) -> Option<Box<str>>) -> ValueError {
        if self.member.is_none() && self.kind != ValueErrorKind::MissingMember {
            self.member = member(self.offset);
        }
        self
    }

    /// Reads the texts that serde's error constructors make.
    fn read_message(&mut self, message: &str, json: &str) {
        if let Some(rest) = message.strip_prefix("missing field `") {
            self.kind = ValueErrorKind::MissingMember;
            self.member = constant_name(rest, json);
        } else if let Some(rest) = message.strip_prefix("duplicate field `") {
            self.kind = ValueErrorKind::RepeatedMember;
            self.member = constant_name(rest, json);
        } else if let Some(rest) = message.strip_prefix("unknown field `") {
            self.kind = ValueErrorKind::UnknownMember;
            self.member = received_name(rest, json);
        } else {
            self.kind = if message.starts_with("unknown variant `") {
                ValueErrorKind::UnknownVariant
            } else if message.starts_with("invalid type: ") {
                ValueErrorKind::WrongType
            } else if message.starts_with("invalid value: ") {
                ValueErrorKind::WrongValue
            } else if message.starts_with("invalid length ") {
                ValueErrorKind::WrongLength
            } else {
                return;
            };
            self.expected = expectation(message, json);
        }
    }

    const fn phrase(&self) -> &'static str {
        match self.kind {
            ValueErrorKind::MissingMember => "a member is missing",
            ValueErrorKind::UnknownMember => "a member is unknown",
            ValueErrorKind::RepeatedMember => "a member is there twice",
            ValueErrorKind::UnknownVariant => "a value is none of the known names",
            ValueErrorKind::WrongType => "a value has the wrong type",
            ValueErrorKind::WrongValue => "a value is not acceptable",
            ValueErrorKind::WrongLength => "a value has the wrong number of elements",
            ValueErrorKind::NumberOutOfRange => "a number is out of range",
            ValueErrorKind::TooDeep => "a value has too many levels",
            ValueErrorKind::Refused => "a value was refused by the type that was to be read",
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase())?;
        if let Some(member) = &self.member {
            write!(f, ": member \"{}\"", Escaped(member))?;
        }
        if let Some(expected) = &self.expected {
            write!(f, ", expected {expected}")?;
        }
        write!(f, ", at offset {}", self.offset)
    }
}

impl fmt::Debug for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValueError({}: {self})", self.code())
    }
}

impl core::error::Error for ValueError {}

/// Longer texts are not searched for the words of a message, and nothing of it is repeated.
const SEARCHED_OCTETS: usize = 16 * 1024;
const REPEATED_OCTETS: usize = 256;

fn position_suffix(error: &serde_json::Error) -> String {
    alloc::format!(" at line {} column {}", error.line(), error.column())
}

/// Lines count from 1, columns are the octets read of the line.
fn offset(error: &serde_json::Error, json: &str) -> usize {
    let lines = error.line().saturating_sub(1);
    let before: usize = json
        .split_inclusive('\n')
        .take(lines)
        .map(str::len)
        .fold(0, usize::saturating_add);
    before.saturating_add(error.column()).min(json.len())
}

/// `name` and a backtick, nothing else: serde takes these names as `&'static str`. A type's own message may have taken it from a value.
fn constant_name(rest: &str, json: &str) -> Option<Box<str>> {
    let name = rest.strip_suffix('`')?;
    (!name.contains('`') && says_nothing_of(json, name)).then(|| name.into())
}

/// A name out of the message, if it is the name of a member in the text and not, say, a string that a type reads as a name.
fn received_name(rest: &str, json: &str) -> Option<Box<str>> {
    let end = rest
        .find("`, expected ")
        .or_else(|| rest.find("`, there are no fields"))?;
    let name = rest.get(..end)?;
    scalars(json)
        .any(|scalar| {
            scalar.is_name && name::is(scalar.text.as_bytes(), scalar.escaped, name.as_bytes())
        })
        .then(|| name.into())
}

/// What stands behind the last ", expected ", if it says nothing about a value.
fn expectation(message: &str, json: &str) -> Option<Box<str>> {
    if message.ends_with("there are no variants") {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    let printable = expected
        .chars()
        .all(|c| c == ' ' || c.is_ascii_graphic() && c != '"');
    (printable && says_nothing_of(json, expected)).then(|| expected.into())
}

/// Whether no word of a message, and not the message itself, stands in a value of the text. Words of one or two letters say nothing.
fn says_nothing_of(json: &str, message: &str) -> bool {
    if message.len() > REPEATED_OCTETS || json.len() > SEARCHED_OCTETS {
        return false;
    }
    // Escapes mean the same in lower case; what they stand for may be a capital.
    let (message, json) = (message.to_ascii_lowercase(), json.to_ascii_lowercase());
    let parts: Vec<&str> = words(&message).chain([message.as_str()]).collect();
    // Most words stand nowhere in the text; only the others are looked for in one value after the other.
    let found: Vec<&str> = { parts.iter().copied() }
        .filter(|part| json.contains(part))
        .collect();
    if found.is_empty() && !json.contains('\\') {
        return true;
    }
    !scalars(&json)
        .filter(|scalar| !scalar.is_name)
        .any(|scalar| {
            if scalar.escaped {
                let value = escape::unescape(scalar.text).to_ascii_lowercase();
                parts.iter().any(|part| stands_in(&value, part))
            } else {
                found.iter().any(|part| stands_in(scalar.text, part))
            }
        })
}

/// A long word anywhere, a short one as a word.
fn stands_in(value: &str, part: &str) -> bool {
    if part.len() > 3 {
        part.len() <= value.len() && value.contains(part)
    } else {
        words(value).any(|word| word == part)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2 || word.starts_with(|first: char| first.is_ascii_digit()))
}
