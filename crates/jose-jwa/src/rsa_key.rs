//! RSA keys and operations: every use of the `rsa` crate's API is in this file and the two below it (RFC 8017; RFC 7518, section 6.3).
//!
//! The crate is a release candidate; what changes in it changes here and nowhere else.

#[cfg(feature = "jwe")]
mod encryption;
mod signature;

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use jose_jwk::{LoadError, Rsa as RsaMaterial, RsaFactors};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

#[cfg(feature = "jwe")]
pub(crate) use self::encryption::{Decrypting, Encrypting, Scheme};
pub(crate) use self::signature::{Signing, Verifying, scheme, signing, verifying};
use crate::load::KeyRules;

/// Above this size one verification takes so long that keys become a weapon (RSA-02).
const MAX_BITS: usize = 8192;
/// Primes are recovered from n, e and d only for exponents above 2^16 (NIST SP 800-56B, appendix C.2).
const RECOVERABLE_EXPONENT: u64 = 1 << 16;

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

/// How a public key is published.
fn material(key: &RsaPublicKey) -> Result<RsaMaterial, LoadError> {
    RsaMaterial::new(&key.n_bytes(), &key.e_bytes(), None).map_err(|_| PUBLIC)
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
