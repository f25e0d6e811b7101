//! Making the headers of one signature (RFC 7515, sections 4 and 7.2.1; RFC 7797, section 3).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use jose_b64::ObjectWriter;
use jose_jwk::header_draft::{HeaderDraft, HeaderDraftError, HeaderMembers, check_headers};
use jose_jwk::{Alg, JoseHeader, Limits};
use serde::Serialize;

use crate::build_error::BuildError;
use crate::header::{MUST_BE_PROTECTED, encodes_payload};

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
    protected: HeaderDraft<'a>,
    unprotected: HeaderMembers,
}

/// The headers of one signature as they are sent.
pub(crate) struct Headers {
    /// The JWS Protected Header, not encoded yet.
    pub(crate) protected: JoseHeader,
    /// The JWS Unprotected Header, where there is one.
    pub(crate) unprotected: Option<String>,
}

/// The parameters that have a way in of their own.
const RESERVED: [&str; 6] = ["alg", "typ", "cty", "kid", "crit", "b64"];

impl<'a> HeaderBuilder<'a> {
    /// Headers that say no more than the key does.
    pub fn new() -> Self {
        Self::default()
    }

    /// `typ`, the media type of the whole object (section 4.1.9).
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.protected = self.protected.typ(typ);
        self
    }

    /// `cty`, the media type of the payload (section 4.1.10).
    pub fn cty(mut self, cty: impl Into<Cow<'a, str>>) -> Self {
        self.protected = self.protected.cty(cty);
        self
    }

    /// `kid`, for a key that has none of its own (section 4.1.4).
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.protected = self.protected.kid(kid);
        self
    }

    /// A further header parameter. `alg`, `typ`, `cty`, `kid`, `crit` and `b64` have their own ways
    /// in and are refused here.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.protected = self.protected.header(name, value, &RESERVED);
        self
    }

    /// A further header parameter that the recipient must understand (section 4.1.11).
    pub fn critical_header<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: &T,
    ) -> Self {
        self.protected = self.protected.critical_header(name, value, &RESERVED);
        self
    }

    /// The whole protected header as JSON text, for a header that must come out octet for octet.
    ///
    /// Its `alg` must be the key's, its `kid` must not be another one than the key's, and its `b64`
    /// must say what is done with the payload. No other protected header parameter can be given
    /// beside it.
    pub fn protected_json(mut self, json: &'a [u8]) -> Self {
        self.protected = self.protected.whole(json);
        self
    }

    /// A parameter of the JWS Unprotected Header (section 7.2.1), which **no signature covers**:
    /// whoever forwards the message can change it.
    ///
    /// `alg`, `crit` and `b64` are refused here. A `kid` must be the key's own where the key has one,
    /// and stands here instead of in the protected header then.
    pub fn unprotected<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let covered = MUST_BE_PROTECTED.into_iter().find(|own| *own == name);
        let added = match covered {
            Some(name) => Err(HeaderDraftError::MustBeProtected { name }),
            None => self.unprotected.add(name, value, &[]),
        };
        self.protected = self.protected.or_fault(added);
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
    ) -> Result<Headers, BuildError> {
        if alg.is_refused() {
            return Err(BuildError::RefusedAlg);
        }
        self.protected.check()?;
        let outside = match self.unprotected.is_empty() {
            true => None,
            false => Some(self.unprotected.write(ObjectWriter::new(), limits)?),
        };
        if !is_encoded {
            // Whoever does not know the extension must not read another payload (RFC 7797, section 6).
            self.protected = self.protected.critical_flag("b64", false);
        }
        let given_kid = self.protected.given_kid().map(String::from);
        let mut first = ObjectWriter::new();
        first.string("alg", alg.name());
        let outside_kid = outside.as_ref().and_then(JoseHeader::kid);
        let kid_here = own_kid.filter(|_| outside_kid.is_none());
        let protected = self.protected.write(first, kid_here, &[], limits)?;
        let kids = own_kid.into_iter().chain(given_kid.as_deref());
        let headers = [Some(&protected), outside.as_ref()].into_iter().flatten();
        check_headers(headers, kids)?;
        if encodes_payload(&protected)? != is_encoded {
            return Err(BuildError::B64Mismatch);
        }
        Ok(Headers {
            protected,
            unprotected: outside.map(|header| header.json().into()),
        })
    }
}

/// Shows `typ`, `cty` and `kid` of the protected header only, escaped and cut.
impl fmt::Debug for HeaderBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderBuilder")
            .field("protected", &self.protected)
            .finish_non_exhaustive()
    }
}
