//! SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).

use super::algorithm::Algorithm;
use super::field::Fields;
use super::key::FileKey;
use super::{Container, PemError, pkcs1};

const CONTAINER: Container = Container::Spki;

/// Reads a public key.
pub(super) fn public(der: &[u8]) -> Result<FileKey, PemError> {
    let mut fields = Fields::of_file(der, CONTAINER)?;
    let algorithm = Algorithm::of(fields.any("algorithm")?, CONTAINER)?;
    let key = fields.bit_string("subjectPublicKey")?;
    fields.finish()?;
    match algorithm {
        Algorithm::Rsa => pkcs1::public(key, CONTAINER).map(FileKey::rsa),
        Algorithm::Ec(curve) => FileKey::ec(curve, None, Some(key), CONTAINER),
        Algorithm::Okp(curve) => FileKey::okp(curve, None, Some(key), CONTAINER),
    }
}
