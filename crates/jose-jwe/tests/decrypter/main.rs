//! Which of the recipient's keys is asked, and at what cost (RFC 7516, sections 4.1.6 and 5.2; RFC 8725, section 3.1).
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod load;
mod recipients;
mod work;

use common::{Answer, ENCS, PLAIN, Sealed, TOY, Toy, read};
use jose_jwa::RustCrypto;
use jose_jwe::{Alg, DecryptError, Decrypter, Enc, Encrypt, Key};

/// A message for a toy, whose header says this of the key.
fn token(kid: Option<&str>, toy: &Toy) -> String {
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#));
    let kid = kid.unwrap_or_default();
    let alg = toy.alg();
    Sealed::new(format!(r#"{{"alg":"{alg}","enc":"A128GCM"{kid}}}"#)).compact(toy)
}

fn of<'k>(keys: &[&'k Toy]) -> Decrypter<'k> {
    let decrypter = Decrypter::new(&RustCrypto).accept(&ENCS);
    decrypter.keys(keys.iter().copied())
}

fn code(decrypter: &Decrypter<'_>, token: &str) -> &'static str {
    match decrypter.decrypt(token) {
        Ok(seen) => {
            assert_eq!(seen.plaintext(), PLAIN);
            "decrypted"
        }
        Err(error) => error.code(),
    }
}

fn toy(kid: &str, secret: u8) -> Toy {
    Toy::new(TOY).kid(kid).secret(secret)
}

// One rule: alg, then kid; keys of that kid, or else those that were made without one.
#[test]
fn the_one_rule_of_selection() {
    let (a, b, unnamed) = (toy("a", 1), toy("b", 2), Toy::new(TOY).secret(3));
    let another = Toy::new(Alg::A128KW).kid("a");
    let all = [&a, &b, &unnamed, &another];
    for (kid, encrypted_for, expected) in [
        (Some("a"), &a, "decrypted"),
        (Some("b"), &b, "decrypted"),
        // The kid picks the key, and no other is tried.
        (Some("a"), &b, "jwe/decryption-failed"),
        (Some("b"), &unnamed, "jwe/decryption-failed"),
        // Nobody has it: the one that was made without.
        (Some("c"), &unnamed, "decrypted"),
        (Some("c"), &a, "jwe/decryption-failed"),
        (Some("A"), &unnamed, "decrypted"),
        (Some(""), &unnamed, "decrypted"),
        // The message does not say.
        (None, &a, "jwe/ambiguous-key"),
    ] {
        let found = code(&of(&all), &token(kid, encrypted_for));
        assert_eq!(found, expected, "{kid:?} {encrypted_for:?}");
    }
    assert_eq!(another.asked(), 0);
    for (keys, kid, expected) in [
        (vec![&a], None, "decrypted"),
        (vec![&a], Some("a"), "decrypted"),
        (vec![&a], Some("b"), "jwe/no-matching-key"),
        (vec![], None, "jwe/no-matching-key"),
        (vec![&another], Some("a"), "jwe/no-matching-key"),
        (vec![&a, &another], None, "decrypted"),
    ] {
        assert_eq!(code(&of(&keys), &token(kid, &a)), expected, "{kid:?}");
    }
}

// JWK-10, JWK-13: nobody guesses.
#[test]
fn jwk_10_13_several_keys_that_fit() {
    let (a, b) = (toy("a", 1), toy("a", 2));
    let unnamed = [Toy::new(TOY).secret(3), Toy::new(TOY).secret(4)];
    for (keys, kid, count) in [
        (vec![&a, &b], Some("a"), 2),
        (vec![&a, &b], None, 2),
        (vec![&a, &b, &unnamed[0]], None, 3),
        (vec![&unnamed[0], &unnamed[1]], Some("x"), 2),
    ] {
        let decrypter = of(&keys);
        let error = decrypter.decrypt(&token(kid, keys[0])).unwrap_err();
        assert_eq!(error.code(), "jwe/ambiguous-key");
        assert!(matches!(error, DecryptError::AmbiguousKey { count: found } if found == count));
        // With as many tries it is found, wherever it stands, and with one less not.
        for key in &keys {
            let tries = decrypter.clone().try_candidates(count);
            assert_eq!(code(&tries, &token(kid, key)), "decrypted");
            let tries = decrypter.clone().try_candidates(count.saturating_sub(1));
            assert_eq!(code(&tries, &token(kid, key)), "jwe/ambiguous-key");
        }
        let stranger = token(kid, &toy("a", 9));
        let tries = decrypter.try_candidates(count);
        assert_eq!(code(&tries, &stranger), "jwe/decryption-failed");
    }
}

// JWE-20: at most eight, whatever is asked for.
#[test]
fn jwe_20_at_most_eight_tries() {
    let keys: Vec<Toy> = (0..9).map(|secret| Toy::new(TOY).secret(secret)).collect();
    let all: Vec<&Toy> = keys.iter().collect();
    for tries in [8, 9, 100, usize::MAX] {
        let decrypter = of(&all[..8]).try_candidates(tries);
        assert_eq!(code(&decrypter, &token(None, &keys[7])), "decrypted");
        let asked: usize = keys.iter().map(Toy::asked).sum();
        let decrypter = of(&all).try_candidates(tries);
        assert_eq!(
            code(&decrypter, &token(None, &keys[0])),
            "jwe/ambiguous-key"
        );
        assert_eq!(keys.iter().map(Toy::asked).sum::<usize>(), asked);
    }
    for tries in [0, 1] {
        let decrypter = of(&all[..1]).try_candidates(tries);
        assert_eq!(code(&decrypter, &token(None, &keys[0])), "decrypted");
        let decrypter = of(&all[..2]).try_candidates(tries);
        assert_eq!(
            code(&decrypter, &token(None, &keys[0])),
            "jwe/ambiguous-key"
        );
    }
}

// JWK-13: keys that are the CEK are told apart by the `enc` that they are for.
#[test]
fn jwk_13_keys_that_are_the_cek() {
    let keys = ENCS.map(|enc| common::pairs::dir(enc).recipient);
    let decrypter = Decrypter::new(&RustCrypto).keys(keys).accept(&ENCS);
    for enc in ENCS {
        let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
        let pair = common::pairs::dir(enc);
        let token = pair.encrypt(encrypt, common::pairs::Form::Compact, PLAIN);
        assert_eq!(code(&decrypter, &token.unwrap()), "decrypted");
    }
    let twice = decrypter.key(common::pairs::dir(Enc::A128GCM).recipient);
    let token = Sealed::new(r#"{"alg":"dir","enc":"A128GCM"}"#).compact_with("");
    assert_eq!(code(&twice, &token), "jwe/ambiguous-key");
}

// The name under which the recipient holds the key, not what the header says.
#[test]
fn the_name_of_the_key_that_decrypted() {
    let (a, unnamed) = (toy("a", 1), Toy::new(TOY).secret(3));
    let decrypter = of(&[&a, &unnamed]);
    assert_eq!(read(&decrypter, &token(Some("a"), &a)).key_id(), Some("a"));
    let seen = read(&decrypter, &token(Some("other"), &unnamed));
    assert_eq!((seen.key_id(), seen.header().kid()), (None, Some("other")));
    let tries = decrypter.try_candidates(2);
    assert_eq!(read(&tries, &token(None, &a)).key_id(), Some("a"));
    assert_eq!(read(&tries, &token(None, &unnamed)).key_id(), None);
}

// A key that was fetched for this message, and none of the others.
#[test]
fn decrypt_with_one_key() {
    let (a, b) = (toy("a", 1), toy("b", 2));
    let decrypter = of(&[&a]);
    let token = token(Some("b"), &b);
    let open = || decrypter.open(&token).unwrap();
    assert_eq!(open().hint().kid(), Some("b"));
    assert_eq!(open().decrypt().unwrap_err().code(), "jwe/no-matching-key");
    let seen = open().decrypt_with(&b).unwrap();
    assert_eq!((seen.plaintext(), seen.key_id()), (PLAIN, Some("b")));
    let unnamed = Toy::new(TOY).secret(2);
    assert_eq!(open().decrypt_with(&unnamed).unwrap().key_id(), None);
    for (key, expected) in [
        (toy("b", 3), "jwe/decryption-failed"),
        (toy("a", 2), "jwe/no-matching-key"),
        (Toy::new(Alg::A128KW).kid("b"), "jwe/no-matching-key"),
        (b.clone().answers(Answer::Invalid), "jwe/decryption-failed"),
        (b.clone().answers(Answer::Offline), "jwe/key-unavailable"),
    ] {
        let error = open().decrypt_with(&key).unwrap_err();
        assert_eq!(error.code(), expected);
    }
    // What is accepted is still the recipient's affair.
    let none = Decrypter::new(&RustCrypto).accept(&[Enc::A256GCM]);
    let error = none.open(&token).unwrap().decrypt_with(&b).unwrap_err();
    assert_eq!(error.code(), "jwe/enc-not-accepted");
    assert_eq!(a.asked(), 0);
}

// A service swaps its keys while others go on with the old ones.
#[test]
fn a_clone_is_changed_alone() {
    let (a, b) = (toy("a", 1), toy("b", 2));
    let one = of(&[&a]);
    let two = one.clone().key(&b);
    assert_eq!(code(&one, &token(Some("b"), &b)), "jwe/no-matching-key");
    assert_eq!(code(&two, &token(Some("b"), &b)), "decrypted");
    assert_eq!(code(&two, &token(Some("a"), &a)), "decrypted");
    let strict = two.clone().accept(&[]);
    assert_eq!(code(&strict, &token(Some("a"), &a)), "decrypted");
    fn is_shared<T: Send + Sync>(_: &T) {}
    is_shared(&strict);
}

// A content encryption from outside comes before one of the backend.
#[test]
fn a_content_encryption_from_outside() {
    use common::log::{Log, LoggedCipher};
    let a = toy("a", 1);
    let log = Log::default();
    let cipher = LoggedCipher {
        cipher: common::cipher(Enc::A128GCM),
        log: log.clone(),
    };
    let decrypter = Decrypter::new(&RustCrypto).key(&a).cipher(cipher);
    assert_eq!(code(&decrypter, &token(None, &a)), "decrypted");
    assert_eq!(
        code(&decrypter.accept(&ENCS), &token(None, &a)),
        "decrypted"
    );
    assert_eq!(log.events().len(), 4);
    // Named and not there is another error than not named.
    let header = r#"{"alg":"X-TOY","enc":"X-ENC"}"#;
    let own = Sealed::new(header).compact(&a);
    assert_eq!(code(&of(&[&a]), &own), "jwe/enc-not-accepted");
    let named = of(&[&a]).accept(&[Enc::new("X-ENC")]);
    assert_eq!(code(&named, &own), "jwe/unknown-enc");
    // ALG-20: nobody can name a refused one.
    let refused = of(&[&a]).accept(&[Enc::new("A128CBC"), Enc::new("")]);
    let silent = Sealed::new(r#"{"alg":"X-TOY"}"#).compact(&a);
    assert_eq!(code(&refused, &silent), "jwe/missing-enc");
}

// HDR-12, API-01: what is shown of a recipient and of errors is escaped, cut, and no secret.
#[test]
fn api_01_what_is_shown() {
    let a = toy("a", 1);
    let decrypter = of(&[&a]);
    let shown = format!("{decrypter:?}");
    assert!(shown.contains("A128GCM"), "{shown}");
    let kid = format!("line\\n{}", "k".repeat(100));
    let error = decrypter.decrypt(&token(Some(&kid), &a)).unwrap_err();
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(
            !shown.contains('\n') && !shown.contains(&"k".repeat(40)),
            "{shown}"
        );
    }
    assert!(
        error
            .to_string()
            .starts_with("no key for alg X-TOY and kid line\\n")
    );
    let header = format!(r#"{{"alg":"X-TOY","enc":"{}"}}"#, "e".repeat(100));
    let error = decrypter.decrypt(&Sealed::new(header).compact(&a));
    assert!(!format!("{:?}", error.unwrap_err()).contains(&"e".repeat(40)));
}
