//! Keys that are somewhere else, for one signature of several (RFC 7515, section 5.2).

use jose_jws::{
    Flattened, General, Json, ParseError, RemoteKey, SigningInput, Verify, VerifyError,
};

use crate::common::TOY;
use crate::message::{HEADER, PAY, beside, flattened, general, named, signed, signed_over, toy};

const ALICE: &str = r#"{"alg":"X-TOY","kid":"alice"}"#;

fn remote(kid: &str) -> RemoteKey<'_> {
    RemoteKey::new(TOY).with_kid(kid)
}

/// What a service would answer that has this key.
fn answer(key: &dyn Verify, input: SigningInput<'_>, signature: &[u8]) -> bool {
    let input = input.to_vec();
    key.verify(SigningInput::new(&input), signature).is_ok()
}

#[test]
fn one_of_several_signatures_is_asked_about_elsewhere() {
    let [alice, bob] = ["alice", "bob"].map(named);
    let list = [
        signed(ALICE, &alice),
        signed(r#"{"alg":"X-TOY","crit":["x"],"x":1}"#, &bob),
        beside(r#"{"kid":"bob"}"#, HEADER, &bob),
    ];
    let json = general(&list);
    let read = General::parse(&json).unwrap();
    let mut seen = Vec::new();
    for one in read.signatures() {
        let one = match one {
            Ok(one) => one,
            Err(error) => {
                seen.push(error.code());
                continue;
            }
        };
        let key = if one.hint().kid() == Some("alice") {
            &alice
        } else {
            &bob
        };
        let kid = one.hint().kid().unwrap().to_owned();
        let pending = one.pending(&remote(&kid)).unwrap();
        let header = pending.signing_input().to_vec();
        assert!(header.ends_with(format!(".{PAY}").as_bytes()));
        let is_valid = answer(key, pending.signing_input(), pending.signature());
        let verified = pending.finish(Ok(is_valid)).unwrap();
        assert_eq!(verified.payload(), b"pay");
        assert_eq!(verified.key_id(), Some(&*kid));
        seen.push("valid");
    }
    assert_eq!(seen, ["valid", "header/crit", "valid"]);
    assert_eq!((alice.asked(), bob.asked()), (1, 1));
}

#[test]
fn an_answer_is_not_taken_for_another_one() {
    let alice = named("alice");
    let list = general(&[signed(ALICE, &toy()), signed(ALICE, &alice)]);
    let read = Json::parse(&list).unwrap();
    let pending = || {
        let one = read.signatures().next().unwrap().unwrap();
        one.pending(&remote("alice")).unwrap()
    };
    let error = pending().finish(Ok(false)).unwrap_err();
    assert!(matches!(error, VerifyError::InvalidSignature(_)));
    let error = pending().finish(Err("offline".into())).unwrap_err();
    assert_eq!(error.code(), "jws/key-unavailable");
    let pending = pending();
    let is_valid = answer(&alice, pending.signing_input(), pending.signature());
    assert!(!is_valid, "of the other signature");
}

// The same rule as for keys that are here: algorithm and name must fit, wherever the name stands.
#[test]
fn jsn_07_a_remote_key_of_another_name_or_algorithm() {
    for members in [
        signed(ALICE, &toy()),
        beside(r#"{"kid":"alice"}"#, HEADER, &toy()),
    ] {
        let json = flattened(&members);
        let read = Flattened::parse(&json).unwrap();
        for key in [
            remote("bob"),
            remote(""),
            RemoteKey::new(jose_jwk::Alg::HS256),
            RemoteKey::new(jose_jwk::Alg::HS256).with_kid("alice"),
        ] {
            let error = read.clone().pending(&key).unwrap_err();
            assert_eq!(error.code(), "jws/no-matching-key");
        }
        let nameless = RemoteKey::new(TOY);
        let verified = read.pending(&nameless).unwrap().finish(Ok(true)).unwrap();
        assert_eq!(verified.key_id(), None);
    }
}

// The payload is not decoded before the answer is there.
#[test]
fn b64_05_a_payload_that_is_no_base64url_comes_last() {
    let members = signed_over(HEADER, "cG F5", &toy());
    let json = format!(r#"{{"payload":"cG F5","signatures":[{{{members}}}]}}"#);
    let read = General::parse(&json).unwrap();
    let pending = || {
        let one = read.signatures().next().unwrap().unwrap();
        one.pending(&RemoteKey::new(TOY)).unwrap()
    };
    let error = pending().finish(Ok(false)).unwrap_err();
    assert_eq!(error.code(), "jws/invalid-signature");
    let error = pending().finish(Ok(true)).unwrap_err();
    assert!(
        matches!(error, VerifyError::Parse(ParseError::Base64 { .. })),
        "{error:?}"
    );
}
