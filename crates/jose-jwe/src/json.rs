//! Reading the JWE JSON Serializations, flattened and general (RFC 7516, section 7.2).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use jose_b64::{Kind, Object, ObjectLimits, Octets, Value};

use crate::compact::decode_header;
use crate::encrypted_cek::EncryptedKey;
use crate::error::{ParseError, Part};
use crate::header::{ProtectedHeader, RecipientHeader, SharedHeader};
use crate::message::{Message, Recipient, Recipients, decode_part, without_padding};
use crate::read_options::ReadOptions;

/// Reads a message in either form; the ciphertext is not decoded yet.
pub(crate) fn read<'t>(json: &'t [u8], options: &ReadOptions) -> Result<Message<'t>, ParseError> {
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
    let recipients = match member(&object, "recipients")? {
        Some(_) if object.contains("header") || object.contains("encrypted_key") => {
            return Err(ParseError::MixedForms);
        }
        Some(list) => read_list(list, &shape, options)?,
        None => Recipients {
            first: read_recipient(&object, options)?,
            others: Vec::new(),
        },
    };
    let protected_member = member(&object, "protected")?;
    let shared = member(&object, "unprotected")?;
    let own = |recipient: &Recipient| recipient.header.is_some();
    if protected_member.is_none() && shared.is_none() && !recipients.iter().any(own) {
        return Err(ParseError::NoHeader);
    }
    let (protected_text, protected) = read_protected(protected_member, options)?;
    let shared = shared.map(|value| {
        expect("unprotected", Kind::Object, value.kind())?;
        SharedHeader::read(value.json(), options)
    });
    let padding = options.padding;
    let text = |name| optional_text(&object, name);
    let ciphertext = text("ciphertext")?;
    let ciphertext = ciphertext.ok_or(ParseError::MissingMember { name: "ciphertext" })?;
    let message = Message {
        protected_text,
        protected,
        shared: shared.transpose()?,
        recipients,
        aad_text: read_aad(&object, options)?,
        iv: decode_part(Part::Iv, &text("iv")?.unwrap_or_default(), padding)?,
        ciphertext: without_padding(Part::Ciphertext, ciphertext, padding)?,
        tag: decode_part(Part::Tag, &text("tag")?.unwrap_or_default(), padding)?,
    };
    message.check(options)?;
    Ok(message)
}

fn read_list(
    list: Value<'_>,
    shape: &ObjectLimits,
    options: &ReadOptions,
) -> Result<Recipients, ParseError> {
    expect("recipients", Kind::Array, list.kind())?;
    let elements = || list.elements().into_iter().flatten();
    // Counted before the first is read (JWE-08).
    let max = options.limits.recipients;
    if elements().take(max.saturating_add(1)).count() > max {
        return Err(ParseError::TooManyRecipients { max });
    }
    let mut recipients = elements().map(|element| {
        expect("recipients", Kind::Object, element.kind())?;
        let object = element.object(shape).map_err(ParseError::Json)?;
        read_recipient(&object, options)
    });
    let first = recipients.next().ok_or(ParseError::NoRecipients)??;
    let others = recipients.collect::<Result<_, _>>()?;
    Ok(Recipients { first, others })
}

/// Reads the members `header` and `encrypted_key` of one recipient.
fn read_recipient(object: &Object<'_>, options: &ReadOptions) -> Result<Recipient, ParseError> {
    let header = member(object, "header")?.map(|value| {
        expect("header", Kind::Object, value.kind())?;
        RecipientHeader::read(value.json(), options)
    });
    let text = optional_text(object, "encrypted_key")?;
    let encrypted_key = match &text {
        None => EncryptedKey::default(),
        Some(text) => decode_part(Part::EncryptedKey, text, options.padding)?,
    };
    Ok(Recipient {
        header: header.transpose()?,
        has_empty_key: text.is_some() && encrypted_key.is_empty(),
        encrypted_key,
    })
}

/// The text of the protected header and what it says.
fn read_protected<'t>(
    value: Option<Value<'t>>,
    options: &ReadOptions,
) -> Result<(Cow<'t, str>, ProtectedHeader), ParseError> {
    let Some(value) = value else {
        // Section 5.1: the text of a header that is not there is the empty one.
        let header = ProtectedHeader::read(Octets::from_slice(b"{}"), options)?;
        return Ok((Cow::Borrowed(""), header));
    };
    let text = string("protected", value)?;
    if text.is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    let header = ProtectedHeader::read(decode_header(&text, options)?, options)?;
    // Section 7.2.1: a header that says nothing must be absent.
    if header.is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    Ok((text, header))
}

/// Section 7.2.1: an `aad` without octets must be absent (JWE-11).
fn read_aad<'t>(
    object: &Object<'t>,
    options: &ReadOptions,
) -> Result<Option<Cow<'t, str>>, ParseError> {
    let Some(text) = optional_text(object, "aad")? else {
        return Ok(None);
    };
    // Authenticated is the text; that it can be decoded is known before anybody relies on it.
    let octets: Octets<0> = decode_part(Part::Aad, &text, options.padding)?;
    if octets.is_empty() {
        return Err(ParseError::EmptyPart(Part::Aad));
    }
    Ok(Some(text))
}

fn optional_text<'t>(
    object: &Object<'t>,
    name: &'static str,
) -> Result<Option<Cow<'t, str>>, ParseError> {
    let value = member(object, name)?;
    value.map(|value| string(name, value)).transpose()
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

fn is_compact_too(_: &str) -> bool {
    false
}
