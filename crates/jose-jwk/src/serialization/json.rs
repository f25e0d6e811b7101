//! The members of a JSON serialization (RFC 7515, section 7.2; RFC 7516, section 7.2).

use alloc::borrow::Cow;
use alloc::string::String;

use jose_b64::{Kind, Object, ObjectLimits, Octets, Padding, Value};

use super::{Malformed, check_len, decode_header};
use crate::Limits;
use crate::header::JoseHeader;

/// Reads the object that a message in JSON is.
///
/// # Errors
///
/// [`Malformed`] for a text over a limit, for anything but one JSON object with unique names, and for one
/// that looks like a compact message.
pub fn read_object<'t>(json: &'t [u8], limits: &Limits) -> Result<Object<'t>, Malformed> {
    check_len(json.len(), limits)?;
    let object = Object::parse(json, &shape(limits)).map_err(Malformed::Json)?;
    if is_compact_too(object.text()) {
        return Err(Malformed::LooksCompact);
    }
    Ok(object)
}

/// A member, for as long as the octets of the message live.
///
/// # Errors
///
/// [`Malformed::MissingMember`] for one that is there and not to be had.
pub fn member<'t>(object: &Object<'t>, name: &'static str) -> Result<Option<Value<'t>>, Malformed> {
    match object.borrowed_value(name) {
        // It would be read as absent, which for a header is no small thing.
        None if object.contains(name) => Err(Malformed::MissingMember { name }),
        value => Ok(value),
    }
}

/// A member that is a string, if it is there.
///
/// # Errors
///
/// [`Malformed::MemberType`] for anything else.
pub fn text<'t>(
    object: &Object<'t>,
    name: &'static str,
) -> Result<Option<Cow<'t, str>>, Malformed> {
    let value = member(object, name)?;
    value.map(|value| string(name, value)).transpose()
}

/// The string that is the value of this member.
///
/// # Errors
///
/// [`Malformed::MemberType`] for anything else.
pub fn string<'t>(name: &'static str, value: Value<'t>) -> Result<Cow<'t, str>, Malformed> {
    value.as_str().ok_or(Malformed::MemberType {
        name,
        expected: Kind::String,
        found: value.kind(),
    })
}

/// The elements of a list, of which there is one at least: counted before the first is read (JSN-05).
///
/// # Errors
///
/// [`Malformed`] for what is no list, for an empty one, and for one of more than `max` elements.
pub fn elements<'t>(
    name: &'static str,
    list: Value<'t>,
    max: usize,
) -> Result<impl Iterator<Item = Value<'t>>, Malformed> {
    expect(name, Kind::Array, list)?;
    let elements = || list.elements().into_iter().flatten();
    match elements().take(max.saturating_add(1)).count() {
        0 => Err(Malformed::EmptyList),
        count if count > max => Err(Malformed::ListTooLong { max }),
        _ => Ok(elements()),
    }
}

/// The object that is an element of a list.
///
/// # Errors
///
/// [`Malformed`] for anything else, or over a limit.
pub fn element<'t>(
    name: &'static str,
    value: Value<'t>,
    limits: &Limits,
) -> Result<Object<'t>, Malformed> {
    expect(name, Kind::Object, value)?;
    value.object(&shape(limits)).map_err(Malformed::Json)
}

/// The text of the member `protected`, and the header that it says: one without members, and the empty text,
/// where the member is absent (RFC 7515, section 5.1; RFC 7516, section 5.1).
///
/// # Errors
///
/// [`Malformed`] as for [`decode_header`], and for a header that says nothing: it must be absent.
pub fn protected_header<'t>(
    object: &Object<'t>,
    padding: Padding,
    limits: &Limits,
) -> Result<(Cow<'t, str>, JoseHeader), Malformed> {
    let Some(text) = text(object, "protected")? else {
        let header = JoseHeader::from_octets(Octets::from_slice(b"{}"), limits)?;
        return Ok((Cow::Borrowed(""), header));
    };
    if text.is_empty() {
        return Err(Malformed::EmptyHeader);
    }
    let header = says_something(decode_header(&text, padding, limits)?)?;
    Ok((text, header))
}

/// The unprotected header that this member is, if it is there.
///
/// # Errors
///
/// [`Malformed`] for what is no object or what [`JoseHeader::parse`] refuses, and for a header that says
/// nothing: it must be absent.
pub fn unprotected_header(
    object: &Object<'_>,
    name: &'static str,
    limits: &Limits,
) -> Result<Option<JoseHeader>, Malformed> {
    let Some(value) = member(object, name)? else {
        return Ok(None);
    };
    expect(name, Kind::Object, value)?;
    let header = JoseHeader::parse(value.json().as_bytes(), limits)?;
    says_something(header).map(Some)
}

fn says_something(header: JoseHeader) -> Result<JoseHeader, Malformed> {
    match header.is_empty() {
        true => Err(Malformed::EmptyHeader),
        false => Ok(header),
    }
}

fn expect(name: &'static str, expected: Kind, value: Value<'_>) -> Result<(), Malformed> {
    let found = value.kind();
    if found != expected {
        return Err(Malformed::MemberType {
            name,
            expected,
            found,
        });
    }
    Ok(())
}

const fn shape(limits: &Limits) -> ObjectLimits {
    // The object, its list and an element of that stand around a header.
    let depth = limits.header_depth.saturating_add(3);
    ObjectLimits::new(limits.token_len, depth, limits.members)
}

/// Whether a reader that splits any text at its dots, and skips what is not base64url, would find a
/// JOSE Header before the first one (B64-15): such a text is made to say one thing to one reader and
/// another to the next.
fn is_compact_too(text: &str) -> bool {
    let Some((before, _)) = text.split_once('.') else {
        return false;
    };
    let is_symbol = |symbol: &char| symbol.is_ascii_alphanumeric() || "-_".contains(*symbol);
    let mut symbols = before.chars().filter(is_symbol);
    let mut is_open = false;
    // In blocks: a large message costs no copy of itself.
    loop {
        let mut block: String = symbols.by_ref().take(BLOCK_SYMBOLS).collect();
        // A last group that is not whole may have bits that such a reader skips, too.
        block.truncate(block.len() & !3);
        if block.is_empty() {
            return false;
        }
        let octets = jose_b64::decode(block).unwrap_or_default();
        // Some readers take UTF-16 and a byte order mark, too.
        let is_nothing = |octet: &u8| matches!(octet, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF);
        for octet in octets {
            match octet {
                octet if is_nothing(&octet) || octet.is_ascii_whitespace() => {}
                b'{' if !is_open => is_open = true,
                other => return is_open && other == b'"',
            }
        }
    }
}

const BLOCK_SYMBOLS: usize = 1024;
