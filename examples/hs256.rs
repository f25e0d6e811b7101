//! Sign and verify with HS256: one secret that two services share.
//!
//! `cargo run --example hs256`

use std::error::Error;

use jose_jwt::jwa::Hmac;
use jose_jwt::{Alg, Jwt, Policy, Verified};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Session {
    sub: String,
    roles: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    // From a secret store; 32 random octets or more. A password is no key.
    let secret = [
        0x4d, 0x1f, 0xc6, 0x5b, 0x0a, 0xe2, 0x97, 0x33, 0x81, 0x6c, 0xf4, 0x20, 0x9e, 0x57, 0xbb,
        0x08, 0xd3, 0x62, 0x14, 0xa9, 0x7f, 0xe0, 0x35, 0xca, 0x46, 0x8b, 0x12, 0xfd, 0x6a, 0x91,
        0x2e, 0xb7,
    ];
    let key = Hmac::new(Alg::HS256, &secret)?;

    let session = Session {
        sub: "alice".into(),
        roles: vec!["editor".into()],
    };
    let token = Jwt::new(&session)
        .audience("my-api")
        .expires_in_secs(3600)
        .sign(&key)?;
    println!("{token}");

    let policy = Policy::new().audience("my-api");
    let verified: Verified<Session> = policy.verify(&token, &key)?;
    assert_eq!(verified.claims(), &session);
    println!("{:?}", verified.claims());

    // A secret that is too short is refused before it signs anything.
    match Hmac::new(Alg::HS256, b"top-secret") {
        Ok(_) => Err("a short secret was accepted".into()),
        Err(error) => {
            println!("a short secret: {error}");
            Ok(())
        }
    }
}
