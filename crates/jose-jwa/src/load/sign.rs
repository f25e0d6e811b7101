//! From a JWK to a key that signs or verifies (RFC 7518, section 3.1).

use alloc::boxed::Box;

#[cfg(feature = "hmac")]
use jose_jwk::Operation;
use jose_jwk::{Alg, Crv, Jwk, LoadError};
use jose_jws::{LoadSign, LoadVerify, Sign, Verify};

use super::{KeyRules, RustCryptoWith};
use crate::RustCrypto;
#[cfg(feature = "hmac")]
use crate::sign::hmac::Hmac;
#[cfg(feature = "ecdsa")]
use crate::{Ecdsa, EcdsaPublic};
#[cfg(feature = "ed448")]
use crate::{Ed448, Ed448Public};
#[cfg(feature = "eddsa")]
use crate::{Ed25519, Ed25519Public};
#[cfg(feature = "ml-dsa")]
use crate::{MlDsa, MlDsaPublic};
#[cfg(feature = "rsa")]
use crate::{Rsa, RsaPublic};

impl LoadSign for RustCrypto {
    fn load_sign(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Sign>, LoadError> {
        load_sign(jwk, alg, &KeyRules::default())
    }
}

impl LoadVerify for RustCrypto {
    fn load_verify(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Verify>, LoadError> {
        load_verify(jwk, alg, &KeyRules::default())
    }
}

impl LoadSign for RustCryptoWith {
    fn load_sign(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Sign>, LoadError> {
        load_sign(jwk, alg, &self.rules)
    }
}

impl LoadVerify for RustCryptoWith {
    fn load_verify(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Verify>, LoadError> {
        load_verify(jwk, alg, &self.rules)
    }
}

/// The signature algorithms of this backend, compiled in or not, by the feature that brings them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Hmac,
    Rsa,
    Ecdsa,
    Eddsa,
    Ed448,
    MlDsa,
}

impl Family {
    /// With `kty`, and `crv` where there is one, of the keys of the algorithm.
    fn and_key_type(alg: Alg<'_>) -> Option<(Family, &'static str)> {
        match alg.name() {
            "HS256" | "HS384" | "HS512" => Some((Family::Hmac, "oct")),
            "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => Some((Family::Rsa, "RSA")),
            "ES256" => Some((Family::Ecdsa, "EC P-256")),
            "ES384" => Some((Family::Ecdsa, "EC P-384")),
            "ES512" => Some((Family::Ecdsa, "EC P-521")),
            "ES256K" => Some((Family::Ecdsa, "EC secp256k1")),
            "EdDSA" | "Ed25519" => Some((Family::Eddsa, "OKP Ed25519")),
            "Ed448" => Some((Family::Ed448, "OKP Ed448")),
            "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" => Some((Family::MlDsa, "AKP")),
            _ => None,
        }
    }

