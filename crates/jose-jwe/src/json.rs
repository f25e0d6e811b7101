//! Reading the JWE JSON Serializations, flattened and general (RFC 7516, section 7.2).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use jose_b64::{Object, Octets};
use jose_jwk::serialization::{
    element, elements, member, protected_header, read_object, text, unprotected_header,
};

use crate::encrypted_cek::EncryptedKey;
use crate::error::{ParseError, Part};
use crate::header::{ProtectedHeader, RecipientHeader, SharedHeader};
use crate::message::{Message, Recipient, Recipients, decode_part, without_padding};
use crate::read_options::ReadOptions;

/// Reads a message in either form; the ciphertext is not decoded yet.
pub(crate) fn read<'t>(json: &'t [u8], options: &ReadOptions) -> Result<Message<'t>, ParseError> {
    let (limits, padding) = (&options.limits, options.padding);
    let object = read_object(json, limits)?;
    let recipients = read_recipients(&object, options)?;
    let shared = unprotected_header(&object, "unprotected", limits)?;
    let has_own = recipients
        .iter()
        .any(|recipient| recipient.header.is_some());
    if !object.contains("protected") && shared.is_none() && !has_own {
        return Err(ParseError::NoHeader);
    }
    let (protected_text, protected) = protected_header(&object, padding, limits)?;
    let ciphertext = text(&object, "ciphertext")?;
    let ciphertext = ciphertext.ok_or(ParseError::MissingMember { name: "ciphertext" })?;
    let optional = |name| text(&object, name).map(Option::unwrap_or_default);
    let message = Message {
        protected_text,
        protected: ProtectedHeader::read(protected, options)?,
        shared: shared
            .map(|header| SharedHeader::read(header, options))
            .transpose()?,
        recipients,
        aad_text: read_aad(&object, options)?,
        iv: decode_part(Part::Iv, &optional("iv")?, padding)?,
        ciphertext: without_padding(Part::Ciphertext, ciphertext, padding)?,
        tag: decode_part(Part::Tag, &optional("tag")?, padding)?,
    };
    message.check(options)?;
    Ok(message)
}

fn read_recipients(object: &Object<'_>, options: &ReadOptions) -> Result<Recipients, ParseError> {
    let Some(list) = member(object, "recipients")? else {
        return Ok(Recipients {
            first: read_recipient(object, options)?,
            others: Vec::new(),
        });
    };
    if object.contains("header") || object.contains("encrypted_key") {
        return Err(ParseError::MixedForms);
    }
    let limits = &options.limits;
    // Counted before the first is read (JWE-08).
    let mut recipients = elements("recipients", list, limits.recipients)?.map(|value| {
        let object = element("recipients", value, limits)?;
        read_recipient(&object, options)
    });
    Ok(Recipients {
        first: recipients.next().ok_or(ParseError::NoRecipients)??,
        others: recipients.collect::<Result<_, _>>()?,
    })
}

/// Reads the members `header` and `encrypted_key` of one recipient.
fn read_recipient(object: &Object<'_>, options: &ReadOptions) -> Result<Recipient, ParseError> {
    let header = unprotected_header(object, "header", &options.limits)?;
    let text = text(object, "encrypted_key")?;
    let encrypted_key = match &text {
        None => EncryptedKey::default(),
        Some(text) => decode_part(Part::EncryptedKey, text, options.padding)?,
    };
    Ok(Recipient {
        header: header
            .map(|header| RecipientHeader::read(header, options))
            .transpose()?,
        has_empty_key: text.is_some() && encrypted_key.is_empty(),
        encrypted_key,
    })
}

/// Section 7.2.1: an `aad` without octets must be absent (JWE-11).
fn read_aad<'t>(
    object: &Object<'t>,
    options: &ReadOptions,
) -> Result<Option<Cow<'t, str>>, ParseError> {
    let Some(text) = text(object, "aad")? else {
        return Ok(None);
    };
    // Authenticated is the text; that it can be decoded is known before anybody relies on it.
    let octets: Octets<0> = decode_part(Part::Aad, &text, options.padding)?;
    if octets.is_empty() {
        return Err(ParseError::EmptyPart(Part::Aad));
    }
    Ok(Some(text))
}
