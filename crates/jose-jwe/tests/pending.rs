//! Keys that are somewhere else, on both sides (RFC 7516, sections 5.1, 5.2 and 11.5): a call that waits is an ordinary
//! `await` between two phases.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "what is cut is ASCII, and a test may stop where it fails"
)]

extern crate alloc;

mod common;

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use common::pairs::{Form, PAIRS, Sender, dir, pair};
use common::{ENCS, PLAIN, Sealed, TOY, Toy, cipher, decrypter};
use jose_jwa::RustCrypto;
use jose_jwe::{
    Alg, Cek, CekError, DecryptCek, DecryptError, Decrypter, Enc, Encrypt, EncryptCek,
    EncryptedCek, Key, RemoteKey,
};

/// A service that holds keys: it is asked, and answers later.
struct Service<'k> {
    sender: &'k dyn EncryptCek,
    recipient: &'k dyn DecryptCek,
}

/// Gives way once, as whatever waits for a network does.
async fn network() {
    let mut is_back = false;
    core::future::poll_fn(move |context| {
        if core::mem::replace(&mut is_back, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Service<'_> {
    async fn encrypt(&self, cek: &[u8]) -> EncryptedCek {
        network().await;
        let cek = Cek::from_slice(cek);
        self.sender.encrypt_cek(&cek, &RustCrypto).unwrap()
    }

    /// What the service says of a request: a CEK, or that it has none for that.
    async fn decrypt(&self, request: jose_jwe::CekRequest<'_>) -> Option<Vec<u8>> {
        network().await;
        let found = self.recipient.decrypt_cek(request).ok()?;
        Some(found.expose_secret().to_vec())
    }
}

/// What any executor does.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return done;
        }
    }
}

async fn send(service: &Service<'_>, key: &RemoteKey<'_>, enc: Enc<'_>, form: Form) -> String {
    let prepared = Encrypt::new(&RustCrypto, enc).unwrap().prepare().unwrap();
    let answer = service.encrypt(prepared.cek().expose_secret()).await;
    let prepared = prepared.attach(key, answer);
    let made = match form {
        Form::Compact => prepared.compact(PLAIN),
        Form::Flattened => prepared.flattened(PLAIN),
        Form::General => prepared.general(PLAIN),
    };
    made.unwrap()
}

async fn receive(
    service: &Service<'_>,
    key: &RemoteKey<'_>,
    decrypter: &Decrypter<'_>,
    message: &str,
) -> Result<Vec<u8>, DecryptError> {
    let encrypted = if message.starts_with('{') {
        decrypter.open_json(message)?
    } else {
        decrypter.open(message)?
    };
    let pending = encrypted.pending(key)?;
    let answer = match service.decrypt(pending.request()).await {
        Some(cek) => Ok(Cek::from_slice(&cek)),
        None => Err(CekError::Invalid),
    };
    let seen = pending.finish(answer)?;
    assert_eq!(seen.key_id(), key.kid());
    Ok(seen.into_plaintext())
}

#[test]
fn every_algorithm_works_from_afar() {
    for pair in PAIRS.iter() {
        let Sender::To(sender) = &pair.sender else {
            continue;
        };
        let service = Service {
            sender,
            recipient: &pair.recipient,
        };
        let key = RemoteKey::new(pair.alg).with_kid("kms-7");
        for form in common::pairs::FORMS {
            let message = block_on(send(&service, &key, Enc::A256GCM, form));
            let decrypter = Decrypter::new(&RustCrypto).accept(&[Enc::A256GCM]);
            let seen = block_on(receive(&service, &key, &decrypter, &message));
            assert_eq!(seen.unwrap(), PLAIN);
            // A key at hand decrypts the same message.
            let seen = common::read(&decrypter.key(&pair.recipient), &message);
            assert_eq!(
                (seen.plaintext(), seen.header().kid()),
                (PLAIN, Some("kms-7"))
            );
        }
    }
}

