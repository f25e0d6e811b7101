//! How large a received object may be (RFC 8259, section 9).

use super::error::ObjectError;

/// What [`Object::parse`](crate::Object::parse) accepts at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectLimits {
    /// The length of the text in octets, white space included. At most 4 GiB − 1 whatever is set. Default 1 MiB.
    pub len: usize,
    /// The levels of objects and arrays; the object itself is the first. At most [`MAX_DEPTH`](Self::MAX_DEPTH) whatever is set.
    /// Default 32.
    pub depth: usize,
    /// The object's own members. Default 1,000.
    pub members: usize,
}

impl ObjectLimits {
    /// The deepest nesting that can be allowed.
    pub const MAX_DEPTH: usize = 128;

    /// Limits other than the defaults: octets, levels, members.
    #[must_use]
    pub const fn new(len: usize, depth: usize, members: usize) -> Self {
        ObjectLimits {
            len,
            depth,
            members,
        }
    }

    pub(crate) fn check_len(&self, len: usize) -> Result<(), ObjectError> {
        // Places are 32-bit numbers.
        let limit = self
            .len
            .min(usize::try_from(u32::MAX).unwrap_or(usize::MAX));
        if len > limit {
            return Err(ObjectError::TooLong { len, limit });
        }
        Ok(())
    }

    pub(crate) fn max_depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }
}

impl Default for ObjectLimits {
    fn default() -> Self {
        Self::new(1 << 20, 32, 1_000)
    }
}
