//! Algorithms from outside that take a message in parts: signatures of k256, MACs of blake2.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

use alloc::sync::Arc;
use core::sync::atomic::AtomicUsize;
use core::sync::atomic::Ordering::Relaxed;

use blake2::{Blake2bMac512, Blake2sMac256};
use jose_jwa::{MacAdapter, MultipartSignerAdapter, MultipartVerifierAdapter};
use jose_jwk::{Alg, Key, LoadError};
use jose_jws::{Sign, SignError, SigningInput, Verify, VerifyFailure};
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use signature::{Error, MultipartSigner, MultipartVerifier};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const PARTS: [&[u8]; 4] = [b"header", b".", b"", b"payload"];
const BLAKE: Alg<'static> = Alg::new("X-BLAKE2S");

fn pair() -> (
    MultipartSignerAdapter<SigningKey, Signature>,
    MultipartVerifierAdapter<VerifyingKey, Signature>,
) {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let public = MultipartVerifierAdapter::new(Alg::ES256K, *key.verifying_key());
    (MultipartSignerAdapter::new(Alg::ES256K, key), public)
}

#[test]
fn es256k_through_multipart_signer_and_verifier() {
    let (private, public) = pair();
    let signature = private.sign(INPUT).unwrap();
    let parts = SigningInput::from_parts(&PARTS);
    assert_eq!(*private.sign(parts).unwrap(), *signature);
    let public: Box<dyn Verify> = Box::new(public.with_kid("k1"));
    assert_eq!((public.alg(), public.kid()), (Alg::ES256K, Some("k1")));
    public.verify(INPUT, &signature).unwrap();
    public.verify(parts, &signature).unwrap();
    for other in [
        SigningInput::new(b"header.payloae"),
        SigningInput::new(b""),
        SigningInput::from_parts(&[]),
        SigningInput::from_parts(&PARTS[1..]),
        SigningInput::from_parts(&[b"payload", b".", b"header"]),
    ] {
        let failure = public.verify(other, &signature);
        assert!(matches!(failure, Err(VerifyFailure::Invalid)));
    }
    // ECD-04, ECD-01
    for wrong in [
        &signature[1..],
        &signature[..63],
        &[],
        &[0; 64],
        &[0xff; 64],
        &[1; 65],
    ] {
        let failure = public.verify(parts, wrong);
        assert!(matches!(failure, Err(VerifyFailure::Invalid)));
    }
}

/// The type of this crate and the adapter around the same crate differ in what the documentation says.
#[cfg(feature = "ecdsa")]
#[test]
fn ecd_07_the_adapters_verifier_is_the_one_of_its_crate() {
    let (private, public) = pair();
    let own = jose_jwa::Ecdsa::from_scalar(Alg::ES256K, &[7; 32]).unwrap();
    let signature = private.sign(INPUT).unwrap();
    assert_eq!(*own.sign(INPUT).unwrap(), *signature);
    let order = k256::elliptic_curve::bigint::U256::from_be_hex(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    );
    let s = k256::elliptic_curve::bigint::U256::from_be_slice(&signature[32..]);
    let high = order.wrapping_sub(&s).to_be_bytes();
    let twin = [&signature[..32], &high[..]].concat();
    own.verify(INPUT, &twin).unwrap();
    assert!(public.verify(INPUT, &twin).is_err());
}

/// Notes how many parts it is given, and fails.
#[derive(Clone, Debug, Default)]
struct Parts(Arc<AtomicUsize>);

impl MultipartSigner<Signature> for Parts {
    fn try_multipart_sign(&self, message: &[&[u8]]) -> Result<Signature, Error> {
        self.0.store(message.len(), Relaxed);
        Err(Error::new())
    }
}

impl MultipartVerifier<Signature> for Parts {
    fn multipart_verify(&self, message: &[&[u8]], _: &Signature) -> Result<(), Error> {
        self.0.store(message.len(), Relaxed);
        Err(Error::new())
    }
}

