//! The octets of a key, by key type (RFC 7518, section 6; RFC 8037, section 2; RFC 9964).
//!
//! Here the shape is enforced: which members there are, and how long they are. What needs
//! arithmetic is a backend's business.

mod akp;
mod ec;
mod oct;
mod okp;
mod rsa;
mod unknown;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use jose_b64::{Object, encode, secret};
use zeroize::Zeroizing;

pub use akp::Akp;
pub use ec::Ec;
pub use oct::Oct;
pub use okp::Okp;
pub use rsa::{Rsa, RsaFactors, RsaPrivate};
pub use unknown::UnknownKey;

use crate::error::JwkError;
use crate::member::Members;
use crate::name::{Alg, Crv, Kty};
use crate::secret::Secret;
use crate::text::SecretText;

/// The key material of a [`Jwk`](crate::Jwk).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Material {
    /// `EC`: a point on an elliptic curve, maybe with its private key.
    Ec(Ec),
    /// `OKP`: an octet key pair (Ed25519, Ed448, X25519, X448).
    Okp(Okp),
    /// `RSA`.
    Rsa(Rsa),
    /// `oct`: a symmetric key.
    Oct(Oct),
    /// `AKP`: the key of the algorithm that `alg` names (ML-DSA).
    Akp(Akp),
    /// A key type that is not known here: readable, not exportable, and for no algorithm of ours.
    Unknown(UnknownKey),
}

impl Material {
    /// `kty`: the key type.
    #[must_use]
    pub fn kty(&self) -> Kty<'_> {
        match self {
            Material::Ec(_) => Kty::EC,
            Material::Okp(_) => Kty::OKP,
            Material::Rsa(_) => Kty::RSA,
            Material::Oct(_) => Kty::OCT,
            Material::Akp(_) => Kty::AKP,
            Material::Unknown(key) => key.kty(),
        }
    }

    /// `crv`: the curve, of the key types that have one.
    #[must_use]
    pub fn crv(&self) -> Option<Crv<'_>> {
        match self {
            Material::Ec(key) => Some(key.crv()),
            Material::Okp(key) => Some(key.crv()),
            Material::Rsa(_) | Material::Oct(_) | Material::Akp(_) | Material::Unknown(_) => None,
        }
    }

    /// Whether there is anything that must not be published: a private or symmetric key, or the
    /// members of an unknown key type, of which nobody can tell.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match self {
            Material::Ec(key) => key.d().is_some(),
            Material::Okp(key) => key.d().is_some(),
            Material::Rsa(key) => key.private().is_some(),
            Material::Akp(key) => key.private().is_some(),
            Material::Oct(_) | Material::Unknown(_) => true,
        }
    }

    /// The public part.
    ///
    /// # Errors
    ///
    /// [`JwkError::Symmetric`] and [`JwkError::UnknownKty`]: nothing of such keys is public.
    pub fn to_public(&self) -> Result<Material, JwkError> {
        match self {
            Material::Ec(key) => Ok(key.to_public().into()),
            Material::Okp(key) => Ok(key.to_public().into()),
            Material::Rsa(key) => Ok(key.to_public().into()),
            Material::Akp(key) => Ok(key.to_public().into()),
            Material::Oct(_) => Err(JwkError::Symmetric),
            Material::Unknown(key) => Err(key.refusal()),
        }
    }

    /// Reads the members of this key type; `alg` and the members that are nobody's own were read
    /// before.
    pub(crate) fn parse(
        kty: Kty<'_>,
        alg: Option<Alg<'_>>,
        object: &Object<'_>,
        others: &mut Members,
        leading_zeros: bool,
    ) -> Result<Material, JwkError> {
        let Some(registered) = kty.registered() else {
            return Ok(UnknownKey::new(kty.name(), core::mem::take(others)).into());
        };
        let own = own_members(registered);
        // A private member where none belongs would be kept as "unknown" and published with the rest.
        let foreign = |name: &&&'static str| !own.contains(*name) && object.contains(name);
        if let Some(member) = PRIVATE_MEMBERS.iter().find(foreign) {
            return Err(JwkError::UnexpectedMember {
                kty: registered.name(),
                member,
            });
        }
        Ok(match registered {
            Kty::EC => Ec::parse(object)?.into(),
            Kty::OKP => Okp::parse(object)?.into(),
            Kty::RSA => Rsa::parse(object, leading_zeros)?.into(),
            Kty::AKP => Akp::parse(object, alg)?.into(),
            _ => Oct::parse(object)?.into(),
        })
    }

    /// Writes the members of this key type, the private ones too.
    pub(crate) fn write(&self, out: &mut SecretText) {
        match self {
            Material::Ec(key) => key.write(out),
            Material::Okp(key) => key.write(out),
            Material::Rsa(key) => key.write(out),
            Material::Akp(key) => key.write(out),
            Material::Oct(key) => key.write(out),
            Material::Unknown(key) => key.write(out),
        }
    }
}

