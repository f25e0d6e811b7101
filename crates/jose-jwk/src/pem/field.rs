//! The fields of an ASN.1 SEQUENCE in their order, strict DER (X.690, section 10).

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

use super::{Container, PemError};

/// What is left of a SEQUENCE; every error names the container and the field.
pub(super) struct Fields<'a> {
    reader: SliceReader<'a>,
    container: Container,
}

/// The one ASN.1 value that `der` consists of.
pub(super) fn only_value(der: &[u8]) -> Result<AnyRef<'_>, PemError> {
    let broken = PemError::NotDer {
        found: "cut short or not DER at all",
    };
    let mut reader = SliceReader::new(der).map_err(|_| broken.clone())?;
    let value = AnyRef::decode(&mut reader).map_err(|_| broken.clone())?;
    // What follows the key is never ignored: two readers could disagree about which key the file holds.
    match usize::try_from(reader.remaining_len()) {
        Ok(0) => Ok(value),
        Ok(len) => Err(PemError::TrailingData { len }),
        Err(_) => Err(broken),
    }
}

impl<'a> Fields<'a> {
    /// The fields of a whole DER file.
    pub(super) fn of_file(der: &'a [u8], container: Container) -> Result<Self, PemError> {
        Self::of_value(only_value(der)?, container, "it is no SEQUENCE")
    }

    /// The fields of a SEQUENCE that is itself a field.
    pub(super) fn of_value(
        value: AnyRef<'a>,
        container: Container,
        what: &'static str,
    ) -> Result<Self, PemError> {
        let malformed = PemError::Malformed { container, what };
        if value.tag() != Tag::Sequence {
            return Err(malformed);
        }
        let reader = SliceReader::new(value.value()).map_err(|_| malformed)?;
        Ok(Fields { reader, container })
    }

    pub(super) fn malformed(&self, what: &'static str) -> PemError {
        PemError::Malformed {
            container: self.container,
            what,
        }
    }

    /// The next field, whatever it is.
    pub(super) fn any(&mut self, what: &'static str) -> Result<AnyRef<'a>, PemError> {
        AnyRef::decode(&mut self.reader).map_err(|_| self.malformed(what))
    }

    /// An INTEGER that is not negative, without leading zero octets.
    pub(super) fn uint(&mut self, what: &'static str) -> Result<&'a [u8], PemError> {
        let number = UintRef::decode(&mut self.reader).map_err(|_| self.malformed(what))?;
        Ok(number.as_bytes())
    }

    pub(super) fn version(&mut self) -> Result<u8, PemError> {
        u8::decode(&mut self.reader).map_err(|_| self.malformed("version"))
    }

    pub(super) fn oid(&mut self, what: &'static str) -> Result<ObjectIdentifier, PemError> {
        ObjectIdentifier::decode(&mut self.reader).map_err(|_| self.malformed(what))
    }

    pub(super) fn octet_string(&mut self, what: &'static str) -> Result<&'a [u8], PemError> {
        let octets =
            <&OctetStringRef>::decode(&mut self.reader).map_err(|_| self.malformed(what))?;
        Ok(octets.as_bytes())
    }

    /// A BIT STRING of whole octets.
    pub(super) fn bit_string(&mut self, what: &'static str) -> Result<&'a [u8], PemError> {
        let bits = BitStringRef::decode(&mut self.reader)
            .ok()
            .and_then(|bits| bits.as_bytes());
        bits.ok_or_else(|| self.malformed(what))
    }

    /// The content of the next field if it has this context-specific tag.
    pub(super) fn tagged(
        &mut self,
        number: u32,
        constructed: bool,
        what: &'static str,
    ) -> Result<Option<&'a [u8]>, PemError> {
        let tag = Tag::ContextSpecific {
            constructed,
            number: TagNumber(number),
        };
        if self.is_empty() || Tag::peek(&self.reader) != Ok(tag) {
            return Ok(None);
        }
        self.any(what).map(|field| Some(field.value()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reader.is_finished()
    }

    /// Fields that the specification does not know are refused.
    pub(super) fn finish(self) -> Result<(), PemError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(self.malformed("there are further fields"))
        }
    }
}

/// A DER BIT STRING of whole octets that fills `der`, as an explicit tag holds it.
pub(super) fn bit_string_in(der: &[u8]) -> Option<&[u8]> {
    BitStringRef::from_der(der).ok()?.as_bytes()
}

/// The content of a DER OCTET STRING that fills `der`.
pub(super) fn octet_string_in(der: &[u8]) -> Option<&[u8]> {
    Some(<&OctetStringRef>::from_der(der).ok()?.as_bytes())
}

/// The content of an implicitly tagged BIT STRING of whole octets: the count of unused bits, then the octets.
pub(super) const fn bit_string_content(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, octets @ ..] => Some(octets),
        _ => None,
    }
}
