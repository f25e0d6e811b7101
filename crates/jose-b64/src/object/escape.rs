//! Escapes in JSON strings (RFC 8259, section 7).

use alloc::string::String;

use memchr::memchr;

/// What is wrong with an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EscapeFault {
    Invalid,
    LoneSurrogate,
    /// The text ends within it.
    End,
}

/// Reads one escape at the start of `text` (the backslash included): the character that it means and its length in octets.
pub(crate) fn read(text: &[u8]) -> Result<(char, usize), EscapeFault> {
    let simple = match text.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text),
        Some(_) => return Err(EscapeFault::Invalid),
        None => return Err(EscapeFault::End),
    };
    Ok((simple, 2))
}

/// The content of a string that the walk has checked.
pub(crate) fn unescape(raw: &str) -> String {
    // Every escape is longer than what it means.
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, tail)) =
        memchr(b'\\', rest.as_bytes()).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(plain);
        let (c, len) = read(tail.as_bytes()).unwrap_or((char::REPLACEMENT_CHARACTER, 1));
        out.push(c);
        rest = tail.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Only what RFC 8259, section 7 says must be escaped is.
pub(crate) fn push_escaped(text: &mut String, value: &str) {
    let mut rest = value;
    while let Some((at, octet)) = rest
        .bytes()
        .enumerate()
        .find(|&(_, octet)| must_be_escaped(octet))
    {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or_default();
        text.push_str(plain);
        match octet {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            0x08 => text.push_str("\\b"),
            0x0C => text.push_str("\\f"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            _ => {
                text.push_str("\\u00");
                for digit in [octet >> 4, octet & 0x0F] {
                    text.extend(char::from_digit(u32::from(digit), 16));
                }
            }
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
}

/// Quotes, backslashes and control characters.
pub(crate) const fn must_be_escaped(octet: u8) -> bool {
    octet < 0x20 || octet == b'"' || octet == b'\\'
}

/// The octets of a string's content, one by one, without an allocation.
#[derive(Clone, Debug)]
pub(crate) struct Unescaped<'t> {
    rest: &'t [u8],
    pending: u32,
    left: u8,
}

impl<'t> Unescaped<'t> {
    pub(crate) fn new(raw: &'t [u8]) -> Self {
        Unescaped {
            rest: raw,
            pending: 0,
            left: 0,
        }
    }
}

impl Iterator for Unescaped<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.left > 0 {
            let [first, rest @ ..] = self.pending.to_le_bytes();
            let [a, b, c] = rest;
            self.pending = u32::from_le_bytes([a, b, c, 0]);
            self.left = self.left.saturating_sub(1);
            return Some(first);
        }
        let (&octet, rest) = self.rest.split_first()?;
        if octet != b'\\' {
            self.rest = rest;
            return Some(octet);
        }
        let (c, len) = read(self.rest).unwrap_or((char::REPLACEMENT_CHARACTER, 1));
        self.rest = self.rest.get(len..).unwrap_or_default();
        let mut utf8 = [0; 4];
        let encoded = c.encode_utf8(&mut utf8).len();
        let [first, rest @ ..] = utf8;
        let [a, b, c] = rest;
        self.pending = u32::from_le_bytes([a, b, c, 0]);
        self.left = u8::try_from(encoded).unwrap_or(1).saturating_sub(1);
        Some(first)
    }
}

fn unicode(text: &[u8]) -> Result<(char, usize), EscapeFault> {
    let high = four_digits(text)?;
    if let Some(c) = char::from_u32(high) {
        return Ok((c, 6));
    }
    // Only surrogates are no characters here. A pair is high, low; anything else is half of one (HDR-08).
    let tail = text.get(6..).unwrap_or_default();
    if !tail.starts_with(b"\\u") {
        return Err(EscapeFault::LoneSurrogate);
    }
    let low = four_digits(tail).map_err(|_| EscapeFault::LoneSurrogate)?;
    char::decode_utf16([high, low].map(|unit| u16::try_from(unit).unwrap_or(0)))
        .next()
        .and_then(Result::ok)
        .map(|c| (c, 12))
        .ok_or(EscapeFault::LoneSurrogate)
}

/// The four hexadecimal digits of `\uXXXX`.
fn four_digits(text: &[u8]) -> Result<u32, EscapeFault> {
    let mut value: u32 = 0;
    for at in 2..6 {
        let octet = *text.get(at).ok_or(EscapeFault::End)?;
        let digit = char::from(octet).to_digit(16).ok_or(EscapeFault::Invalid)?;
        value = (value << 4) | digit;
    }
    Ok(value)
}
