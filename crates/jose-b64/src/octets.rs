//! A short run of octets without a heap allocation: signatures, hashes, decoded headers.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;

use crate::decode::{decode, decode_slice, decoded_len};
use crate::error::DecodeError;

/// Octets that lie in the value itself as long as they are `N` or fewer, and on the heap when they are more.
///
/// For public octets only: nothing is zeroized when it is dropped or moved, and comparing takes a time that depends on the contents.
/// `Debug` shows the length.
///
/// ```
/// use jose_b64::Octets;
///
/// let signature = Octets::<64>::decode(b"AAEC")?;
/// assert_eq!(signature.as_ref(), [0, 1, 2]);
/// assert!(signature.is_inline());
/// # Ok::<(), jose_b64::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Octets<const N: usize>(Storage<N>);

#[derive(Clone)]
enum Storage<const N: usize> {
    Inline { len: usize, octets: [u8; N] },
    Heap(Vec<u8>),
}

impl<const N: usize> Octets<N> {
    /// Copies the octets.
    #[must_use]
    pub fn from_slice(octets: &[u8]) -> Self {
        let mut inline = [0; N];
        match inline.get_mut(..octets.len()) {
            Some(place) => {
                place.copy_from_slice(octets);
                Octets(Storage::Inline {
                    len: octets.len(),
                    octets: inline,
                })
            }
            None => Octets(Storage::Heap(octets.to_vec())),
        }
    }

    /// Takes over the vector when it holds more than `N` octets, and copies them otherwise.
    #[must_use]
    pub fn from_vec(octets: Vec<u8>) -> Self {
        if octets.len() > N {
            Octets(Storage::Heap(octets))
        } else {
            Self::from_slice(&octets)
        }
    }

    /// That many zero octets, to be written through [`as_mut_slice`](Self::as_mut_slice).
    ///
    /// Allocates `len` octets when that is more than `N`: never take `len` from a message.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        if len > N {
            Octets(Storage::Heap(vec![0; len]))
        } else {
            Octets(Storage::Inline {
                len,
                octets: [0; N],
            })
        }
    }

    /// The octets that a base64url text encodes; no allocation when they are `N` or fewer.
    ///
    /// # Errors
    ///
    /// As [`decode()`](crate::decode()).
    pub fn decode(text: &[u8]) -> Result<Self, DecodeError> {
        match decoded_len(text.len()) {
            Some(len) if len <= N => {
                let mut octets = [0; N];
                decode_slice(text, &mut octets)?;
                Ok(Octets(Storage::Inline { len, octets }))
            }
            _ => decode(text).map(Self::from_vec),
        }
    }

    /// The octets.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        match &self.0 {
            Storage::Inline { len, octets } => octets.get(..*len).unwrap_or_default(),
            Storage::Heap(octets) => octets,
        }
    }

    /// The octets, to be written to.
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        match &mut self.0 {
            Storage::Inline { len, octets } => octets.get_mut(..*len).unwrap_or_default(),
            Storage::Heap(octets) => octets,
        }
    }

    /// Whether no heap allocation holds the octets: true exactly when they are `N` or fewer.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        matches!(self.0, Storage::Inline { .. })
    }

    /// The octets as a vector; copies them when they lie inline.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        match self.0 {
            Storage::Inline { len, octets } => octets.get(..len).unwrap_or_default().to_vec(),
            Storage::Heap(octets) => octets,
        }
    }
}

impl<const N: usize> Default for Octets<N> {
    fn default() -> Self {
        Self::zeroed(0)
    }
}

impl<const N: usize> Deref for Octets<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl<const N: usize> AsRef<[u8]> for Octets<N> {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl<const N: usize> From<&[u8]> for Octets<N> {
    fn from(octets: &[u8]) -> Self {
        Self::from_slice(octets)
    }
}

impl<const N: usize> From<Vec<u8>> for Octets<N> {
    fn from(octets: Vec<u8>) -> Self {
        Self::from_vec(octets)
    }
}

impl<const N: usize> PartialEq for Octets<N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<const N: usize> Eq for Octets<N> {}

impl<const N: usize> Hash for Octets<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<const N: usize> fmt::Debug for Octets<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Octets({} octets)", self.len())
    }
}
