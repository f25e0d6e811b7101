//! ECPrivateKey (SEC 1, section C.4; RFC 5915, section 3).

use super::algorithm::named_curve;
use super::field::{Fields, bit_string_in, only_value};
use super::key::FileKey;
use super::{Container, PemError};
use crate::name::Crv;

/// Reads an ECPrivateKey.
///
/// `curve` is what is said of the curve outside of it: in the AlgorithmIdentifier of a PKCS#8, in
/// a PEM block of parameters before it. `point` is a public key outside of it.
pub(super) fn private(
    der: &[u8],
    curve: Option<Crv<'static>>,
    point: Option<&[u8]>,
    container: Container,
) -> Result<FileKey, PemError> {
    let mut fields = Fields::of_file(der, container)?;
    if fields.version()? != 1 {
        return Err(fields.malformed("version of ECPrivateKey"));
    }
    let d = fields.octet_string("privateKey")?;
    let parameters = fields.tagged(0, true, "parameters")?;
    let inner_point = match fields.tagged(1, true, "publicKey")? {
        Some(bits) => Some(bit_string_in(bits).ok_or_else(|| fields.malformed("publicKey"))?),
        None => None,
    };
    let no_curve = fields.malformed("the curve is not named");
    fields.finish()?;

    let inner_curve = match parameters {
        Some(parameters) => Some(named_curve(only_value(parameters)?, container)?),
        None => None,
    };
    // Whoever says a thing twice says the same thing twice, or two readers get two keys.
    let curve = same(curve, inner_curve).ok_or(PemError::Contradiction {
        container,
        what: "curve",
    })?;
    let point = same(point, inner_point).ok_or(PemError::Contradiction {
        container,
        what: "publicKey",
    })?;
    FileKey::ec(curve.ok_or(no_curve)?, Some(d), point, container)
}

/// The one of two that is there; `None` if both are and differ.
fn same<T: PartialEq>(outer: Option<T>, inner: Option<T>) -> Option<Option<T>> {
    match (outer, inner) {
        (Some(outer), Some(inner)) if outer != inner => None,
        (outer, inner) => Some(outer.or(inner)),
    }
}
