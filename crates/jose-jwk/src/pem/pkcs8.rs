//! OneAsymmetricKey, also called PrivateKeyInfo (RFC 5958, section 2; RFC 5208; RFC 8410, section 7).

use super::algorithm::Algorithm;
use super::field::{Fields, bit_string_content, bit_string_in, octet_string_in};
use super::key::FileKey;
use super::{Container, PemError, pkcs1, sec1};

const CONTAINER: Container = Container::Pkcs8;

/// Reads an unencrypted PKCS#8 key, version 1 (0 on the wire) or 2 (1 on the wire, with public key).
pub(super) fn private(der: &[u8]) -> Result<FileKey, PemError> {
    let mut fields = Fields::of_file(der, CONTAINER)?;
    let version = fields.version()?;
    let algorithm = Algorithm::of(fields.any("privateKeyAlgorithm")?, CONTAINER)?;
    let key = fields.octet_string("privateKey")?;
    // Attributes (a friendly name, a key usage) say nothing that a JWK takes over.
    let _ = fields.tagged(0, true, "attributes")?;
    let public = public_key(&mut fields)?;
    if version > 1 || public.is_some() != (version == 1) {
        return Err(fields.malformed("version"));
    }
    fields.finish()?;

    match algorithm {
        Algorithm::Rsa => {
            let rsa = pkcs1::private(key, CONTAINER)?;
            if let Some(public) = public {
                let public = pkcs1::public(public, CONTAINER)?;
                if public.n() != rsa.n() || public.e() != rsa.e() {
                    return Err(PemError::Contradiction {
                        container: CONTAINER,
                        what: "publicKey",
                    });
                }
            }
            Ok(FileKey::rsa(rsa))
        }
        Algorithm::Ec(curve) => sec1::private(key, Some(curve), public, CONTAINER),
        Algorithm::Okp(curve) => {
            let malformed = PemError::Malformed {
                container: CONTAINER,
                what: "privateKey",
            };
            let d = octet_string_in(key).ok_or(malformed)?;
            FileKey::okp(curve, Some(d), public, CONTAINER)
        }
    }
}

/// `publicKey [1] IMPLICIT BIT STRING`, and the same tagged explicitly, as the Rust crate ring wrote it for years.
fn public_key<'a>(fields: &mut Fields<'a>) -> Result<Option<&'a [u8]>, PemError> {
    const WHAT: &str = "publicKey";
    let octets = if let Some(content) = fields.tagged(1, false, WHAT)? {
        bit_string_content(content)
    } else if let Some(content) = fields.tagged(1, true, WHAT)? {
        bit_string_in(content)
    } else {
        return Ok(None);
    };
    octets.map(Some).ok_or_else(|| fields.malformed(WHAT))
}
