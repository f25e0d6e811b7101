//! Where the members of an object lie in its text.

use alloc::vec::Vec;
use core::ops::Range;

/// A part of the text. 32 bits, so that an object of many short members costs a small multiple of its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

/// One member: its name between the quotes, and its value without white space around it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) name: Span,
    pub(crate) value: Span,
    /// The name has a backslash in it.
    pub(crate) escaped: bool,
}

/// The members in the order of the text.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "the inline storage is what saves the allocation"
)]
pub(crate) enum Places {
    Inline {
        len: usize,
        places: [Place; INLINE_MEMBERS],
    },
    Heap(Vec<Place>),
}

impl Span {
    /// The offsets fit: no text is longer than `u32::MAX` (`ObjectLimits::check_len`).
    pub(crate) fn of(start: usize, end: usize) -> Span {
        Span {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }

    pub(crate) fn range(self) -> Range<usize> {
        wide(self.start)..wide(self.end)
    }
}

impl Place {
    pub(crate) fn raw_name<'t>(&self, octets: &'t [u8]) -> &'t [u8] {
        octets.get(self.name.range()).unwrap_or_default()
    }
}

impl Places {
    pub(crate) fn new() -> Places {
        Places::Inline {
            len: 0,
            places: [Place::default(); INLINE_MEMBERS],
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, place: Place) {
        if let Places::Inline { len, places } = self {
            if let Some(free) = places.get_mut(*len) {
                *free = place;
                *len = len.wrapping_add(1);
                return;
            }
        }
        self.push_to_heap(place);
    }

    pub(crate) fn as_slice(&self) -> &[Place] {
        match self {
            Places::Inline { len, places } => places.get(..*len).unwrap_or_default(),
            Places::Heap(all) => all,
        }
    }

    #[cold]
    fn push_to_heap(&mut self, place: Place) {
        match self {
            Places::Inline { places, .. } => {
                let mut all = Vec::with_capacity(INLINE_MEMBERS.saturating_mul(2));
                all.extend_from_slice(places);
                all.push(place);
                *self = Places::Heap(all);
            }
            Places::Heap(all) => all.push(place),
        }
    }
}

pub(crate) const INLINE_MEMBERS: usize = 16;

/// Lossless where there are 32 bits of address; on smaller targets no text is that long.
fn wide(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
