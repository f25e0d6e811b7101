//! Making a JWS in JSON, with one signature or several (RFC 7515, section 7.2; RFC 7797, section 5.3).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{ObjectWriter, encode, encoded_len};
use jose_jwk::{Alg, Key, Limits};

use crate::SigningInput;
use crate::build_error::{BuildError, check_detached, check_signature, check_token};
use crate::header_builder::{HeaderBuilder, Headers};
use crate::payload::json_text;
use crate::sign::Sign;

/// A JWS in the making that may be signed by several keys.
///
/// Each call of [`sign`](Self::sign) adds a signature over the same payload, which is encoded once.
///
/// ```
/// use jose_jwa::{Ed25519, Hmac};
/// use jose_jwk::Alg;
/// use jose_jws::{HeaderBuilder, SignJson};
///
/// let (old, new) = (Hmac::new(Alg::HS256, &[7; 32])?, Ed25519::from_seed(Alg::Ed25519, &[8; 32])?);
/// let json = SignJson::new(b"It is a dangerous business, Frodo")
///     .sign(&old)?
///     .sign_with(&new, HeaderBuilder::new().typ("example"))?
///     .general()?;
/// assert!(json.starts_with(r#"{"payload":"SXQgaXM"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "the JSON comes out of `general` or `flattened`"]
pub struct SignJson<'a> {
    payload: &'a [u8],
    is_encoded: bool,
    is_detached: bool,
    /// BASE64URL(payload) from the first signature on, where the payload is encoded.
    encoded: String,
    signatures: Vec<Signed>,
    limits: Limits,
}

/// One signature and its headers, as they stand in the JSON.
#[derive(Clone)]
struct Signed {
    /// BASE64URL(protected).
    protected: String,
    /// The text of a JSON object.
    unprotected: Option<String>,
    /// BASE64URL(signature), empty until there is one.
    signature: String,
}

impl<'a> SignJson<'a> {
    /// A JWS with this payload, which may be any octets, even none.
    pub fn new(payload: &'a [u8]) -> Self {
        SignJson {
            payload,
            is_encoded: true,
            is_detached: false,
            encoded: String::new(),
            signatures: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// A JWS Unencoded Payload (RFC 7797): the payload is signed as it is, and stands in the JSON as
    /// a string.
    ///
    /// All its signatures get `"b64":false` and name it in `crit`. The payload must be UTF-8 (section
    /// 5.3), and without U+0000, which this library does not send, unless it is [`detached`](Self::detached).
    ///
    /// ```
    /// use jose_jwk::{Alg, RemoteKey};
    /// use jose_jws::SignJson;
    ///
    /// let prepared = SignJson::unencoded(b"$.02").prepare(&RemoteKey::new(Alg::HS256))?;
    /// let json = prepared.attach(&[7; 32])?.flattened()?;
    /// assert!(json.starts_with(r#"{"payload":"$.02","protected":"#));
    /// # Ok::<(), jose_jws::BuildError>(())
    /// ```
    pub fn unencoded(payload: &'a [u8]) -> Self {
        SignJson {
            is_encoded: false,
            ..Self::new(payload)
        }
    }

    /// Detached Content (appendix F): the JSON has no `payload`, which reaches the recipient some
    /// other way. To be called before the first signature where the payload cannot stand in JSON.
    pub fn detached(mut self) -> Self {
        self.is_detached = true;
        self
    }

    /// Other limits than the defaults, for recipients that have raised theirs: `token_len`, which
    /// counts for a detached payload as well, `signatures`, and those of headers.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds the signature of this key, with a header that says no more than the key does.
    ///
    /// # Errors
    ///
    /// As [`sign_with`](Self::sign_with).
    pub fn sign<K: Sign + ?Sized>(self, key: &K) -> Result<Self, BuildError> {
        self.sign_with(key, HeaderBuilder::new())
    }

    /// Adds the signature of this key, with these headers.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: the headers or the payload cannot be written as asked, there are as many
    /// signatures as the limit allows, or the key did not sign. A caller who goes on without this
    /// signature keeps a clone.
    pub fn sign_with<K: Sign + ?Sized>(
        self,
        key: &K,
        headers: HeaderBuilder<'_>,
    ) -> Result<Self, BuildError> {
        let prepared = self.write(key.alg(), key.kid(), headers)?;
        let signature = key
            .sign(prepared.signing_input())
            .map_err(BuildError::Sign)?;
        prepared.attach(&signature)
    }

    /// Opens the first phase of signing with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// As [`prepare_with`](Self::prepare_with).
    pub fn prepare(self, key: &dyn Key) -> Result<PreparedJson<'a>, BuildError> {
        self.prepare_with(key, HeaderBuilder::new())
    }

    /// The same with these headers.
    ///
    /// ```
    /// use jose_jwk::{Alg, RemoteKey};
    /// use jose_jws::{HeaderBuilder, SignJson};
    /// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Ok(vec![0; 64]) }
    ///
    /// async fn sign(payload: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    ///     let key = RemoteKey::new(Alg::ES256).with_kid("kms-7");
    ///     let headers = HeaderBuilder::new().typ("example");
    ///     let prepared = SignJson::new(payload).prepare_with(&key, headers)?;
    ///     let signature = ask_kms("kms-7", &prepared.signing_input().to_vec()).await?;
    ///     Ok(prepared.attach(&signature)?.flattened()?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError`]: the headers or the payload cannot be written as asked, or there are as many
    /// signatures as the limit allows.
    pub fn prepare_with(
        self,
        key: &dyn Key,
        headers: HeaderBuilder<'_>,
    ) -> Result<PreparedJson<'a>, BuildError> {
        self.write(key.alg(), key.kid(), headers)
    }

