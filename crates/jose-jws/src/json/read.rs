//! Reading either JSON serialization (RFC 7515, sections 5.2 and 7.2).

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use jose_b64::{Escaped, Kind, Object, ObjectLimits, Octets, Value};
use jose_jwk::KeyHint;

use crate::compact::decode_header;
use crate::error::{ParseError, Part};
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
        let limits = &options.limits;
        let (len, max) = (json.len(), limits.token_len);
        if len > max {
            return Err(ParseError::TokenTooLong { len, max });
        }
        // The object, its list and an element of that stand around a header.
        let depth = limits.header_depth.saturating_add(3);
        let shape = ObjectLimits::new(limits.token_len, depth, limits.members);
        let object = Object::parse(json, &shape).map_err(ParseError::Json)?;
        if is_compact_too(object.text()) {
            return Err(ParseError::LooksCompact);
        }
        let flattened = ["protected", "header", "signature"];
        let is_flattened = flattened.iter().any(|name| object.contains(name));
        let list = member(&object, "signatures")?;
        let signatures = match (list, form) {
            (Some(_), _) if is_flattened => return Err(ParseError::MixedForms),
            (Some(list), Form::General | Form::Either) => read_list(list, &shape, options)?,
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
    shape: &ObjectLimits,
    options: &ReadOptions,
) -> Result<Vec<ReadSignature<'t>>, ParseError> {
    let elements = || list.elements().into_iter().flatten();
    expect("signatures", Kind::Array, list.kind())?;
    // Counted before the first is read (JSN-05).
    let max = options.limits.signatures;
    match elements().take(max.saturating_add(1)).count() {
        0 => return Err(ParseError::NoSignatures),
        count if count > max => return Err(ParseError::TooManySignatures { max }),
        _ => {}
    }
    let read = |element: Value<'t>| {
        expect("signatures", Kind::Object, element.kind())?;
        let object = element.object(shape).map_err(ParseError::Json)?;
        read_one(&object, options)
    };
    elements().map(read).collect()
}

/// Reads the members `protected`, `header` and `signature` of one signature. What its `crit` demands
/// may be unknown to this recipient: that concerns this signature alone, and is kept with it.
fn read_one<'t>(
    object: &Object<'t>,
    options: &ReadOptions,
) -> Result<ReadSignature<'t>, ParseError> {
    let protected = member(object, "protected")?;
    let unprotected = member(object, "header")?;
    if protected.is_none() && unprotected.is_none() {
        return Err(ParseError::NoHeader);
    }
    let (protected, header) = read_protected(protected, options)?;
    let unprotected = unprotected
        .map(|value| read_unprotected(value, &header, options))
        .transpose()?;
    check_alg(KeyHint::joined(&header, [unprotected.as_deref(), None]).alg())?;
    let signature =
        member(object, "signature")?.ok_or(ParseError::MissingMember { name: "signature" })?;
    let signature = decode_signature(&string("signature", signature)?, options.padding)?;
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

/// The text of the protected header and what it says.
fn read_protected<'t>(
    value: Option<Value<'t>>,
    options: &ReadOptions,
) -> Result<(Cow<'t, str>, ProtectedHeader), ParseError> {
    let limits = &options.limits;
    let Some(value) = value else {
        // Section 5.1: the text of a header that is not there is the empty one.
        let header = ProtectedHeader::read(Octets::from_slice(b"{}"), limits)?;
        return Ok((Cow::Borrowed(""), header));
    };
    let text = string("protected", value)?;
    if text.is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    let header = ProtectedHeader::read(decode_header(&text, options)?, limits)?;
    // Section 7.2.1: a header that says nothing must be absent.
    if header.is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    Ok((text, header))
}

fn read_unprotected(
    value: Value<'_>,
    protected: &ProtectedHeader,
    options: &ReadOptions,
) -> Result<UnprotectedHeader, ParseError> {
    expect("header", Kind::Object, value.kind())?;
    let header = UnprotectedHeader::read(value.json(), options)?;
    match header.common_name(protected) {
        None => Ok(header),
        Some(name) => Err(ParseError::InBothHeaders {
            name: Escaped(&name).to_string().into(),
        }),
    }
}

/// A member, for as long as the octets of the message live.
fn member<'t>(object: &Object<'t>, name: &'static str) -> Result<Option<Value<'t>>, ParseError> {
    match object.borrowed_value(name) {
        // There and not to be had would be read as absent, which for a header is no small thing.
        None if object.contains(name) => Err(ParseError::MissingMember { name }),
        value => Ok(value),
    }
}

fn string<'t>(name: &'static str, value: Value<'t>) -> Result<Cow<'t, str>, ParseError> {
    value.as_str().ok_or(ParseError::MemberType {
        name,
        expected: Kind::String,
        found: value.kind(),
    })
}

fn expect(name: &'static str, expected: Kind, found: Kind) -> Result<(), ParseError> {
    if found == expected {
        Ok(())
    } else {
        Err(ParseError::MemberType {
            name,
            expected,
            found,
        })
    }
}

/// Whether a reader that splits any text at its dots, and skips what is not base64url, would find a
/// JOSE Header before the first one (B64-15): such a text is made to say one thing to one reader and
/// another to the next.
fn is_compact_too(text: &str) -> bool {
    let Some((before, _)) = text.split_once('.') else {
        return false;
    };
    let is_symbol = |symbol: &char| symbol.is_ascii_alphanumeric() || "-_".contains(*symbol);
    let mut symbols: String = before.chars().filter(is_symbol).collect();
    // A last group that is not whole may have bits that such a reader skips, too.
    symbols.truncate(symbols.len() & !3);
    let mut header = jose_b64::decode(symbols).unwrap_or_default();
    // Some readers take UTF-16 and a byte order mark, too.
    header.retain(|octet| !matches!(octet, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    let members = header.trim_ascii_start().strip_prefix(b"{");
    members.is_some_and(|members| members.trim_ascii_start().starts_with(b"\""))
}
