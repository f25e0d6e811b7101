//! `cargo xtask lint`: formatting and clippy. Every warning is an error.

use crate::Outcome;
use crate::cargo;
use crate::workspace::Metadata;

/// Whether every file is formatted.
pub fn fmt() -> Outcome {
    cargo::run(&["fmt", "--all", "--check"])
}

/// Clippy for each crate by itself, so that no other crate's features hide what is missing.
pub fn clippy() -> Outcome {
    let metadata = Metadata::read_members()?;
    let mut faults = Vec::new();
    for package in metadata.packages() {
        let sets: &[&[&str]] = if package.features().next().is_some() {
            &[&[], &["--no-default-features"], &["--all-features"]]
        } else {
            &[&[]]
        };
        for set in sets {
            let start = ["clippy", "--quiet", "-p", package.name(), "--all-targets"];
            let arguments = [&start, *set, &["--", "-D", "warnings"]].concat();
            faults.extend(cargo::run(&arguments).err());
        }
    }
    crate::outcome(&faults)
}
