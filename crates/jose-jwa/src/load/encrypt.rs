//! From a JWK to a key that encrypts, agrees on or decrypts a CEK (RFC 7518, section 4.1).

use alloc::boxed::Box;

use jose_jwe::{DecryptCek, DirectCek, EncryptCek, LoadDecrypt, LoadEncrypt};
use jose_jwk::{Alg, Crv, Enc, Jwk, LoadError};

use super::{KeyRules, RustCryptoWith};
#[cfg(feature = "pbes2")]
use crate::Password;
use crate::manage::Side;
use crate::{AesGcmKw, AesKw, Dir, RustCrypto};
#[cfg(feature = "ecdh")]
use crate::{EcdhEs, EcdhEsKwPublic, EcdhEsPublic};
#[cfg(feature = "rsa")]
use crate::{RsaOaep, RsaOaepPublic};

impl LoadEncrypt for RustCrypto {
    fn load_encrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn EncryptCek>, LoadError> {
        load_encrypt(jwk, alg, &KeyRules::default())
    }

    fn load_direct(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DirectCek>, LoadError> {
        load_direct(jwk, alg)
    }
}

impl LoadDecrypt for RustCrypto {
    fn load_decrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DecryptCek>, LoadError> {
        load_decrypt(jwk, alg, &KeyRules::default())
    }
}

impl LoadEncrypt for RustCryptoWith {
    fn load_encrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn EncryptCek>, LoadError> {
        load_encrypt(jwk, alg, &self.rules)
    }

    fn load_direct(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DirectCek>, LoadError> {
        load_direct(jwk, alg)
    }
}

impl LoadDecrypt for RustCryptoWith {
    fn load_decrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DecryptCek>, LoadError> {
        load_decrypt(jwk, alg, &self.rules)
    }
}

/// The key management algorithms of this backend, compiled in or not, by the type of their key objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Dir,
    AesKw,
    AesGcmKw,
    RsaOaep,
    Rsa1_5,
    EcdhEs,
    X448,
    Pbes2,
}

impl Family {
    /// The family, and the `kty` that its keys have.
    fn and_key_type(alg: Alg<'_>) -> Option<(Family, &'static str)> {
        match alg.name() {
            "dir" => Some((Family::Dir, "oct")),
            "A128KW" | "A192KW" | "A256KW" => Some((Family::AesKw, "oct")),
            "A128GCMKW" | "A192GCMKW" | "A256GCMKW" => Some((Family::AesGcmKw, "oct")),
            "RSA-OAEP" | "RSA-OAEP-256" | "RSA-OAEP-384" | "RSA-OAEP-512" => {
                Some((Family::RsaOaep, "RSA"))
            }
            "RSA1_5" => Some((Family::Rsa1_5, "RSA")),
            "ECDH-ES" | "ECDH-ES+A128KW" | "ECDH-ES+A192KW" | "ECDH-ES+A256KW" => {
                Some((Family::EcdhEs, ECDH_KEYS))
            }
            "PBES2-HS256+A128KW" | "PBES2-HS384+A192KW" | "PBES2-HS512+A256KW" => {
                Some((Family::Pbes2, "oct"))
            }
            _ => None,
        }
    }

