//! RSAPublicKey and RSAPrivateKey of PKCS#1 (RFC 8017, appendix A.1).

use super::field::Fields;
use super::{Container, PemError};
use crate::error::JwkError;
use crate::material::{Rsa, RsaFactors, RsaPrivate};
use crate::secret::Secret;

/// Reads an RSAPublicKey.
pub(super) fn public(der: &[u8], container: Container) -> Result<Rsa, PemError> {
    let mut fields = Fields::of_file(der, container)?;
    let n = fields.uint("modulus")?;
    let e = fields.uint("publicExponent")?;
    fields.finish()?;
    Ok(Rsa::new(n, e, None)?)
}

/// Reads an RSAPrivateKey of two primes.
pub(super) fn private(der: &[u8], container: Container) -> Result<Rsa, PemError> {
    let mut fields = Fields::of_file(der, container)?;
    let version = fields.version()?;
    let n = fields.uint("modulus")?;
    let e = fields.uint("publicExponent")?;
    let d = fields.uint("privateExponent")?;
    let p = fields.uint("prime1")?;
    let q = fields.uint("prime2")?;
    let dp = fields.uint("exponent1")?;
    let dq = fields.uint("exponent2")?;
    let qi = fields.uint("coefficient")?;
    match version {
        0 => fields.finish()?,
        // otherPrimeInfos: RSA-08
        1 => return Err(JwkError::MultiPrime.into()),
        _ => return Err(fields.malformed("version")),
    }
    // Keys of which only n, e and d were known are written with zeros in the place of the rest.
    let factors = if [p, q, dp, dq, qi].iter().all(|number| is_zero(number)) {
        None
    } else {
        let [p, q, dp, dq, qi] = [p, q, dp, dq, qi].map(Secret::from_slice);
        Some(RsaFactors::new(p, q, dp, dq, qi))
    };
    Ok(Rsa::new(
        n,
        e,
        Some(RsaPrivate::new(Secret::from_slice(d), factors)),
    )?)
}

fn is_zero(number: &[u8]) -> bool {
    number.iter().all(|octet| *octet == 0)
}
