//! One document, two signatures: JWS in JSON, where each party signs with a key of its own.
//!
//! `cargo run --example several_signatures`

use std::error::Error;

use jose_jwt::Alg;
use jose_jwt::jwa::{Ed25519, Hmac, RustCrypto};
use jose_jwt::jwk::SecureRandom;
use jose_jwt::jws::{Require, SignJson, Verifiers, VerifyError};

fn main() -> Result<(), Box<dyn Error>> {
    let seller = new_key("seller")?;
    let buyer = new_key("buyer")?;
    let notary = Hmac::new(Alg::HS512, &random::<64>()?)?.with_kid("notary");

    // The payload may be any octets; it stands in the message once.
    let contract = b"1,000 barrels of dwarven ale, delivered to Hobbiton";
    let json = SignJson::new(contract)
        .sign(&seller)?
        .sign(&buyer)?
        .sign(&notary)?
        .general()?;
    println!("{json}\n");

    // What counts is the recipient's keys, not what the message has: the notary's is nobody's here.
    let (seller_public, buyer_public) = (seller.public(), buyer.public());
    let parties = Verifiers::of([&seller_public, &buyer_public]);
    let seen = parties.json(&json, Require::EveryKey)?;
    assert_eq!(seen.payload(), contract);
    for (number, signature) in (1..).zip(seen.signatures()) {
        match signature.outcome() {
            Ok(verified) => println!("signature {number}: by {:?}", verified.key_id()),
            Err(error) => println!("signature {number}: not counted, {error}"),
        }
    }

    // Somebody takes the buyer's signature away.
    let stripped = SignJson::new(contract)
        .sign(&seller)?
        .sign(&notary)?
        .general()?;
    match parties.json(&stripped, Require::EveryKey) {
        Err(VerifyError::Unmet(unmet)) => println!("refused: {unmet}"),
        Err(error) => println!("refused: {error} [{}]", error.code()),
        Ok(_) => return Err("a message without the buyer's signature was accepted".into()),
    }
    Ok(())
}

fn new_key(kid: &str) -> Result<Ed25519, Box<dyn Error>> {
    Ok(Ed25519::from_seed(Alg::EdDSA, &random()?)?.with_kid(kid))
}

fn random<const N: usize>() -> Result<[u8; N], Box<dyn Error>> {
    let mut octets = [0; N];
    RustCrypto.fill(&mut octets)?;
    Ok(octets)
}