    /// Of the curves that ECDH-ES has, one is a feature of its own (RFC 8037, section 3.2).
    fn of(alg: Alg<'_>, jwk: &Jwk) -> Option<Family> {
        match Family::and_key_type(alg)? {
            (Family::EcdhEs, _) if jwk.crv() == Some(Crv::X448) => Some(Family::X448),
            (family, _) => Some(family),
        }
    }
}

/// Key material of one type was given for an algorithm of another, or of another kind of key object.
pub(crate) fn not_for_cek(alg: Alg<'_>, found: &'static str) -> LoadError {
    match Family::and_key_type(alg) {
        Some((_, expected)) if expected == found => OTHER_KIND,
        Some((_, expected)) => LoadError::WrongKeyType {
            alg: alg.name().into(),
            expected,
            found: found.into(),
        },
        None => LoadError::unknown_alg(alg),
    }
}

/// A JWK of one type was given for an algorithm of another, or of another kind of key object.
pub(crate) fn not_for_cek_jwk(alg: Alg<'_>, jwk: &Jwk) -> LoadError {
    match Family::and_key_type(alg) {
        Some(_)
            if alg
                .info()
                .is_some_and(|info| info.fits(jwk.kty(), jwk.crv())) =>
        {
            OTHER_KIND
        }
        Some((_, expected)) => LoadError::wrong_key_type(alg, expected, jwk),
        None => LoadError::unknown_alg(alg),
    }
}

#[cfg_attr(
    not(feature = "rsa"),
    expect(unused_variables, reason = "the rules speak of RSA keys only")
)]
fn load_encrypt(
    jwk: &Jwk,
    alg: Alg<'_>,
    rules: &KeyRules,
) -> Result<Box<dyn EncryptCek>, LoadError> {
    if alg.is_direct() == Some(true) {
        return Err(IS_DIRECT);
    }
    let side = &[Side::Sender];
    match Family::of(alg, jwk) {
        Some(Family::AesKw) => Ok(Box::new(AesKw::load_for(jwk, alg, side)?)),
        Some(Family::AesGcmKw) => Ok(Box::new(AesGcmKw::load_for(jwk, alg, side)?)),
        #[cfg(feature = "rsa")]
        Some(Family::RsaOaep) => Ok(Box::new(RsaOaepPublic::load_with(jwk, alg, rules)?)),
        #[cfg(feature = "ecdh")]
        Some(Family::EcdhEs) => Ok(Box::new(EcdhEsKwPublic::load(jwk, alg)?)),
        #[cfg(feature = "x448")]
        Some(Family::X448) => Ok(Box::new(EcdhEsKwPublic::load(jwk, alg)?)),
        #[cfg(feature = "pbes2")]
        Some(Family::Pbes2) => Ok(Box::new(Password::load_for(jwk, alg, side)?)),
        other => Err(no_algorithm(alg, other)),
    }
}

fn load_direct(jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DirectCek>, LoadError> {
    if alg.is_direct() == Some(false) {
        return Err(IS_NOT_DIRECT);
    }
    match Family::of(alg, jwk) {
        Some(Family::Dir) => Ok(Box::new(load_dir(jwk, Side::Sender)?)),
        #[cfg(feature = "ecdh")]
        Some(Family::EcdhEs) => Ok(Box::new(EcdhEsPublic::load(jwk)?)),
        #[cfg(feature = "x448")]
        Some(Family::X448) => Ok(Box::new(EcdhEsPublic::load(jwk)?)),
        other => Err(no_algorithm(alg, other)),
    }
}

#[cfg_attr(
    not(feature = "rsa"),
    expect(unused_variables, reason = "the rules speak of RSA keys only")
)]
fn load_decrypt(
    jwk: &Jwk,
    alg: Alg<'_>,
    rules: &KeyRules,
) -> Result<Box<dyn DecryptCek>, LoadError> {
    let side = &[Side::Recipient];
    match Family::of(alg, jwk) {
        Some(Family::Dir) => Ok(Box::new(load_dir(jwk, Side::Recipient)?)),
        Some(Family::AesKw) => Ok(Box::new(AesKw::load_for(jwk, alg, side)?)),
        Some(Family::AesGcmKw) => Ok(Box::new(AesGcmKw::load_for(jwk, alg, side)?)),
        #[cfg(feature = "rsa")]
        Some(Family::RsaOaep) => Ok(Box::new(RsaOaep::load_with(jwk, alg, rules)?)),
        #[cfg(feature = "ecdh")]
        Some(Family::EcdhEs) => Ok(Box::new(EcdhEs::load(jwk, alg)?)),
        #[cfg(feature = "x448")]
        Some(Family::X448) => Ok(Box::new(EcdhEs::load(jwk, alg)?)),
        #[cfg(feature = "pbes2")]
        Some(Family::Pbes2) => Ok(Box::new(Password::load_for(jwk, alg, side)?)),
        other => Err(no_algorithm(alg, other)),
    }
}

