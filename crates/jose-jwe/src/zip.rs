//! `zip`: compression of the plaintext with DEFLATE (RFC 7516, section 4.1.3; RFC 1951).
//!
//! What is compressed before it is encrypted shows its content in its length; and a few octets can be
//! made to inflate to gigabytes. So it is off on both sides, and stops at a limit.

use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use zeroize::Zeroizing;

/// `DEF`, asked for or allowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deflate;

impl Deflate {
    /// Compresses as raw DEFLATE.
    pub(crate) fn deflate(self, plaintext: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(compress_to_vec(plaintext, LEVEL))
    }

    /// Inflates exactly one raw DEFLATE stream of at most `max` octets: nothing after it, nothing missing
    /// (ZIP-01, ZIP-04, ZIP-05). `None` for everything else.
    pub(crate) fn inflate(self, compressed: &[u8], max: usize) -> Option<Zeroizing<Vec<u8>>> {
        inflate(compressed, max)
    }
}

fn inflate(compressed: &[u8], max: usize) -> Option<Zeroizing<Vec<u8>>> {
    // One octet more than is allowed: a plaintext of exactly the limit must not look like a longer one.
    let most = max.saturating_add(1);
    // The room grows as it fills: nothing is allocated for what a stream only promises.
    let likely = compressed.len().saturating_mul(2).clamp(MIN_ROOM, MAX_ROOM);
    let mut out = Zeroizing::new(vec![0; likely.min(most)]);
    let mut state = DecompressorOxide::new();
    let (mut read, mut written) = (0_usize, 0_usize);
    loop {
        let rest = compressed.get(read..).unwrap_or_default();
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, taken, made) = decompress(&mut state, rest, &mut out, written, flags);
        read = read.saturating_add(taken);
        written = written.saturating_add(made);
        match status {
            TINFLStatus::Done if read == compressed.len() && written <= max => {
                out.truncate(written);
                return Some(out);
            }
            TINFLStatus::HasMoreOutput if out.len() < most => out = doubled(&out, most),
            _ => return None,
        }
    }
}

/// The level that zlib calls its default.
const LEVEL: u8 = 6;
/// Room for the first octets of a plaintext.
const MIN_ROOM: usize = 1024;
const MAX_ROOM: usize = 64 * 1024;

/// The octets with twice the room. A vector that grows by itself would leave the plaintext behind where it
/// was.
fn doubled(octets: &[u8], most: usize) -> Zeroizing<Vec<u8>> {
    let len = octets.len().saturating_mul(2).min(most);
    let mut larger = Zeroizing::new(vec![0; len]);
    if let Some(place) = larger.get_mut(..octets.len()) {
        place.copy_from_slice(octets);
    }
    larger
}
