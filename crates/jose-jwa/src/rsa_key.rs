//! RSA keys and operations: every use of the `rsa` crate's API is in this file (RFC 8017; RFC 7518, sections 3.3, 3.5 and 6.3).
//!
//! The crate is a release candidate; what changes in it changes here and nowhere else.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use digest::Update;
use jose_jwk::{Alg, LoadError, Rsa as RsaMaterial, RsaFactors, SecureRandom};
use jose_jws::{SignError, Signature, SigningInput, VerifyFailure};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey, pkcs1v15, pss};
use sha2::{Sha256, Sha384, Sha512};
use signature::{DigestVerifier, RandomizedMultipartSigner, SignatureEncoding};
use zeroize::Zeroizing;

use crate::load::KeyRules;
use crate::random::{Source, Watched};

/// Above this size one verification takes so long that keys become a weapon (RSA-02).
const MAX_BITS: usize = 8192;
/// Primes are recovered from n, e and d only for exponents above 2^16 (NIST SP 800-56B, appendix C.2).
const RECOVERABLE_EXPONENT: u64 = 1 << 16;

/// One line an algorithm: its name, the scheme, the hash, and the smallest modulus in bits that has
/// room for the encoded hash and salt, and which no rule undercuts (RFC 8017, section 9.1.1: emLen ≥ hLen + sLen + 2; RSA-15).
macro_rules! schemes {
    ($($alg:ident: $scheme:ident, $hash:ty, $bits:literal;)*) => {
        /// A public key, prepared for one algorithm.
        pub(crate) enum Verifying {
            $($alg($scheme::VerifyingKey<$hash>),)*
        }

        /// A private key, prepared for one algorithm.
        pub(crate) enum Signing {
            $($alg($scheme::SigningKey<$hash>),)*
        }

        /// The algorithm, if it is one of these, and its smallest modulus in bits.
        pub(crate) fn scheme(alg: Alg<'_>) -> Option<(Alg<'static>, usize)> {
            $(if alg == Alg::$alg {
                return Some((Alg::$alg, $bits));
            })*
            None
        }

        impl Verifying {
            /// `None` for an algorithm that [`scheme`] does not know.
            fn new(alg: Alg<'static>, key: RsaPublicKey) -> Option<Self> {
                // Both `new` fix what a signature must look like: the DigestInfo of the hash, and a
                // salt as long as the hash (RSA-10, RSA-13).
                $(if alg == Alg::$alg {
                    return Some(Verifying::$alg($scheme::VerifyingKey::new(key)));
                })*
                None
            }

            pub(crate) fn to_material(&self) -> Result<RsaMaterial, LoadError> {
                let key: &RsaPublicKey = match self {
                    $(Verifying::$alg(key) => key.as_ref(),)*
                };
                RsaMaterial::new(&key.n_bytes(), &key.e_bytes(), None).map_err(|_| PUBLIC)
            }

            pub(crate) fn verify(&self, input: SigningInput<'_>, octets: &[u8]) -> Result<(), VerifyFailure> {
                match self {
                    $(Verifying::$alg(key) => {
                        let signature = $scheme::Signature::try_from(octets).map_err(|_| VerifyFailure::Invalid)?;
                        // Both schemes use the digest that they were given for the message, and no
                        // other: this is not the prehash variant that it is for Ed25519.
                        let message = |hash: &mut $hash| {
                            input.parts().iter().for_each(|part| hash.update(part));
                            Ok(())
                        };
                        key.verify_digest(message, &signature).map_err(|_| VerifyFailure::Invalid)
                    })*
                }
            }
        }

        impl Signing {
            /// `None` for an algorithm that [`scheme`] does not know.
            fn new(alg: Alg<'static>, key: RsaPrivateKey) -> Option<Self> {
                $(if alg == Alg::$alg {
                    return Some(Signing::$alg($scheme::SigningKey::new(key)));
                })*
                None
            }

            /// That of the modulus.
            pub(crate) fn signature_len(&self) -> usize {
                match self {
                    $(Signing::$alg(key) => key.as_ref().size(),)*
                }
            }

            pub(crate) fn verifying(&self) -> Verifying {
                match self {
                    $(Signing::$alg(key) => Verifying::$alg($scheme::VerifyingKey::new(key.as_ref().to_public_key())),)*
                }
            }

            pub(crate) fn sign(&self, input: SigningInput<'_>, random: &dyn SecureRandom) -> Result<Signature, SignError> {
                let mut random = Watched::new(Source::new(random));
                // Only the calls that take a generator are blinded in every feature set of the crate
                // (RSA-16). It checks its result with the public key before it hands it out.
                let octets = match self {
                    $(Signing::$alg(key) => key
                        .try_multipart_sign_with_rng(&mut random, input.parts())
                        .map(|signature| Signature::from_slice(&signature.to_bytes())),)*
                };
                octets.map_err(|_| if random.failed() { SignError::Random } else { SignError::Failed })
            }
        }
    };
}

