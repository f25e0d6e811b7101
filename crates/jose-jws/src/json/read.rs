//! Reading either JSON serialization (RFC 7515, sections 5.2 and 7.2).

use alloc::string::ToString as _;
use alloc::vec::Vec;

use jose_b64::{Escaped, Object, Value};
use jose_jwk::serialization::{
    element, elements, member, protected_header, read_object, string, text, unprotected_header,
};
use jose_jwk::{JoseHeader, KeyHint};

use crate::error::ParseError;
use crate::header::{ProtectedHeader, UnprotectedHeader, check_alg};
use crate::json::{ReadSignature, UnverifiedJson};
use crate::payload::{Attached, Detached, Payload};
use crate::read_options::ReadOptions;
use crate::received::{Received, decode_signature};

/// Which of the two serializations the caller expects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Flattened,
    General,
    Either,
}

/// A message whose signatures were read and whose payload was not looked at yet.
pub(crate) struct Message<'t, 'o> {
    payload: Option<Value<'t>>,
    signatures: Vec<ReadSignature<'t>>,
    b64: bool,
    options: &'o ReadOptions,
}

impl<'t, 'o> Message<'t, 'o> {
    pub(crate) fn read(
        json: &'t [u8],
        form: Form,
        options: &'o ReadOptions,
    ) -> Result<Self, ParseError> {
        let object = read_object(json, &options.limits)?;
        let flattened = ["protected", "header", "signature"];
        let is_flattened = flattened.iter().any(|name| object.contains(name));
        let list = member(&object, "signatures")?;
        let signatures = match (list, form) {
            (Some(_), _) if is_flattened => return Err(ParseError::MixedForms),
            (Some(list), Form::General | Form::Either) => read_list(list, options)?,
            (None, Form::General) if is_flattened => return Err(ParseError::NotGeneral),
            (None, Form::General) => return Err(ParseError::MissingMember { name: "signatures" }),
            (Some(_), Form::Flattened) => return Err(ParseError::NotFlattened),
            (None, Form::Flattened | Form::Either) => [read_one(&object, options)?].into(),
        };
        let mut b64s = signatures.iter().map(|one| one.received.header.b64());
        let b64 = b64s.next().unwrap_or(true);
        if b64s.any(|other| other != b64) {
            return Err(ParseError::MixedB64);
        }
        Ok(Message {
            payload: member(&object, "payload")?,
            signatures,
            b64,
            options,
        })
    }

    pub(crate) fn attached(self) -> Result<UnverifiedJson<'t>, ParseError> {
        let payload = self
            .payload
            .ok_or(ParseError::MissingMember { name: "payload" })?;
        let payload =
            Attached::in_json(string("payload", payload)?, self.b64, self.options.padding)?;
        Ok(self.with(payload))
    }

    pub(crate) fn detached<'p>(
        self,
        payload: &'p [u8],
    ) -> Result<UnverifiedJson<'t, Detached<'p>>, ParseError> {
        if self.payload.is_some() {
            return Err(ParseError::PayloadAttached);
        }
        let payload = Detached::new(payload, self.b64, &self.options.limits)?;
        Ok(self.with(payload))
    }

    fn with<P: Payload>(self, payload: P) -> UnverifiedJson<'t, P> {
        UnverifiedJson {
            payload,
            signatures: self.signatures,
            verifications: self.options.limits.verifications,
        }
    }
}

fn read_list<'t>(
    list: Value<'t>,
    options: &ReadOptions,
) -> Result<Vec<ReadSignature<'t>>, ParseError> {
    let limits = &options.limits;
    let read = |value: Value<'t>| read_one(&element("signatures", value, limits)?, options);
    let signatures = elements("signatures", list, limits.signatures)?;
    signatures.map(read).collect()
}

/// Reads the members `protected`, `header` and `signature` of one signature. What its `crit` demands
/// may be unknown to this recipient: that concerns this signature alone, and is kept with it.
fn read_one<'t>(
    object: &Object<'t>,
    options: &ReadOptions,
) -> Result<ReadSignature<'t>, ParseError> {
    if !object.contains("protected") && !object.contains("header") {
        return Err(ParseError::NoHeader);
    }
    let (limits, padding) = (&options.limits, options.padding);
    let (protected, header) = protected_header(object, padding, limits)?;
    let header = ProtectedHeader::read(header)?;
    let unprotected = unprotected_header(object, "header", limits)?
        .map(|unprotected| read_unprotected(unprotected, &header, options))
        .transpose()?;
    check_alg(KeyHint::joined(&header, [unprotected.as_deref(), None]).alg())?;
    let signature =
        text(object, "signature")?.ok_or(ParseError::MissingMember { name: "signature" })?;
    let signature = decode_signature(&signature, padding)?;
    let refused = header.check_crit(&options.crit).err();
    Ok(ReadSignature {
        received: Received {
            protected: protected.into(),
            header,
            unprotected,
            signature,
        },
        refused,
    })
}

fn read_unprotected(
    header: JoseHeader,
    protected: &ProtectedHeader,
    options: &ReadOptions,
) -> Result<UnprotectedHeader, ParseError> {
    let header = UnprotectedHeader::read(header, options)?;
    match header.common_name(protected) {
        None => Ok(header),
        Some(name) => Err(ParseError::InBothHeaders {
            name: Escaped(&name).to_string().into(),
        }),
    }
}
