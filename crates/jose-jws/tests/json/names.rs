//! What a message in JSON says about algorithm and key (RFC 7515, sections 4.1 and 7.2; RFC 8725, section 3.1): ALG-01
//! to ALG-06, ALG-16, ALG-18, ALG-20, JSN-07.

use core::sync::atomic::{AtomicUsize, Ordering};

use jose_b64::Kind;
use jose_jwk::{Alg, HeaderError, Key, NameError};
use jose_jws::{
    Flattened, General, Json, ParseError, ReadOptions, Require, SigningInput, Verifiers, Verify,
    VerifyError, VerifyFailure,
};

use crate::common::{TOY, Toy};
use crate::message::{
    HEADER, beside, flattened, general, indices, named, outcomes, signature_refused,
    signature_refused_with, signed, toy, unprotected_only,
};

fn alg(name: &str) -> String {
    format!(r#"{{"alg":"{name}"}}"#)
}

// ALG-05: in each form, as one of several, and with a signature of any length.
#[test]
fn alg_01_to_05_none_is_no_algorithm_of_any_signature() {
    let allowed = ReadOptions::new().allow_unprotected_alg();
    let refused = ParseError::Alg(NameError::None);
    for name in ["none", "None", "NONE", "noNe", r"\u006eone", r"non\u0065"] {
        let members = signed(alg(name), &toy());
        let error = signature_refused(&members);
        assert_eq!(
            (&error, error.code()),
            (&refused, "jws/alg-refused"),
            "{name}"
        );
        let unprotected = unprotected_only(&alg(name), &toy());
        let error = signature_refused(&unprotected);
        assert_eq!(error, ParseError::MustBeProtected { name: "alg" });
        assert_eq!(signature_refused_with(&unprotected, &allowed), refused);
        let split = beside(&alg(name), r#"{"kid":"a"}"#, &toy());
        assert_eq!(signature_refused_with(&split, &allowed), refused);
    }
    let protected = jose_b64::encode(alg("none"));
    let empty = format!(r#""protected":"{protected}","signature":"""#);
    assert!(matches!(
        signature_refused(&empty),
        ParseError::EmptyPart(_) | ParseError::Alg(_)
    ));
}

// ALG-03: what only looks like it is an unknown name, for any set of keys, and none is asked.
#[test]
fn alg_02_and_03_what_is_no_name_fits_no_key() {
    let key = toy();
    for name in ["none ", " none", r"none\u0000", "nonee", "x-toy", "X-TOY "] {
        let members = signed(alg(name), &key);
        let json = flattened(&members);
        for keys in [Verifiers::of([]), Verifiers::of([&key])] {
            for require in [Require::AnyKey, Require::EveryKey] {
                let error = keys.json(&json, require).unwrap_err();
                assert_eq!(error.code(), "jws/no-matching-key", "{name}");
            }
        }
        let two = general(&[members, signed(HEADER, &key)]);
        let asked = key.asked();
        let verified = Verifiers::of([&key]).json(&two, Require::AnyKey).unwrap();
        assert_eq!(
            outcomes(verified.signatures()),
            [Err("jws/no-matching-key"), Ok(None)]
        );
        assert_eq!(key.asked(), asked.wrapping_add(1));
    }
}

#[test]
fn alg_06_alg_is_a_string_with_characters() {
    for (value, found) in [
        ("null", Kind::Null),
        ("7", Kind::Number),
        ("false", Kind::Bool),
        (r#"["X-TOY"]"#, Kind::Array),
        (r#"{"X-TOY":1}"#, Kind::Object),
    ] {
        let error = signature_refused(&signed(format!(r#"{{"alg":{value}}}"#), &toy()));
        let wrong = HeaderError::WrongType {
            name: "alg",
            expected: Kind::String,
            found,
        };
        assert_eq!(error, ParseError::Header(wrong));
    }
    let error = signature_refused(&signed(alg(""), &toy()));
    assert_eq!(error, ParseError::Alg(NameError::Empty));
    for members in [
        signed(r#"{"kid":"a"}"#, &toy()),
        beside(r#"{"x":"a"}"#, r#"{"kid":"a"}"#, &toy()),
        unprotected_only(r#"{"kid":"a"}"#, &toy()),
        // Members beside the headers are none.
        format!(r#""alg":"X-TOY",{}"#, signed(r#"{"kid":"a"}"#, &toy())),
    ] {
        let error = signature_refused(&members);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::MissingAlg, "jws/missing-alg")
        );
    }
}

// CVSS 8.1 elsewhere: two names, and the wrong one counted.
#[test]
fn alg_16_the_unprotected_alg_never_overrules() {
    let twice = ParseError::InBothHeaders { name: "alg".into() };
    let elsewhere = ParseError::MustBeProtected { name: "alg" };
    let strong = Toy::new(Alg::new("X-STRONG"));
    let allowed = ReadOptions::new().allow_unprotected_alg();
    for (unprotected, protected) in [
        ("X-TOY", "X-STRONG"),
        ("none", "X-TOY"),
        ("X-STRONG", "X-TOY"),
        ("X-TOY", "X-TOY"),
    ] {
        let members = beside(&alg(unprotected), alg(protected), &toy());
        assert_eq!(signature_refused(&members), elsewhere);
        assert_eq!(signature_refused_with(&members, &allowed), twice);
    }
    // With the opt-in and one alg only, the keys that are there decide, each for its own.
    let json = flattened(&unprotected_only(&alg("X-STRONG"), &toy()));
    let weak = toy();
    let read = || Json::parse_with(&json, &allowed).unwrap();
    let error = read().verify(&weak, Require::AnyKey).unwrap_err();
    assert_eq!(error.code(), "jws/no-matching-key");
    let keys = Verifiers::of([&weak, &strong]);
    let verified = read().verify(&keys, Require::AnyKey).unwrap();
    assert_eq!(outcomes(verified.signatures()), [Ok(None)]);
    assert_eq!(indices(&verified), [1]);
    assert_eq!((weak.asked(), strong.asked()), (0, 1));
}

// ALG-18: the name of a JWE algorithm fits no key that verifies.
#[test]
fn alg_18_a_jwe_algorithm_signs_nothing() {
    let key = toy();
    for name in ["RSA-OAEP", "dir", "A128KW", "ECDH-ES", "PBES2-HS256+A128KW"] {
        let json = flattened(&signed(alg(name), &key));
        let error = Verifiers::of([&key])
            .json(&json, Require::AnyKey)
            .unwrap_err();
        assert_eq!(error.code(), "jws/no-matching-key", "{name}");
    }
    assert_eq!(key.asked(), 0);
}

// ALG-20: not even with a key that says it is of that algorithm.
#[test]
fn alg_20_prohibited_names() {
    let allowed = ReadOptions::new().allow_unprotected_alg();
    for name in ["RS1", "HS1", "A128CBC", "A192CTR"] {
        let error = signature_refused(&signed(alg(name), &toy()));
        assert!(
            matches!(error, ParseError::Alg(NameError::Prohibited { .. })),
            "{error:?}"
        );
        let unprotected = unprotected_only(&alg(name), &toy());
        assert_eq!(signature_refused_with(&unprotected, &allowed), error);
    }
    let key = Toy::new(Alg::new("HS1"));
    let json = flattened(&signed(alg("HS1"), &key));
    let error = Verifiers::of([&key])
        .json(&json, Require::AnyKey)
        .unwrap_err();
    assert_eq!((error.code(), key.asked()), ("jws/alg-refused", 0));
}

#[test]
fn alg_21_names_of_prototypes_are_names() {
    let key = toy();
    for name in ["__proto__", "constructor", "toString"] {
        let json = flattened(&signed(alg(name), &key));
        let error = Json::parse(&json).unwrap().verify(&key, Require::AnyKey);
        let VerifyError::NoMatchingKey { alg, kid: None } = error.unwrap_err() else {
            panic!("{name}")
        };
        assert_eq!((&*alg, key.asked()), (name, 0));
    }
}

// JSN-07: the signature is right, and the message says that somebody else made it.
#[test]
fn jsn_07_a_signature_under_the_name_of_another_key() {
    let [alice, bob] = ["alice", "bob"].map(named);
    for members in [
        signed(r#"{"alg":"X-TOY","kid":"bob"}"#, &alice),
        beside(r#"{"kid":"bob"}"#, HEADER, &alice),
        beside(r#"{"\u006bid":"b\u006fb"}"#, HEADER, &alice),
    ] {
        let json = flattened(&members);
        let error = Flattened::parse(&json).unwrap().verify(&alice).unwrap_err();
        assert_eq!(error.code(), "jws/no-matching-key");
        for require in [Require::AnyKey, Require::EveryKey] {
            let both = Verifiers::of([&alice, &bob]).try_candidates(8);
            let error = both.json(&json, require).unwrap_err();
            assert_eq!(error.code(), "jws/invalid-signature");
        }
        // One of several: that one counts for nothing.
        let own = signed(r#"{"alg":"X-TOY","kid":"bob"}"#, &bob);
        let list = general(&[own, members]);
        let keys = Verifiers::of([&alice, &bob]);
        let verified = keys.json(&list, Require::AnyKey).unwrap();
        assert_eq!(
            outcomes(verified.signatures()),
            [Ok(Some("bob")), Err("jws/invalid-signature")]
        );
        assert!(keys.json(&list, Require::EveryKey).is_err());
    }
    assert_eq!(alice.asked(), 0);
}

#[test]
fn hdr_23_a_kid_of_either_header_is_compared_as_it_is() {
    let key = named("k1");
    for kid in ["K1", "k1 ", " k1", "", "k1\\u0000", "kl", "../k1"] {
        let json = general(&[beside(&format!(r#"{{"kid":"{kid}"}}"#), HEADER, &key)]);
        let error = General::parse(&json).unwrap().verify(&key, Require::AnyKey);
        assert_eq!(error.unwrap_err().code(), "jws/no-matching-key", "{kid}");
    }
    assert_eq!(key.asked(), 0);
    let json = general(&[beside(r#"{"kid":"k1"}"#, HEADER, &key)]);
    let verified = General::parse(&json).unwrap().verify(&key, Require::AnyKey);
    let verified = verified.unwrap();
    let confirmed = verified.confirmed().next().unwrap();
    // API-04: the key is known by the recipient's own name for it, and the header says nothing of it.
    assert_eq!(
        (confirmed.key_id(), confirmed.header().kid()),
        (Some("k1"), None)
    );
    assert_eq!(confirmed.header().alg(), TOY);
}

/// A key that is of one algorithm when it is chosen, and of another one when it is asked.
#[derive(Debug)]
struct Shifty {
    key: Toy,
    seen: AtomicUsize,
    after: Alg<'static>,
}

impl Key for Shifty {
    fn alg(&self) -> Alg<'_> {
        match self.seen.fetch_add(1, Ordering::Relaxed) {
            0 => TOY,
            _ => self.after,
        }
    }
}

impl Verify for Shifty {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.key.verify(input, signature)
    }
}

// ALG-13: whatever led there, a key is used with its own algorithm only.
#[test]
fn alg_13_a_key_is_asked_about_its_own_algorithm_only() {
    for (after, code) in [
        (TOY, "valid"),
        (Alg::HS256, "jws/no-matching-key"),
        (Alg::new("none"), "jws/no-matching-key"),
    ] {
        let seen = AtomicUsize::new(0);
        let key = Shifty {
            key: toy(),
            seen,
            after,
        };
        let json = flattened(&signed(HEADER, &toy()));
        let read = Json::parse(&json).unwrap();
        let outcome = read.verify(&key, Require::AnyKey);
        let seen = outcome.as_ref().map_or_else(VerifyError::code, |_| "valid");
        assert_eq!((seen, key.key.asked()), (code, usize::from(after == TOY)));
    }
}
