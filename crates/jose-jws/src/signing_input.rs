//! The JWS Signing Input (RFC 7515, section 2): BASE64URL(protected) ‖ `.` ‖ BASE64URL(payload), or the
//! payload itself where `b64` is false (RFC 7797, section 3).

use alloc::vec::Vec;
use core::fmt;

/// The octets that are signed, or over which a signature is verified.
///
/// They may lie in one slice (a compact token) or in several parts that follow each other (any JSON
/// serialization, a detached payload). An algorithm that can read its input in pieces takes
/// [`parts`](Self::parts) and never needs a copy; one that wants a single slice asks for
/// [`contiguous`](Self::contiguous) first and joins the parts only where there is none.
#[derive(Clone, Copy)]
pub struct SigningInput<'a> {
    parts: Parts<'a>,
}

#[derive(Clone, Copy)]
enum Parts<'a> {
    One([&'a [u8]; 1]),
    /// Header, dot and payload: kept here, so that nobody has to keep the list.
    Three([&'a [u8]; 3]),
    Many(&'a [&'a [u8]]),
}

impl<'a> SigningInput<'a> {
    /// An input that lies in one slice.
    #[must_use]
    pub const fn new(input: &'a [u8]) -> Self {
        SigningInput {
            parts: Parts::One([input]),
        }
    }

    /// An input in parts, in their order; nothing stands between them.
    #[must_use]
    pub const fn from_parts(parts: &'a [&'a [u8]]) -> Self {
        match parts {
            [one] => SigningInput::new(one),
            _ => SigningInput {
                parts: Parts::Many(parts),
            },
        }
    }

    /// The input for a header and a payload that lie in different places: what `header` holds is
    /// BASE64URL(protected), and `payload` is encoded unless the header says otherwise.
    pub(crate) const fn joined(header: &'a [u8], payload: &'a [u8]) -> Self {
        SigningInput {
            parts: Parts::Three([header, b".", payload]),
        }
    }

    /// The parts in their order. Their boundaries mean nothing.
    #[must_use]
    pub const fn parts(&self) -> &[&'a [u8]] {
        match &self.parts {
            Parts::One(parts) => parts,
            Parts::Three(parts) => parts,
            Parts::Many(parts) => parts,
        }
    }

    /// The whole input, where it lies in one slice.
    #[must_use]
    pub const fn contiguous(&self) -> Option<&'a [u8]> {
        match self.parts {
            Parts::One([input]) => Some(input),
            Parts::Three(_) | Parts::Many(_) => None,
        }
    }

    /// A copy of the whole input, to send it somewhere.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts().concat()
    }

    /// Calls `then` with the whole input in one slice, joining the parts only where it has to.
    pub fn with_contiguous<R>(&self, then: impl FnOnce(&[u8]) -> R) -> R {
        match self.contiguous() {
            Some(input) => then(input),
            None => then(&self.to_vec()),
        }
    }

    /// Whether both are the same octets, wherever their parts begin.
    pub(crate) fn is_same(&self, other: &SigningInput<'_>) -> bool {
        let mine = self.parts().iter().copied().flatten();
        mine.eq(other.parts().iter().copied().flatten())
    }

    /// Length of the input in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts()
            .iter()
            .map(|part| part.len())
            .fold(0, usize::saturating_add)
    }

    /// Whether there is nothing to sign, which never happens in JWS.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Shows the length only: the payload may be confidential.
impl fmt::Debug for SigningInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningInput({} octets)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::SigningInput;

    #[test]
    fn parts_and_whole_are_the_same_octets() {
        let whole = SigningInput::new(b"head.payload");
        let split: [&[u8]; 3] = [b"head", b".", b"payload"];
        let split = SigningInput::from_parts(&split);
        assert_eq!(whole.parts(), [b"head.payload".as_slice()]);
        assert_eq!(split.parts().concat(), b"head.payload");
        assert_eq!(split.contiguous(), None);
        assert_eq!(whole.contiguous(), Some(b"head.payload".as_slice()));
        assert_eq!(split.len(), whole.len());
        assert!(split.with_contiguous(|input| input == b"head.payload"));
        let joined = SigningInput::joined(b"head", b"payload");
        for input in [whole, split, joined] {
            assert!(input.is_same(&whole) && whole.is_same(&input));
            for other in ["", "head", "head.payloa", "head.payload.", "heap.payload"] {
                assert!(
                    !input.is_same(&SigningInput::new(other.as_bytes())),
                    "{other}"
                );
            }
        }
    }

    #[test]
    fn header_and_payload_stay_where_they_are() {
        let (header, payload) = (b"head".as_slice(), b"payload".as_slice());
        let input = SigningInput::joined(header, payload);
        assert_eq!(input.to_vec(), b"head.payload");
        assert_eq!(input.contiguous(), None);
        assert!(core::ptr::eq(input.parts()[2], payload));
    }

    #[test]
    fn no_parts_are_an_empty_input() {
        let none = SigningInput::from_parts(&[]);
        assert!(none.is_empty());
        assert!(none.with_contiguous(<[u8]>::is_empty));
    }
}