// A device that agrees on the CEK, or is asked for the one it shares, has no encrypted key to look at.
#[test]
fn direct_modes_from_afar() {
    for enc in ENCS {
        let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
        let token = pair(Alg::ECDH_ES).encrypt(encrypt, Form::Compact, PLAIN);
        let token = token.unwrap();
        let decrypter = Decrypter::new(&RustCrypto).accept(&[enc]);
        let key = RemoteKey::new(Alg::ECDH_ES);
        let pending = decrypter.open(&token).unwrap().pending(&key).unwrap();
        let request = pending.request();
        assert_eq!(
            (pending.encrypted_key(), request.encrypted_key()),
            (&[][..], &[][..])
        );
        assert_eq!(
            (request.enc(), request.cek_len()),
            (enc, cipher(enc).cek_len())
        );
        assert!(request.parameter("epk").is_some());
        let answer = pair(Alg::ECDH_ES).recipient.decrypt_cek(request);
        assert_eq!(pending.finish(answer).unwrap().plaintext(), PLAIN);

        let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
        let token = dir(enc).encrypt(encrypt, Form::Compact, PLAIN).unwrap();
        let key = RemoteKey::new(Alg::DIR);
        let pending = || decrypter.open(&token).unwrap().pending(&key).unwrap();
        let cek = vec![4; cipher(enc).cek_len()];
        let seen = pending().finish(Ok(Cek::from_slice(&cek)));
        assert_eq!(seen.unwrap().plaintext(), PLAIN);
        for answer in [
            Err(CekError::Invalid),
            Ok(Cek::from_slice(&cek[1..])),
            Ok(Cek::from_slice(&[])),
            Ok(Cek::zeroed(cek.len())),
        ] {
            let error = pending().finish(answer).unwrap_err();
            assert_eq!(error.code(), "jwe/decryption-failed");
        }
    }
}

fn sealed() -> Sealed {
    Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM","kid":"one"}"#)
}

// What is not for this key is not asked.
#[test]
fn a_key_that_does_not_fit_is_not_asked() {
    let toy = Toy::new(TOY);
    let token = sealed().compact(&toy);
    let decrypter = Decrypter::new(&RustCrypto).accept(&ENCS);
    let open = |key: &RemoteKey<'_>| {
        let pending = decrypter.open(&token).unwrap().pending(key);
        pending.map(drop).map_err(|error| error.code())
    };
    assert_eq!(open(&RemoteKey::new(TOY)), Ok(()));
    assert_eq!(open(&RemoteKey::new(TOY).with_kid("one")), Ok(()));
    let code = Err("jwe/no-matching-key");
    assert_eq!(open(&RemoteKey::new(TOY).with_kid("two")), code);
    assert_eq!(open(&RemoteKey::new(Alg::A128KW)), code);
    assert_eq!(open(&RemoteKey::new(Alg::DIR).with_kid("one")), code);
    // Nor what the recipient does not accept, or is not as long as it should be.
    let none = Decrypter::new(&RustCrypto);
    let error = none.open(&token).unwrap().pending(&RemoteKey::new(TOY));
    assert_eq!(error.unwrap_err().code(), "jwe/enc-not-accepted");
    for cut in [2, 6, 22] {
        let (tag, code) = (&token[..token.len().saturating_sub(cut)], "jwe/length");
        let seen = decrypter.open(tag).map_err(DecryptError::from);
        let error = seen.and_then(|seen| seen.pending(&RemoteKey::new(TOY)));
        assert_eq!(error.unwrap_err().code(), code);
    }
}

