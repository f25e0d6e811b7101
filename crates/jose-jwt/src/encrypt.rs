//! An encrypted token, or a nested one, on its way out (RFC 7519, sections 5.3, 7.1 and 11.2).

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Object, Value};
use jose_jwe::{BuildError, Cek, DirectCek, Encrypt, EncryptCek, EncryptedCek, Prepared};
use jose_jwk::{Key, Limits};
use jose_jws::{Builder, Sign};

use crate::build_error::BuildTokenError;
use crate::claims::{REGISTERED, shape};
use crate::sign::HeaderOfClaims;
use crate::{Jwt, NumericDate};

impl<'a> Jwt<'a> {
    /// Encrypts the claims; the next call says for whom.
    ///
    /// `jwe` says with which content encryption and randomness, and may have header parameters of its
    /// own; those of this token go into the same header. The `typ` of this token, `JWT` unless another is
    /// given, replaces that of `jwe`, and so does its `kid` if it has one; any other parameter that both
    /// give is an error. [`limits`](Self::limits) are those of the claims, [`Encrypt::limits`] those of the
    /// JWE: both are raised for a long token.
    ///
    /// **The recipient does not learn who made the token**: see
    /// [`Policy::decrypt`](crate::Policy::decrypt).
    ///
    /// ```
    /// # #[cfg(all(feature = "jwa", feature = "std"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use jose_jwt::jwa::{AesKw, RustCrypto};
    /// use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Jwt, Policy};
    ///
    /// let key = AesKw::new(Alg::A256KW, &[7; 32])?;
    /// let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    /// let token = Jwt::empty().audience("my-api").expires_in_secs(60).encrypt(jwe).to(&key)?;
    ///
    /// let decrypter = Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A256GCM]);
    /// let decrypted = Policy::new().audience("my-api").decrypt_claims(&token, &decrypter)?;
    /// assert!(decrypted.claims().exp().is_some());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(all(feature = "jwa", feature = "std")))]
    /// # fn main() {}
    /// ```
    pub fn encrypt(self, jwe: Encrypt<'a>) -> EncryptJwt<'a> {
        let made = self.beside_claims(jwe);
        EncryptJwt { made, outer: None }
    }

    /// Signs the claims and encrypts the signed token, the order that RFC 7519, section 11.2,
    /// recommends; the next call says for whom.
    ///
    /// `typ`, `kid` and the header parameters of this token go into the header of the signature, which is
    /// the one next to the claims. The other one says what `jwe` and its key say, but that `cty` is `JWT`,
    /// which replaces that of `jwe`. [`limits`](Self::limits) are those of the claims and of the JWS,
    /// [`Encrypt::limits`] those of the JWE: both are raised for a long token.
    ///
    /// With a signer that is somewhere else it takes [`prepare`](Self::prepare) first, and then
    /// `Encrypt::new(..)?.cty("JWT").to(&key).compact(token.as_bytes())`.
    ///
    /// ```
    /// # #[cfg(all(feature = "hmac", feature = "std"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use jose_jwt::jwa::{AesKw, Hmac, RustCrypto};
    /// use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Jwt, Policy};
    ///
    /// let (signer, key) = (Hmac::new(Alg::HS256, &[9; 32])?, AesKw::new(Alg::A256KW, &[7; 32])?);
    /// let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    /// let token = Jwt::empty().audience("my-api").expires_in_secs(60).sign_then_encrypt(&signer, jwe).to(&key)?;
    ///
    /// let decrypter = Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A256GCM]);
    /// let policy = Policy::new().audience("my-api");
    /// let verified = policy.decrypt_then_verify_claims(&token, &decrypter, &signer)?;
    /// assert!(verified.claims().exp().is_some());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(all(feature = "hmac", feature = "std")))]
    /// # fn main() {}
    /// ```
    pub fn sign_then_encrypt(self, signer: &dyn Sign, jwe: Encrypt<'a>) -> EncryptJwt<'a> {
        let made = self.signed_within(signer, jwe);
        EncryptJwt { made, outer: None }
    }

    /// Encrypts the claims and signs the encrypted token, for protocols that want this order; the next
    /// call says for whom. Everybody sees who signed.
    ///
    /// `typ`, `kid` and the header parameters of this token go into the header of the encryption, which is
    /// the one next to the claims, together with those of `jwe` as in [`encrypt`](Self::encrypt). The other
    /// one says what the signer says, and that `cty` is `JWT`. [`limits`](Self::limits) are those of the
    /// claims and of the JWS, [`Encrypt::limits`] those of the JWE: both are raised for a long token.
    ///
    /// With a signer that is somewhere else it takes [`encrypt`](Self::encrypt) first, and then
    /// `Builder::new(token.as_bytes()).cty("JWT").prepare(&key)`.
    pub fn encrypt_then_sign(self, jwe: Encrypt<'a>, signer: &'a dyn Sign) -> EncryptJwt<'a> {
        let limits = self.limits.clone();
        let made = self.beside_claims(jwe);
        let outer = Some(Outer { signer, limits });
        EncryptJwt { made, outer }
    }

    /// Repeats these claims in the header of the encryption, for those who forward the token and cannot
    /// read it: most often `iss`, `sub` and `aud` (section 5.3).
    ///
    /// **They are not encrypted there.** Recipients hold them against the claims. In a token that is only
    /// signed every claim can be read, and nothing is repeated.
    pub fn replicate(mut self, claims: &[&'a str]) -> Self {
        let names = claims.iter().copied().map(Cow::Borrowed);
        self.header.replicas.extend(names);
        self
    }

    fn beside_claims(self, jwe: Encrypt<'a>) -> Result<(Encrypt<'a>, String), BuildTokenError> {
        let limits = self.limits.clone();
        let (claims, header) = self.finish_claims()?;
        let mut jwe = header.replicas_in(jwe, &claims, &limits)?.typ(header.typ);
        if let Some(kid) = header.kid {
            jwe = jwe.kid(kid);
        }
        for (name, value) in &header.members {
            jwe = jwe.header(name, &**value);
        }
        Ok((jwe, claims))
    }

    fn signed_within(
        self,
        signer: &dyn Sign,
        jwe: Encrypt<'a>,
    ) -> Result<(Encrypt<'a>, String), BuildTokenError> {
        let limits = self.limits.clone();
        let (claims, header) = self.finish_claims()?;
        let jwe = header.replicas_in(jwe, &claims, &limits)?.cty("JWT");
        let jws = Builder::new(claims.as_bytes()).limits(limits);
        let token = header.of_jws(jws).sign(signer)?;
        Ok((jwe, token))
    }
}

impl HeaderOfClaims<'_> {
    fn replicas_in<'e>(
        &self,
        mut jwe: Encrypt<'e>,
        claims: &str,
        limits: &Limits,
    ) -> Result<Encrypt<'e>, BuildTokenError> {
        if self.replicas.is_empty() {
            return Ok(jwe);
        }
        let claims = Object::parse(claims.as_bytes(), &shape(limits))
            .map_err(|_| BuildTokenError::NotClaims)?;
        for name in &self.replicas {
            let value = REGISTERED
                .contains(&&**name)
                .then(|| claims.value(name))
                .flatten();
            jwe = value
                .and_then(|value| repeat(jwe, name, value))
                .ok_or_else(|| BuildTokenError::Replica {
                    claim: name.to_string(),
                })?;
        }
        Ok(jwe)
    }
}

