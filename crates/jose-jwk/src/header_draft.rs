//! Making the headers of a message (RFC 7515, sections 4 and 7.2.1; RFC 7516, sections 4 and 7.2.1).
//!
//! Formats build on this; whoever makes a message with them has no need of it.

mod error;

use alloc::borrow::Cow;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Escaped, Object, ObjectLimits, ObjectWriter, Octets, Value};
use serde::Serialize;

use crate::Limits;
use crate::header::{HeaderError, JoseHeader};
use crate::hint::KeyHint;

pub use error::HeaderDraftError;

/// What a protected header is to say beside what the format itself puts there.
///
/// ```
/// use jose_b64::ObjectWriter;
/// use jose_jwk::Limits;
/// use jose_jwk::header_draft::HeaderDraft;
///
/// let draft = HeaderDraft::new().typ("example").critical_header("n", &1, &["alg", "kid"]);
/// let mut first = ObjectWriter::new();
/// first.string("alg", "ES256");
/// let header = draft.write(first, Some("2026-11"), &["alg"], &Limits::default())?;
/// assert_eq!(
///     header.json(),
///     r#"{"alg":"ES256","typ":"example","kid":"2026-11","crit":["n"],"n":1}"#
/// );
/// # Ok::<(), jose_jwk::header_draft::HeaderDraftError>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "the header comes out of `write`"]
pub struct HeaderDraft<'a> {
    typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    kid: Option<Cow<'a, str>>,
    flag: Option<(&'static str, bool)>,
    critical: Vec<Cow<'a, str>>,
    members: HeaderMembers,
    whole: Option<&'a [u8]>,
    /// The first parameter that could not be set.
    fault: Option<HeaderDraftError>,
}

impl<'a> HeaderDraft<'a> {
    /// A header that says no more than the format does.
    pub fn new() -> Self {
        Self::default()
    }

    /// `typ`, the media type of the whole object.
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// `cty`, the media type of the content.
    pub fn cty(mut self, cty: impl Into<Cow<'a, str>>) -> Self {
        self.cty = Some(cty.into());
        self
    }

    /// `kid`, for a key that has none of its own.
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// The `kid` that was given.
    #[must_use]
    pub fn given_kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// A further parameter. The reserved names have ways in of their own.
    pub fn header<T: Serialize + ?Sized>(
        mut self,
        name: &str,
        value: &T,
        reserved: &[&str],
    ) -> Self {
        let added = self.members.add(name, value, reserved);
        self.or_fault(added)
    }

    /// A further parameter that the recipient must understand.
    pub fn critical_header<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: &T,
        reserved: &[&str],
    ) -> Self {
        let name = name.into();
        let added = self.members.add(&name, value, reserved);
        self.critical.push(name);
        self.or_fault(added)
    }

    /// Keeps what was wrong with a parameter of another header of the message. The first error is reported by
    /// [`check`](Self::check) and [`write`](Self::write).
    pub fn or_fault(mut self, added: Result<(), HeaderDraftError>) -> Self {
        self.fault = self.fault.or(added.err());
        self
    }

    /// Whether every parameter could be set.
    ///
    /// # Errors
    ///
    /// [`HeaderDraftError`] of the first that could not.
    pub fn check(&self) -> Result<(), HeaderDraftError> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// A parameter of the format itself that the recipient must understand: it stands in front of `crit`,
    /// which names it first. Nothing is done with it in a whole header.
    pub fn critical_flag(mut self, name: &'static str, value: bool) -> Self {
        self.flag = Some((name, value));
        self
    }

    /// The whole header as JSON text, for a header that must come out octet for octet. Only a
    /// [`critical_flag`](Self::critical_flag) can be given beside it.
    pub fn whole(mut self, json: &'a [u8]) -> Self {
        self.whole = Some(json);
        self
    }

    /// Writes the header, with `first` before all else: what the format and the algorithm say. `own_kid`
    /// is the `kid` of the key, unless it stands elsewhere. A whole header must say the same as `first`, and
    /// have none of the names in `generated` that `first` has not: those say what was done.
    ///
    /// The header is [`JoseHeader::octets`]. Together with the other headers of the message it goes
    /// through [`check_headers`].
    ///
    /// # Errors
    ///
    /// [`HeaderDraftError`] when a parameter cannot be written as asked, was given twice or by two sides,
    /// or is one that recipients must refuse.
    pub fn write(
        self,
        mut first: ObjectWriter,
        own_kid: Option<&str>,
        generated: &[&str],
        limits: &Limits,
    ) -> Result<JoseHeader, HeaderDraftError> {
        self.check()?;
        match self.whole {
            Some(_) if self.says_anything() => return Err(HeaderDraftError::NotAlone),
            Some(json) => {
                let header = JoseHeader::parse(json, limits)?;
                check_says(&header, first, generated)?;
                return Ok(header);
            }
            None => {}
        }
        let kid = own_kid.or(self.kid.as_deref());
        let named = [
            ("typ", self.typ.as_deref()),
            ("cty", self.cty.as_deref()),
            ("kid", kid),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                first.string(name, value);
            }
        }
        if let Some((name, value)) = self.flag {
            first.bool(name, value);
        }
        let own = self.flag.map(|(name, _)| name);
        if own.is_some() || !self.critical.is_empty() {
            let critical = self.critical.iter().map(AsRef::as_ref);
            first.strings("crit", own.into_iter().chain(critical));
        }
        self.members.write(first, limits)
    }

    /// Whether a parameter was given by one of the calls for it.
    fn says_anything(&self) -> bool {
        let named = self.typ.is_some() || self.cty.is_some() || self.kid.is_some();
        named || !self.members.is_empty()
    }
}