    /// Of two curves EdDSA has, the key says which (RFC 8037, section 3.1).
    fn of(alg: Alg<'_>, jwk: &Jwk) -> Option<Family> {
        match Family::and_key_type(alg) {
            Some((Family::Eddsa, _)) if alg == Alg::EdDSA && jwk.crv() == Some(Crv::Ed448) => {
                Some(Family::Ed448)
            }
            family => family.map(|(family, _)| family),
        }
    }
}

for_signatures! {
    /// Key material of one type was given for an algorithm of another.
    pub(crate) fn not_for(alg: Alg<'_>, found: &'static str) -> LoadError {
        match Family::and_key_type(alg) {
            Some((_, expected)) => LoadError::WrongKeyType {
                alg: alg.name().into(),
                expected,
                found: found.into(),
            },
            None => LoadError::unknown_alg(alg),
        }
    }

    /// A JWK of one type was given for an algorithm of another (ALG-15, ALG-17, ALG-22).
    pub(crate) fn not_for_jwk(alg: Alg<'_>, jwk: &Jwk) -> LoadError {
        match Family::and_key_type(alg) {
            Some((_, expected)) => LoadError::wrong_key_type(alg, expected, jwk),
            None => LoadError::unknown_alg(alg),
        }
    }
}

#[cfg_attr(
    not(any(feature = "hmac", feature = "rsa")),
    expect(unused_variables, reason = "the rules speak of RSA and HMAC keys only")
)]
fn load_sign(jwk: &Jwk, alg: Alg<'_>, rules: &KeyRules) -> Result<Box<dyn Sign>, LoadError> {
    match Family::of(alg, jwk) {
        #[cfg(feature = "hmac")]
        Some(Family::Hmac) => Ok(Box::new(Hmac::load_for(
            jwk,
            alg,
            &[Operation::Sign],
            rules,
        )?)),
        #[cfg(feature = "rsa")]
        Some(Family::Rsa) => Ok(Box::new(Rsa::load_with(jwk, alg, rules)?)),
        #[cfg(feature = "ecdsa")]
        Some(Family::Ecdsa) => Ok(Box::new(Ecdsa::load(jwk, alg)?)),
        #[cfg(feature = "eddsa")]
        Some(Family::Eddsa) => Ok(Box::new(Ed25519::load(jwk, alg)?)),
        #[cfg(feature = "ed448")]
        Some(Family::Ed448) => Ok(Box::new(Ed448::load(jwk, alg)?)),
        #[cfg(feature = "ml-dsa")]
        Some(Family::MlDsa) => Ok(Box::new(MlDsa::load(jwk, alg)?)),
        other => Err(no_algorithm(alg, other)),
    }
}

#[cfg_attr(
    not(any(feature = "hmac", feature = "rsa")),
    expect(unused_variables, reason = "the rules speak of RSA and HMAC keys only")
)]
fn load_verify(jwk: &Jwk, alg: Alg<'_>, rules: &KeyRules) -> Result<Box<dyn Verify>, LoadError> {
    match Family::of(alg, jwk) {
        #[cfg(feature = "hmac")]
        Some(Family::Hmac) => Ok(Box::new(Hmac::load_for(
            jwk,
            alg,
            &[Operation::Verify],
            rules,
        )?)),
        #[cfg(feature = "rsa")]
        Some(Family::Rsa) => Ok(Box::new(RsaPublic::load_with(jwk, alg, rules)?)),
        #[cfg(feature = "ecdsa")]
        Some(Family::Ecdsa) => Ok(Box::new(EcdsaPublic::load(jwk, alg)?)),
        #[cfg(feature = "eddsa")]
        Some(Family::Eddsa) => Ok(Box::new(Ed25519Public::load(jwk, alg)?)),
        #[cfg(feature = "ed448")]
        Some(Family::Ed448) => Ok(Box::new(Ed448Public::load(jwk, alg)?)),
        #[cfg(feature = "ml-dsa")]
        Some(Family::MlDsa) => Ok(Box::new(MlDsaPublic::load(jwk, alg)?)),
        other => Err(no_algorithm(alg, other)),
    }
}

/// "Compiled out" is another message than "unknown": the first is repaired in `Cargo.toml`.
fn no_algorithm(alg: Alg<'_>, family: Option<Family>) -> LoadError {
    let feature = match family {
        Some(Family::Hmac) => "hmac",
        Some(Family::Rsa) => "rsa",
        Some(Family::Ecdsa) => "ecdsa",
        Some(Family::Eddsa) => "eddsa",
        Some(Family::Ed448) => "ed448",
        Some(Family::MlDsa) => "ml-dsa",
        None => return LoadError::unknown_alg(alg),
    };
    LoadError::FeatureOff {
        alg: alg.name().into(),
        feature,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use jose_jwk::Alg;

    use super::Family;

    /// The table says what the registry says, but for EdDSA: of its two curves it names the usual one.
    #[test]
    fn key_types_are_those_of_the_registry() {
        let names = [
            "HS256",
            "HS384",
            "HS512",
            "RS256",
            "RS384",
            "RS512",
            "PS256",
            "PS384",
            "PS512",
            "ES256",
            "ES384",
            "ES512",
            "ES256K",
            "EdDSA",
            "Ed25519",
            "Ed448",
            "ML-DSA-44",
            "ML-DSA-65",
            "ML-DSA-87",
        ];
        for name in names {
            let alg = Alg::from_name(name).unwrap();
            let (_, key_type) = Family::and_key_type(alg).unwrap();
            let info = alg.info().unwrap();
            let mut expected = info.kty[0].to_string();
            if let Some(crv) = info.crv.first() {
                expected = alloc::format!("{expected} {crv}");
            }
            assert_eq!(key_type, expected, "{name}");
            assert!(info.crv.len() <= 1 || name == "EdDSA");
        }
    }
}