schemes! {
    RS256: pkcs1v15, Sha256, 1024;
    RS384: pkcs1v15, Sha384, 1024;
    RS512: pkcs1v15, Sha512, 1024;
    PS256: pss, Sha256, 1024;
    PS384: pss, Sha384, 1024;
    PS512: pss, Sha512, 1034;
}

/// Prepares the public key n, e for one algorithm.
pub(crate) fn verifying(
    alg: Alg<'_>,
    n: &[u8],
    e: &[u8],
    rules: &KeyRules,
) -> Result<(Alg<'static>, Verifying), LoadError> {
    let (alg, least) = scheme(alg).ok_or_else(|| crate::load::not_for(alg, "RSA"))?;
    let key = public_key(n, e, least, rules)?;
    Ok((
        alg,
        Verifying::new(alg, key).ok_or_else(|| LoadError::unknown_alg(alg))?,
    ))
}

/// Prepares the private key of a JWK for one algorithm.
pub(crate) fn signing(
    alg: Alg<'_>,
    key: &RsaMaterial,
    rules: &KeyRules,
) -> Result<(Alg<'static>, Signing), LoadError> {
    let (alg, least) = scheme(alg).ok_or_else(|| crate::load::not_for(alg, "RSA"))?;
    let key = private_key(key, least, rules)?;
    Ok((
        alg,
        Signing::new(alg, key).ok_or_else(|| LoadError::unknown_alg(alg))?,
    ))
}

/// A public key after every check of size, before any arithmetic.
fn public_key(
    n: &[u8],
    e: &[u8],
    least: usize,
    rules: &KeyRules,
) -> Result<RsaPublicKey, LoadError> {
    let n = trimmed(n);
    let bits = bits(n);
    let min = rules.min_rsa_bits.max(least);
    if bits < min || bits > MAX_BITS {
        return Err(LoadError::RsaModulusBits {
            bits,
            min,
            max: MAX_BITS,
        });
    }
    if n.last().is_none_or(|last| last % 2 == 0) {
        return Err(LoadError::Invalid {
            what: "the RSA modulus is even",
        });
    }
    let e = exponent(e, rules)?;
    RsaPublicKey::new(BoxedUint::from_be_slice_vartime(n), BoxedUint::from(e)).map_err(|_| PUBLIC)
}

/// RFC 7518, section 6.3.2: n, e, d, and either all of p, q, dp, dq, qi or none of them.
fn private_key(
    key: &RsaMaterial,
    least: usize,
    rules: &KeyRules,
) -> Result<RsaPrivateKey, LoadError> {
    // The crate has no limits of its own for private keys.
    public_key(key.n(), key.e(), least, rules)?;
    let private = key.private().ok_or(LoadError::NoPrivateKey)?;
    let n = trimmed(key.n());
    let e = exponent(key.e(), rules)?;

    // 1 < d < n: the crate's recovery of primes would panic at d = 0.
    let d = trimmed(private.d().expose_secret());
    if d.len() > n.len() || matches!(d, [] | [1]) {
        return Err(EXPONENT);
    }
    let modulus = BoxedUint::from_be_slice_vartime(n);
    let mut d = number(d, modulus.bits_precision()).ok_or(EXPONENT)?;
    if *d >= modulus {
        return Err(EXPONENT);
    }

    // The numbers move into the key, which clears them. Where the crate finds a fault before it has
    // made a key it does not, so that what it would find first is found here.
    let primes = match private.factors() {
        Some(factors) => {
            let (p_octets, q_octets) = (factors.p().expose_secret(), factors.q().expose_secret());
            let (mut p, mut q) = (factor(p_octets, n)?, factor(q_octets, n)?);
            if p == q {
                return Err(LoadError::Invalid {
                    what: "p and q are equal",
                });
            }
            if !is_product(&modulus, p_octets, &q) {
                return Err(COMPONENTS);
            }
            vec![mem::take(&mut *p), mem::take(&mut *q)]
        }
        None if e <= RECOVERABLE_EXPONENT => {
            return Err(LoadError::Invalid {
                what: "p and q are missing and cannot be found for an exponent below 65537",
            });
        }
        None => Vec::new(),
    };
    let d = mem::take(&mut *d);
    let loaded = RsaPrivateKey::from_components(modulus, BoxedUint::from(e), d, primes)
        .map_err(|_| COMPONENTS)?;
    if let Some(factors) = private.factors() {
        same_crt(&loaded, factors)?;
    }
    // Without these the crate silently takes a slower road with other properties.
    if loaded.qinv().is_none() {
        return Err(LoadError::Invalid {
            what: "p and q are not prime to each other",
        });
    }
    Ok(loaded)
}

