//! What a policy accepts and refuses (RFC 7519, section 4.1; RFC 8725, section 3): JWT-04 to JWT-16,
//! JWT-19, JWT-20, API-01.
#![expect(
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod expectations;
mod parties;
mod report;
mod times;
mod values;

use common::{NOW, key, signed};
use jose_jwt::{Policy, TokenError};

/// A policy that stands at [`NOW`], tolerates nothing and asks for nothing but `exp`.
fn exact() -> Policy {
    Policy::with_clock(NOW).leeway_secs(0)
}

/// The same without `exp`, for tests about another claim.
fn without_exp() -> Policy {
    exact().allow_missing_exp()
}

fn accepts(policy: &Policy, claims: &str) {
    if let Err(error) = policy.verify_claims(&signed(claims), &key()) {
        panic!("{claims}: {error}");
    }
}

/// What failed, each as `claim code`.
fn failed(policy: &Policy, claims: &str) -> Vec<String> {
    match policy.verify_claims(&signed(claims), &key()) {
        Ok(_) => panic!("accepted: {claims}"),
        Err(error) => codes(&error),
    }
}

fn codes(error: &TokenError) -> Vec<String> {
    let one = |error: &jose_jwt::ClaimError| format!("{} {}", error.claim(), error.code());
    error.claims().iter().map(one).collect()
}
