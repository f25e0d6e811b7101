//! The smallest parts of a JSON text (RFC 8259, sections 2, 6 and 7): white space, strings, numbers, literals.

use super::error::ObjectError;
use super::escape::{self, EscapeFault};

/// A place in a text. Each method checks what stands there and goes behind it.
#[derive(Clone, Debug)]
pub(crate) struct Scan<'t> {
    pub(crate) text: &'t [u8],
    pub(crate) at: usize,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Scan {
            text: text.as_bytes(),
            at: 0,
        }
    }

    /// The rest of a string behind its opening quote. Whether it has escapes.
    pub(crate) fn string(&mut self) -> Result<bool, ObjectError> {
        let mut escaped = false;
        loop {
            self.plain();
            let offset = self.at;
            match self.peek() {
                Some(b'"') => {
                    self.step(1);
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    let rest = self.text.get(offset..).unwrap_or_default();
                    let (_, len) = escape::read(rest).map_err(|fault| match fault {
                        EscapeFault::Invalid => ObjectError::InvalidEscape { offset },
                        EscapeFault::LoneSurrogate => ObjectError::LoneSurrogate { offset },
                        EscapeFault::End => self.end(),
                    })?;
                    self.step(len);
                }
                Some(_) => return Err(ObjectError::ControlCharacter { offset }),
                None => return Err(self.end()),
            }
        }
    }

    /// Skips characters that stand for themselves: eight octets at a time, then one by one.
    fn plain(&mut self) {
        while let Some(eight) = self.text.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let marks = special(u64::from_le_bytes(*eight));
            if marks != 0 {
                return self.step(usize::try_from(marks.trailing_zeros() / 8).unwrap_or(0));
            }
            self.step(8);
        }
        while let Some(octet) = self.peek() {
            if escape::must_be_escaped(octet) {
                return;
            }
            self.step(1);
        }
    }

    /// `[ minus ] int [ frac ] [ exp ]` (RFC 8259, section 6).
    pub(crate) fn number(&mut self) -> Result<(), ObjectError> {
        if self.peek() == Some(b'-') {
            self.step(1);
        }
        if self.peek() == Some(b'0') {
            self.step(1);
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(ObjectError::InvalidNumber { offset: self.at });
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.step(1);
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.step(1);
            if let Some(b'+' | b'-') = self.peek() {
                self.step(1);
            }
            self.digits()?;
        }
        Ok(())
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), ObjectError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.step(1);
        }
        match self.peek() {
            _ if self.at > start => Ok(()),
            Some(_) => Err(ObjectError::InvalidNumber { offset: self.at }),
            None => Err(self.end()),
        }
    }

    pub(crate) fn literal(&mut self, literal: &[u8]) -> Result<(), ObjectError> {
        for &expected in literal {
            if self.peek() != Some(expected) {
                return Err(self.unexpected());
            }
            self.step(1);
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn white_space(&mut self) {
        while self.peek().is_some_and(is_white_space) {
            self.step(1);
        }
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    pub(crate) fn step(&mut self, octets: usize) {
        // Never behind the text's end by more than the step, so it cannot wrap.
        self.at = self.at.wrapping_add(octets);
    }

    pub(crate) fn unexpected(&self) -> ObjectError {
        if self.at < self.text.len() {
            ObjectError::Unexpected { offset: self.at }
        } else {
            self.end()
        }
    }

    pub(crate) fn end(&self) -> ObjectError {
        ObjectError::UnexpectedEnd {
            offset: self.text.len(),
        }
    }
}

/// RFC 8259, section 2.
#[inline]
pub(crate) const fn is_white_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\n' | b'\r')
}

/// Marks the octets of a word that end a run: quote, backslash, below 0x20. The lowest mark is exact; borrows can only put false
/// ones above it.
const fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    const fn below(word: u64, limit: u64) -> u64 {
        word.wrapping_sub(ONES.wrapping_mul(limit)) & !word
    }
    let quote = below(word ^ 0x2222_2222_2222_2222, 1);
    let backslash = below(word ^ 0x5C5C_5C5C_5C5C_5C5C, 1);
    (quote | backslash | below(word, 0x20)) & HIGHS
}
