//! Making a compact JWS (RFC 7515, section 5.1 and appendix F; RFC 7797, section 5).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use jose_b64::{encode_append, encoded_len};
use jose_jwk::{Alg, Key, Limits};
use serde::Serialize;

use crate::SigningInput;
use crate::build_error::{BuildError, check_detached, check_signature, check_token};
use crate::header_builder::HeaderBuilder;
use crate::payload::compact_text;
use crate::sign::Sign;

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
    is_encoded: bool,
    is_detached: bool,
    headers: HeaderBuilder<'a>,
    limits: Limits,
}

impl<'a> Builder<'a> {
    /// A JWS with this payload, which may be any octets, even none.
    pub fn new(payload: &'a [u8]) -> Self {
        Builder {
            payload,
            is_encoded: true,
            is_detached: false,
            headers: HeaderBuilder::new(),
            limits: Limits::default(),
        }
    }

    /// A JWS Unencoded Payload (RFC 7797): the payload is signed, and sent, as it is.
    ///
    /// The header gets `"b64":false` and names it in `crit`, so that recipients who do not know the
    /// extension refuse the token. Attached, the payload can only hold the characters from 0x20 to
    /// 0x7E without the dot (section 5.2); [`detached`](Self::detached) it may be any octets, and it
    /// is never copied:
    ///
    /// ```
    /// use jose_jwk::{Alg, RemoteKey};
    /// use jose_jws::Builder;
    ///
    /// let video = vec![0xFF; 4096];
    /// let prepared = Builder::unencoded(&video).detached().prepare(&RemoteKey::new(Alg::HS256))?;
    /// assert!(std::ptr::eq(prepared.signing_input().parts()[2], &video[..]));
    /// # Ok::<(), jose_jws::BuildError>(())
    /// ```
    pub fn unencoded(payload: &'a [u8]) -> Self {
        Builder {
            is_encoded: false,
            ..Self::new(payload)
        }
    }

    /// Detached Content (appendix F): the token is `header..signature`, and the payload reaches the
    /// recipient some other way.
    ///
    /// ```
    /// use jose_jwk::{Alg, RemoteKey};
    /// use jose_jws::Builder;
    ///
    /// let prepared = Builder::new(b"payload").detached().prepare(&RemoteKey::new(Alg::HS256))?;
    /// assert_eq!(prepared.signing_input().to_vec(), b"eyJhbGciOiJIUzI1NiJ9.cGF5bG9hZA");
    /// assert!(prepared.attach(&[7; 32])?.starts_with("eyJhbGciOiJIUzI1NiJ9..BwcH"));
    /// # Ok::<(), jose_jws::BuildError>(())
    /// ```
    pub fn detached(mut self) -> Self {
        self.is_detached = true;
        self
    }

    /// `typ`, the media type of the whole object (section 4.1.9).
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.headers = self.headers.typ(typ);
        self
    }

    /// `cty`, the media type of the payload (section 4.1.10).
    pub fn cty(mut self, cty: impl Into<Cow<'a, str>>) -> Self {
        self.headers = self.headers.cty(cty);
        self
    }

    /// `kid`, for a key that has none of its own (section 4.1.4).
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.headers = self.headers.kid(kid);
        self
    }

    /// A further header parameter. `alg`, `typ`, `cty`, `kid`, `crit` and `b64` have their own ways
    /// in and are refused here.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.headers = self.headers.header(name, value);
        self
    }

    /// A further header parameter that the recipient must understand (section 4.1.11).
    pub fn critical_header<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: &T,
    ) -> Self {
        self.headers = self.headers.critical_header(name, value);
        self
    }

    /// The whole protected header as JSON text, for a header that must come out octet for octet.
    ///
    /// Its `alg` must be the key's, its `kid` must not be another one than the key's, and its `b64`
    /// must say what is done with the payload. No other header parameter can be given beside it.
    pub fn protected_json(mut self, json: &'a [u8]) -> Self {
        self.headers = self.headers.protected_json(json);
        self
    }

    /// Other limits than the defaults, for recipients that have raised theirs: `token_len`, which
    /// counts for a detached payload as well, and those of headers.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Signs and writes the compact serialization.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: the header or the payload cannot be written as asked, or the key did not sign.
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
    /// [`BuildError`] when the header or the payload cannot be written as asked.
    pub fn prepare(self, key: &dyn Key) -> Result<Prepared<'a>, BuildError> {
        self.write(key.alg(), key.kid(), None)
    }

    fn write(
        self,
        alg: Alg<'_>,
        own_kid: Option<&str>,
        signature_len: Option<usize>,
    ) -> Result<Prepared<'a>, BuildError> {
        let (payload, max) = (self.payload, self.limits.token_len);
        let headers = self
            .headers
            .write(alg, own_kid, self.is_encoded, &self.limits)?;
        let header = headers.protected.octets();
        if self.is_detached {
            check_detached(payload, max)?;
        }
        let signature_len = signature_len.or(alg.signature_len());
        let header_len = encoded_len(header.len()).ok_or(BuildError::TooLarge)?;
        let payload_len = match self.is_encoded {
            true => encoded_len(payload.len()).ok_or(BuildError::TooLarge)?,
            false => payload.len(),
        };
        let sum = |payload_len: usize, signature_len: usize| {
            let dots_len = 2_usize;
            [header_len, payload_len, encoded_len(signature_len)?]
                .into_iter()
                .try_fold(dots_len, usize::checked_add)
        };
        let place = match (self.is_detached, self.is_encoded) {
            (false, _) => Place::Attached,
            (true, true) => Place::CutOff { header_len },
            (true, false) => Place::Elsewhere(Cow::Borrowed(payload)),
        };
        let (sent_len, written_len) = match place {
            Place::Attached => (payload_len, payload_len),
            Place::CutOff { .. } => (0, payload_len),
            Place::Elsewhere(_) => (0, 0),
        };
        let least = sum(sent_len, signature_len.unwrap_or(1)).ok_or(BuildError::TooLarge)?;
        check_token(least, max)?;

        // With room for the signature, so that a token is one allocation.
        let capacity = sum(written_len, signature_len.unwrap_or(USUAL_SIGNATURE_LEN));
        let mut text = String::with_capacity(capacity.ok_or(BuildError::TooLarge)?);
        encode_append(header, &mut text);
        if !matches!(place, Place::Elsewhere(_)) {
            text.push('.');
            if self.is_encoded {
                encode_append(payload, &mut text);
            } else {
                let payload = compact_text(payload);
                let refused = |offset| BuildError::PayloadNotCompact { offset };
                text.push_str(payload.map_err(refused)?);
            }
        }
        Ok(Prepared {
            text,
            place,
            signature_len: alg.signature_len(),
            max,
        })
    }
}

