//! JWK Thumbprint (RFC 7638; RFC 9964 for AKP) and JWK Thumbprint URI (RFC 9278).

use alloc::format;
use alloc::string::String;
use core::fmt;

use jose_b64::{DecodeError, Octets, encode};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::error::JwkError;
use crate::jwk::Jwk;
use crate::material::Material;
use crate::text::SecretText;

/// A JWK Thumbprint: a hash over the members that make the key what it is. `Display` is its
/// base64url text.
///
/// The hash function comes from outside, for example from jose-jwa or, as here, from the crate sha2:
///
/// ```
/// use jose_jwk::Jwk;
/// use sha2::{Digest, Sha256};
///
/// // RFC 8037, appendix A.3
/// let key: Jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.parse()?;
/// let thumbprint = key.thumbprint(|input| Sha256::digest(input))?;
/// assert_eq!(thumbprint.to_string(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
/// assert_eq!(
///     thumbprint.uri("sha-256")?,
///     "urn:ietf:params:oauth:jwk-thumbprint:sha-256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
/// );
/// # Ok::<(), jose_jwk::JwkError>(())
/// ```
#[derive(Clone)]
pub struct Thumbprint(Octets<64>);

impl Jwk {
    /// The input of the hash: the required members of the key type and no others, ordered by name,
    /// without white space (RFC 7638, section 3).
    ///
    /// Of a symmetric key it is secret, since it holds `k` (section 7).
    ///
    /// # Errors
    ///
    /// [`JwkError::UnknownKty`]: nobody can tell the required members of an unknown key type.
    pub fn thumbprint_input(&self) -> Result<Zeroizing<String>, JwkError> {
        let mut out = SecretText::with_capacity(512);
        out.raw("{");
        match self.material() {
            Material::Ec(key) => {
                out.name("crv")
                    .string(key.crv().name())
                    .name("kty")
                    .string("EC");
                out.name("x")
                    .string(&encode(key.x()))
                    .name("y")
                    .string(&encode(key.y()))
            }
            Material::Okp(key) => {
                out.name("crv")
                    .string(key.crv().name())
                    .name("kty")
                    .string("OKP");
                out.name("x").string(&encode(key.x()))
            }
            Material::Rsa(key) => {
                out.name("e")
                    .string(&encode(key.e()))
                    .name("kty")
                    .string("RSA");
                out.name("n").string(&encode(key.n()))
            }
            Material::Oct(key) => {
                let k = jose_b64::secret::encode(key.k().expose_secret());
                out.name("k").string(&k).name("kty").string("oct")
            }
            Material::Akp(key) => {
                out.name("alg")
                    .string(key.alg().name())
                    .name("kty")
                    .string("AKP");
                out.name("pub").string(&encode(key.public()))
            }
            Material::Unknown(key) => return Err(key.refusal()),
        };
        out.raw("}");
        Ok(out.finish())
    }

    /// The JWK Thumbprint under this hash function.
    ///
    /// The thumbprint of a private key is that of its public key. That of a symmetric key can be
    /// used to test guesses of the key, and should not be published when the key may be guessed.
    ///
    /// A key of unknown type has none. Sets may hold such keys, so whoever looks through one for a
    /// thumbprint goes past them:
    ///
    /// ```
    /// use jose_jwk::{JwkSet, Thumbprint};
    /// use sha2::{Digest, Sha256};
    ///
    /// let wanted = Thumbprint::parse("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k").unwrap();
    /// let set: JwkSet = r#"{"keys":[
    ///     {"kty":"X-NEW","kid":"a"},
    ///     {"kty":"OKP","crv":"Ed25519","kid":"b","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    /// ]}"#.parse()?;
    /// let found = set.iter().find(|key| {
    ///     key.thumbprint(|input| Sha256::digest(input)).is_ok_and(|print| print == wanted)
    /// });
    /// assert_eq!(found.and_then(|key| key.kid()), Some("b"));
    /// # Ok::<(), jose_jwk::JwkError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`thumbprint_input`](Self::thumbprint_input).
    pub fn thumbprint<H: AsRef<[u8]>>(
        &self,
        hash: impl FnOnce(&[u8]) -> H,
    ) -> Result<Thumbprint, JwkError> {
        let input = self.thumbprint_input()?;
        Ok(Thumbprint::from_octets(hash(input.as_bytes()).as_ref()))
    }
}

impl Thumbprint {
    /// A thumbprint that was computed elsewhere.
    #[must_use]
    pub fn from_octets(octets: &[u8]) -> Self {
        Thumbprint(Octets::from_slice(octets))
    }

    /// A thumbprint from its base64url text, such as the confirmation member `jkt`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the text is no base64url without padding.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        Octets::decode(text.as_bytes()).map(Thumbprint)
    }

    /// The octets of the hash.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// The JWK Thumbprint URI (RFC 9278, section 3). The name of the hash is one of IANA's registry
    /// of Named Information Hash Algorithms, such as `sha-256`.
    ///
    /// # Errors
    ///
    /// [`JwkError::HashName`] when the name is not in the registry, or is that of a hash with
    /// another length than this thumbprint.
    pub fn uri(&self, hash_name: &str) -> Result<String, JwkError> {
        if !HASHES.contains(&(hash_name, self.octets().len())) {
            return Err(JwkError::HashName);
        }
        Ok(format!(
            "urn:ietf:params:oauth:jwk-thumbprint:{hash_name}:{self}"
        ))
    }
}

impl PartialEq for Thumbprint {
    fn eq(&self, other: &Self) -> bool {
        self.octets().ct_eq(other.octets()).into()
    }
}

impl Eq for Thumbprint {}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode(self.octets()))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

/// Named Information Hash Algorithms, with their lengths in octets. The truncated forms of SHA-256
/// are left out: a key must not be named by 32 bits.
const HASHES: [(&str, usize); 11] = [
    ("sha-256", 32),
    ("sha-384", 48),
    ("sha-512", 64),
    ("sha3-224", 28),
    ("sha3-256", 32),
    ("sha3-384", 48),
    ("sha3-512", 64),
    ("blake2s-256", 32),
    ("blake2b-256", 32),
    ("blake2b-512", 64),
    ("k12-256", 32),
];
