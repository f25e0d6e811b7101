//! Where the payload of a JWS stands, and in which form it is signed (RFC 7515, section 5.2, and RFC 7797).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Padding;

use crate::error::{ParseError, Part};
use crate::{Limits, SigningInput};

/// Where the payload of a message stands: [`Attached`] or [`Detached`], and nobody outside has another
/// place for it.
pub trait Payload: Clone + sealed::Sealed {
    /// What verification hands out: octets decoded from the message, or the caller's own slice.
    type Confirmed: AsRef<[u8]>;

    /// The octets that are signed together with this header text.
    #[doc(hidden)]
    fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a>;

    /// Hands the payload out, once the signature is valid.
    #[doc(hidden)]
    fn release(self) -> Result<Self::Confirmed, ParseError>;
}

/// A payload within the message. Verification hands out its octets.
#[derive(Clone)]
pub struct Attached<'t> {
    text: Text<'t>,
    form: Form,
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
enum Form {
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
            refuse(not_compact(text.as_bytes()))?;
        }
        Ok(Attached {
            text: Text::Borrowed(text),
            form: Form::of(b64, padding),
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
            refuse(not_json(&text))?;
        }
        Ok(Attached {
            text: text.into(),
            form: Form::of(b64, padding),
            signing_input: None,
        })
    }

    /// The payload, decoded; whether anybody vouches for it is for the caller to know.
    pub(crate) fn octets(&self) -> Result<Vec<u8>, ParseError> {
        let text = self.text.as_str().as_bytes();
        match self.form {
            Form::Unencoded => Ok(text.into()),
            Form::Base64url(padding) => {
                padding
                    .strip(text)
                    .and_then(jose_b64::decode)
                    .map_err(|error| ParseError::Base64 {
                        part: Part::Payload,
                        error,
                    })
            }
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
    type Confirmed = Vec<u8>;

    fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a> {
        match self.signing_input {
            Some(input) => SigningInput::new(input.as_bytes()),
            None => SigningInput::joined(protected.as_bytes(), self.text.as_str().as_bytes()),
        }
    }

    fn release(self) -> Result<Vec<u8>, ParseError> {
        self.octets()
    }
}

impl<'p> Payload for Detached<'p> {
    type Confirmed = &'p [u8];

    fn signing_input<'a>(&'a self, protected: &'a str) -> SigningInput<'a> {
        let signed = match &self.encoded {
            Some(text) => text.as_str().as_bytes(),
            None => self.payload,
        };
        SigningInput::joined(protected.as_bytes(), signed)
    }

    fn release(self) -> Result<&'p [u8], ParseError> {
        Ok(self.payload)
    }
}

impl Form {
    const fn of(b64: bool, padding: Padding) -> Self {
        if b64 {
            Form::Base64url(padding)
        } else {
            Form::Unencoded
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

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Attached<'_> {}
    impl Sealed for super::Detached<'_> {}
}

/// Where an unencoded payload has an octet that cannot stand between two dots: only space and the
/// visible characters of ASCII can, but the dot (RFC 7797, section 5.2).
pub(crate) fn not_compact(payload: &[u8]) -> Option<usize> {
    let is_refused = |octet: &u8| !matches!(octet, b' '..=b'~') || *octet == b'.';
    payload.iter().position(is_refused)
}

/// Where an unencoded payload has a character that JSON could carry and that we do not: a text that
/// ends at its first NUL for some recipients is another text for others.
pub(crate) fn not_json(payload: &str) -> Option<usize> {
    payload.find('\0')
}

fn refuse(offset: Option<usize>) -> Result<(), ParseError> {
    match offset {
        None => Ok(()),
        Some(offset) => Err(ParseError::PayloadCharacter { offset }),
    }
}
