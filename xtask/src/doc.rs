//! `cargo xtask doc`: broken links and missing documentation are errors.

use crate::Outcome;
use crate::cargo;

/// Documents the workspace's own crates with all features.
pub fn run() -> Outcome {
    cargo::run_with(
        ("RUSTDOCFLAGS", "-D warnings"),
        &["doc", "--workspace", "--all-features", "--no-deps"],
    )
}
