//! Bring an algorithm that this workspace has never heard of, and mix it with others.
//!
//! `cargo run --example own_algorithm`

use std::error::Error;

use jose_jwt::jwa::Hmac;
use jose_jwt::jwk::{Alg, Key};
use jose_jwt::jws::{
    Sign, SignError, Signature, SigningInput, Verify, VerifyFailure, constant_time_eq,
};
use jose_jwt::{Jwt, Policy, Verifiers};

/// A toy: an HSM slot behind a driver of one's own. **It protects nothing.**
#[derive(Debug)]
struct Slot {
    number: u64,
}

impl Slot {
    fn seal(&self, input: SigningInput<'_>) -> [u8; 8] {
        let octets = input.parts().iter().copied().flatten();
        let mixed = octets.fold(self.number, |sum, octet| {
            (sum ^ u64::from(*octet))
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(5)
        });
        mixed.to_be_bytes()
    }
}

impl Key for Slot {
    fn alg(&self) -> Alg<'_> {
        Alg::new("X-SLOT")
    }

    fn kid(&self) -> Option<&str> {
        Some("slot-7")
    }
}

impl Sign for Slot {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        Ok(Signature::from_slice(&self.seal(input)))
    }
}

impl Verify for Slot {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        if constant_time_eq(signature, &self.seal(input)) {
            Ok(())
        } else {
            Err(VerifyFailure::Invalid)
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let slot = Slot { number: 7 };
    let hmac = Hmac::new(Alg::HS256, b"an example of a secret of 32 octets")?;

    // Own and registered algorithms side by side: the keys that are passed are the allow-list.
    let keys = Verifiers::of([&slot, &hmac]);
    let policy = Policy::new();
    for token in [
        Jwt::empty()
            .subject("by the slot")
            .expires_in_secs(60)
            .sign(&slot)?,
        Jwt::empty()
            .subject("by the hmac")
            .expires_in_secs(60)
            .sign(&hmac)?,
    ] {
        let verified = policy.verify_claims(&token, &keys)?;
        println!("{}: {:?}", verified.header().alg(), verified.claims().sub());
    }

    // A recipient without the slot has no key for its algorithm.
    let token = Jwt::empty().expires_in_secs(60).sign(&slot)?;
    match policy.verify_claims(&token, &hmac) {
        Ok(_) => Err("a key of another algorithm accepted it".into()),
        Err(error) => {
            println!("refused: {error}");
            Ok(())
        }
    }
}
