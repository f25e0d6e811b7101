//! JSON text that may hold secrets while it is written (RFC 8259; RFC 7517, section 9.3).
//!
//! A growing `String` leaves copies of its former contents on the heap. This one clears them.

use alloc::string::String;

use zeroize::Zeroizing;

/// A JSON object in the making.
pub(crate) struct SecretText(Zeroizing<String>);

impl SecretText {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        SecretText(Zeroizing::new(String::with_capacity(capacity)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The text from this offset on.
    pub(crate) fn since(&self, offset: usize) -> &str {
        self.0.get(offset..).unwrap_or_default()
    }

    /// Takes back what was appended from this offset on. It is cleared with the rest.
    pub(crate) fn truncate(&mut self, offset: usize) {
        self.0.truncate(offset);
    }

    pub(crate) fn finish(self) -> Zeroizing<String> {
        self.0
    }

    /// Appends text as it stands.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        let needed = self.0.len().saturating_add(text.len());
        if needed > self.0.capacity() {
            // Not `reserve`: it frees the old buffer without clearing it.
            let mut grown = String::with_capacity(needed.saturating_mul(2));
            grown.push_str(&self.0);
            self.0 = Zeroizing::new(grown);
        }
        self.0.push_str(text);
        self
    }

    /// Appends a JSON string, with as few escapes as JSON allows (RFC 7638, section 3.3).
    ///
    /// The same text as `jose_b64::ObjectWriter` makes, which is not used since it leaves copies.
    pub(crate) fn string(&mut self, text: &str) -> &mut Self {
        self.raw("\"");
        for piece in text.split_inclusive(|c: char| c == '"' || c == '\\' || c < ' ') {
            let mut chars = piece.chars();
            match chars.next_back() {
                Some('"') => self.raw(chars.as_str()).raw("\\\""),
                Some('\\') => self.raw(chars.as_str()).raw("\\\\"),
                Some('\u{8}') => self.raw(chars.as_str()).raw("\\b"),
                Some('\u{c}') => self.raw(chars.as_str()).raw("\\f"),
                Some('\n') => self.raw(chars.as_str()).raw("\\n"),
                Some('\r') => self.raw(chars.as_str()).raw("\\r"),
                Some('\t') => self.raw(chars.as_str()).raw("\\t"),
                Some(control @ '\0'..' ') => {
                    self.raw(chars.as_str());
                    self.raw(&alloc::format!("\\u{:04x}", u32::from(control)))
                }
                _ => self.raw(piece),
            };
        }
        self.raw("\"")
    }

    /// Appends `"name":`, after a comma where one is needed.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        if !self.0.ends_with('{') {
            self.raw(",");
        }
        self.string(name).raw(":")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_through_another_reader() {
        for text in [
            "",
            "a",
            "\"",
            "\\",
            "a\"b\\c",
            "\u{0}\u{1f}\u{7f}\n\r\t ",
            "żółć 🔑",
            "/",
        ] {
            let mut out = SecretText::with_capacity(0);
            out.string(text);
            let written = out.finish();
            assert_eq!(
                serde_json::from_str::<String>(&written).unwrap(),
                text,
                "{}",
                *written
            );
        }
    }

    #[test]
    fn strings_are_those_of_the_other_writer() {
        for c in ('\0'..='\u{ff}').chain(['\u{2028}', '🔑']) {
            let text = alloc::format!("a{c}b{c}");
            let mut out = SecretText::with_capacity(0);
            out.raw("{").name(&text).string(&text).raw("}");
            let mut other = jose_b64::ObjectWriter::new();
            other.string(&text, &text);
            assert_eq!(*out.finish(), other.finish().unwrap());
        }
    }

    #[test]
    fn growing_keeps_the_text() {
        let mut out = SecretText::with_capacity(1);
        out.raw("{")
            .name("a")
            .raw("1")
            .name("b")
            .string("x")
            .raw("}");
        assert_eq!(*out.finish(), r#"{"a":1,"b":"x"}"#);
    }
}