/// Writes a registered claim into the header as it stands among the claims: one recipient as one, a list
/// as a list.
fn repeat<'e>(jwe: Encrypt<'e>, name: &str, value: Value<'_>) -> Option<Encrypt<'e>> {
    if let Some(elements) = value.elements() {
        let list: Option<Vec<_>> = elements.map(Value::as_str).collect();
        return Some(jwe.header(name, &list?));
    }
    Some(match value.as_str() {
        Some(text) => jwe.header(name, &*text),
        None => jwe.header(name, &NumericDate::read(value)?),
    })
}

/// An encrypted or nested token in the making, which lacks its recipient.
///
/// Comes from [`Jwt::encrypt`], [`Jwt::sign_then_encrypt`] and [`Jwt::encrypt_then_sign`].
#[must_use = "nothing is encrypted before `to`, `direct` or `prepare`"]
pub struct EncryptJwt<'a> {
    /// The JWE and what it is to enclose, or the first reason why there is no token.
    made: Result<(Encrypt<'a>, String), BuildTokenError>,
    outer: Option<Outer<'a>>,
}

/// The signature around the JWE.
struct Outer<'a> {
    signer: &'a dyn Sign,
    limits: Limits,
}

impl<'a> EncryptJwt<'a> {
    /// Encrypts for this recipient and writes the compact token.
    ///
    /// # Errors
    ///
    /// [`BuildTokenError`]: the claims are not a JSON object, a claim was given twice or has a type that
    /// recipients refuse, or a key did not encrypt or sign.
    pub fn to(self, key: &'a dyn EncryptCek) -> Result<String, BuildTokenError> {
        self.finish(|jwe, text| jwe.to(key).compact(text))
    }

