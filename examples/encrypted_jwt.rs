//! Encrypt a token for one audience, so that nobody else can read what it says about a person.
//!
//! `cargo run --example encrypted_jwt`
//!
//! The API publishes a public key. Encrypting for it hides the claims, and says nothing about who did it:
//! the API accepts such a token only where it knows the sender some other way. A token that is signed
//! first and encrypted then says both.

use std::error::Error;

use jose_jwt::jwa::{EcdhEs, EcdhEsKwPublic, Ed25519, RustCrypto};
use jose_jwt::jwk::{Crv, SecureRandom};
use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Jwk, Jwt, Policy};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Patient {
    sub: String,
    blood_group: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    // The API: a key of its own, of which it publishes the public part.
    let private = EcdhEs::from_scalar(Alg::ECDH_ES_A256KW, Crv::X25519, &random()?)?;
    let private = private.with_kid("api-2026");
    let published: Jwk = private.public_jwk();
    // Once: its keys and the content encryption that it accepts, and what a token must say.
    let decrypter = Decrypter::new(&RustCrypto)
        .key(private)
        .accept(&[Enc::A256GCM]);
    let policy = Policy::new()
        .issuer("https://clinic.example.com")
        .audience("laboratory-api");

    // The issuer: the API's public key, and one to sign with.
    let recipient = EcdhEsKwPublic::load(&published, Alg::ECDH_ES_A256KW)?;
    let signer = Ed25519::from_seed(Alg::Ed25519, &random()?)?.with_kid("clinic-2026");
    let patient = Patient {
        sub: "patient-4711".into(),
        blood_group: "AB-".into(),
    };
    let jwt = || {
        Jwt::new(&patient)
            .issuer("https://clinic.example.com")
            .audience("laboratory-api")
            .expires_in_secs(300)
    };

    // Encrypted only.
    let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    let token = jwt().encrypt(jwe).to(&recipient)?;
    println!("encrypted\n  {token}");
    let decrypted = policy.decrypt::<Patient>(&token, &decrypter)?;
    println!("  for {:?}: {:?}", decrypted.key_id(), decrypted.claims());

    // Signed, then encrypted: what is recommended. `aud` stays readable for those who forward it.
    let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    let nested = jwt()
        .replicate(&["aud"])
        .sign_then_encrypt(&signer, jwe)
        .to(&recipient)?;
    println!("\nsigned, then encrypted\n  {nested}");
    let keys = signer.public();
    let verified = policy.decrypt_then_verify::<Patient>(&nested, &decrypter, &keys)?;
    println!(
        "  signed by {:?}: {:?}",
        verified.key_id(),
        verified.claims()
    );

    println!("\nrefused");
    let stranger = Ed25519::from_seed(Alg::Ed25519, &random()?)?.public();
    let elsewhere = Policy::new()
        .issuer("https://clinic.example.com")
        .audience("billing-api");
    for (what, outcome) in [
        (
            "an encrypted token where a signed one is asked for",
            policy.verify_claims(&token, &keys),
        ),
        (
            "a token that nobody signed",
            policy.decrypt_then_verify_claims(&token, &decrypter, &keys),
        ),
        (
            "one that somebody else signed",
            policy.decrypt_then_verify_claims(&nested, &decrypter, &stranger),
        ),
        (
            "one for another audience",
            elsewhere.decrypt_then_verify_claims(&nested, &decrypter, &keys),
        ),
    ] {
        match outcome {
            Ok(_) => return Err(format!("{what} was accepted").into()),
            Err(error) => println!("  {what}: {error} [{}]", error.code()),
        }
    }
    Ok(())
}

fn random() -> Result<[u8; 32], Box<dyn Error>> {
    let mut octets = [0; 32];
    RustCrypto.fill(&mut octets)?;
    Ok(octets)
}
