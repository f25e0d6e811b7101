//! JSON Web Key (RFC 7517, section 4).

mod parse;
mod permits;
mod serde_impl;
mod write;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use jose_b64::Object;

pub(crate) use permits::names;
pub use permits::{KeyOp, KeyUse, Operation};
pub(crate) use serde_impl::{object_text, serialize_text};

use crate::error::JwkError;
use crate::limits::Limits;
use crate::material::Material;
use crate::member::Members;
use crate::name::{Alg, Crv, Kty};

/// A key as data: key material, and what is said about it.
///
/// It may be public, private or symmetric ([`is_private`](Self::is_private)). It is not yet a key
/// that signs or decrypts: a backend loads it into one, for one algorithm, after asking
/// [`permits`](Self::permits).
///
/// Private members are zeroized when dropped and compared in constant time. `Debug` never shows
/// them, and writing a `Jwk` with [`to_json`](Self::to_json) or through serde writes its public part.
///
/// ```
/// use jose_jwk::{Jwk, Kty};
///
/// // RFC 8037, appendix A.1
/// let key: Jwk = r#"{"kty":"OKP","crv":"Ed25519",
///     "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
///     "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.parse()?;
/// assert_eq!(key.kty(), Kty::OKP);
/// assert_eq!(
///     key.to_json()?,
///     r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
/// );
/// # Ok::<(), jose_jwk::JwkError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Jwk {
    material: Material,
    public_key_use: Option<KeyUse>,
    key_ops: Option<Vec<KeyOp>>,
    alg: Option<Box<str>>,
    kid: Option<Box<str>>,
    x5: Option<Box<X5>>,
    members: Members,
}

/// The X.509 hints, as far as they are well-formed (RFC 7517, sections 4.6 to 4.9).
#[derive(Clone, Default, PartialEq)]
struct X5 {
    x5u: Option<String>,
    x5c: Option<Vec<String>>,
    x5t: Option<String>,
    x5t_s256: Option<String>,
}

/// How a JWK or a JWK Set is read. The default is strict.
///
/// ```
/// use jose_jwk::JwkOptions;
///
/// let mut options = JwkOptions::default();
/// options.limits.keys = 20;
/// options.leading_zeros = true;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JwkOptions {
    /// Length, nesting, members and keys that are read at most.
    pub limits: Limits,
    /// Take RSA numbers that start with zero octets, against RFC 7518, section 2, as some
    /// deployments write them. The zeros are dropped, so that the thumbprint and what is written
    /// again are those of the minimal numbers.
    pub leading_zeros: bool,
}

impl Jwk {
    /// Reads a JWK from its JSON text.
    ///
    /// - Key material has exactly the members and lengths of its key type; a private member of
    ///   another key type is an error. A `kty` that is not registered gives [`Material::Unknown`].
    /// - `use`, `kid` and `alg` are strings, `key_ops` is an array of different strings, `ext` a
    ///   boolean, `exp`, `nbf` and `iat` are numbers; `alg` is no refused name.
    /// - `x5u`, `x5c`, `x5t` and `x5t#S256` are hints and never make a key unusable. Of another form,
    ///   they are kept like members of unknown name.
    ///
    /// # Errors
    ///
    /// [`JwkError`] says which member is wrong, and never what is in it.
    pub fn parse(octets: &[u8]) -> Result<Self, JwkError> {
        Jwk::parse_with(octets, &JwkOptions::default())
    }

