//! `cargo xtask deny`: what `deny.toml` says, checked by cargo-deny.

use crate::Outcome;
use crate::cargo;

/// Runs cargo-deny over everything that any feature can bring.
pub fn run() -> Outcome {
    if cargo::output(&["deny", "--version"]).is_err() {
        return Err("cargo-deny is missing: cargo install cargo-deny --locked".into());
    }
    cargo::run(&[
        "deny",
        "--all-features",
        "check",
        "bans",
        "licenses",
        "sources",
    ])
}
