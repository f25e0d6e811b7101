//! What the headers of JWS and JWE share (RFC 7515, section 4.1, and RFC 7516, section 4.1).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Escaped, Kind, Object, ObjectError, ObjectLimits, Octets, Value};

use crate::Limits;
use crate::crit::{self, CritError};

/// A JOSE Header as it was received: the octets, and what the registered parameters say.
///
/// Reading checks the type of every parameter of RFC 7515, section 4.1, and the form of `crit`;
/// what the values mean is for the caller to decide. Members of other names are kept and ignored.
/// Whether a header is authenticated is not said here but by the type that holds it.
///
/// ```
/// use jose_jwk::{JoseHeader, Limits};
///
/// let header = JoseHeader::parse(br#"{"alg":"ES256","kid":"2026-11"}"#, &Limits::default())?;
/// assert_eq!(header.kid(), Some("2026-11"));
/// assert!(JoseHeader::parse(br#"{"alg":"ES256","kid":7}"#, &Limits::default()).is_err());
/// # Ok::<(), jose_jwk::HeaderError>(())
/// ```
#[derive(Clone)]
pub struct JoseHeader {
    object: Object<'static>,
    /// Strings that were written with escapes: rare, so the others are read from their octets.
    unescaped: Vec<(&'static str, Box<str>)>,
}

impl JoseHeader {
    /// Reads a header from the JSON text of an object.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] for anything but one JSON object with unique names within the limits, and
    /// for registered parameters of the wrong type.
    pub fn parse(octets: &[u8], limits: &Limits) -> Result<Self, HeaderError> {
        // Copied once it is known to be worth it.
        let object = Object::parse(octets, &shape(limits)).map_err(HeaderError::Json)?;
        Self::read(object.into_owned(), limits)
    }

    /// The same as [`parse`](Self::parse), keeping octets that are owned already.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_octets(octets: Octets<256>, limits: &Limits) -> Result<Self, HeaderError> {
        let object = Object::from_octets(octets, &shape(limits)).map_err(HeaderError::Json)?;
        Self::read(object, limits)
    }

    fn read(object: Object<'static>, limits: &Limits) -> Result<Self, HeaderError> {
        let mut unescaped = Vec::new();
        for (name, value) in object.members() {
            let Some((name, expected)) = registered_type(&name) else {
                continue;
            };
            if value.kind() != expected {
                return Err(HeaderError::WrongType {
                    name,
                    expected,
                    found: value.kind(),
                });
            }
            if let (Kind::String, None, Some(text)) =
                (expected, value.as_plain_str(), value.as_str())
            {
                unescaped.push((name, text.into()));
            }
        }
        if let Some(found) = object.value("x5c").and_then(not_a_string) {
            return Err(HeaderError::WrongType {
                name: "x5c",
                expected: Kind::Array,
                found,
            });
        }
        let header = JoseHeader { object, unescaped };
        crit::check_form(&header, limits.crit).map_err(HeaderError::Crit)?;
        Ok(header)
    }

    /// `alg`, as the header says it (section 4.1.1).
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.string("alg")
    }

    /// `kid`, the Key ID (section 4.1.4).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.string("kid")
    }

    /// `typ`, the media type of the whole object (section 4.1.9).
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.string("typ")
    }

    /// `cty`, the media type of the payload or plaintext (section 4.1.10).
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        self.string("cty")
    }

    /// The names in `crit` (section 4.1.11), in their order.
    pub fn crit(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.object
            .value("crit")
            .and_then(Value::elements)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The value of a member by its name, registered or not.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value<'_>> {
        self.object.value(name)
    }

    /// The members in the order received.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Value<'_>)> {
        self.object.members()
    }

    /// Whether the header has no member at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.object.is_empty()
    }

    /// The octets as received.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.object.octets()
    }

    /// The JSON object that it is.
    #[must_use]
    pub fn object(&self) -> &Object<'static> {
        &self.object
    }

    /// The text as received.
    #[must_use]
    pub fn json(&self) -> &str {
        self.object.text()
    }

    /// A name that both headers have: those of one message are disjoint (RFC 7515, section 7.2.1, and
    /// RFC 7516, section 7.2.1).
    #[must_use]
    pub fn common_name(&self, other: &JoseHeader) -> Option<Cow<'_, str>> {
        // Sorted: looking up each name among the others would let two large headers cost their product.
        let taken: BTreeSet<_> = other.members().map(|(name, _)| name).collect();
        let mut names = self.members().map(|(name, _)| name);
        names.find(|name| taken.contains(name))
    }

    /// A string parameter of section 4.1.
    pub(crate) fn string(&self, name: &str) -> Option<&str> {
        let value = self.object.value(name)?;
        value.as_plain_str().or_else(|| {
            let (_, text) = self
                .unescaped
                .iter()
                .find(|(registered, _)| *registered == name)?;
            Some(&**text)
        })
    }
}

/// Shows `alg`, `kid` and `typ` only, escaped and cut at 32 characters: a header is untrusted and may be
/// long.
impl fmt::Debug for JoseHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoseHeader")
            .field("alg", &self.alg().map(Escaped))
            .field("kid", &self.kid().map(Escaped))
            .field("typ", &self.typ().map(Escaped))
            .field("octets", &self.octets().len())
            .finish()
    }
}

/// A JOSE Header was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// Not one JSON object with unique names, or over a limit.
    Json(ObjectError),
    /// A registered parameter has a value of another type than its RFC demands.
    WrongType {
        /// The parameter.
        name: &'static str,
        /// The type it must have. An array must be one of strings.
        expected: Kind,
        /// The type it has, or that of the first member of the array that is no string.
        found: Kind,
    },
    /// `crit` breaks its own rules, or demands what this recipient does not understand.
    Crit(CritError),
}

impl HeaderError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            HeaderError::Json(_) => "header/json",
            HeaderError::WrongType { .. } => "header/wrong-type",
            HeaderError::Crit(_) => "header/crit",
        }
    }
}

impl From<CritError> for HeaderError {
    fn from(error: CritError) -> Self {
        HeaderError::Crit(error)
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderError::Json(error) => write!(f, "the header is not acceptable JSON: {error}"),
            HeaderError::WrongType {
                name,
                expected: Kind::Array,
                ..
            } => {
                write!(f, "header parameter `{name}` is not an array of strings")
            }
            HeaderError::WrongType {
                name,
                expected,
                found,
            } => {
                write!(f, "header parameter `{name}` is {found}, not {expected}")
            }
            HeaderError::Crit(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for HeaderError {}

/// The parameters of RFC 7515, section 4.1, with the JSON type of each.
fn registered_type(name: &str) -> Option<(&'static str, Kind)> {
    Some(match name {
        "alg" => ("alg", Kind::String),
        "kid" => ("kid", Kind::String),
        "typ" => ("typ", Kind::String),
        "cty" => ("cty", Kind::String),
        "jku" => ("jku", Kind::String),
        "x5u" => ("x5u", Kind::String),
        "x5t" => ("x5t", Kind::String),
        "x5t#S256" => ("x5t#S256", Kind::String),
        "jwk" => ("jwk", Kind::Object),
        "x5c" => ("x5c", Kind::Array),
        "crit" => ("crit", Kind::Array),
        _ => return None,
    })
}

/// The type of the first element of an array that is no string.
fn not_a_string(array: Value<'_>) -> Option<Kind> {
    array
        .elements()?
        .map(Value::kind)
        .find(|kind| *kind != Kind::String)
}

const fn shape(limits: &Limits) -> ObjectLimits {
    ObjectLimits::new(limits.header_len, limits.header_depth, limits.members)
}
