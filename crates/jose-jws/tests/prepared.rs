//! A JWS that lacks its signature, and what is put to it (RFC 7515, section 5.1).
#![cfg(test)]

mod common;

use common::{TOY, Toy};
use jose_jwk::{Alg, RemoteKey};
use jose_jws::{BuildError, Builder, Compact, Sign, SigningInput};

#[test]
fn a_remote_key_signs_in_two_phases() {
    let key = Toy::new(TOY).kid("kms");
    let prepared = Builder::new(b"pay")
        .typ("example")
        .prepare(&RemoteKey::new(TOY).with_kid("kms"))
        .unwrap();
    let input = prepared.signing_input().contiguous().unwrap().to_vec();
    assert_eq!(input, prepared.signing_input().parts().concat());
    let signature = key.sign(SigningInput::new(&input)).unwrap();
    let token = prepared.attach(&signature).unwrap();
    assert!(token.as_bytes().starts_with(&input));
    let verified = Compact::parse(&token).unwrap().verify(&key).unwrap();
    assert_eq!(
        (verified.payload(), verified.header().typ()),
        (b"pay".as_slice(), Some("example"))
    );
    // The first phase takes a key at hand as well, and through any pointer.
    let boxed: Box<dyn Sign> = Box::new(key.clone());
    assert!(Builder::new(b"pay").prepare(&boxed).is_ok());
    assert_eq!(
        Builder::new(b"pay").typ("example").sign(&boxed).unwrap(),
        token
    );
    assert_eq!(
        Builder::new(b"pay").typ("example").sign(&*boxed).unwrap(),
        token
    );
}

#[test]
fn a_signature_that_no_recipient_can_accept_is_not_attached() {
    // A KMS that answers in DER, or cuts leading zeros (ECD-03, ECD-04).
    for (alg, len) in [
        (Alg::ES256, 64),
        (Alg::ES384, 96),
        (Alg::ES512, 132),
        (Alg::HS256, 32),
        (Alg::Ed25519, 64),
    ] {
        let prepared = Builder::new(b"pay").prepare(&RemoteKey::new(alg)).unwrap();
        for wrong in [0, 1, len - 1, len + 1, len + 7] {
            let error = prepared.clone().attach(&vec![0x30; wrong]).unwrap_err();
            let BuildError::SignatureLength {
                len: found,
                expected,
            } = error
            else {
                panic!("{error:?}");
            };
            assert_eq!((found, expected), (wrong, Some(len)), "{alg}");
        }
        assert!(prepared.attach(&vec![0x30; len]).is_ok());
    }
    // An RSA key has the length of its modulus, an algorithm of one's own any but none.
    for alg in [Alg::RS256, TOY] {
        let prepared = Builder::new(b"pay").prepare(&RemoteKey::new(alg)).unwrap();
        assert!(prepared.clone().attach(&[1; 9]).is_ok());
        let error = prepared.attach(&[]).unwrap_err();
        assert_eq!(error.to_string(), "the signature is empty");
    }
}
