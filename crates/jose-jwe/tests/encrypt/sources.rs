//! Sources of randomness, keys and content encryption that fail, or do not do what they say (API-03, JWE-16).

use alloc::sync::Arc;
use core::error::Error;
use std::sync::Mutex;

use jose_jwa::{AesGcmKw, AesKw, Dir, EcdhEs, EcdhEsPublic, Password, RustCrypto};
use jose_jwe::jwk::Crv;
use jose_jwe::{
    Alg, BuildError, Cek, ContentEncryption, ContentError, ContentKey, Enc, Encrypt, EncryptCek,
    RandomError, SecureRandom, Tag,
};

use crate::common::log::{Event, Log, Logged};
use crate::common::{Answer, ENCS, PLAIN, TOY, Toy, cipher};
use crate::{encrypt, refused};

// API-03
#[test]
fn api_03_a_source_that_fails_makes_no_message() {
    let toy = Toy::new(TOY);
    let dir = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    let log = Log::default();
    let broken = Logged::failing_after(0, &log);
    let encrypt = || Encrypt::new(&broken, Enc::A128GCM).unwrap();
    for made in [
        encrypt().to(&toy).compact(PLAIN),
        encrypt().to(&toy).flattened(PLAIN),
        encrypt().to(&toy).to(&toy).general(PLAIN),
        encrypt().direct(&dir).compact(PLAIN),
    ] {
        let error = made.unwrap_err();
        assert!(matches!(error, BuildError::Random));
        assert_eq!(error.code(), "jwe/build-random");
    }
    assert_eq!(encrypt().prepare().unwrap_err().code(), "jwe/build-random");
    assert_eq!((toy.asked(), log.events()), (0, vec![]));
}

// What can be seen without drawing anything is told first.
#[test]
fn nothing_is_drawn_for_what_is_refused() {
    let toy = Toy::new(TOY);
    let log = Log::default();
    let broken = Logged::failing_after(0, &log);
    let encrypt = || Encrypt::new(&broken, Enc::A128GCM).unwrap();
    for (made, code) in [
        (
            encrypt().to(&toy).to(&toy).compact(PLAIN),
            "jwe/build-not-one-recipient",
        ),
        (
            encrypt().aad(b"x").to(&toy).compact(PLAIN),
            "jwe/build-not-compact",
        ),
        (
            encrypt().aad(b"").direct(&toy).flattened(PLAIN),
            "jwe/build-empty-aad",
        ),
        (
            encrypt().header("alg", "x").to(&toy).compact(PLAIN),
            "header/reserved",
        ),
    ] {
        assert_eq!(refused(made), code);
    }
    assert_eq!(toy.asked(), 0);
}

