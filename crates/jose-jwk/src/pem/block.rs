//! The textual encoding: BEGIN line, base64, END line, any text around them (RFC 7468, sections 2 and 3).

use alloc::boxed::Box;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::PemError;

/// The blocks of a text, one after the other. Text outside of them is explanatory and skipped.
pub(super) struct Blocks<'t> {
    text: &'t [u8],
}

/// One block; its base64 is decoded only when a key is expected in it.
pub(super) struct Block<'t> {
    label: &'t [u8],
    body: &'t [u8],
}

impl<'t> Blocks<'t> {
    pub(super) const fn of(text: &'t [u8]) -> Self {
        Blocks { text }
    }

    /// The next block, `None` when there is no further one.
    pub(super) fn next(&mut self) -> Result<Option<Block<'t>>, PemError> {
        let label = loop {
            let Some(line) = self.line() else {
                return Ok(None);
            };
            if boundary(line, b"-----END ").is_some() {
                return Err(PemError::Block {
                    what: "there is an END line without a BEGIN line",
                });
            }
            if let Some(label) = boundary(line, b"-----BEGIN ") {
                break label;
            }
        };
        let start = self.text;
        loop {
            let before = self.text;
            let Some(line) = self.line() else {
                return Err(PemError::Block {
                    what: "there is no END line",
                });
            };
            if boundary(line, b"-----BEGIN ").is_some() {
                return Err(PemError::Block {
                    what: "there is a BEGIN line before the END line",
                });
            }
            if let Some(end) = boundary(line, b"-----END ") {
                if end != label {
                    return Err(PemError::Block {
                        what: "the END line has another label than the BEGIN line",
                    });
                }
                let len = start.len().saturating_sub(before.len());
                return Ok(Some(Block {
                    label,
                    body: start.get(..len).unwrap_or_default(),
                }));
            }
        }
    }

    /// The next line without its end and without white space around it (PEM is often found indented in YAML).
    fn line(&mut self) -> Option<&'t [u8]> {
        if self.text.is_empty() {
            return None;
        }
        let end = self
            .text
            .iter()
            .position(|octet| matches!(octet, b'\n' | b'\r'));
        let (line, rest) = match end.and_then(|at| self.text.split_at_checked(at)) {
            Some((line, rest)) => (line, rest.get(1..).unwrap_or_default()),
            None => (self.text, [].as_slice()),
        };
        self.text = rest;
        Some(line.trim_ascii())
    }
}

impl<'t> Block<'t> {
    pub(super) const fn label(&self) -> &'t [u8] {
        self.label
    }

    /// The label for an error message.
    pub(super) fn shown_label(&self) -> Box<str> {
        let cut = self.label.get(..64).unwrap_or(self.label);
        alloc::string::String::from_utf8_lossy(cut).into()
    }

    /// Whether this is the encryption of RFC 1421 that OpenSSL applies to its traditional formats.
    pub(super) fn is_encrypted(&self) -> bool {
        let mut lines = Blocks::of(self.body);
        while let Some(line) = lines.line() {
            if line.starts_with(b"Proc-Type:") && line.ends_with(b"ENCRYPTED") {
                return true;
            }
        }
        false
    }

    /// The octets of the block.
    pub(super) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, PemError> {
        if self.body.trim_ascii().is_empty() {
            return Err(PemError::Block {
                what: "nothing stands between BEGIN and END",
            });
        }
        if self.body.contains(&b':') {
            return Err(PemError::Block {
                what: "it has header lines",
            });
        }
        // Buffers of the final size: growing them would leave copies of the key behind.
        let mut text = Zeroizing::new(Vec::with_capacity(self.body.len()));
        text.extend(
            self.body
                .iter()
                .copied()
                .filter(|octet| !octet.is_ascii_whitespace()),
        );
        let mut octets = Zeroizing::new(alloc::vec![0; text.len()]);
        // Constant time in the content: the block may be a private key. Not `decode_in_place`, which
        // lets unused bits through that are not zero.
        let len = Base64::decode(text.as_slice(), &mut octets).map(<[u8]>::len);
        octets.truncate(len.map_err(|_| PemError::Block {
            what: "it is not base64",
        })?);
        Ok(octets)
    }
}

/// The label of a BEGIN or END line.
fn boundary<'t>(line: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    line.strip_prefix(prefix)?.strip_suffix(b"-----")
}