/// Only the key's own `alg` can name the `enc` here (JWK-06).
fn load_dir(jwk: &Jwk, side: Side) -> Result<Dir, LoadError> {
    let named = jwk.alg().filter(|alg| *alg != Alg::DIR);
    let enc = named.and_then(|alg| Enc::parse(alg.name()).ok());
    match enc {
        Some(enc) => Dir::load_for(jwk, enc, &[side]),
        None => Err(side
            .permitted_dir(jwk)
            .map_or_else(LoadError::from, |()| NAMES_NO_ENC)),
    }
}

/// "Compiled out" is another message than "unknown": the first is repaired in `Cargo.toml`.
fn no_algorithm(alg: Alg<'_>, family: Option<Family>) -> LoadError {
    let feature = match family {
        Some(Family::Dir | Family::AesKw | Family::AesGcmKw) => "jwe",
        Some(Family::RsaOaep) => "rsa",
        // RKE-02: whoever needs it says so in code, not in a list of names.
        Some(Family::Rsa1_5) => return EXPLICIT_ONLY,
        Some(Family::EcdhEs) => "ecdh",
        Some(Family::X448) => "x448",
        Some(Family::Pbes2) => "pbes2",
        None => return LoadError::unknown_alg(alg),
    };
    LoadError::FeatureOff {
        alg: alg.name().into(),
        feature,
    }
}

pub(crate) const ECDH_KEYS: &str = "EC P-256, P-384 or P-521, or OKP X25519 or X448";

const OTHER_KIND: LoadError = LoadError::Invalid {
    what: "the algorithm belongs to another kind of key object",
};
const IS_DIRECT: LoadError = LoadError::Invalid {
    what: "`dir` and ECDH-ES encrypt no CEK: such a key is loaded with load_direct",
};
const IS_NOT_DIRECT: LoadError = LoadError::Invalid {
    what: "only `dir` and ECDH-ES are direct: another key is loaded with load_encrypt",
};
const NAMES_NO_ENC: LoadError = LoadError::Invalid {
    what: "a key for `dir` must name in its `alg` the enc it is for",
};
const EXPLICIT_ONLY: LoadError = LoadError::Invalid {
    what: "RSA1_5 is never loaded by its name: construct the key object of the feature `rsa1_5` explicitly",
};

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use jose_jwk::{Alg, AlgPurpose};

    use super::{ECDH_KEYS, Family};

    /// The table says what the registry says; of the curves of ECDH-ES it leaves one out.
    #[test]
    fn key_types_are_those_of_the_registry() {
        let managing = Alg::all().filter(|info| info.purpose == AlgPurpose::KeyManagement);
        let mut count = 0;
        for info in managing {
            let alg = Alg::from_name(info.name).unwrap();
            let (family, key_type) = Family::and_key_type(alg).unwrap();
            let types: Vec<&str> = info.kty.iter().map(|kty| kty.name()).collect();
            match family {
                Family::EcdhEs => assert_eq!((types, key_type), (["EC", "OKP"].into(), ECDH_KEYS)),
                _ => assert_eq!(types, [key_type], "{alg}"),
            }
            count += 1;
        }
        assert_eq!(count, 19);
    }

    #[test]
    fn names_that_manage_no_key() {
        for name in [
            "HS256", "ES256", "EdDSA", "A128GCM", "DIR", "Dir", "a128kw", "X-MINE",
        ] {
            let alg = Alg::parse(name).unwrap();
            assert_eq!(Family::and_key_type(alg), None, "{name}");
        }
    }
}
