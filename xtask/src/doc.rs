//! `cargo xtask doc`: broken links and missing documentation are errors.

use crate::Outcome;
use crate::cargo;

/// Documents the workspace's own crates with all features, and once more the one whose items come and
/// go with features.
pub fn run() -> Outcome {
    let flags = ("RUSTDOCFLAGS", "-D warnings");
    cargo::run_with(
        flags,
        &["doc", "--workspace", "--all-features", "--no-deps"],
    )?;
    let bare = [
        "doc",
        "-p",
        "jose-jwa",
        "--no-default-features",
        "--no-deps",
    ];
    cargo::run_with(flags, &bare)
}
