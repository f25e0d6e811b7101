//! Why octets are not the JSON object that JOSE asks for, and why an object was not written (RFC 8259; RFC 7515, section 4).

use alloc::boxed::Box;
use core::fmt;

use crate::error::Escaped;

/// Why a JSON object was refused, and where. Carries no text of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectError {
    /// More octets than the limit.
    TooLong {
        /// The length in octets.
        len: usize,
        /// The limit in octets.
        limit: usize,
    },
    /// Objects and arrays are nested deeper than the limit.
    TooDeep {
        /// The limit in levels, the object itself included.
        limit: usize,
        /// Where the level above the limit begins.
        offset: usize,
    },
    /// More members than the limit.
    TooManyMembers {
        /// The limit.
        limit: usize,
        /// Where the member above the limit begins.
        offset: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The first octet that is not.
        offset: usize,
    },
    /// The text starts with a byte order mark (RFC 8259, section 8.1).
    ByteOrderMark,
    /// The text is not a JSON object.
    NotAnObject {
        /// Where `{` was expected.
        offset: usize,
    },
    /// Two members have the same name after unescaping (RFC 7515, section 4; RFC 7519, section 4).
    RepeatedName {
        /// Where the later of the two begins, after its quote.
        offset: usize,
    },
    /// A `\u` escape is one half of a surrogate pair (RFC 8259, section 8.2).
    LoneSurrogate {
        /// The backslash.
        offset: usize,
    },
    /// A backslash begins no escape of RFC 8259, section 7.
    InvalidEscape {
        /// The backslash.
        offset: usize,
    },
    /// A control character stands in a string unescaped.
    ControlCharacter {
        /// The control character.
        offset: usize,
    },
    /// Not a number of RFC 8259, section 6.
    InvalidNumber {
        /// The first octet that does not fit.
        offset: usize,
    },
    /// An octet that the grammar does not allow there.
    Unexpected {
        /// The octet.
        offset: usize,
    },
    /// The text ends before the object does.
    UnexpectedEnd {
        /// The length of the text.
        offset: usize,
    },
    /// More than white space follows the object.
    TrailingOctets {
        /// The first octet that is not white space.
        offset: usize,
    },
}

/// Why an object was not written.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// A name was added twice.
    RepeatedName {
        /// The name.
        name: Box<str>,
    },
    /// A value could not be written as JSON: its `Serialize` failed, or a map has keys that are no strings.
    Unserializable {
        /// The member's name.
        name: Box<str>,
    },
    /// The value that the object was to begin with does not serialise to a JSON object.
    NotAnObject,
    /// The text is longer than 4 GiB − 1.
    TooLong,
}

impl ObjectError {
    /// The offset in octets at which reading stopped; 0 when the text was not read at all.
    #[must_use]
    pub const fn offset(&self) -> usize {
        match *self {
            ObjectError::TooLong { .. } | ObjectError::ByteOrderMark => 0,
            ObjectError::TooDeep { offset, .. }
            | ObjectError::TooManyMembers { offset, .. }
            | ObjectError::NotUtf8 { offset }
            | ObjectError::NotAnObject { offset }
            | ObjectError::RepeatedName { offset }
            | ObjectError::LoneSurrogate { offset }
            | ObjectError::InvalidEscape { offset }
            | ObjectError::ControlCharacter { offset }
            | ObjectError::InvalidNumber { offset }
            | ObjectError::Unexpected { offset }
            | ObjectError::UnexpectedEnd { offset }
            | ObjectError::TrailingOctets { offset } => offset,
        }
    }

    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ObjectError::TooLong { .. } => "json/too-long",
            ObjectError::TooDeep { .. } => "json/too-deep",
            ObjectError::TooManyMembers { .. } => "json/too-many-members",
            ObjectError::NotUtf8 { .. } => "json/not-utf8",
            ObjectError::ByteOrderMark => "json/byte-order-mark",
            ObjectError::NotAnObject { .. } => "json/not-an-object",
            ObjectError::RepeatedName { .. } => "json/repeated-name",
            ObjectError::LoneSurrogate { .. } => "json/lone-surrogate",
            ObjectError::InvalidEscape { .. } => "json/invalid-escape",
            ObjectError::ControlCharacter { .. } => "json/control-character",
            ObjectError::InvalidNumber { .. } => "json/invalid-number",
            ObjectError::Unexpected { .. } => "json/unexpected",
            ObjectError::UnexpectedEnd { .. } => "json/unexpected-end",
            ObjectError::TrailingOctets { .. } => "json/trailing-octets",
        }
    }
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            ObjectError::TooLong { len, limit } => {
                return write!(f, "the JSON text has {len} octets, the limit is {limit}");
            }
            ObjectError::TooDeep { limit, offset } => {
                return write!(
                    f,
                    "the JSON text has more than {limit} levels, from offset {offset}"
                );
            }
            ObjectError::TooManyMembers { limit, offset } => {
                return write!(
                    f,
                    "the JSON object has more than {limit} members, from offset {offset}"
                );
            }
            ObjectError::ByteOrderMark => {
                return f.write_str("the JSON text begins with a byte order mark");
            }
            ObjectError::NotUtf8 { .. } => "the JSON text is not UTF-8",
            ObjectError::NotAnObject { .. } => "the JSON text is not an object",
            ObjectError::RepeatedName { .. } => "two members of the JSON object have the same name",
            ObjectError::LoneSurrogate { .. } => {
                "a string of the JSON text has half of a surrogate pair"
            }
            ObjectError::InvalidEscape { .. } => "a string of the JSON text has an invalid escape",
            ObjectError::ControlCharacter { .. } => {
                "a string of the JSON text has an unescaped control character"
            }
            ObjectError::InvalidNumber { .. } => "the JSON text has an invalid number",
            ObjectError::Unexpected { .. } => "the JSON text has an unexpected octet",
            ObjectError::UnexpectedEnd { .. } => "the JSON text ends too early",
            ObjectError::TrailingOctets { .. } => "the JSON text goes on after the object",
        };
        write!(f, "{what}, at offset {}", self.offset())
    }
}

impl core::error::Error for ObjectError {}

impl WriteError {
    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            WriteError::RepeatedName { .. } => "json/repeated-name",
            WriteError::Unserializable { .. } => "json/unserializable",
            WriteError::NotAnObject => "json/not-an-object",
            WriteError::TooLong => "json/too-long",
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::RepeatedName { name } => {
                write!(f, "the member \"{}\" was added twice", Escaped(name))
            }
            WriteError::Unserializable { name } => {
                write!(
                    f,
                    "the member \"{}\" cannot be written as JSON",
                    Escaped(name)
                )
            }
            WriteError::NotAnObject => f.write_str("the value does not serialise to a JSON object"),
            WriteError::TooLong => f.write_str("the JSON text is longer than 4 GiB"),
        }
    }
}

/// The code and the message, in which a name is escaped and cut at 32 characters.
impl fmt::Debug for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WriteError({}: {self})", self.code())
    }
}

impl core::error::Error for WriteError {}