    /// The General JWS JSON Serialization (section 7.2.1), for any number of signatures but none.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: there is no signature, or the JSON is longer than recipients accept.
    pub fn general(self) -> Result<String, BuildError> {
        self.check_count()?;
        let mut json = self.open()?;
        json.push_str("\"signatures\":[");
        for (index, signed) in self.signatures.iter().enumerate() {
            json.push_str(if index == 0 { "{" } else { ",{" });
            signed.push_members(&mut json);
            json.push('}');
        }
        json.push(']');
        self.close(json)
    }

    /// The Flattened JWS JSON Serialization (section 7.2.2), for exactly one signature.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: there is no signature or more than one, or the JSON is longer than recipients
    /// accept.
    pub fn flattened(self) -> Result<String, BuildError> {
        self.check_count()?;
        let [signed] = &*self.signatures else {
            return Err(BuildError::NotFlattened {
                signatures: self.signatures.len(),
            });
        };
        let mut json = self.open()?;
        signed.push_members(&mut json);
        self.close(json)
    }

    fn write(
        mut self,
        alg: Alg<'_>,
        own_kid: Option<&str>,
        headers: HeaderBuilder<'_>,
    ) -> Result<PreparedJson<'a>, BuildError> {
        let Headers {
            protected,
            unprotected,
        } = headers.write(alg, own_kid, self.is_encoded, &self.limits)?;
        let max = self.limits.signatures;
        if self.signatures.len() >= max {
            return Err(BuildError::TooManySignatures { max });
        }
        self.check_payload_len()?;
        // Once: of an empty payload there is nothing to repeat.
        if self.is_encoded && self.encoded.is_empty() {
            self.encoded = encode(self.payload);
        }
        self.payload_member()?;
        Ok(PreparedJson {
            json: self,
            signed: Signed {
                protected: encode(protected.octets()),
                unprotected,
                signature: String::new(),
            },
            signature_len: alg.signature_len(),
        })
    }

    fn check_count(&self) -> Result<(), BuildError> {
        let max = self.limits.signatures;
        match self.signatures.len() {
            0 => Err(BuildError::NoSignature),
            count if count > max => Err(BuildError::TooManySignatures { max }),
            _ => Ok(()),
        }
    }

    fn check_payload_len(&self) -> Result<(), BuildError> {
        let max = self.limits.token_len;
        if self.is_detached {
            return check_detached(self.payload, max);
        }
        let len = match self.is_encoded {
            true => encoded_len(self.payload.len()).ok_or(BuildError::TooLarge)?,
            false => self.payload.len(),
        };
        check_token(len, max)
    }

    /// What of the payload is sent: nothing when it is detached.
    fn payload_member(&self) -> Result<Option<&str>, BuildError> {
        if self.is_detached {
            return Ok(None);
        }
        if self.is_encoded {
            return Ok(Some(&self.encoded));
        }
        match json_text(self.payload) {
            Ok(text) => Ok(Some(text)),
            Err(offset) => Err(BuildError::PayloadNotText { offset }),
        }
    }

    /// The object up to the members that follow the payload, with room for those.
    fn open(&self) -> Result<String, BuildError> {
        self.check_payload_len()?;
        let payload = self.payload_member()?;
        let around_len = payload.map_or(0, str::len).checked_add(AROUND_LEN);
        let capacity = self
            .signatures
            .iter()
            .map(Signed::len)
            .try_fold(around_len.ok_or(BuildError::TooLarge)?, |sum, len| {
                sum.checked_add(len?)
            });
        let mut object = ObjectWriter::with_capacity(capacity.ok_or(BuildError::TooLarge)?);
        if let Some(payload) = payload {
            object.string("payload", payload);
        }
        let mut json = object.finish().map_err(BuildError::of_writer)?;
        // The brace: what follows are lists and objects, which the writer does not know.
        json.pop();
        if payload.is_some() {
            json.push(',');
        }
        Ok(json)
    }

    fn close(&self, mut json: String) -> Result<String, BuildError> {
        json.push('}');
        check_token(json.len(), self.limits.token_len)?;
        Ok(json)
    }
}

