//! Decrypt with a private key that never leaves a key management service, over the network.
//!
//! `cargo run --example decrypt_with_kms`
//!
//! The service is asked for one thing only, the key of the one message; what is in the message it never
//! sees. There is no asynchronous trait to implement: the call is an ordinary `await` between two phases.

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use jose_jwa::{RsaOaepPublic, RustCrypto};
use jose_jwe::{Alg, Cek, CekError, Decrypter, Enc, Encrypt, Jwk, RemoteKey};

/// Stands for a cloud KMS with a call such as `AsymmetricDecrypt`.
mod kms {
    use std::io;

    use jose_jwa::RsaOaep;
    use jose_jwe::{CekRequest, DecryptCek, Enc, JoseHeader, KeyHint, Limits};

    pub struct Service {
        pub key: RsaOaep,
        pub is_online: bool,
    }

    impl Service {
        /// The octets that were encrypted for the key of this name, or nothing when they were not.
        pub async fn decrypt(&self, name: &str, octets: &[u8]) -> io::Result<Option<Vec<u8>>> {
            match (self.is_online, name) {
                (true, "inbox") => {}
                (true, _) => return Err(io::ErrorKind::NotFound.into()),
                (false, _) => return Err(io::ErrorKind::TimedOut.into()),
            }
            let header = JoseHeader::parse(b"{}", &Limits::default()).map_err(io::Error::other)?;
            let hint = KeyHint::joined(&header, [None, None]);
            let request = CekRequest::new(hint, octets, Enc::A256GCM, 32);
            Ok(self
                .key
                .decrypt_cek(request)
                .ok()
                .map(|cek| cek.expose_secret().to_vec()))
        }
    }
}

async fn read(
    token: &str,
    decrypter: &Decrypter<'_>,
    kms: &kms::Service,
) -> Result<Vec<u8>, jose_jwe::DecryptError> {
    // Before anything is asked: the form of the token, its algorithms, and that it names this key.
    let key = RemoteKey::new(Alg::RSA_OAEP_256).with_kid("inbox");
    let pending = decrypter.open(token)?.pending(&key)?;

    let answer = match kms.decrypt("inbox", pending.encrypted_key()).await {
        Ok(Some(cek)) => Ok(Cek::from_slice(&cek)),
        // "Not for this key" is nobody's business yet: decryption goes on and fails at the tag, as it does
        // for every other message that is wrong.
        Ok(None) => Err(CekError::Invalid),
        // Nobody knows: the message may be good, and can be read later.
        Err(error) => Err(CekError::Unavailable(error.into())),
    };
    Ok(pending.finish(answer)?.into_plaintext())
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = Jwk::parse(include_bytes!("keys/auditor.json"))?.with_kid("inbox");
    let public = RsaOaepPublic::load(&key, Alg::RSA_OAEP_256)?;
    let mut kms = kms::Service {
        key: jose_jwa::RsaOaep::load(&key, Alg::RSA_OAEP_256)?,
        is_online: true,
    };
    // Without a key of its own: the list of content encryption algorithms and the limits.
    let decrypter = Decrypter::new(&RustCrypto).accept(&[Enc::A256GCM]);

    let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    let token = jwe.to(&public).compact(b"meet me at noon")?;
    let plaintext = block_on(read(&token, &decrypter, &kms))?;
    println!("read: {}", String::from_utf8(plaintext)?);

    // The encrypted key of one message with the content of another.
    let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    let other = jwe.to(&public).compact(b"meet me at midnight")?;
    let parts = |token: &str| token.split('.').map(String::from).collect::<Vec<_>>();
    let mut mixed = parts(&token);
    mixed.splice(2.., parts(&other).drain(2..));
    let mixed = mixed.join(".");
    match block_on(read(&mixed, &decrypter, &kms)) {
        Ok(_) => return Err("a message put together from two was read".into()),
        Err(error) => println!("put together from two: {error} [{}]", error.code()),
    }

    kms.is_online = false;
    match block_on(read(&token, &decrypter, &kms)) {
        Err(error) if error.code() == "jwe/key-unavailable" => {
            let cause = error.source().map(ToString::to_string);
            println!("no answer: {error} ({})", cause.unwrap_or_default());
            Ok(())
        }
        other => Err(format!("an outage looked like {other:?}").into()),
    }
}

/// Runs a future that never waits; a service has an executor for this.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
