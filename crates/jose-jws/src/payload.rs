//! Where the payload of a JWS stands, and in which form it is signed (RFC 7515, section 5.2, and RFC 7797).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Padding;

use crate::error::{ParseError, Part};
use crate::{Limits, SigningInput};

/// Where the payload of a message stands: [`Attached`] or [`Detached`]. This trait is sealed.
pub trait Payload: sealed::Sealed<Released = Self::Octets> + Clone {
    /// What verification hands out: octets decoded from the message, or the caller's own slice.
    type Octets: AsRef<[u8]>;
}

/// A payload within the message. Verification hands out its octets.
#[derive(Clone)]
pub struct Attached<'t> {
    text: Text<'t>,
    encoding: Encoding,
    /// Header, dot and payload in one piece, where the message has them so.
    signing_input: Option<&'t str>,
}

/// A payload that travels elsewhere (RFC 7515, appendix F). Verification hands out the caller's own
/// slice: these octets are what was signed.
#[derive(Clone)]
pub struct Detached<'p> {
    payload: &'p [u8],
    /// BASE64URL(payload), where that is what was signed.
    encoded: Option<Text<'p>>,
}

#[derive(Clone, Copy)]
enum Encoding {
    Base64url(Padding),
    /// RFC 7797: the octets of the text are the payload.
    Unencoded,
}

/// A text of the message, or one that had to be made: a clone costs nothing.
#[derive(Clone)]
pub(crate) enum Text<'t> {
    Borrowed(&'t str),
    Made(Arc<String>),
}

impl<'t> Attached<'t> {
    /// A part of the compact serialization.
    pub(crate) fn in_compact(
        text: &'t str,
        signing_input: &'t str,
        b64: bool,
        padding: Padding,
    ) -> Result<Self, ParseError> {
        if !b64 {
            compact_text(text.as_bytes()).map_err(refused)?;
        }
        Ok(Attached {
            text: Text::Borrowed(text),
            encoding: Encoding::of(b64, padding),
            signing_input: Some(signing_input),
        })
    }

    /// A member of the JSON serialization.
    pub(crate) fn in_json(
        text: Cow<'t, str>,
        b64: bool,
        padding: Padding,
    ) -> Result<Self, ParseError> {
        if !b64 {
            json_text(text.as_bytes()).map_err(refused)?;
        }
        Ok(Attached {
            text: text.into(),
            encoding: Encoding::of(b64, padding),
            signing_input: None,
        })
    }

    /// The payload, decoded; whether anybody vouches for it is for the caller to know.
    pub(crate) fn octets(&self) -> Result<Vec<u8>, ParseError> {
        let text = self.text.as_str().as_bytes();
        match self.encoding {
            Encoding::Unencoded => Ok(text.into()),
            Encoding::Base64url(padding) => padding
                .strip(text)
                .and_then(jose_b64::decode)
                .map_err(|error| Part::Payload.malformed(error)),
        }
    }
}

impl<'p> Detached<'p> {
    pub(crate) fn new(payload: &'p [u8], b64: bool, limits: &Limits) -> Result<Self, ParseError> {
        let (len, max) = (payload.len(), limits.token_len);
        if len > max {
            return Err(ParseError::PayloadTooLong { len, max });
        }
        let encoded = b64.then(|| Text::Made(Arc::new(jose_b64::encode(payload))));
        Ok(Detached { payload, encoded })
    }
}

impl Payload for Attached<'_> {
    type Octets = Vec<u8>;
}

impl sealed::Sealed for Attached<'_> {
    type Released = Vec<u8>;

    fn signed(&self) -> &[u8] {
        self.text.as_str().as_bytes()
    }

    fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a> {
        match self.signing_input {
            Some(input) => SigningInput::new(input.as_bytes()),
            None => SigningInput::joined(protected.as_bytes(), self.signed()),
        }
    }

    fn release(self) -> Result<Vec<u8>, ParseError> {
        self.octets()
    }
}

impl<'p> Payload for Detached<'p> {
    type Octets = &'p [u8];
}

impl<'p> sealed::Sealed for Detached<'p> {
    type Released = &'p [u8];

    fn signed(&self) -> &[u8] {
        match &self.encoded {
            Some(text) => text.as_str().as_bytes(),
            None => self.payload,
        }
    }

    fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a> {
        SigningInput::joined(protected.as_bytes(), self.signed())
    }

    fn release(self) -> Result<&'p [u8], ParseError> {
        Ok(self.payload)
    }
}

impl Encoding {
    const fn of(b64: bool, padding: Padding) -> Self {
        if b64 {
            Encoding::Base64url(padding)
        } else {
            Encoding::Unencoded
        }
    }
}

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Made(text) => text,
        }
    }
}

impl<'t> From<Cow<'t, str>> for Text<'t> {
    fn from(text: Cow<'t, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Text::Borrowed(text),
            Cow::Owned(text) => Text::Made(Arc::new(text)),
        }
    }
}

/// Shows the length of its text only.
impl fmt::Debug for Attached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attached({} octets of text)", self.text.as_str().len())
    }
}

/// Shows the length only.
impl fmt::Debug for Detached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Detached({} octets)", self.payload.len())
    }
}

/// An unencoded payload that can stand between two dots: only space and the visible characters of ASCII
/// can, but the dot (RFC 7797, section 5.2). The error is where another octet stands.
pub(crate) fn compact_text(payload: &[u8]) -> Result<&str, usize> {
    let is_refused = |octet: &u8| !matches!(octet, b' '..=b'~') || *octet == b'.';
    match payload.iter().position(is_refused) {
        Some(offset) => Err(offset),
        None => utf8(payload),
    }
}

/// An unencoded payload that can stand in JSON. It could carry U+0000, and we do not: a text that ends
/// at its first NUL for some recipients is another text for others.
pub(crate) fn json_text(payload: &[u8]) -> Result<&str, usize> {
    let text = utf8(payload)?;
    match text.find('\0') {
        Some(offset) => Err(offset),
        None => Ok(text),
    }
}

fn utf8(payload: &[u8]) -> Result<&str, usize> {
    core::str::from_utf8(payload).map_err(|error| error.valid_up_to())
}

fn refused(offset: usize) -> ParseError {
    ParseError::PayloadCharacter { offset }
}

pub(crate) mod sealed {
    use crate::{ParseError, SigningInput};

    pub trait Sealed {
        type Released;

        /// The payload as it is signed, encoded or not.
        fn signed(&self) -> &[u8];

        /// The octets that are signed together with this header text.
        fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a>;

        /// Hands the payload out. Only what has a valid signature calls this.
        fn release(self) -> Result<Self::Released, ParseError>;
    }
}
