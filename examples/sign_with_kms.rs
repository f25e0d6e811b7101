//! Sign with a key that never leaves a key management service, and verify the token locally.
//!
//! `cargo run --example sign_with_kms`
//!
//! There is no asynchronous trait to implement: the operation has two phases, and the network call
//! is an ordinary `await` of the caller's between them, with the caller's own executor.

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use jose_jwt::jwa::RustCrypto;
use jose_jwt::jwk::{RemoteKey, SecureRandom};
use jose_jwt::{Alg, Jwt, Policy};

/// Stands for a cloud KMS: the private key is inside, and calls take a while.
mod kms {
    use jose_jwt::Alg;
    use jose_jwt::jwa::{Ed25519, Ed25519Public};
    use jose_jwt::jws::{Sign, SigningInput};

    pub struct Service {
        key: Ed25519,
    }

    impl Service {
        pub fn start(seed: &[u8; 32]) -> Result<Self, Box<dyn std::error::Error>> {
            Ok(Service {
                key: Ed25519::from_seed(Alg::EdDSA, seed)?,
            })
        }

        pub fn public_key(&self) -> Ed25519Public {
            self.key.public()
        }

        pub async fn sign(&self, key_name: &str, octets: &[u8]) -> Result<Vec<u8>, std::io::Error> {
            super::YieldOnce(false).await; // the network
            if key_name != "login-2026" {
                return Err(std::io::Error::other("no such key"));
            }
            let signature = self
                .key
                .sign(SigningInput::new(octets))
                .map_err(std::io::Error::other)?;
            Ok(signature.to_vec())
        }
    }
}

async fn issue(kms: &kms::Service, subject: &str) -> Result<String, Box<dyn Error>> {
    let key = RemoteKey::new(Alg::EdDSA).with_kid("login-2026");
    let prepared = Jwt::empty()
        .subject(subject)
        .expires_in_secs(300)
        .prepare(&key)?;
    let signature = kms
        .sign("login-2026", &prepared.signing_input().to_vec())
        .await?;
    Ok(prepared.attach(&signature)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut seed = [0; 32];
    RustCrypto.fill(&mut seed)?;
    let kms = kms::Service::start(&seed)?;

    let token = block_on(issue(&kms, "alice"))?;
    println!("{token}");

    let public = kms.public_key().with_kid("login-2026");
    let verified = Policy::new()
        .subject("alice")
        .verify_claims(&token, &public)?;
    println!("accepted, signed by {:?}", verified.header().kid());
    Ok(())
}

/// A service has an executor; an example makes do with polling.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Is not ready the first time it is asked.
struct YieldOnce(bool);

impl Future for YieldOnce {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}
