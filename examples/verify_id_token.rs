//! Verify an ID token against the published keys of its issuer: the main job.
//!
//! `cargo run --release --example verify_id_token`
//!
//! The keys and the tokens were made by another implementation; the script is beside them.

use std::error::Error;
use std::fs;
use std::path::Path;

use jose_jwt::jwa::RustCrypto;
use jose_jwt::{Alg, JwkSet, Policy, Verified, Verifiers};
use serde::Deserialize;

/// The claims this service works with. Whatever else the token says is ignored.
#[derive(Debug, Deserialize)]
struct IdToken {
    iss: String,
    sub: String,
    name: String,
    email: String,
    exp: i64,
}

fn main() -> Result<(), Box<dyn Error>> {
    // Once, when the keys arrive. The two algorithms named here are the only ones accepted.
    let jwks: JwkSet = read("jwks.json")?.parse()?;
    let keys = Verifiers::load(&jwks, &RustCrypto, &[Alg::RS256, Alg::ES256])?;
    println!(
        "{} keys in the set, {} of them can verify a token",
        jwks.keys().len(),
        keys.len()
    );
    for skipped in keys.skipped() {
        println!("  left out: {skipped}");
    }

    // Once: what a token must say to be accepted.
    let policy = Policy::new()
        .issuer("https://id.example.com")
        .audience("my-client")
        .expect("nonce", "n-0S6_WzA2Mj");

    // For every token.
    let token = read("id_token.jwt")?;
    let id: Verified<IdToken> = policy.verify(token.trim(), &keys)?;
    println!("\naccepted");
    println!(
        "  header: {}",
        String::from_utf8_lossy(id.header().octets())
    );
    let IdToken {
        iss,
        sub,
        name,
        email,
        exp,
    } = id.claims();
    println!("  claims: {name} <{email}>, {sub} at {iss}, until {exp}");

    println!("\nrefused");
    let tampered = tamper(token.trim());
    let expired = read("id_token_expired.jwt")?;
    let elsewhere = read("id_token_other_audience.jwt")?;
    for (what, token) in [
        ("a tampered copy", tampered.as_str()),
        ("an expired copy", expired.trim()),
        ("one for another audience", elsewhere.trim()),
    ] {
        match policy.verify::<IdToken>(token, &keys) {
            Ok(_) => return Err(format!("{what} was accepted").into()),
            Err(error) => println!("  {what}: {error} [{}]", error.code()),
        }
    }
    Ok(())
}

/// The same token with one character of its payload changed.
fn tamper(token: &str) -> String {
    let payload = token.find('.').map_or(0, |dot| dot + 1);
    let (head, tail) = token.split_at(payload + 40);
    let changed = if tail.starts_with('A') { 'B' } else { 'A' };
    format!("{head}{changed}{}", &tail[1..])
}

fn read(name: &str) -> Result<String, std::io::Error> {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(name),
    )
}
