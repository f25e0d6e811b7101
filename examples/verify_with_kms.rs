//! Verify with an HMAC key that never leaves a key management service.
//!
//! `cargo run --example verify_with_kms`
//!
//! The service answers "valid" or "not valid", and sometimes it does not answer. The three must not be
//! mixed up: a token is refused for good only where the service has said so.

use std::error::Error;

use jose_jwt::jwa::Hmac;
use jose_jwt::jwk::RemoteKey;
use jose_jwt::{Alg, Jwt, Policy, TokenError};

/// Stands for a cloud KMS with a call such as `VerifyMac`. In a service it is asynchronous: the call
/// below stands between the two phases of verification, so that an `.await` can follow it.
mod kms {
    use std::io;

    use jose_jwt::jwa::Hmac;
    use jose_jwt::jws::{SigningInput, Verify};

    pub struct Service {
        pub key: Hmac,
        pub is_online: bool,
    }

    impl Service {
        pub fn verify_mac(&self, name: &str, octets: &[u8], mac: &[u8]) -> io::Result<bool> {
            match (self.is_online, name) {
                (false, _) => Err(io::ErrorKind::TimedOut.into()),
                (true, "sessions") => Ok(self.key.verify(SigningInput::new(octets), mac).is_ok()),
                (true, _) => Err(io::ErrorKind::NotFound.into()),
            }
        }
    }
}

/// Who the token speaks of.
fn subject_of(token: &str, policy: &Policy, kms: &kms::Service) -> Result<String, TokenError> {
    // Before anything is asked: the form of the token, its algorithm, and that it names this key.
    let pending = policy
        .open(token)?
        .pending(&RemoteKey::new(Alg::HS256).with_kid("sessions"))?;

    let input = pending.signing_input().to_vec();
    let is_valid = kms.verify_mac("sessions", &input, pending.signature());

    // The claims come out only if the answer is `Ok(true)` and the policy accepts them.
    let verified = pending.finish(is_valid.map_err(Into::into))?;
    Ok(verified.claims().sub().unwrap_or_default().into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = |octet| Hmac::new(Alg::HS256, &[octet; 32]).map(|key| key.with_kid("sessions"));
    let sign = |key: &Hmac| Jwt::empty().subject("alice").expires_in_secs(300).sign(key);
    let mut kms = kms::Service {
        key: key(7)?,
        is_online: true,
    };
    let policy = Policy::new();

    let token = sign(&key(7)?)?;
    println!("accepted: {}", subject_of(&token, &policy, &kms)?);

    let forged = sign(&key(8)?)?;
    let damaged = token.replacen('.', "..", 1);
    for (what, token) in [("forged", &forged), ("damaged", &damaged)] {
        match subject_of(token, &policy, &kms) {
            Ok(subject) => return Err(format!("a {what} token passed for {subject}").into()),
            Err(error) => println!("{what}: {error} [{}]", error.code()),
        }
    }

    // Nobody has judged this one: try again, and do not log the user out.
    kms.is_online = false;
    match subject_of(&token, &policy, &kms) {
        Err(error) if error.code() == "jws/key-unavailable" => {
            let cause = error.source().map(ToString::to_string);
            println!("no answer: {error} ({})", cause.unwrap_or_default());
            Ok(())
        }
        other => Err(format!("an outage looked like {other:?}").into()),
    }
}
