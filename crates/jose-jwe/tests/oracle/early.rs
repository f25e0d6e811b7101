//! What ends early: modes without an encrypted key, keys that could not be asked, a random source that fails, and what
//! everybody can see without a key.

use core::error::Error;

use jose_jwa::Dir;
use jose_jwe::{
    Alg, Cek, CekError, CekRequest, ContentKey, DecryptCek, DecryptError, Enc, Key, Part,
};

use crate::common::log::{Event, Log, Logged, LoggedKey};
use crate::common::pairs::{Form, dir, pair};
use crate::common::{Answer, ENCS, PLAIN, Sealed, TOY, Toy, cipher};
use crate::{decrypt, is_the_one_failure, watched_by};

fn toy_sealed(enc: Enc<'static>) -> Sealed {
    let header = format!(r#"{{"alg":"X-TOY","enc":"{enc}"}}"#);
    Sealed::with(enc, &jose_b64::encode(header), None, PLAIN)
}

// A sender who could make a key fail would learn nothing that it does not know: there is no encrypted key.
#[test]
fn without_an_encrypted_key_no_substitute_is_drawn() {
    for enc in ENCS {
        let sealed = Sealed {
            cek: vec![],
            ..toy_sealed(enc)
        };
        let needed = cipher(enc).cek_len();
        let wrong = [0, 1, 15, 33, 65].map(Answer::OfLength);
        for answer in wrong.into_iter().chain([Answer::Invalid]) {
            let toy = Toy::new(TOY).answers(answer);
            let (seen, events) = decrypt(&toy, enc, &sealed.compact(&toy));
            is_the_one_failure(&seen.unwrap_err());
            assert_eq!(events, [Event::Asked]);
        }
        // A CEK of the right length that is another one fails where all others do.
        let toy = Toy::new(TOY).answers(Answer::OfLength(needed));
        let (seen, events) = decrypt(&toy, enc, &sealed.compact(&toy));
        is_the_one_failure(&seen.unwrap_err());
        assert_eq!(
            events[..2],
            [Event::Asked, Event::Prepared(vec![1; needed])]
        );
    }
}

#[test]
fn dir_and_ecdh_es_fail_alike() {
    for enc in ENCS {
        for key in [&dir(enc), pair(Alg::ECDH_ES)] {
            let encrypt = jose_jwe::Encrypt::new(&jose_jwa::RustCrypto, enc).unwrap();
            let token = key.encrypt(encrypt, Form::Compact, PLAIN).unwrap();
            let (seen, events) = decrypt(&key.recipient, enc, &token);
            assert_eq!(seen.unwrap().plaintext(), PLAIN);
            assert!(!events.iter().any(|event| matches!(event, Event::Drawn(_))));

            let (rest, tag) = token.rsplit_once('.').unwrap();
            let tag = jose_b64::encode(vec![0; jose_b64::decoded_len(tag.len()).unwrap()]);
            let (seen, events) = decrypt(&key.recipient, enc, &format!("{rest}.{tag}"));
            is_the_one_failure(&seen.unwrap_err());
            assert!(!events.iter().any(|event| matches!(event, Event::Drawn(_))));
        }
    }
    // ECE-01: an ephemeral key that is none ends there.
    let ours = pair(Alg::ECDH_ES);
    let header = r#"{"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"EC"}}"#;
    let token = Sealed::new(header).compact_with("");
    let (seen, events) = decrypt(&ours.recipient, Enc::A128GCM, &token);
    is_the_one_failure(&seen.unwrap_err());
    assert_eq!(events, [Event::Asked]);
}

#[test]
fn a_key_that_could_not_be_asked_ends_it() {
    for enc in ENCS {
        let toy = Toy::new(TOY).answers(Answer::Offline);
        let (seen, events) = decrypt(&toy, enc, &toy_sealed(enc).compact(&toy));
        let error = seen.unwrap_err();
        assert_eq!(error.code(), "jwe/key-unavailable");
        assert_eq!(error.to_string(), "the key could not be asked to decrypt");
        assert_eq!(error.source().unwrap().to_string(), "the toy is offline");
        assert!(matches!(&*events, [Event::Drawn(_), Event::Asked]));
    }
}

// API-03: no zeros in the place of what was not drawn.
#[test]
fn api_03_without_randomness_no_key_is_asked() {
    for enc in ENCS {
        let (log, toy) = (Log::default(), Toy::new(TOY));
        let key = LoggedKey {
            key: toy.clone(),
            log: log.clone(),
        };
        let decrypter = watched_by(Logged::failing_after(0, &log), enc, &log).key(key);
        let token = toy_sealed(enc).compact(&toy);
        let error = decrypter.decrypt(&token).unwrap_err();
        assert!(matches!(error, DecryptError::Random));
        assert_eq!(error.code(), "jwe/random");
        assert_eq!((log.events(), toy.asked()), (vec![], 0));
        // A remote key is not asked either.
        let encrypted = decrypter.open(&token).unwrap();
        let error = encrypted.pending(&toy).unwrap_err();
        assert!(matches!(error, DecryptError::Random));
    }
}

// GCM-01, GCM-02, CBC-01, CBC-06: the lengths are those of the `enc`, whatever the key.
#[test]
fn gcm_01_02_cbc_01_06_lengths_that_everybody_can_see() {
    for enc in ENCS {
        let (sealed, toy) = (toy_sealed(enc), Toy::new(TOY));
        let refused = |sealed: Sealed, expected: (Part, usize, usize)| {
            let (seen, events) = decrypt(&toy, enc, &sealed.compact(&toy));
            let error = seen.unwrap_err();
            assert_eq!((error.code(), events), ("jwe/length", vec![]));
            let DecryptError::Length { part, len, needed } = error else {
                panic!("{error:?}")
            };
            assert_eq!((part, len, needed), expected);
        };
        let resized = |octets: &[u8], len: usize| {
            let mut octets = octets.to_vec();
            octets.resize(len, 0);
            octets
        };
        let (iv_len, tag_len) = (sealed.iv.len(), sealed.tag.len());
        for len in (0..=40).chain([64, 1_000]) {
            if len != tag_len {
                let tag = resized(&sealed.tag, len);
                let other = Sealed {
                    tag,
                    ..sealed.clone()
                };
                refused(other, (Part::Tag, len, tag_len));
            }
            if len != iv_len {
                let iv = resized(&sealed.iv, len);
                let other = Sealed {
                    iv,
                    ..sealed.clone()
                };
                refused(other, (Part::Iv, len, iv_len));
            }
        }
        assert_eq!(toy.asked(), 0);
    }
}

/// A key that is the CEK, of an algorithm that nobody registered.
#[derive(Debug)]
struct Own(Dir);

impl Key for Own {
    fn alg(&self) -> Alg<'_> {
        Alg::new("X-OWN")
    }
}

impl DecryptCek for Own {
    fn decrypt_cek(&self, _: CekRequest<'_>) -> Result<Cek, CekError> {
        panic!("a key that is the CEK is not asked for it")
    }

    fn content_key(&self) -> Option<&dyn ContentKey> {
        DecryptCek::content_key(&self.0)
    }
}

// JWE-02: of such an algorithm only the key itself says that there is no encrypted key.
#[test]
fn jwe_02_a_key_that_is_the_cek_has_no_encrypted_key() {
    let sealed = Sealed::new(r#"{"alg":"X-OWN","enc":"A128GCM"}"#);
    let own = || Own(Dir::new(Enc::A128GCM, &[9; 16]).unwrap());
    let (seen, events) = decrypt(own(), Enc::A128GCM, &sealed.compact_with(""));
    assert_eq!((seen.unwrap().plaintext(), events), (PLAIN, vec![]));
    let (seen, events) = decrypt(own(), Enc::A128GCM, &sealed.compact_with("AAAA"));
    is_the_one_failure(&seen.unwrap_err());
    assert_eq!(events, []);
}