/// A JWS in JSON that lacks the signature it was prepared for.
#[derive(Clone)]
#[must_use = "the signature is added by `attach`"]
pub struct PreparedJson<'a> {
    json: SignJson<'a>,
    signed: Signed,
    /// The length that the algorithm demands, where it demands one.
    signature_len: Option<usize>,
}

impl<'a> PreparedJson<'a> {
    /// The octets to sign, in parts: the payload is that of all signatures.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'_> {
        let payload = match self.json.is_encoded {
            true => self.json.encoded.as_bytes(),
            false => self.json.payload,
        };
        SigningInput::joined(self.signed.protected.as_bytes(), payload)
    }

    /// Adds the signature; more can be added to what is returned.
    ///
    /// For ECDSA the signature is R ‖ S, both numbers in field length. Many services answer in DER:
    /// `ecdsa_from_der` of jose-jwa converts it.
    ///
    /// # Errors
    ///
    /// [`BuildError::SignatureLength`] for a signature that no recipient can accept, since its length
    /// is not that of the algorithm.
    pub fn attach(self, signature: &[u8]) -> Result<SignJson<'a>, BuildError> {
        check_signature(signature, self.signature_len)?;
        let (mut json, mut signed) = (self.json, self.signed);
        signed.signature = encode(signature);
        json.signatures.push(signed);
        Ok(json)
    }
}

/// Shows the payload's length only: it may be confidential.
impl fmt::Debug for SignJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignJson")
            .field("payload", &self.payload.len())
            .field("encoded", &self.is_encoded)
            .field("detached", &self.is_detached)
            .field("signatures", &self.signatures.len())
            .finish_non_exhaustive()
    }
}

/// Shows the length only: the payload may be confidential.
impl fmt::Debug for PreparedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedJson({} octets)", self.signing_input().len())
    }
}

/// Room for the members that hold the payload and the signatures.
const AROUND_LEN: usize = r#"{"payload":"","signatures":[]}"#.len();

impl Signed {
    /// Its members in their order: base64url needs no escapes, and the unprotected header is JSON
    /// already.
    fn push_members(&self, json: &mut String) {
        json.push_str("\"protected\":\"");
        json.push_str(&self.protected);
        json.push('"');
        if let Some(unprotected) = &self.unprotected {
            json.push_str(",\"header\":");
            json.push_str(unprotected);
        }
        json.push_str(",\"signature\":\"");
        json.push_str(&self.signature);
        json.push('"');
    }

    /// The room it takes, at most.
    fn len(&self) -> Option<usize> {
        let around_len = r#"{"protected":"","header":,"signature":""},"#.len();
        let unprotected_len = self.unprotected.as_ref().map_or(0, String::len);
        around_len
            .checked_add(self.protected.len())?
            .checked_add(unprotected_len)?
            .checked_add(self.signature.len())
    }
}
