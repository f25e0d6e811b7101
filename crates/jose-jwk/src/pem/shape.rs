//! What a DER file is, told by the tags of its fields: it has no other label.

use alloc::vec::Vec;

use der::Tag::{self, BitString, Integer, ObjectIdentifier, OctetString, Sequence};
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, TagNumber, Tagged};

use super::field::only_value;
use super::{Container, PemError};

/// No container of a key has more fields than a PKCS#1 private key with further primes.
const MAX_FIELDS: usize = 10;

/// The container that the octets have the shape of.
///
/// Only the shape: whether the fields are right is found by the reader of that container.
///
/// # Errors
///
/// [`PemError`] naming what the octets are instead: a certificate, a request, parameters, …
pub(super) fn container(der: &[u8]) -> Result<Container, PemError> {
    let file = only_value(der)?;
    match file.tag() {
        Sequence => {}
        ObjectIdentifier => return Err(not_a_key("EC parameters without a key")),
        _ => {
            return Err(PemError::NotDer {
                found: "ASN.1 of another kind",
            });
        }
    }
    let fields = fields(file);
    let tags: Vec<Tag> = fields.iter().map(Tagged::tag).collect();
    match tags.as_slice() {
        [Sequence, BitString] => Ok(Container::Spki),
        [Integer, Sequence, OctetString, ..] => Ok(Container::Pkcs8),
        [Integer, OctetString, ..] => Ok(Container::Sec1),
        [Integer, Integer] => Ok(Container::Pkcs1Public),
        [Integer, Integer, Integer] => Err(not_a_key("DSA or Diffie-Hellman parameters")),
        [Integer, Integer, Integer, Integer, Integer, Integer] => {
            Err(not_a_key("a DSA private key"))
        }
        [
            Integer,
            Integer,
            Integer,
            Integer,
            Integer,
            Integer,
            Integer,
            ..,
        ] => Ok(Container::Pkcs1Private),
        [Sequence, OctetString] => Err(PemError::Encrypted {
            container: Container::Pkcs8,
        }),
        [Sequence, Sequence, BitString] => Err(signed(fields.first())),
        [Integer, Sequence] | [Integer, Sequence, Sequence] => Err(PemError::NotAKey {
            found: "a PKCS#12 file",
            hint: "extract the key, `openssl pkcs12 -in FILE -nocerts`",
        }),
        [ObjectIdentifier, ..] => Err(not_a_key("a CMS or PKCS#7 message")),
        _ => Err(PemError::NotDer {
            found: "ASN.1 of another kind",
        }),
    }
}

const fn not_a_key(found: &'static str) -> PemError {
    PemError::NotAKey { found, hint: "" }
}

/// The direct fields of a SEQUENCE, as far as they can be read.
fn fields(value: AnyRef<'_>) -> Vec<AnyRef<'_>> {
    let mut fields = Vec::new();
    if let Ok(mut reader) = SliceReader::new(value.value()) {
        while fields.len() < MAX_FIELDS && !reader.is_finished() {
            let Ok(field) = AnyRef::decode(&mut reader) else {
                break;
            };
            fields.push(field);
        }
    }
    fields
}

/// What was signed: a certificate begins with `[0]` or its serial number, a request is version 0,
/// name, key and attributes, a list of revoked certificates has neither.
fn signed(first: Option<&AnyRef<'_>>) -> PemError {
    let inner = first.map(|value| fields(*value)).unwrap_or_default();
    let tags: Vec<Tag> = inner.iter().map(Tagged::tag).collect();
    let version = Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(0),
    };
    match tags.as_slice() {
        [Integer, Sequence, Sequence] => certificate_request(),
        [Integer, Sequence, Sequence, attributes] if *attributes == version => {
            certificate_request()
        }
        [first, ..] if *first == version => certificate(),
        [Integer, Sequence, Sequence, Sequence, ..] => certificate(),
        _ => not_a_key("a certificate revocation list"),
    }
}

/// A certificate is not read as a key: whether its key is to be believed is a decision of its own.
pub(super) const fn certificate() -> PemError {
    PemError::NotAKey {
        found: "a certificate",
        hint: "take its public key (not supported yet: `openssl x509 -in FILE -pubkey -noout`)",
    }
}

pub(super) const fn certificate_request() -> PemError {
    PemError::NotAKey {
        found: "a certificate request",
        hint: "",
    }
}
