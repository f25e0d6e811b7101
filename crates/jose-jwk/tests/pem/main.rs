//! Containers of keys, made here octet by octet: what is read and, mostly, what is not.
#![cfg(feature = "pem")]
#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests stop where a test fails"
)]

mod container;
mod der;
mod file;
mod mutated;
