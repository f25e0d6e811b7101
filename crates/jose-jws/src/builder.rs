//! Making a compact JWS (RFC 7515, section 5.1).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_b64::{Escaped, Object, ObjectLimits, ObjectWriter, encode_append, encoded_len};
use jose_jwk::{Alg, HeaderError, JoseHeader, Key, Limits};
use serde::Serialize;

use crate::SigningInput;
use crate::header::encodes_payload;
use crate::sign::{Sign, SignError};

/// A JWS in the making: the payload and what the header is to say.
///
/// `alg` and `kid` come from the key. With a key at hand [`sign`](Self::sign) does everything; with
/// a key that is somewhere else the work is cut in two:
///
/// ```
/// use jose_jwk::{Alg, RemoteKey};
/// use jose_jws::Builder;
/// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Ok(vec![0; 64]) }
///
/// async fn sign(payload: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
///     let key = RemoteKey::new(Alg::ES256).with_kid("kms-7");
///     let prepared = Builder::new(payload).typ("example").prepare(&key)?;
///     let signature = ask_kms("kms-7", &prepared.signing_input().to_vec()).await?;
///     Ok(prepared.attach(&signature)?)
/// }
/// ```
#[derive(Clone)]
#[must_use = "nothing is signed before `sign` or `prepare`"]
pub struct Builder<'a> {
    payload: &'a [u8],
    typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    kid: Option<Cow<'a, str>>,
    members: ObjectWriter,
    has_members: bool,
    critical: Vec<Cow<'a, str>>,
    /// A header parameter that could not be set.
    refused: Option<Cow<'a, str>>,
    protected: Option<&'a [u8]>,
    limits: Limits,
}

impl<'a> Builder<'a> {
    /// A JWS with this payload, which may be any octets, even none.
    pub fn new(payload: &'a [u8]) -> Self {
        Builder {
            payload,
            typ: None,
            cty: None,
            kid: None,
            members: ObjectWriter::new(),
            has_members: false,
            critical: Vec::new(),
            refused: None,
            protected: None,
            limits: Limits::default(),
        }
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
        self.has_members = true;
        let reserved = ["alg", "typ", "cty", "kid", "crit", "b64"].contains(&name);
        if reserved || self.members.serialize(name, value).is_err() {
            self.refused = Some(Cow::Owned(name.into()));
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
    /// Its `alg` must be the key's, and its `kid` must not be another one than the key's. No other
    /// header parameter can be given beside it.
    pub fn protected_json(mut self, json: &'a [u8]) -> Self {
        self.protected = Some(json);
        self
    }

    /// Other limits than the defaults, for recipients that have raised theirs: `token_len` and those
    /// of headers.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Signs and writes the compact serialization.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: the header cannot be written as asked, or the key did not sign.
    pub fn sign<K: Sign + ?Sized>(self, key: &K) -> Result<String, BuildError> {
        let prepared = self.write(key.alg(), key.kid(), key.signature_len())?;
        let signature = key
            .sign(prepared.signing_input())
            .map_err(BuildError::Sign)?;
        prepared.attach(&signature)
    }

    /// Opens the first phase of signing with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the header cannot be written as asked.
    pub fn prepare(self, key: &dyn Key) -> Result<Prepared, BuildError> {
        self.write(key.alg(), key.kid(), None)
    }

    fn write(
        self,
        alg: Alg<'_>,
        own_kid: Option<&str>,
        signature_len: Option<usize>,
    ) -> Result<Prepared, BuildError> {
        if alg.is_refused() {
            return Err(BuildError::RefusedAlg);
        }
        let payload = self.payload;
        let limits = self.limits.clone();
        let kids = [own_kid.map(Cow::from), self.kid.clone()];
        let header = match self.protected {
            Some(_) if self.says_anything() => return Err(BuildError::ProtectedNotAlone),
            Some(json) => Cow::Borrowed(json),
            None => Cow::Owned(self.write_header(alg, own_kid)?.into_bytes()),
        };
        check(&header, alg, kids.iter().flatten(), &limits)?;
        // With room for the signature, so that a token is one allocation.
        let signature_len = signature_len.unwrap_or(USUAL_SIGNATURE_LEN);
        let capacity = [header.len(), payload.len(), signature_len]
            .iter()
            .try_fold(2_usize, |sum, len| sum.checked_add(encoded_len(*len)?))
            .ok_or(BuildError::TooLarge)?;
        if capacity > limits.token_len {
            let (len, max) = (capacity, limits.token_len);
            return Err(BuildError::TokenTooLong { len, max });
        }
        let mut token = String::with_capacity(capacity);
        encode_append(&header, &mut token);
        token.push('.');
        encode_append(payload, &mut token);
        Ok(Prepared {
            token,
            signature_len: alg.signature_len(),
        })
    }

    /// Whether a header parameter was given by one of the calls for it.
    fn says_anything(&self) -> bool {
        let named = self.typ.is_some() || self.cty.is_some() || self.kid.is_some();
        named || self.has_members || !self.critical.is_empty()
    }

    fn write_header(self, alg: Alg<'_>, own_kid: Option<&str>) -> Result<String, BuildError> {
        if let Some(name) = self.refused {
            return Err(BuildError::HeaderMember {
                name: name.into_owned(),
            });
        }
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
        if !self.critical.is_empty() {
            header.strings("crit", &self.critical);
        }
        let members = self
            .members
            .finish()
            .map_err(|_| BuildError::RepeatedHeader)?;
        let members = Object::parse(members.as_bytes(), &ObjectLimits::default())
            .map_err(HeaderError::Json)
            .map_err(BuildError::Header)?;
        for (name, value) in members.members() {
            header.raw_json(&name, value);
        }
        header.finish().map_err(|_| BuildError::RepeatedHeader)
    }
}

/// The room left for a signature of unknown length: that of ES512.
const USUAL_SIGNATURE_LEN: usize = 132;

/// A JWS that lacks its signature.
#[derive(Clone)]
pub struct Prepared {
    token: String,
    /// The length that the algorithm demands, where it demands one.
    signature_len: Option<usize>,
}

impl Prepared {
    /// The octets to sign.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'_> {
        SigningInput::new(self.token.as_bytes())
    }

    /// Puts the signature to it and returns the compact serialization.
    ///
    /// For ECDSA the signature is R ‖ S, both numbers in field length. Many services answer in DER:
    /// `ecdsa_from_der` of jose-jwa converts it.
    ///
    /// # Errors
    ///
    /// [`BuildError::SignatureLength`] for a signature that no recipient can accept, since its length
    /// is not that of the algorithm.
    pub fn attach(self, signature: &[u8]) -> Result<String, BuildError> {
        let len = signature.len();
        if len == 0 || self.signature_len.is_some_and(|expected| expected != len) {
            let expected = self.signature_len;
            return Err(BuildError::SignatureLength { len, expected });
        }
        let mut token = self.token;
        token.push('.');
        encode_append(signature, &mut token);
        Ok(token)
    }
}

/// Shows the payload's length only: it may be confidential.
impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("payload", &self.payload.len())
            .field("typ", &self.typ)
            .field("cty", &self.cty)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// Shows the length only: the payload may be confidential.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({} octets)", self.token.len())
    }
}

