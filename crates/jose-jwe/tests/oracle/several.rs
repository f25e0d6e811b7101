//! Several recipients, several keys, and keys that are somewhere else: each attempt is the whole way (JWE-20).

use alloc::sync::Arc;
use std::sync::Mutex;

use jose_jwe::{
    Cek, CekError, ContentEncryption, ContentError, ContentKey, DecryptError, Decrypter, Enc, Key,
    RemoteKey, Tag,
};

use crate::common::log::{Event, Log, LoggedKey};
use crate::common::{Answer, PLAIN, Sealed, TOY, Toy, decrypter};
use crate::{With, is_the_one_failure, watched, went_all_the_way};

const HEADER: &str = r#"{"enc":"A128GCM"}"#;

/// A recipient of the message, for a toy.
fn recipient(sealed: &Sealed, toy: &Toy) -> String {
    let key = sealed.key_for(toy);
    let kid = toy.kid().map(|kid| format!(r#","kid":"{kid}""#));
    let kid = kid.unwrap_or_default();
    format!(r#"{{"header":{{"alg":"X-TOY"{kid}}},"encrypted_key":"{key}"}}"#)
}

#[test]
fn every_recipient_is_a_whole_attempt() {
    let sealed = Sealed::new(HEADER);
    let (ours, theirs) = (Toy::new(TOY), Toy::new(TOY).secret(1));
    let list = [&theirs, &theirs, &ours, &theirs].map(|toy| recipient(&sealed, toy));
    let log = Log::default();
    let decrypter = watched(ours.clone(), Enc::A128GCM, &log);
    let seen = decrypter.decrypt_json(&sealed.general(&list)).unwrap();
    assert_eq!((seen.plaintext(), ours.asked()), (PLAIN, 3));
    let events = log.events();
    let [first, second, third] = events.chunks(4).collect::<Vec<_>>()[..] else {
        panic!("{events:?}")
    };
    went_all_the_way(first, Enc::A128GCM, PLAIN.len(), With::Found);
    went_all_the_way(second, Enc::A128GCM, PLAIN.len(), With::Found);
    assert!(matches!(
        third[3],
        Event::Decrypted {
            succeeded: true,
            ..
        }
    ));
}

#[test]
fn jwe_20_several_keys_fail_as_one_does() {
    let sealed = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let token = sealed.compact(&Toy::new(TOY));
    let toys = [
        Toy::new(TOY).secret(1),
        Toy::new(TOY).answers(Answer::Invalid),
        Toy::new(TOY).answers(Answer::OfLength(3)),
    ];
    for count in 1..=toys.len() {
        let log = Log::default();
        let decrypter = watched(toys[0].clone(), Enc::A128GCM, &log);
        let others = toys[1..count].iter().map(|key| LoggedKey {
            key,
            log: log.clone(),
        });
        let decrypter = decrypter.keys(others).try_candidates(8);
        is_the_one_failure(&decrypter.decrypt(&token).unwrap_err());
        let events = log.events();
        assert_eq!(events.len(), usize::saturating_mul(count, 4));
        for (attempt, with) in
            events
                .chunks(4)
                .zip([With::Found, With::Substitute, With::Substitute])
        {
            went_all_the_way(attempt, Enc::A128GCM, PLAIN.len(), with);
        }
    }
}

// "It may be for me" is not overruled by another key's "it is not for me", nor the other way round.
#[test]
fn an_outage_is_told_unless_another_key_decrypts() {
    let sealed = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let token = sealed.compact(&Toy::new(TOY));
    let offline = || Toy::new(TOY).answers(Answer::Offline);
    let wrong = || Toy::new(TOY).secret(1);
    for keys in [[offline(), wrong()], [wrong(), offline()]] {
        let decrypter = Decrypter::new(&jose_jwa::RustCrypto).keys(keys);
        let decrypter = decrypter.accept(&[Enc::A128GCM]).try_candidates(2);
        let error = decrypter.decrypt(&token).unwrap_err();
        assert!(matches!(error, DecryptError::Unavailable(_)), "{error:?}");
    }
    for keys in [[offline(), Toy::new(TOY)], [Toy::new(TOY), offline()]] {
        let decrypter = Decrypter::new(&jose_jwa::RustCrypto).keys(keys);
        let decrypter = decrypter.accept(&[Enc::A128GCM]).try_candidates(2);
        assert_eq!(decrypter.decrypt(&token).unwrap().plaintext(), PLAIN);
    }
}

// RKE-01: a key that is somewhere else answers as it likes, and nobody can tell from what comes of it.
#[test]
fn rke_01_the_answers_of_a_remote_key() {
    let sealed = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let toy = Toy::new(TOY);
    let token = sealed.compact(&toy);
    let remote = RemoteKey::new(TOY);
    for (answer, with) in [
        (Err(CekError::Invalid), With::Substitute),
        (Ok(Cek::from_slice(&[])), With::Substitute),
        (Ok(Cek::from_slice(&[9; 15])), With::Substitute),
        (Ok(Cek::from_slice(&[9; 17])), With::Substitute),
        (Ok(Cek::from_slice(&[8; 16])), With::Found),
    ] {
        let log = Log::default();
        let decrypter = watched(toy.clone(), Enc::A128GCM, &log);
        let pending = decrypter.open(&token).unwrap().pending(&remote).unwrap();
        // Drawn before the question is even seen.
        let mut events = log.events();
        assert!(matches!(&*events, [Event::Drawn(_)]));
        is_the_one_failure(&pending.finish(answer).unwrap_err());
        events.push(Event::Asked);
        events.extend(log.events().drain(1..));
        went_all_the_way(&events, Enc::A128GCM, PLAIN.len(), with);
    }
    let log = Log::default();
    let decrypter = watched(toy, Enc::A128GCM, &log);
    let pending = decrypter.open(&token).unwrap().pending(&remote).unwrap();
    let error = pending.finish(Err(CekError::Unavailable("timeout".into())));
    assert!(matches!(error, Err(DecryptError::Unavailable(_))));
    assert_eq!(log.events().len(), 1);
}

/// Writes its own octets over whatever it is given, says that it failed, and keeps what it saw.
#[derive(Clone, Debug, Default)]
struct Scribbler {
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
    says: Option<usize>,
}

impl ContentEncryption for Scribbler {
    fn enc(&self) -> Enc<'_> {
        Enc::A128GCM
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

    fn content_key(&self, _: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
        Ok(Box::new(self.clone()))
    }
}

impl ContentKey for Scribbler {
    fn enc(&self) -> Enc<'_> {
        Enc::A128GCM
    }

    fn encrypt(&self, _: &[u8], _: &[u8], _: &mut [u8], _: usize) -> Result<Tag, ContentError> {
        Err(ContentError)
    }

    fn decrypt(
        &self,
        _: &[u8],
        _: &[u8],
        buffer: &mut [u8],
        _: &[u8],
    ) -> Result<usize, ContentError> {
        self.seen.lock().unwrap().push(buffer.to_vec());
        buffer.fill(0xaa);
        self.says.ok_or(ContentError)
    }
}

// JWE-21: nothing of a failed attempt is left to the next, or to anybody.
#[test]
fn jwe_21_what_failed_leaves_nothing_behind() {
    let sealed = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let token = sealed.compact(&Toy::new(TOY));
    let beyond = PLAIN.len().saturating_add(1);
    for says in [None, Some(beyond), Some(usize::MAX)] {
        let scribbler = Scribbler {
            says,
            ..Scribbler::default()
        };
        let decrypter = decrypter(Toy::new(TOY)).key(Toy::new(TOY).secret(1));
        let decrypter = decrypter.cipher(scribbler.clone()).try_candidates(2);
        let error = decrypter.decrypt(&token).unwrap_err();
        is_the_one_failure(&error);
        assert_eq!(*scribbler.seen.lock().unwrap(), [&*sealed.ciphertext; 2]);
    }
}