/// The room left for a signature of unknown length: that of ES512.
const USUAL_SIGNATURE_LEN: usize = 132;

/// A JWS that lacks its signature.
#[derive(Clone)]
#[must_use = "the token comes out of `attach`"]
pub struct Prepared<'a> {
    /// The signing input, or what of it is in front of the dot when the payload is elsewhere.
    text: String,
    place: Place<'a>,
    /// The length that the algorithm demands, where it demands one.
    signature_len: Option<usize>,
    /// Octets allowed for the token.
    max: usize,
}

/// Where the payload is while there is no signature.
#[derive(Clone)]
enum Place<'a> {
    /// In the text, as it will be in the token.
    Attached,
    /// In the text behind the header, to be signed and not to be sent.
    CutOff { header_len: usize },
    /// Where the caller has it, unencoded.
    Elsewhere(Cow<'a, [u8]>),
}

impl Prepared<'_> {
    /// The octets to sign. Those of an unencoded detached payload are the caller's own: the parts
    /// are not joined.
    ///
    /// A service that takes a digest gets that of [`SigningInput::parts`], one after the other; many take
    /// a few KiB at most of the octets themselves.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'_> {
        match &self.place {
            Place::Attached | Place::CutOff { .. } => SigningInput::new(self.text.as_bytes()),
            Place::Elsewhere(payload) => SigningInput::joined(self.text.as_bytes(), payload),
        }
    }

    /// Puts the signature to it and returns the compact serialization.
    ///
    /// For ECDSA the signature is R ‖ S, both numbers in field length. Many services answer in DER:
    /// `ecdsa_from_der` of jose-jwa converts it.
    ///
    /// # Errors
    ///
    /// [`BuildError::SignatureLength`] for a signature that no recipient can accept, since its length
    /// is not that of the algorithm; [`BuildError::TokenTooLong`] where it makes the token longer than
    /// the limit.
    pub fn attach(self, signature: &[u8]) -> Result<String, BuildError> {
        check_signature(signature, self.signature_len)?;
        let mut token = self.text;
        let dots = match self.place {
            Place::Attached => ".",
            Place::CutOff { header_len } => {
                token.truncate(header_len);
                ".."
            }
            Place::Elsewhere(_) => "..",
        };
        let signed_len = token.len().checked_add(dots.len());
        let len = signed_len
            .zip(encoded_len(signature.len()))
            .and_then(|(signed, signature)| signed.checked_add(signature))
            .ok_or(BuildError::TooLarge)?;
        check_token(len, self.max)?;
        if let Place::CutOff { .. } = self.place {
            // Not the room that the payload had.
            token.shrink_to(len);
        }
        token.push_str(dots);
        encode_append(signature, &mut token);
        Ok(token)
    }

    /// The same with a payload of its own, so that it can outlive the caller's: an unencoded detached
    /// payload is copied, nothing else is.
    pub fn into_owned(self) -> Prepared<'static> {
        let place = match self.place {
            Place::Attached => Place::Attached,
            Place::CutOff { header_len } => Place::CutOff { header_len },
            Place::Elsewhere(payload) => Place::Elsewhere(Cow::Owned(payload.into_owned())),
        };
        Prepared {
            text: self.text,
            place,
            signature_len: self.signature_len,
            max: self.max,
        }
    }
}

/// Shows the payload's length only: it may be confidential.
impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("payload", &self.payload.len())
            .field("encoded", &self.is_encoded)
            .field("detached", &self.is_detached)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Shows the length only: the payload may be confidential.
impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({} octets)", self.signing_input().len())
    }
}