// PBE-05, JWE-20: a remote key's work is counted like a local one's.
#[test]
fn pbe_05_the_work_of_a_remote_key_is_limited() {
    use jose_jwe::Limits;
    let toy = Toy::new(TOY);
    let salt = jose_b64::encode([1; 16]);
    let header = format!(r#"{{"alg":"X-TOY","enc":"A128GCM","p2s":"{salt}","p2c":5000}}"#);
    let token = Sealed::new(header).compact(&toy);
    let key = RemoteKey::new(TOY);
    for (attempts, code) in [(1, None), (0, Some("jwe/too-much-work"))] {
        let limits = Limits::with(|limits| limits.decryptions = attempts);
        let decrypter = decrypter(toy.clone()).limits(limits);
        let pending = decrypter.open(&token).unwrap().pending(&key);
        assert_eq!(pending.err().map(|error| error.code()), code);
    }
    let limits = Limits::with(|limits| limits.pbes2_max_iterations = 4_999);
    let decrypter = decrypter(toy).limits(limits);
    assert_eq!(decrypter.open(&token).unwrap_err().code(), "jwe/iterations");
}

// Which of several recipients is meant is not guessed.
#[test]
fn several_recipients_and_one_remote_key() {
    let toy = Toy::new(TOY);
    let sealed = Sealed::new(r#"{"enc":"A128GCM"}"#);
    let key = sealed.key_for(&toy);
    let recipient =
        |header: &str| format!(r#"{{"header":{{"alg":"X-TOY"{header}}},"encrypted_key":"{key}"}}"#);
    let (one, two, unnamed) = (
        recipient(r#","kid":"one""#),
        recipient(r#","kid":"two""#),
        recipient(""),
    );
    let decrypter = Decrypter::new(&RustCrypto).accept(&ENCS);
    let open = |recipients: &[&String], key: &RemoteKey<'_>| -> Result<_, DecryptError> {
        let json = sealed.general(recipients);
        let pending = decrypter.open_json(&json).unwrap().pending(key)?;
        let answer = toy.decrypt_cek(pending.request());
        let seen = pending.finish(answer).unwrap();
        assert_eq!(seen.plaintext(), PLAIN);
        Ok(seen.recipient_header().unwrap().kid().map(String::from))
    };
    let named = |kid| RemoteKey::new(TOY).with_kid(kid);
    let two_of = [&one, &two];
    assert_eq!(
        open(&two_of, &named("one")).unwrap().as_deref(),
        Some("one")
    );
    assert_eq!(
        open(&two_of, &named("two")).unwrap().as_deref(),
        Some("two")
    );
    let error = open(&two_of, &named("three")).unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
    for (recipients, key, expected) in [
        (vec![&one, &two], RemoteKey::new(TOY), 2),
        (vec![&one, &one, &two], named("one"), 2),
        (vec![&one, &unnamed, &two], named("two"), 2),
        (vec![&unnamed; 16], named("two"), 16),
    ] {
        let error = open(&recipients, &key).unwrap_err();
        assert_eq!(error.code(), "jwe/ambiguous-recipient");
        assert!(matches!(error, DecryptError::AmbiguousRecipient { count } if count == expected));
    }
}

#[test]
fn an_outage_is_told_with_its_reason() {
    let toy = Toy::new(TOY);
    let token = sealed().compact(&toy);
    let decrypter = Decrypter::new(&RustCrypto).accept(&ENCS);
    let key = RemoteKey::new(TOY);
    let pending = decrypter.open(&token).unwrap().pending(&key).unwrap();
    let error = pending.finish(Err(CekError::Unavailable("timed out".into())));
    let error = error.unwrap_err();
    assert_eq!(error.code(), "jwe/key-unavailable");
    let source = core::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "timed out");
}

// API-01
#[test]
fn api_01_a_pending_decryption_shows_the_header_only() {
    let toy = Toy::new(TOY);
    let sealed = sealed();
    let token = sealed.compact(&toy);
    let decrypter = decrypter(toy);
    let encrypted = decrypter.open(&token).unwrap();
    let pending = encrypted.pending(&RemoteKey::new(TOY)).unwrap();
    let shown = format!("{pending:?} {:?}", pending.request());
    for part in token.split('.').skip(1) {
        assert!(!shown.contains(part), "{shown}");
    }
    assert!(
        !shown.contains(&format!("{:?}", sealed.ciphertext)),
        "{shown}"
    );
}
