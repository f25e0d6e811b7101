//! The base64 engine for public text (RFC 4648, section 5, without padding): the one place where `std` makes a difference.
//!
//! Both engines accept the same text. They may differ in which fault they name first, so the decoder makes its own diagnosis.

use base64::Engine;
use base64::engine::general_purpose::NO_PAD;

#[cfg(all(
    feature = "std",
    any(
        target_arch = "x86_64",
        all(target_arch = "aarch64", target_feature = "neon")
    )
))]
pub(crate) fn engine() -> impl Engine {
    // The CPU detection behind this is cached by std.
    base64::engine::Simd::url_safe(NO_PAD)
}

#[cfg(not(all(
    feature = "std",
    any(
        target_arch = "x86_64",
        all(target_arch = "aarch64", target_feature = "neon")
    )
)))]
pub(crate) fn engine() -> impl Engine {
    const ENGINE: base64::engine::GeneralPurpose =
        base64::engine::GeneralPurpose::new(&base64::alphabet::URL_SAFE, NO_PAD);
    ENGINE
}