/// Says what a text without any block is, because "no PEM block" alone helps nobody.
pub(super) fn not_pem(text: &[u8]) -> PemError {
    let text = text
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(text)
        .trim_ascii();
    let starts = |prefixes: &[&[u8]]| prefixes.iter().any(|prefix| text.starts_with(prefix));
    let contains = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    if text.is_empty() {
        PemError::NotPem { found: "empty" }
    } else if contains(b"-----BEGIN ") {
        let what = if contains(b"\\n") {
            "its line breaks are written as backslash and n"
        } else {
            "the BEGIN line is not a line of its own"
        };
        PemError::Block { what }
    } else if starts(&[b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"]) {
        PemError::NotAKey {
            found: "an SSH public key",
            hint: "convert it, `ssh-keygen -e -m pkcs8 -f FILE`",
        }
    } else if starts(&[b"---- BEGIN SSH2 "]) {
        PemError::NotAKey {
            found: "an SSH2 public key",
            hint: "",
        }
    } else if starts(&[b"PuTTY-User-Key-File-"]) {
        PemError::NotAKey {
            found: "a PuTTY private key",
            hint: "export it with puttygen",
        }
    } else if starts(&[b"{", b"["]) {
        PemError::NotPem {
            found: "JSON; a JWK is parsed as such",
        }
    } else if starts(&[b"\x30"]) && !text.is_ascii() {
        PemError::NotPem { found: "DER" }
    } else if text.is_ascii() {
        PemError::NotPem {
            found: "text without BEGIN and END lines",
        }
    } else {
        PemError::NotPem {
            found: "neither text nor DER",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Result<Vec<Box<str>>, PemError> {
        let mut blocks = Blocks::of(text.as_bytes());
        let mut labels = Vec::new();
        while let Some(block) = blocks.next()? {
            labels.push(block.shown_label());
        }
        Ok(labels)
    }

    fn decode(text: &str) -> Result<Vec<u8>, PemError> {
        Blocks::of(text.as_bytes())
            .next()?
            .unwrap()
            .decode()
            .map(|octets| octets.to_vec())
    }

    #[test]
    fn text_around_any_line_end_and_indentation_are_accepted() {
        for text in [
            "-----BEGIN X-----\nAAEC\n-----END X-----\n",
            "-----BEGIN X-----\r\nAA\r\nEC\r\n-----END X-----",
            "-----BEGIN X-----\rAAEC\r-----END X-----",
            "Bag Attributes: none\nBEGIN\n\n  -----BEGIN X-----  \n\t A A\tE C \n  -----END X-----\nthe end",
        ] {
            assert_eq!(decode(text), Ok(Vec::from([0, 1, 2])), "{text:?}");
        }
    }

    #[test]
    fn broken_boundaries_are_refused() {
        for text in [
            "-----BEGIN X-----\nAAEC\n",
            "-----BEGIN X-----\nAAEC\n-----END Y-----\n",
            "-----BEGIN X-----\nAAEC\n-----END X----\n",
            "-----BEGIN X-----\n-----BEGIN X-----\nAAEC\n-----END X-----\n",
            "AAEC\n-----END X-----\n",
            "-----BEGIN X-----\nAAEC\n-----END X-----\n-----END X-----\n",
        ] {
            assert_eq!(labels(text).unwrap_err().code(), "pem/block", "{text:?}");
        }
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        for body in [
            "",
            "\n \n",
            "AAE",
            "AAE=A",
            "AAF=",
            "AA-_",
            "AA\u{e9}C",
            "====",
            "AAEC=",
            "AAEC\nProc: x",
        ] {
            let text = alloc::format!("-----BEGIN X-----\n{body}\n-----END X-----\n");
            assert_eq!(decode(&text).unwrap_err().code(), "pem/block", "{body:?}");
        }
    }

    #[test]
    fn several_blocks_are_seen() {
        let text = "-----BEGIN A-----\n-----END A-----\ntext\n-----BEGIN B C-----\nAA==\n-----END B C-----\n";
        assert_eq!(labels(text).unwrap(), ["A".into(), "B C".into()]);
    }

    #[test]
    fn a_text_without_a_block_is_described() {
        let said = |text: &[u8]| alloc::string::ToString::to_string(&not_pem(text));
        assert!(said(b"").contains("empty"));
        assert!(said(b"\xef\xbb\xbf {\"kty\":\"EC\"}").contains("JSON"));
        assert!(said(b"ssh-ed25519 AAAAC3 me@here").contains("SSH public key"));
        assert!(said(b"ecdsa-sha2-nistp256 AAAA").contains("SSH public key"));
        assert!(said(b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA").contains("SSH2"));
        assert!(said(b"PuTTY-User-Key-File-3: ssh-rsa").contains("PuTTY"));
        assert!(said(b"\x30\x82\x01\x0a\xff").contains("DER"));
        assert!(said(b"-----BEGIN X-----\\nAAEC\\n-----END X-----\\n").contains("backslash"));
        assert!(said(b"-----BEGIN X----- AAEC -----END X-----").contains("line of its own"));
        assert!(said(b"hunter2").contains("without BEGIN"));
        assert!(said(b"\xff\xfe-\0-\0").contains("neither"));
        assert!(!said(b"hunter2").contains("hunter2"));
    }
}
