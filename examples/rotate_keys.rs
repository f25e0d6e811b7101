//! Rotate a signing key: publish the next one, sign with it, retire the old one.
//!
//! `cargo run --example rotate_keys`
//!
//! A recipient swaps the whole prepared set; threads that are in the middle of a verification go on
//! with the set they have.

use std::error::Error;
use std::sync::RwLock;

use jose_jwt::jwa::{Ed25519, RustCrypto};
use jose_jwt::jwk::SecureRandom;
use jose_jwt::{Alg, Jwk, JwkSet, Jwt, Policy, Verifiers};

/// The recipient: a policy for good, and the keys of the day.
struct Recipient {
    policy: Policy,
    keys: RwLock<Verifiers<'static>>,
}

impl Recipient {
    fn new(published: &str) -> Result<Self, Box<dyn Error>> {
        let policy = Policy::new().issuer("https://id.example.com");
        Ok(Recipient {
            policy,
            keys: RwLock::new(load(published)?),
        })
    }

    /// What a timer does with a freshly fetched document. An unusable one changes nothing.
    fn refresh(&self, published: &str) -> Result<(), Box<dyn Error>> {
        let fresh = load(published)?;
        *self.keys.write().map_err(|_| "poisoned")? = fresh;
        Ok(())
    }

    fn accepts(&self, token: &str) -> Result<bool, Box<dyn Error>> {
        // The clone shares the keys, and the lock is free again at once.
        let keys = self.keys.read().map_err(|_| "poisoned")?.clone();
        match self.policy.verify_claims(token, &keys) {
            Ok(_) => Ok(true),
            Err(error) => {
                println!("  refused: {error}");
                Ok(false)
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (old, old_public) = signing_key("2026-10")?;
    let recipient = Recipient::new(&publish(&[&old_public])?)?;
    let by_old = token(&old)?;
    assert!(recipient.accepts(&by_old)?);
    println!("2026-10 signs and is accepted");

    // Publish the next key before it signs anything, and wait until every cache has it.
    let (new, new_public) = signing_key("2026-11")?;
    recipient.refresh(&publish(&[&old_public, &new_public])?)?;
    println!("2026-11 is published");

    // Sign with it. Tokens of the old key are still good.
    let by_new = token(&new)?;
    assert!(recipient.accepts(&by_new)? && recipient.accepts(&by_old)?);
    println!("2026-11 signs; both are accepted");

    // Retire the old key when its last token has expired.
    recipient.refresh(&publish(&[&new_public])?)?;
    assert!(recipient.accepts(&by_new)?);
    assert!(!recipient.accepts(&by_old)?);
    println!("2026-10 is retired");
    Ok(())
}

fn load(published: &str) -> Result<Verifiers<'static>, Box<dyn Error>> {
    let jwks: JwkSet = published.parse()?;
    Ok(Verifiers::load(&jwks, &RustCrypto, &[Alg::EdDSA])?)
}

/// A fresh key, and its public part for the published set.
fn signing_key(kid: &str) -> Result<(Ed25519, Jwk), Box<dyn Error>> {
    let mut seed = [0; 32];
    RustCrypto.fill(&mut seed)?;
    let key = Ed25519::from_seed(Alg::EdDSA, &seed)?.with_kid(kid);
    let jwk = key.public().to_jwk();
    Ok((key, jwk))
}

fn publish(keys: &[&Jwk]) -> Result<String, Box<dyn Error>> {
    let set = JwkSet::from_keys(keys.iter().map(|key| (*key).clone()).collect());
    Ok(set.to_json()?)
}

fn token(key: &Ed25519) -> Result<String, Box<dyn Error>> {
    Ok(Jwt::empty()
        .issuer("https://id.example.com")
        .subject("alice")
        .expires_in_secs(300)
        .sign(key)?)
}
