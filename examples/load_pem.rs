//! Load keys from PEM files, as OpenSSL writes them, sign with one and verify with its public part.
//!
//! `cargo run --example load_pem`

use std::error::Error;
use std::fs;
use std::path::Path;

use jose_jwt::jwa::{RustCrypto, import};
use jose_jwt::{Alg, Jwt, LoadSign, LoadVerify, Policy};

fn main() -> Result<(), Box<dyn Error>> {
    for (file, alg) in [
        ("ec-p256.pkcs8.pem", Alg::ES256),
        ("rsa-2048.pkcs8.pem", Alg::PS256),
        ("ed25519.pkcs8.pem", Alg::EdDSA),
    ] {
        // A PEM file does not say for which algorithm its key is: the caller does.
        let jwk = import::from_pem_for(&read(file)?, alg)?;
        let private = RustCrypto.load_sign(&jwk, alg)?;
        let public = RustCrypto.load_verify(&jwk.to_public()?, alg)?;

        let token = Jwt::empty()
            .subject("alice")
            .expires_in_secs(60)
            .sign(&private)?;
        let verified = Policy::new().verify_claims(&token, &public)?;
        println!("{file}: {alg}, subject {:?}", verified.claims().sub());
        println!("  to publish: {}", jwk.to_json()?);
    }

    // The wrong key for an algorithm is refused when it is loaded, with what was found.
    let rsa = import::from_pem(&read("rsa-2048.pkcs8.pem")?)?;
    match RustCrypto.load_sign(&rsa, Alg::ES256) {
        Ok(_) => return Err("an RSA key was loaded for ES256".into()),
        Err(error) => println!("an RSA key for ES256: {error}"),
    }
    match import::from_pem(
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
    ) {
        Ok(_) => Err("a certificate request was taken for a key".into()),
        Err(error) => {
            println!("another file: {error}");
            Ok(())
        }
    }
}

fn read(name: &str) -> Result<String, std::io::Error> {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/keys")
            .join(name),
    )
}
