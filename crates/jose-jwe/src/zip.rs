//! `zip`: compression of the plaintext with DEFLATE (RFC 7516, section 4.1.3; RFC 1951).
//!
//! What is compressed before it is encrypted shows its content in its length; and a few octets can be
//! made to inflate to gigabytes. So it is off on both sides, and stops at a limit.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// The plaintext does not inflate, whatever the reason.
pub(crate) struct Unreadable;

/// Compresses as raw DEFLATE. `None` where this was compiled out.
#[cfg(feature = "zip")]
pub(crate) fn deflate(plaintext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    /// The level that zlib calls its default.
    const LEVEL: u8 = 6;
    let compressed = miniz_oxide::deflate::compress_to_vec(plaintext, LEVEL);
    Some(Zeroizing::new(compressed))
}

#[cfg(not(feature = "zip"))]
pub(crate) fn deflate(_: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    None
}

/// Inflates exactly one raw DEFLATE stream of at most `max` octets: nothing after it, nothing missing
/// (ZIP-01, ZIP-04, ZIP-05).
#[cfg(feature = "zip")]
pub(crate) fn inflate(compressed: &[u8], max: usize) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    use alloc::vec;

    use miniz_oxide::inflate::TINFLStatus;
    use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

    // The output is never larger than twice what was inflated so far: the room grows as it fills, and
    // nothing is allocated for what a stream only promises.
    let first = compressed.len().saturating_mul(2).clamp(MIN_ROOM, MAX_ROOM);
    // One octet more than is allowed: a plaintext of exactly the limit must not look like a longer one.
    let room = max.saturating_add(1);
    let mut out = Zeroizing::new(vec![0; first.min(room)]);
    let mut state = DecompressorOxide::new();
    let (mut read, mut written) = (0_usize, 0_usize);
    loop {
        let rest = compressed.get(read..).unwrap_or_default();
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, more_read, more_written) =
            decompress(&mut state, rest, &mut out, written, flags);
        read = read.saturating_add(more_read);
        written = written.saturating_add(more_written);
        match status {
            TINFLStatus::Done if read == compressed.len() && written <= max => {
                out.truncate(written);
                return Ok(out);
            }
            TINFLStatus::HasMoreOutput if out.len() < room => grow(&mut out, room),
            _ => return Err(Unreadable),
        }
    }
}

#[cfg(not(feature = "zip"))]
pub(crate) fn inflate(_: &[u8], _: usize) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    Err(Unreadable)
}

/// Room for the first octets of a plaintext.
#[cfg(feature = "zip")]
const MIN_ROOM: usize = 1024;
#[cfg(feature = "zip")]
const MAX_ROOM: usize = 64 * 1024;

/// Doubles the room. A vector that grows by itself would leave the plaintext behind where it was.
#[cfg(feature = "zip")]
fn grow(out: &mut Zeroizing<Vec<u8>>, max: usize) {
    use zeroize::Zeroize as _;

    let len = out.len().saturating_mul(2).clamp(1, max);
    let mut larger = Zeroizing::new(alloc::vec![0; len]);
    for (to, from) in larger.iter_mut().zip(out.iter()) {
        *to = *from;
    }
    out.zeroize();
    *out = larger;
}