#[test]
fn parts_are_never_joined_and_failures_are_failures() {
    let signature = pair().0.sign(INPUT).unwrap();
    for parts in [&PARTS[..], &PARTS[2..], &[]] {
        let (input, seen) = (SigningInput::from_parts(parts), Parts::default());
        let signer = MultipartSignerAdapter::<_, Signature>::new(Alg::ES256K, seen.clone());
        assert!(matches!(signer.sign(input), Err(SignError::Failed)));
        assert_eq!(seen.0.swap(99, Relaxed), parts.len());
        let verifier = MultipartVerifierAdapter::<_, Signature>::new(Alg::ES256K, seen.clone());
        let failure = verifier.verify(input, &signature);
        assert!(matches!(failure, Err(VerifyFailure::Invalid)));
        assert_eq!(seen.0.swap(99, Relaxed), parts.len());
        // What is no signature does not reach the key.
        assert!(verifier.verify(input, &signature[1..]).is_err());
        assert_eq!(seen.0.load(Relaxed), 99);
    }
}

#[test]
fn a_mac_from_outside() {
    let key = MacAdapter::<Blake2sMac256>::new(BLAKE, &[7; 32]).unwrap();
    let tag = key.sign(INPUT).unwrap();
    assert_eq!((tag.len(), key.signature_len()), (32, Some(32)));
    let parts = SigningInput::from_parts(&PARTS);
    assert_eq!(*key.sign(parts).unwrap(), *tag);
    // The prepared state is not used up.
    assert_eq!(*key.sign(INPUT).unwrap(), *tag);
    let key: Box<dyn Verify> = Box::new(key.with_kid("k1"));
    assert_eq!((key.alg(), key.kid()), (BLAKE, Some("k1")));
    key.verify(INPUT, &tag).unwrap();
    key.verify(parts, &tag).unwrap();
    for other in [
        SigningInput::new(b"header.payloae"),
        SigningInput::new(b""),
        SigningInput::from_parts(&PARTS[1..]),
    ] {
        let failure = key.verify(other, &tag);
        assert!(matches!(failure, Err(VerifyFailure::Invalid)));
    }
    let other = MacAdapter::<Blake2sMac256>::new(BLAKE, &[8; 32]).unwrap();
    assert!(other.verify(INPUT, &tag).is_err());
    let wider = MacAdapter::<Blake2bMac512>::new(BLAKE, &[7; 32]).unwrap();
    assert!(wider.verify(INPUT, &tag).is_err());
    assert!(key.verify(INPUT, &wider.sign(INPUT).unwrap()).is_err());
}

/// A tag is compared whole: the beginning of the right one is none.
#[test]
fn a_tag_has_one_length() {
    let key = MacAdapter::<Blake2sMac256>::new(BLAKE, &[7; 32]).unwrap();
    let tag = key.sign(INPUT).unwrap();
    for len in 0..32 {
        assert!(key.verify(INPUT, &tag[..len]).is_err());
        assert!(key.verify(INPUT, &tag[32 - len..]).is_err());
    }
    assert!(key.verify(INPUT, &[&tag, &[0][..]].concat()).is_err());
    assert!(key.verify(INPUT, &tag.repeat(2)).is_err());
    for at in 0..256 {
        let mut wrong = tag.to_vec();
        wrong[at / 8] ^= 1 << (at % 8);
        assert!(key.verify(INPUT, &wrong).is_err());
    }
}

#[test]
fn secrets_that_are_none_and_debug_without_them() {
    let made = |secret: &[u8]| MacAdapter::<Blake2sMac256>::new(BLAKE, secret).map(drop);
    assert_eq!(made(b""), Err(LoadError::EmptySecret));
    assert!(matches!(made(&[7; 33]), Err(LoadError::Invalid { .. })));
    assert_eq!(made(&[7]), Ok(()));
    let key = MacAdapter::<Blake2sMac256>::new(BLAKE, &[7; 32]).unwrap();
    let text = format!("{key:?} {:?} {:?}", pair().0, pair().1);
    assert!(
        text.contains("X-BLAKE2S") && !text.contains('7') && text.len() < 300,
        "{text}"
    );
}