/// The parameters of a header that are given one by one, such as those of an unprotected header.
#[derive(Clone, Debug, Default)]
pub struct HeaderMembers(Option<ObjectWriter>);

impl HeaderMembers {
    /// Adds a parameter, but none of the reserved names, which have ways in of their own.
    ///
    /// # Errors
    ///
    /// [`HeaderDraftError::Reserved`], or [`HeaderDraftError::Value`] when its `Serialize` fails.
    pub fn add<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        reserved: &[&str],
    ) -> Result<(), HeaderDraftError> {
        let members = self.0.get_or_insert_default();
        if reserved.contains(&name) {
            let name = name.into();
            return Err(HeaderDraftError::Reserved { name });
        }
        match members.serialize(name, value) {
            Ok(_) => Ok(()),
            Err(_) => Err(HeaderDraftError::Value { name: name.into() }),
        }
    }

    /// Whether none was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Writes the header, with `first` before what was given.
    ///
    /// # Errors
    ///
    /// [`HeaderDraftError`] when a parameter was given twice or by two sides, or is one that recipients must
    /// refuse.
    pub fn write(
        &self,
        mut first: ObjectWriter,
        limits: &Limits,
    ) -> Result<JoseHeader, HeaderDraftError> {
        if let Some(members) = &self.0 {
            first.append(members);
        }
        // What recipients must refuse is not sent: wrong types, names in `crit`, sizes.
        let octets = Octets::from_vec(first.finish()?.into_bytes());
        Ok(JoseHeader::from_octets(octets, limits)?)
    }
}

/// Checks the headers of one signature or recipient together, the protected one first: their names are
/// disjoint, a `kid` in any of them is each of these, and no `jwk` gives a key away.
///
/// # Errors
///
/// [`HeaderDraftError::HeaderKey`], [`HeaderDraftError::KidMismatch`] or
/// [`HeaderDraftError::InTwoHeaders`].
pub fn check_headers<'h, 'k>(
    headers: impl Iterator<Item = &'h JoseHeader> + Clone,
    kids: impl IntoIterator<Item = &'k str>,
) -> Result<(), HeaderDraftError> {
    for header in headers.clone() {
        // A private or a symmetric key would be given away by the header that holds it.
        let jwk = KeyHint::joined(header, [None, None]).untrusted_jwk();
        jwk.map_err(HeaderDraftError::HeaderKey)?;
    }
    for kid in kids {
        let mut named = headers.clone().filter_map(JoseHeader::kid);
        if named.any(|named| named != kid) {
            return Err(HeaderDraftError::KidMismatch);
        }
    }
    for (index, header) in headers.clone().enumerate() {
        let mut earlier = headers.clone().take(index);
        if let Some(name) = earlier.find_map(|earlier| header.common_name(earlier)) {
            let name = name.into_owned();
            return Err(HeaderDraftError::InTwoHeaders { name });
        }
    }
    Ok(())
}

/// Shows `typ`, `cty` and `kid` only, escaped and cut.
impl fmt::Debug for HeaderDraft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderDraft")
            .field("typ", &self.typ.as_deref().map(Escaped))
            .field("cty", &self.cty.as_deref().map(Escaped))
            .field("kid", &self.kid.as_deref().map(Escaped))
            .finish_non_exhaustive()
    }
}

/// HDR-14: whoever gives the whole header cannot make it say something else than is done.
fn check_says(
    header: &JoseHeader,
    first: ObjectWriter,
    generated: &[&str],
) -> Result<(), HeaderDraftError> {
    let first = first.finish()?;
    let limits = ObjectLimits::default();
    let first = Object::parse(first.as_bytes(), &limits).map_err(HeaderError::Json)?;
    for (name, value) in first.members() {
        if !header.value(&name).is_some_and(|said| is_same(said, value)) {
            let name = name.to_string();
            return Err(HeaderDraftError::Mismatch { name });
        }
    }
    let mut unsaid = generated.iter().filter(|name| !first.contains(name));
    if let Some(name) = unsaid.find(|name| header.value(name).is_some()) {
        let name = name.to_string();
        return Err(HeaderDraftError::Mismatch { name });
    }
    Ok(())
}

fn is_same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.as_str(), other.as_str()) {
        (None, None) => one.json() == other.json(),
        (one, other) => one == other,
    }
}