    /// [`parse`](Self::parse) with other limits, or less strict.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with(octets: &[u8], options: &JwkOptions) -> Result<Self, JwkError> {
        Jwk::from_object(&Object::parse(octets, &options.object_limits())?, options)
    }

    /// Reads a JWK from a JSON object, such as the header parameter `jwk`.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_object(object: &Object<'_>, options: &JwkOptions) -> Result<Self, JwkError> {
        parse::parse(object, options)
    }

    /// A key of this material, about which nothing else is said.
    #[must_use]
    pub fn from_material(material: impl Into<Material>) -> Self {
        let material = material.into();
        let alg = match &material {
            Material::Akp(key) => Some(key.alg().name().into()),
            _ => None,
        };
        Jwk {
            material,
            public_key_use: None,
            key_ops: None,
            alg,
            kid: None,
            x5: None,
            members: Members::default(),
        }
    }

    /// The same key with this Key ID.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into().into());
        self
    }

    /// The same key without a Key ID.
    #[must_use]
    pub fn without_kid(mut self) -> Self {
        self.kid = None;
        self
    }

    /// The same key for this algorithm only.
    ///
    /// A key of type AKP keeps the algorithm that it was made with, since that says what its octets
    /// mean. A refused name cannot be written down: instead of it the key gets empty `key_ops`, and
    /// is good for no operation until it gets other ones.
    #[must_use]
    pub fn with_alg(mut self, alg: Alg<'_>) -> Self {
        if alg.is_refused() {
            self.key_ops = Some(Vec::new());
        } else if !matches!(self.material, Material::Akp(_)) {
            self.alg = Some(alg.name().into());
        }
        self
    }

    /// The same key with this `use`.
    #[must_use]
    pub fn with_use(mut self, public_key_use: KeyUse) -> Self {
        self.public_key_use = Some(public_key_use);
        self
    }

    /// The same key with these `key_ops`; an operation named twice counts once.
    #[must_use]
    pub fn with_key_ops(mut self, key_ops: impl IntoIterator<Item = KeyOp>) -> Self {
        self.key_ops = Some(permits::distinct(key_ops));
        self
    }

    /// `kty`: the key type (section 4.1).
    #[must_use]
    pub fn kty(&self) -> Kty<'_> {
        self.material.kty()
    }

    /// `crv`: the curve, of the key types that have one.
    #[must_use]
    pub fn crv(&self) -> Option<Crv<'_>> {
        self.material.crv()
    }

    /// `use`: the intended use of the public key (section 4.2).
    #[must_use]
    pub const fn public_key_use(&self) -> Option<&KeyUse> {
        self.public_key_use.as_ref()
    }

    /// `key_ops`: the operations that the key is intended for (section 4.3).
    #[must_use]
    pub fn key_ops(&self) -> Option<&[KeyOp]> {
        self.key_ops.as_deref()
    }

    /// `alg`: the algorithm that the key is intended for (section 4.4).
    #[must_use]
    pub fn alg(&self) -> Option<Alg<'_>> {
        self.alg.as_deref().map(Alg::stored)
    }

    /// `kid`: the Key ID (section 4.5). An empty one is not the same as none.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `x5u`: where a certificate is said to be, if it is a string (section 4.6). A hint: never fetched.
    #[must_use]
    pub fn x5u(&self) -> Option<&str> {
        self.x5.as_ref()?.x5u.as_deref()
    }

    /// `x5c`: a chain of certificates, each base64 of DER, if it is an array of strings (section
    /// 4.7). A hint: not decoded, not compared with the key, not verified.
    #[must_use]
    pub fn x5c(&self) -> Option<&[String]> {
        self.x5.as_ref()?.x5c.as_deref()
    }

    /// `x5t`: the SHA-1 thumbprint of a certificate, if it is a string (section 4.8). A hint: some
    /// providers write hexadecimal here.
    #[must_use]
    pub fn x5t(&self) -> Option<&str> {
        self.x5.as_ref()?.x5t.as_deref()
    }

    /// `x5t#S256`: the SHA-256 thumbprint of a certificate, if it is a string (section 4.9). A hint.
    #[must_use]
    pub fn x5t_s256(&self) -> Option<&str> {
        self.x5.as_ref()?.x5t_s256.as_deref()
    }

    /// `exp`: when the key expires, in seconds since 1970 (registered by OpenID Federation 1.0).
    /// Reported, not enforced.
    #[must_use]
    pub fn exp(&self) -> Option<f64> {
        self.number("exp")
    }

    /// `nbf`: when the key becomes valid, in seconds since 1970. Reported, not enforced.
    #[must_use]
    pub fn nbf(&self) -> Option<f64> {
        self.number("nbf")
    }

    /// `iat`: when the key was issued, in seconds since 1970.
    #[must_use]
    pub fn iat(&self) -> Option<f64> {
        self.number("iat")
    }

    /// The key material.
    #[must_use]
    pub const fn material(&self) -> &Material {
        &self.material
    }

    /// The JSON text of another member: one of unknown name, `ext`, `exp`, `nbf`, `iat`, or a hint
    /// that is not well-formed.
    ///
    /// Of a private key, and of one of unknown type, it may be secret.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&str> {
        self.members.get(name).or_else(|| match &self.material {
            Material::Unknown(key) => key.member(name),
            _ => None,
        })
    }

    /// Names and JSON texts of the members that [`member`](Self::member) knows.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        let material = match &self.material {
            Material::Unknown(key) => Some(key.members()),
            _ => None,
        };
        self.members.iter().chain(material.into_iter().flatten())
    }

    /// Whether there is anything that must not be published: a private or symmetric key, or the
    /// members of an unknown key type, of which nobody can tell.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// Whether this is a symmetric key (`oct`).
    #[must_use]
    pub const fn is_symmetric(&self) -> bool {
        matches!(self.material, Material::Oct(_))
    }

    /// A copy of this key about other material.
    fn about(&self, material: Material) -> Self {
        Jwk {
            material,
            public_key_use: self.public_key_use.clone(),
            key_ops: self.key_ops.clone(),
            alg: self.alg.clone(),
            kid: self.kid.clone(),
            x5: self.x5.clone(),
            members: self.members.clone(),
        }
    }

    fn number(&self, member: &str) -> Option<f64> {
        // Seen to be a finite JSON number when the key was read; Rust reads all of those.
        self.members.get(member)?.parse().ok()
    }
}

impl JwkOptions {
    pub(crate) const fn object_limits(&self) -> jose_b64::ObjectLimits {
        let Limits {
            jwk_set_len,
            jwk_depth,
            members,
            ..
        } = self.limits;
        jose_b64::ObjectLimits::new(jwk_set_len, jwk_depth, members)
    }
}

impl FromStr for Jwk {
    type Err = JwkError;

    fn from_str(text: &str) -> Result<Self, JwkError> {
        Jwk::parse(text.as_bytes())
    }
}

impl From<Material> for Jwk {
    fn from(material: Material) -> Self {
        Jwk::from_material(material)
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Jwk");
        out.field("kty", &self.kty());
        if let Some(crv) = self.crv() {
            out.field("crv", &crv);
        }
        if let Some(kid) = self.kid() {
            out.field("kid", &jose_b64::Escaped(kid));
        }
        if let Some(alg) = self.alg() {
            out.field("alg", &alg);
        }
        if let Some(public_key_use) = &self.public_key_use {
            out.field("use", public_key_use);
        }
        out.field("is_private", &self.is_private())
            .finish_non_exhaustive()
    }
}
