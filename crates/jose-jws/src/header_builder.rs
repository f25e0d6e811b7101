//! Making the headers of one signature (RFC 7515, sections 4 and 7.2.1; RFC 7797, section 3).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Escaped, ObjectWriter};
use jose_jwk::{Alg, JoseHeader, KeyHint, Limits};
use serde::Serialize;

use crate::build_error::BuildError;
use crate::header::{MUST_BE_PROTECTED, common_name, encodes_payload};

/// What the JOSE Header of one signature is to say (section 4), beside `alg` and the `kid` of the
/// key, which come from the key.
///
/// All but [`unprotected`](Self::unprotected) goes into the JWS Protected Header, which the signature
/// covers. What is wrong with a parameter is said when the signature is made.
///
/// ```
/// use jose_jwk::{Alg, RemoteKey};
/// use jose_jws::{HeaderBuilder, SignJson};
///
/// let headers = HeaderBuilder::new().typ("example").unprotected("kid", "2010-12-29");
/// let prepared = SignJson::new(b"payload").prepare_with(&RemoteKey::new(Alg::ES256), headers)?;
/// let json = prepared.attach(&[7; 64])?.flattened()?;
/// assert!(json.contains(r#""header":{"kid":"2010-12-29"}"#));
/// # Ok::<(), jose_jws::BuildError>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "headers do nothing before they are signed"]
pub struct HeaderBuilder<'a> {
    typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    kid: Option<Cow<'a, str>>,
    members: Option<ObjectWriter>,
    critical: Vec<Cow<'a, str>>,
    whole: Option<&'a [u8]>,
    unprotected: Option<ObjectWriter>,
    /// The first parameter that could not be set.
    fault: Option<Fault>,
}

#[derive(Clone)]
enum Fault {
    Reserved(String),
    Value(String),
    MustBeProtected(&'static str),
}

/// The headers of one signature as they are sent.
pub(crate) struct Headers<'a> {
    /// The JWS Protected Header, not encoded yet.
    pub(crate) protected: Cow<'a, [u8]>,
    /// The JWS Unprotected Header, where there is one.
    pub(crate) unprotected: Option<String>,
}

impl<'a> HeaderBuilder<'a> {
    /// Headers that say no more than the key does.
    pub fn new() -> Self {
        Self::default()
    }

    /// `typ`, the media type of the whole object (section 4.1.9).
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// `cty`, the media type of the payload (section 4.1.10).
    pub fn cty(mut self, cty: impl Into<Cow<'a, str>>) -> Self {
        self.cty = Some(cty.into());
        self
    }