const PUBLIC: LoadError = LoadError::Invalid {
    what: "n and e are no RSA public key",
};
const EXPONENT: LoadError = LoadError::Invalid {
    what: "d is not between 1 and n",
};
const FACTOR: LoadError = LoadError::Invalid {
    what: "p or q is even or longer than half of n: they must be of about equal width",
};
const COMPONENTS: LoadError = LoadError::Mismatch {
    what: "n, e, d, p and q",
};

/// dp, dq and qi are what the crate computes. It never uses the key's own, but a key that
/// contradicts itself was damaged or was made to be (RSA-07).
fn same_crt(key: &RsaPrivateKey, factors: &RsaFactors) -> Result<(), LoadError> {
    let qi = key.crt_coefficient().map(Zeroizing::new);
    let given = [
        (factors.dp(), key.dp(), "dp"),
        (factors.dq(), key.dq(), "dq"),
        (factors.qi(), qi.as_deref(), "qi"),
    ];
    for (octets, computed, what) in given {
        let octets = trimmed(octets.expose_secret());
        // The comparison of two numbers takes constant time.
        let same = computed.is_some_and(|computed| {
            let given = number(octets, computed.bits_precision());
            given.is_some_and(|given| *given == *computed)
        });
        if !same {
            return Err(LoadError::Mismatch { what });
        }
    }
    Ok(())
}

/// A prime factor is about half as long as the modulus: the limit the crate works with.
fn factor(octets: &[u8], n: &[u8]) -> Result<Zeroizing<BoxedUint>, LoadError> {
    let octets = trimmed(octets);
    let max = bits(n).div_ceil(2);
    if bits(octets) > max || octets.last().is_none_or(|last| last % 2 == 0) {
        return Err(FACTOR);
    }
    let precision = u32::try_from(max).map_err(|_| FACTOR)?;
    number(octets, precision).ok_or(FACTOR)
}

fn is_product(n: &BoxedUint, p: &[u8], q: &BoxedUint) -> bool {
    // A product has the precision of its first factor, or there is none.
    let p = number(trimmed(p), n.bits_precision());
    let product = p.and_then(|p| p.checked_mul(q).into_option());
    product.is_some_and(|product| *Zeroizing::new(product) == *n)
}

/// An odd number from 65537 to 2^33 − 1 (RSA-03).
fn exponent(e: &[u8], rules: &KeyRules) -> Result<u64, LoadError> {
    let e = trimmed(e);
    if e.len() > 5 {
        return Err(LoadError::RsaExponent);
    }
    let e = e
        .iter()
        .fold(0, |sum, octet| (sum << 8) | u64::from(*octet));
    let min = if rules.small_exponent { 3 } else { 65537 };
    if e % 2 == 0 || e < min || e > RsaPublicKey::MAX_PUB_EXPONENT {
        return Err(LoadError::RsaExponent);
    }
    Ok(e)
}

/// A number in this precision, in which the crate keeps it: no copy is made in another one.
fn number(octets: &[u8], precision: u32) -> Option<Zeroizing<BoxedUint>> {
    let number = BoxedUint::from_be_slice(octets, precision).ok()?;
    Some(Zeroizing::new(number))
}

/// Whether leading zeros are allowed is the JWK's question; a number has none.
fn trimmed(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

fn bits(trimmed: &[u8]) -> usize {
    let spare = trimmed.first().map_or(0, |first| first.leading_zeros());
    trimmed
        .len()
        .saturating_mul(8)
        .saturating_sub(usize::try_from(spare).unwrap_or(0))
}