/// No JWS was made.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The key names `none` or a prohibited algorithm.
    RefusedAlg,
    /// The header names another algorithm than the key's.
    AlgMismatch,
    /// The header names another Key ID than the key's own.
    KidMismatch,
    /// A header parameter cannot be set this way, or its value is not JSON.
    HeaderMember {
        /// Name of the parameter.
        name: String,
    },
    /// A header parameter was given twice.
    RepeatedHeader,
    /// The header is one that recipients must refuse.
    Header(HeaderError),
    /// `b64` is not `true` in a form that encodes the payload.
    UnencodedPayload,
    /// A whole protected header was given and other header parameters beside it.
    ProtectedNotAlone,
    /// The token would not fit into memory.
    TooLarge,
    /// The token is longer than the limit, so that recipients with the same limits refuse it.
    TokenTooLong {
        /// Its length in octets; room for the signature is counted where its length is not known.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// The signature has another length than the algorithm's, or none at all.
    SignatureLength {
        /// Its length in octets.
        len: usize,
        /// The length that the algorithm demands, if it demands one.
        expected: Option<usize>,
    },
    /// The key did not sign.
    Sign(SignError),
}

impl BuildError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            BuildError::RefusedAlg => "jws/build-refused-alg",
            BuildError::AlgMismatch => "jws/build-alg-mismatch",
            BuildError::KidMismatch => "jws/build-kid-mismatch",
            BuildError::HeaderMember { .. } => "jws/build-header-member",
            BuildError::RepeatedHeader => "jws/build-repeated-header",
            BuildError::Header(error) => error.code(),
            BuildError::UnencodedPayload => "jws/build-unencoded-payload",
            BuildError::ProtectedNotAlone => "jws/build-protected-not-alone",
            BuildError::TooLarge => "jws/build-too-large",
            BuildError::TokenTooLong { .. } => "jws/build-token-too-long",
            BuildError::SignatureLength { .. } => "jws/build-signature-length",
            BuildError::Sign(error) => error.code(),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::RefusedAlg => f.write_str("the key's algorithm is `none` or prohibited"),
            BuildError::AlgMismatch => {
                f.write_str("the header names another algorithm than the key's")
            }
            BuildError::KidMismatch => f.write_str("the header names another kid than the key's"),
            BuildError::HeaderMember { name } => {
                write!(
                    f,
                    "header parameter {} cannot be set this way",
                    Escaped(name)
                )
            }
            BuildError::RepeatedHeader => f.write_str("a header parameter was given twice"),
            BuildError::Header(error) => error.fmt(f),
            BuildError::UnencodedPayload => {
                f.write_str("this form encodes its payload: `b64` can only be true")
            }
            BuildError::ProtectedNotAlone => {
                f.write_str("a whole protected header leaves no room for other parameters")
            }
            BuildError::TokenTooLong { len, max } => {
                write!(f, "the token has {len} octets, at most {max} are allowed")
            }
            BuildError::TooLarge => f.write_str("the token would not fit into memory"),
            BuildError::SignatureLength {
                len,
                expected: Some(expected),
            } => write!(
                f,
                "the signature has {len} octets, the algorithm's have {expected}"
            ),
            BuildError::SignatureLength { .. } => f.write_str("the signature is empty"),
            BuildError::Sign(error) => error.fmt(f),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BuildError::Sign(error) => error.source(),
            _ => None,
        }
    }
}

/// What recipients must refuse is not sent: wrong types, names in `crit`, sizes; a header that names
/// another algorithm than the key's, or another Key ID, so that they would look for another key.
fn check<'k>(
    json: &[u8],
    alg: Alg<'_>,
    mut kids: impl Iterator<Item = &'k Cow<'k, str>>,
    limits: &Limits,
) -> Result<(), BuildError> {
    let header = JoseHeader::parse(json, limits).map_err(BuildError::Header)?;
    if header.alg() != Some(alg.name()) {
        return Err(BuildError::AlgMismatch);
    }
    if kids.any(|kid| header.kid().is_some_and(|named| named != kid)) {
        return Err(BuildError::KidMismatch);
    }
    if !encodes_payload(&header).unwrap_or(false) {
        return Err(BuildError::UnencodedPayload);
    }
    Ok(())
}
