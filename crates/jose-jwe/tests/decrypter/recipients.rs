//! Which of a message's recipients the keys belong to (RFC 7516, section 5.2, step 7).

use jose_jwe::{Alg, DecryptError};

use crate::common::{Answer, PLAIN, Sealed, TOY, Toy, read};
use crate::{of, toy};

/// A recipient for a toy, under this name.
fn recipient(sealed: &Sealed, kid: Option<&str>, toy: &Toy) -> String {
    let alg = jose_jwe::Key::alg(toy);
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#));
    let kid = kid.unwrap_or_default();
    let key = sealed.key_for(toy);
    format!(r#"{{"header":{{"alg":"{alg}"{kid}}},"encrypted_key":"{key}"}}"#)
}

fn sealed() -> Sealed {
    Sealed::new(r#"{"enc":"A128GCM"}"#)
}

#[test]
fn the_recipient_whose_key_is_there() {
    let sealed = sealed();
    let (a, b) = (toy("a", 1), toy("b", 2));
    let other = Toy::new(Alg::new("X-OTHER")).kid("a").secret(3);
    let list = [
        recipient(&sealed, Some("x"), &Toy::new(TOY)),
        recipient(&sealed, Some("a"), &a),
        recipient(&sealed, Some("a"), &other),
        recipient(&sealed, Some("b"), &b),
    ];
    let json = sealed.general(&list);
    for (toy, at) in [(&a, 1), (&b, 3), (&other, 2)] {
        let decrypter = of(&[toy]);
        let seen = read(&decrypter, &json);
        assert_eq!(
            (seen.plaintext(), seen.key_id()),
            (PLAIN, jose_jwe::Key::kid(toy))
        );
        assert_eq!(seen.alg(), jose_jwe::Key::alg(toy));
        let encrypted = decrypter.open_json(&json).unwrap();
        let own = encrypted.recipient_header(at).unwrap().json();
        assert_eq!(seen.recipient_header().unwrap().json(), own);
        assert_eq!(encrypted.hints().count(), 4);
        assert_eq!(encrypted.hint().kid(), Some("x"));
        // Only that one was asked, and once.
        assert_eq!(toy.asked(), 1);
    }
    // With several that fit the first of the message counts.
    let seen = read(&of(&[&b, &a]), &json);
    assert_eq!(seen.key_id(), Some("a"));
    let error = of(&[&toy("c", 1)]).decrypt_json(&json).unwrap_err();
    let DecryptError::NoMatchingKey { alg, kid } = error else {
        panic!("{error:?}")
    };
    assert_eq!((&*alg, kid.as_deref()), ("X-TOY", Some("x")));
}

// "Which of several?" says more than "none", and stops nothing where another recipient fits.
#[test]
fn one_recipient_that_is_ambiguous() {
    let sealed = sealed();
    let (one, two) = (toy("a", 1), toy("a", 2));
    let b = toy("b", 3);
    let ambiguous = recipient(&sealed, Some("a"), &one);
    let none = recipient(&sealed, Some("z"), &b);
    let clear = recipient(&sealed, Some("b"), &b);
    let keys = [&one, &two, &b];
    for list in [[&ambiguous, &none], [&none, &ambiguous]] {
        let error = of(&keys).decrypt_json(&sealed.general(&list)).unwrap_err();
        assert!(
            matches!(error, DecryptError::AmbiguousKey { count: 2 }),
            "{error:?}"
        );
    }
    for list in [[&ambiguous, &clear], [&clear, &ambiguous]] {
        let seen = read(&of(&keys), &sealed.general(&list));
        assert_eq!(seen.key_id(), Some("b"));
    }
    assert_eq!((one.asked(), two.asked()), (0, 0));
}

// A recipient that fails is passed over; what is wrong with it is told to nobody.
#[test]
fn a_recipient_that_fails_is_passed_over() {
    let sealed = sealed();
    let (a, b) = (toy("a", 1), toy("b", 2));
    let good = recipient(&sealed, Some("a"), &a);
    for bad in [
        recipient(&sealed, Some("b"), &a),
        recipient(&sealed, Some("b"), &b).replace(&sealed.key_for(&b), "AAAA"),
    ] {
        for list in [[&bad, &good], [&good, &bad]] {
            let seen = read(&of(&[&a, &b]), &sealed.general(&list));
            assert_eq!((seen.plaintext(), seen.key_id()), (PLAIN, Some("a")));
        }
        let error = of(&[&b]).decrypt_json(&sealed.general(&[&bad, &good]));
        assert_eq!(error.unwrap_err().code(), "jwe/decryption-failed");
    }
    let offline = toy("b", 2).answers(Answer::Offline);
    let theirs = recipient(&sealed, Some("b"), &b);
    let json = sealed.general(&[&theirs, &good]);
    assert_eq!(read(&of(&[&a, &offline]), &json).plaintext(), PLAIN);
    let wrong = toy("a", 9);
    let error = of(&[&wrong, &offline]).decrypt_json(&json).unwrap_err();
    assert_eq!(error.code(), "jwe/key-unavailable");
}