    /// `kid`, for a key that has none of its own (section 4.1.4).
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// A further header parameter. `alg`, `typ`, `cty`, `kid`, `crit` and `b64` have their own ways
    /// in and are refused here.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let members = self.members.get_or_insert_default();
        let reserved = ["alg", "typ", "cty", "kid", "crit", "b64"].contains(&name);
        if reserved {
            self.fault.get_or_insert(Fault::Reserved(name.into()));
        } else if members.serialize(name, value).is_err() {
            self.fault.get_or_insert(Fault::Value(name.into()));
        }
        self
    }

    /// A further header parameter that the recipient must understand (section 4.1.11).
    pub fn critical_header<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: &T,
    ) -> Self {
        let name = name.into();
        self = self.header(&name, value);
        self.critical.push(name);
        self
    }

    /// The whole protected header as JSON text, for a header that must come out octet for octet.
    ///
    /// Its `alg` must be the key's, its `kid` must not be another one than the key's, and its `b64`
    /// must say what is done with the payload. No other protected header parameter can be given
    /// beside it.
    pub fn protected_json(mut self, json: &'a [u8]) -> Self {
        self.whole = Some(json);
        self
    }

    /// A parameter of the JWS Unprotected Header (section 7.2.1), which **no signature covers**:
    /// whoever forwards the message can change it.
    ///
    /// `alg`, `crit` and `b64` are refused here. A `kid` must be the key's own where the key has one,
    /// and stands here instead of in the protected header then.
    pub fn unprotected<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let members = self.unprotected.get_or_insert_default();
        let covered = MUST_BE_PROTECTED.into_iter().find(|own| *own == name);
        if let Some(name) = covered {
            self.fault.get_or_insert(Fault::MustBeProtected(name));
        } else if members.serialize(name, value).is_err() {
            self.fault.get_or_insert(Fault::Value(name.into()));
        }
        self
    }

    /// Writes both headers for a key of this algorithm and Key ID, and for a payload that is base64url
    /// encoded or not; refuses what recipients must refuse.
    pub(crate) fn write(
        mut self,
        alg: Alg<'_>,
        own_kid: Option<&str>,
        is_encoded: bool,
        limits: &Limits,
    ) -> Result<Headers<'a>, BuildError> {
        if alg.is_refused() {
            return Err(BuildError::RefusedAlg);
        }
        match self.fault.take() {
            Some(Fault::Reserved(name)) => return Err(BuildError::ReservedHeader { name }),
            Some(Fault::Value(name)) => return Err(BuildError::HeaderValue { name }),
            Some(Fault::MustBeProtected(name)) => return Err(BuildError::MustBeProtected { name }),
            None => {}
        }
        let unprotected = self.unprotected.take().map(ObjectWriter::finish);
        let unprotected = unprotected.transpose().map_err(BuildError::of_writer)?;
        let outside = unprotected
            .as_deref()
            .map(|text| parse(text.as_bytes(), limits));
        let outside = outside.transpose()?;
        let outside_kid = outside.as_ref().and_then(JoseHeader::kid);

        let given_kid = self.kid.clone();
        let protected = match self.whole {
            Some(_) if self.says_anything() => return Err(BuildError::ProtectedNotAlone),
            Some(json) => Cow::Borrowed(json),
            None => {
                let own_kid = own_kid.filter(|_| outside_kid.is_none());
                let text = self.write_protected(alg, own_kid, is_encoded, limits)?;
                Cow::Owned(text.into_bytes())
            }
        };
        let header = parse(&protected, limits)?;
        if header.alg() != Some(alg.name()) {
            return Err(BuildError::AlgMismatch);
        }
        for header in [Some(&header), outside.as_ref()].into_iter().flatten() {
            check_jwk(header)?;
        }
        let named = [header.kid(), outside_kid];
        for kid in own_kid.into_iter().chain(given_kid.as_deref()) {
            if named.into_iter().flatten().any(|named| named != kid) {
                return Err(BuildError::KidMismatch);
            }
        }
        if let Some(name) = outside
            .as_ref()
            .and_then(|outside| common_name(outside, &header))
        {
            let name = name.into_owned();
            return Err(BuildError::InBothHeaders { name });
        }
        if encodes_payload(&header)? != is_encoded {
            return Err(BuildError::B64Mismatch);
        }
        Ok(Headers {
            protected,
            unprotected,
        })
    }

    /// Whether a protected header parameter was given by one of the calls for it.
    fn says_anything(&self) -> bool {
        let named = self.typ.is_some() || self.cty.is_some() || self.kid.is_some();
        named || self.members.is_some()
    }

    fn write_protected(
        self,
        alg: Alg<'_>,
        own_kid: Option<&str>,
        is_encoded: bool,
        limits: &Limits,
    ) -> Result<String, BuildError> {
        let mut header = ObjectWriter::with_capacity(128);
        header.string("alg", alg.name());
        if let Some(typ) = &self.typ {
            header.string("typ", typ);
        }
        if let Some(cty) = &self.cty {
            header.string("cty", cty);
        }
        if let Some(kid) = own_kid.or(self.kid.as_deref()) {
            header.string("kid", kid);
        }
        // Whoever does not know the extension must not read another payload (RFC 7797, section 6).
        let b64 = (!is_encoded).then_some("b64");
        if let Some(b64) = b64 {
            header.bool(b64, false);
        }
        if b64.is_some() || !self.critical.is_empty() {
            let critical = self.critical.iter().map(AsRef::as_ref);
            header.strings("crit", b64.into_iter().chain(critical));
        }
        if let Some(members) = self.members {
            let members = members.finish().map_err(BuildError::of_writer)?;
            for (name, value) in parse(members.as_bytes(), limits)?.members() {
                header.raw_json(&name, value);
            }
        }
        header.finish().map_err(BuildError::of_writer)
    }
}

/// Shows `typ`, `cty` and `kid` only, escaped and cut.
impl fmt::Debug for HeaderBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderBuilder")
            .field("typ", &self.typ.as_deref().map(Escaped))
            .field("cty", &self.cty.as_deref().map(Escaped))
            .field("kid", &self.kid.as_deref().map(Escaped))
            .finish_non_exhaustive()
    }
}

/// What recipients must refuse is not sent: wrong types, names in `crit`, sizes.
fn parse(json: &[u8], limits: &Limits) -> Result<JoseHeader, BuildError> {
    JoseHeader::parse(json, limits).map_err(BuildError::Header)
}

/// A private or a symmetric key would be given away by the header that holds it.
fn check_jwk(header: &JoseHeader) -> Result<(), BuildError> {
    let jwk = KeyHint::joined(header, [None, None]).untrusted_jwk();
    jwk.map(drop).map_err(BuildError::HeaderKey)
}