// API-03: the draws of the keys, and those that come after.
#[test]
fn api_03_a_source_that_fails_later() {
    let gcm = AesGcmKw::new(Alg::A128GCMKW, &[1; 16]).unwrap();
    let password = Password::new(Alg::PBES2_HS256_A128KW, b"password").unwrap();
    let key = EcdhEs::from_scalar(Alg::ECDH_ES, Crv::P_256, &[5; 32]).unwrap();
    let ecdh = EcdhEsPublic::load(&key.public_jwk()).unwrap();
    let keys: [&dyn EncryptCek; 2] = [&gcm, &password];
    for key in keys {
        let broken = Logged::failing_after(1, &Log::default());
        let encrypt = Encrypt::new(&broken, Enc::A128GCM).unwrap();
        let error = encrypt.to(key).compact(PLAIN).unwrap_err();
        assert_eq!(error.code(), "jwe/encrypt-random");
    }
    for (draws, code) in [(0, "jwe/encrypt-random"), (1, "jwe/build-random")] {
        let broken = Logged::failing_after(draws, &Log::default());
        let encrypt = Encrypt::new(&broken, Enc::A128GCM).unwrap();
        let error = encrypt.direct(&ecdh).compact(PLAIN).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

/// The same octet, for ever.
#[derive(Debug)]
struct Stuck(u8);

impl SecureRandom for Stuck {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        out.fill(self.0);
        Ok(())
    }
}

// A key that is drawn again until it fits gives up: zero is none, and neither is what is above the order.
#[test]
fn api_03_a_source_that_is_stuck() {
    let key = EcdhEs::from_scalar(Alg::ECDH_ES, Crv::P_256, &[5; 32]).unwrap();
    let ecdh = EcdhEsPublic::load(&key.public_jwk()).unwrap();
    for octet in [0, 0xff] {
        let stuck = Stuck(octet);
        let encrypt = Encrypt::with_cipher(&stuck, cipher(Enc::A128GCM));
        let made = encrypt.direct(&ecdh).compact(PLAIN);
        assert_eq!(refused(made), "jwe/encrypt-random");
    }
}

// CEK and initialization vector are one draw: nothing comes between them.
#[test]
fn one_draw_for_both() {
    let kw = AesKw::new(Alg::A128KW, &[1; 16]).unwrap();
    for enc in ENCS {
        let log = Log::default();
        let logged = Logged::new(&log);
        let token = Encrypt::new(&logged, enc).unwrap().to(&kw).compact(PLAIN);
        let token = token.unwrap();
        let events = log.events();
        let [Event::Drawn(drawn)] = &*events else {
            panic!("{events:?}")
        };
        let (cek_len, iv_len) = (cipher(enc).cek_len(), cipher(enc).iv_len());
        assert_eq!(drawn.len(), usize::saturating_add(cek_len, iv_len));
        let iv = jose_b64::encode(&drawn[cek_len..]);
        assert_eq!(token.split('.').nth(2), Some(&*iv));
    }
    // With a key that is the CEK there is the vector alone.
    let log = Log::default();
    let logged = Logged::new(&log);
    let dir = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    let token = Encrypt::new(&logged, Enc::A128GCM).unwrap().direct(&dir);
    assert!(token.compact(PLAIN).is_ok());
    assert!(matches!(&*log.events(), [Event::Drawn(iv)] if iv.len() == 12));
}

#[test]
fn keys_that_fail() {
    let failing = Toy::new(TOY).answers(Answer::Invalid);
    let offline = Toy::new(TOY).answers(Answer::Offline);
    let good = Toy::new(TOY);
    for made in [
        encrypt().to(&failing).compact(PLAIN),
        encrypt().to(&good).to(&failing).general(PLAIN),
        encrypt().direct(&failing).compact(PLAIN),
    ] {
        let error = made.unwrap_err();
        assert_eq!(error.code(), "jwe/encrypt-failed");
        assert!(error.source().is_none());
    }
    for made in [
        encrypt().to(&offline).compact(PLAIN),
        encrypt().to(&good).to(&offline).general(PLAIN),
        encrypt().direct(&offline).flattened(PLAIN),
    ] {
        let error = made.unwrap_err();
        assert_eq!(error.code(), "jwe/encrypt-unavailable");
        assert_eq!(error.source().unwrap().to_string(), "the toy is offline");
    }
}

/// A content encryption that does something else than it says.
#[derive(Clone, Debug)]
struct Odd {
    tag_len: usize,
    ciphertext_len: Option<usize>,
    takes_key: bool,
    encrypts: bool,
    buffer: Arc<Mutex<Vec<u8>>>,
}

impl Default for Odd {
    fn default() -> Self {
        Odd {
            tag_len: 16,
            ciphertext_len: Some(PLAIN.len()),
            takes_key: true,
            encrypts: true,
            buffer: Arc::default(),
        }
    }
}

impl ContentEncryption for Odd {
    fn enc(&self) -> Enc<'_> {
        Enc::new("X-ODD")
    }

    fn cek_len(&self) -> usize {
        16
    }

    fn iv_len(&self) -> usize {
        12
    }

    fn tag_len(&self) -> usize {
        16
    }

    fn ciphertext_len(&self, _: usize) -> Option<usize> {
        self.ciphertext_len
    }

    fn content_key(&self, _: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
        if !self.takes_key {
            return Err(ContentError);
        }
        Ok(Box::new(self.clone()))
    }
}

impl ContentKey for Odd {
    fn enc(&self) -> Enc<'_> {
        Enc::new("X-ODD")
    }

    fn encrypt(
        &self,
        _: &[u8],
        _: &[u8],
        buffer: &mut [u8],
        _: usize,
    ) -> Result<Tag, ContentError> {
        *self.buffer.lock().unwrap() = buffer.to_vec();
        if !self.encrypts {
            return Err(ContentError);
        }
        Ok(Tag::from_slice(&vec![0; self.tag_len]))
    }

    fn decrypt(&self, _: &[u8], _: &[u8], _: &mut [u8], _: &[u8]) -> Result<usize, ContentError> {
        Err(ContentError)
    }
}

#[test]
fn a_content_encryption_that_does_not_do_what_it_says() {
    let toy = Toy::new(TOY);
    let made = |odd: Odd| {
        let made = Encrypt::with_cipher(&RustCrypto, &odd)
            .to(&toy)
            .compact(PLAIN);
        assert!(odd.buffer.lock().unwrap().len() <= PLAIN.len().saturating_add(16));
        made
    };
    assert!(made(Odd::default()).is_ok());
    // GCM-01, CBC-01: a tag that is cut is not sent.
    for tag_len in [0, 4, 8, 12, 15, 17, 32, 64] {
        let odd = Odd {
            tag_len,
            ..Odd::default()
        };
        assert_eq!(refused(made(odd)), "jwe/build-tag-length");
    }
    let odd = Odd {
        takes_key: false,
        ..Odd::default()
    };
    assert_eq!(refused(made(odd)), "jwe/build-content");
    let odd = Odd {
        encrypts: false,
        ..Odd::default()
    };
    assert_eq!(refused(made(odd)), "jwe/build-content");
    for len in [None, Some(usize::MAX), Some(usize::MAX.div_euclid(2))] {
        let odd = Odd {
            ciphertext_len: len,
            ..Odd::default()
        };
        let code = refused(made(odd));
        assert!(
            ["jwe/build-too-large", "jwe/build-token-too-long"].contains(&code),
            "{code}"
        );
    }
    // It is longer, by padding, and never shorter than what it is made from.
    let odd = Odd {
        ciphertext_len: Some(16),
        ..Odd::default()
    };
    assert!(made(odd).is_ok());
    for len in 0..PLAIN.len() {
        let odd = Odd {
            ciphertext_len: Some(len),
            ..Odd::default()
        };
        assert_eq!(refused(made(odd)), "jwe/build-content", "{len}");
    }
}
