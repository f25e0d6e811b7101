//! A request signed with a key that it brings along, as in ACME (RFC 8555) and DPoP (RFC 9449).
//!
//! `cargo run --example embedded_key`
//!
//! Such a signature proves that the sender holds the key, and nothing about who the sender is: the key's
//! thumbprint is the name of an account that may or may not exist.

use std::error::Error;

use jose_jwt::jwa::{Ed25519, RustCrypto};
use jose_jwt::jwk::{JwkSet, SecureRandom};
use jose_jwt::jws::{Flattened, HeaderBuilder, SignJson, Unverified, Verified, Verifiers};
use jose_jwt::{Alg, Jwk};

const URL: &str = "https://example.com/acme/new-order";

/// Answers with the request's payload and the thumbprint of the key that signed it.
fn receive(json: &str, nonce: &str) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let request: Unverified<'_> = Flattened::parse(json)?;

    // Only a protected header brings a key; a private one is refused, and its `kid` is dropped.
    let jwk: Jwk = request.hint().untrusted_jwk()?.ok_or("no key")?;
    // The algorithms are ours, whatever the header says.
    let set = JwkSet::from_keys(vec![jwk.clone()]);
    let keys = Verifiers::load(&set, &RustCrypto, &[Alg::ES256, Alg::EdDSA])?;

    let verified: Verified = request.verify(&keys)?;
    // What the signature covers is asked of the protected header, which `header` is.
    let said = |name| {
        verified
            .header()
            .value(name)
            .and_then(|value| value.as_str())
    };
    if said("nonce").as_deref() != Some(nonce) || said("url").as_deref() != Some(URL) {
        return Err("the request was made for something else".into());
    }
    let thumbprint = RustCrypto.thumbprint(&jwk)?.to_string();
    Ok((verified.into_payload(), thumbprint))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut seed = [0; 32];
    RustCrypto.fill(&mut seed)?;
    let key = Ed25519::from_seed(Alg::EdDSA, &seed)?;
    let order = br#"{"identifiers":[{"type":"dns","value":"www.example.com"}]}"#;

    let headers = HeaderBuilder::new()
        .header("jwk", &key.public().to_jwk())
        .header("nonce", "5XJ1L3lEkMG7tR6pA00clA")
        .header("url", URL);
    let request = SignJson::new(order).sign_with(&key, headers)?.flattened()?;
    println!("{request}\n");

    let (payload, account) = receive(&request, "5XJ1L3lEkMG7tR6pA00clA")?;
    println!("account {account} orders {} octets", payload.len());

    // The same request once more: its nonce is spent.
    match receive(&request, "xkkWXS8K3UvYSJnUF6ZTXA") {
        Ok(_) => return Err("a replayed request was accepted".into()),
        Err(error) => println!("refused: {error}"),
    }

    // Outside the signature a nonce is nobody's word.
    let outside = HeaderBuilder::new()
        .header("jwk", &key.public().to_jwk())
        .unprotected("nonce", "xkkWXS8K3UvYSJnUF6ZTXA")
        .unprotected("url", URL);
    let request = SignJson::new(order).sign_with(&key, outside)?.flattened()?;
    match receive(&request, "xkkWXS8K3UvYSJnUF6ZTXA") {
        Ok(_) => Err("an unprotected nonce was believed".into()),
        Err(error) => {
            println!("refused: {error}");
            Ok(())
        }
    }
}