    /// Encrypts for the recipient with whom the CEK is shared (`dir`) or agreed on (ECDH-ES), and writes
    /// the compact token.
    ///
    /// # Errors
    ///
    /// As [`to`](Self::to).
    pub fn direct(self, key: &'a dyn DirectCek) -> Result<String, BuildTokenError> {
        self.finish(|jwe, text| jwe.direct(key).compact(text))
    }

    /// Draws the CEK, for a recipient whose key is somewhere else.
    ///
    /// # Errors
    ///
    /// As [`to`](Self::to), but for the key.
    pub fn prepare(self) -> Result<PreparedJwt<'a>, BuildTokenError> {
        let (jwe, text) = self.made?;
        Ok(PreparedJwt {
            jwe: jwe.prepare()?,
            text,
            outer: self.outer,
        })
    }

    fn finish(
        self,
        write: impl FnOnce(Encrypt<'a>, &[u8]) -> Result<String, BuildError>,
    ) -> Result<String, BuildTokenError> {
        let (jwe, text) = self.made?;
        sign_around(write(jwe, text.as_bytes())?, self.outer)
    }
}

fn sign_around(token: String, outer: Option<Outer<'_>>) -> Result<String, BuildTokenError> {
    let Some(Outer { signer, limits }) = outer else {
        return Ok(token);
    };
    let jws = Builder::new(token.as_bytes()).cty("JWT").limits(limits);
    Ok(jws.sign(signer)?)
}

/// Shows headers only: claims are about people.
impl fmt::Debug for EncryptJwt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptJwt")
            .field("jwe", &self.made.as_ref().map(|(jwe, _)| jwe))
            .finish_non_exhaustive()
    }
}

/// An encrypted or nested token in the making whose CEK was drawn, and waits to be encrypted elsewhere.
///
/// ```
/// use jose_jwt::jwe::EncryptedCek;
/// use jose_jwt::jwk::RemoteKey;
/// use jose_jwt::{Alg, Encrypt, Jwt};
/// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Ok(vec![7; 40]) }
///
/// async fn issue(jwt: Jwt<'_>, jwe: Encrypt<'_>) -> Result<String, Box<dyn std::error::Error>> {
///     let key = RemoteKey::new(Alg::A256KW).with_kid("kms-7");
///     let prepared = jwt.encrypt(jwe).prepare()?;
///     let encrypted_key = ask_kms("kms-7", prepared.cek().expose_secret()).await?;
///     Ok(prepared.attach(&key, EncryptedCek::new(&encrypted_key))?)
/// }
/// ```
#[must_use = "nothing is encrypted before `attach`"]
pub struct PreparedJwt<'a> {
    jwe: Prepared<'a>,
    text: String,
    outer: Option<Outer<'a>>,
}

impl PreparedJwt<'_> {
    /// The CEK, to be encrypted for the recipient. Secret; it is for this one token.
    #[must_use]
    pub fn cek(&self) -> &Cek {
        self.jwe.cek()
    }

    /// Puts the encrypted CEK to it, as the recipient's key has answered, encrypts, and writes the compact token.
    ///
    /// # Errors
    ///
    /// [`BuildTokenError`] when a header cannot be written as asked, or the signer of the outer token does
    /// not sign.
    pub fn attach(self, key: &dyn Key, answer: EncryptedCek) -> Result<String, BuildTokenError> {
        let jwe = self.jwe.attach(key, answer);
        sign_around(jwe.compact(self.text.as_bytes())?, self.outer)
    }
}

/// Shows headers only: claims are about people.
impl fmt::Debug for PreparedJwt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedJwt")
            .field("jwe", &self.jwe)
            .finish_non_exhaustive()
    }
}