macro_rules! into_material {
    ($($Variant:ident($Type:ident)),+) => {$(
        impl From<$Type> for Material {
            fn from(key: $Type) -> Self {
                Material::$Variant(key)
            }
        }
    )+};
}

into_material!(
    Ec(Ec),
    Okp(Okp),
    Rsa(Rsa),
    Oct(Oct),
    Akp(Akp),
    Unknown(UnknownKey)
);

/// The private members of all registered key types.
const PRIVATE_MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// The members that a key type reads; none of a type that is not known.
pub(crate) fn own_members(kty: Kty<'_>) -> &'static [&'static str] {
    match kty {
        Kty::EC => &["crv", "x", "y", "d"],
        Kty::OKP => &["crv", "x", "d"],
        Kty::RSA => &["n", "e", "d", "p", "q", "dp", "dq", "qi", "oth"],
        Kty::AKP => &["pub", "priv"],
        Kty::OCT => &["k"],
        _ => &[],
    }
}

/// A member that must be a string, if it is there.
pub(crate) fn string<'o>(
    object: &'o Object<'_>,
    member: &'static str,
) -> Result<Option<Cow<'o, str>>, JwkError> {
    match object.value(member) {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some(text) => Ok(Some(text)),
            None => Err(JwkError::WrongType {
                member,
                expected: "a string",
            }),
        },
    }
}

/// A public member that must be there.
fn public(object: &Object<'_>, member: &'static str) -> Result<Vec<u8>, JwkError> {
    let text = string(object, member)?.ok_or(JwkError::Missing { member })?;
    jose_b64::decode(text.as_bytes()).map_err(|reason| JwkError::Base64 { member, reason })
}

/// A private member, if it is there: decoded in constant time.
fn private(object: &Object<'_>, member: &'static str) -> Result<Option<Secret>, JwkError> {
    let decoded = match string(object, member)? {
        None => return Ok(None),
        Some(Cow::Borrowed(text)) => secret::decode(text),
        // Written with escapes, which nobody does: the unescaped copy is a secret too.
        Some(Cow::Owned(text)) => secret::decode(Zeroizing::new(text).as_bytes()),
    };
    match decoded {
        Ok(octets) => Ok(Some(octets.into())),
        Err(_) => Err(JwkError::SecretBase64 { member }),
    }
}

/// The curve of an EC or OKP key, with the length of its members.
fn curve(object: &Object<'_>, kty: Kty<'static>) -> Result<Crv<'static>, JwkError> {
    let name = string(object, "crv")?.ok_or(JwkError::Missing { member: "crv" })?;
    let crv = Crv::parse(&name).map_err(|reason| JwkError::Name {
        member: "crv",
        reason,
    })?;
    curve_of(crv, kty).map(|(crv, _)| crv)
}

/// The registered curve of this name and key type, and the length in octets of a key's members on it.
fn curve_of(crv: Crv<'_>, kty: Kty<'static>) -> Result<(Crv<'static>, usize), JwkError> {
    let info = crv.info().filter(|info| info.kty == kty);
    let known = info.and_then(|info| Some((crv.registered()?, info.field_len)));
    known.ok_or_else(|| JwkError::UnknownCrv {
        kty: kty.name(),
        crv: Box::from(crv.name()),
    })
}

fn exact_len(member: &'static str, len: usize, expected: usize) -> Result<(), JwkError> {
    if len == expected {
        Ok(())
    } else {
        Err(JwkError::Length {
            member,
            len,
            expected,
        })
    }
}

fn write_public(out: &mut SecretText, member: &str, octets: &[u8]) {
    out.name(member).string(&encode(octets));
}

fn write_private(out: &mut SecretText, member: &str, octets: &Secret) {
    out.name(member)
        .string(&secret::encode(octets.expose_secret()));
}
