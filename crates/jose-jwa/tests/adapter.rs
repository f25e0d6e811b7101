//! Algorithms that this crate does not know, from outside: through RustCrypto's traits, and by hand.
#![cfg(all(feature = "sys_rng", feature = "ecdsa"))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

use alloc::sync::Arc;
use core::{error, fmt};

use jose_jwa::{
    DigestVerifierAdapter, Ecdsa, RandomizedSignerAdapter, SignerAdapter, VerifierAdapter,
};
use jose_jwk::{Alg, Key};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use k256::ecdsa;
use sha2::{Sha256, Sha384};
use signature::SignatureEncoding;
use signature::rand_core::{TryCryptoRng, TryRng};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const PARTS: [&[u8]; 4] = [b"header", b".", b"", b"payload"];

fn signing_key() -> ecdsa::SigningKey {
    ecdsa::SigningKey::from_slice(&[7; 32]).unwrap()
}

fn verifying_key() -> ecdsa::VerifyingKey {
    *signing_key().verifying_key()
}

#[test]
fn es256k_through_signer_and_verifier() {
    let private =
        SignerAdapter::<_, ecdsa::Signature>::new(Alg::ES256K, signing_key()).with_kid("k1");
    let public = VerifierAdapter::<_, ecdsa::Signature>::new(Alg::ES256K, verifying_key());
    assert_eq!((private.alg(), private.kid()), (Alg::ES256K, Some("k1")));
    assert_eq!((public.alg(), public.kid()), (Alg::ES256K, None));

    let signature = private.sign(INPUT).unwrap();
    assert_eq!(signature.len(), 64);
    assert_eq!(
        *private.sign(SigningInput::from_parts(&PARTS)).unwrap(),
        *signature
    );
    public.verify(INPUT, &signature).unwrap();
    public
        .verify(SigningInput::from_parts(&PARTS), &signature)
        .unwrap();

    // As objects, the way a key set holds them.
    let (sign, verify): (Box<dyn Sign>, Arc<dyn Verify>) =
        (Box::new(private.clone()), Arc::new(public.clone()));
    verify.verify(INPUT, &sign.sign(INPUT).unwrap()).unwrap();

    for other in [&b"header.payloae"[..], b"", b"headerpayload"] {
        assert!(matches!(
            public.verify(SigningInput::new(other), &signature),
            Err(VerifyFailure::Invalid)
        ));
    }
    assert!(
        public
            .verify(SigningInput::from_parts(&PARTS[..3]), &signature)
            .is_err()
    );
    // ECD-01 … ECD-04 hold for them too: wrong lengths are errors and not panics.
    for wrong in [
        &[][..],
        &[0; 64],
        &[0xff; 64],
        &signature[..63],
        &[&signature, &[0][..]].concat(),
        &[1; 1000],
    ] {
        assert!(matches!(
            public.verify(INPUT, wrong),
            Err(VerifyFailure::Invalid)
        ));
    }
    // A key of our own is not that key.
    assert!(
        Ecdsa::from_scalar(Alg::ES256, &[7; 32])
            .unwrap()
            .verify(INPUT, &signature)
            .is_err()
    );
}

#[test]
fn a_digest_verifier_takes_parts_and_binds_its_hash() {
    let signature = SignerAdapter::<_, ecdsa::Signature>::new(Alg::ES256K, signing_key())
        .sign(INPUT)
        .unwrap();
    let right =
        DigestVerifierAdapter::<Sha256, _, ecdsa::Signature>::new(Alg::ES256K, verifying_key());
    right.verify(INPUT, &signature).unwrap();
    right
        .verify(SigningInput::from_parts(&PARTS), &signature)
        .unwrap();
    assert!(
        right
            .verify(SigningInput::from_parts(&PARTS[1..]), &signature)
            .is_err()
    );
    assert!(right.verify(INPUT, &signature[1..]).is_err());

    let wrong =
        DigestVerifierAdapter::<Sha384, _, ecdsa::Signature>::new(Alg::ES256K, verifying_key());
    assert!(wrong.verify(INPUT, &signature).is_err());
    assert_eq!(right.with_kid("one").kid(), Some("one"));
}

/// A generator that works, or does not.
struct Rng<const WORKS: bool>;

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken")
    }
}

impl error::Error for Broken {}

impl<const WORKS: bool> TryRng for Rng<WORKS> {
    type Error = Broken;

    fn try_next_u32(&mut self) -> Result<u32, Broken> {
        WORKS.then_some(4).ok_or(Broken)
    }

    fn try_next_u64(&mut self) -> Result<u64, Broken> {
        WORKS.then_some(4).ok_or(Broken)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Broken> {
        out.fill(4);
        WORKS.then_some(()).ok_or(Broken)
    }
}

impl<const WORKS: bool> TryCryptoRng for Rng<WORKS> {}

#[test]
fn api_03_a_randomized_signer_reports_its_source() {
    let public = VerifierAdapter::<_, ecdsa::Signature>::new(Alg::ES256K, verifying_key());
    let works =
        RandomizedSignerAdapter::<_, ecdsa::Signature, _>::new(Alg::ES256K, signing_key(), || {
            Rng::<true>
        });
    let signature = works.sign(INPUT).unwrap();
    public.verify(INPUT, &signature).unwrap();
    public
        .verify(
            INPUT,
            &works.sign(SigningInput::from_parts(&PARTS)).unwrap(),
        )
        .unwrap();

    let system =
        RandomizedSignerAdapter::<_, ecdsa::Signature, _>::new(Alg::ES256K, signing_key(), || {
            getrandom::SysRng
        });
    assert_ne!(*system.sign(INPUT).unwrap(), *system.sign(INPUT).unwrap());
    public.verify(INPUT, &system.sign(INPUT).unwrap()).unwrap();

    let broken =
        RandomizedSignerAdapter::<_, ecdsa::Signature, _>::new(Alg::ES256K, signing_key(), || {
            Rng::<false>
        });
    assert!(matches!(broken.sign(INPUT), Err(SignError::Random)));
    // A key that swallows the failure and goes on does not get away with it.
    let careless =
        RandomizedSignerAdapter::<_, Sum, _>::new(Alg::new("X-SUM"), Careless, || Rng::<false>);
    assert!(matches!(careless.sign(INPUT), Err(SignError::Random)));
    let careless =
        RandomizedSignerAdapter::<_, Sum, _>::new(Alg::new("X-SUM"), Careless, || Rng::<true>);
    assert!(careless.sign(INPUT).is_ok());
}

/// A checksum with a signature's interface, for what a real scheme never does.
#[derive(Clone, Debug, PartialEq)]
struct Sum(u32);

impl Sum {
    fn of(message: &[u8]) -> Self {
        Sum(message.iter().fold(1, |sum, octet| {
            sum.wrapping_mul(31).wrapping_add(u32::from(*octet))
        }))
    }
}

impl From<&[u8]> for Sum {
    fn from(octets: &[u8]) -> Self {
        Sum(octets
            .iter()
            .take(4)
            .fold(0, |sum, octet| (sum << 8) | u32::from(*octet)))
    }
}

/// `Repr` must be `AsRef<[u8]>`; this one refuses the sum 0 where the trait's own method would panic.
#[derive(Clone)]
struct Octets([u8; 4]);

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Sum> for Octets {
    type Error = ();

    fn try_from(sum: Sum) -> Result<Self, ()> {
        if sum.0 == 0 {
            Err(())
        } else {
            Ok(Octets(sum.0.to_be_bytes()))
        }
    }
}

impl SignatureEncoding for Sum {
    type Repr = Octets;
}

#[derive(Clone)]
struct Careless;

impl signature::RandomizedSigner<Sum> for Careless {
    fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
    ) -> Result<Sum, signature::Error> {
        let _ = rng.try_next_u32();
        Ok(Sum::of(message))
    }
}

/// Signs nothing, or what cannot be encoded.
struct Refuses(bool);

impl signature::Signer<Sum> for Refuses {
    fn try_sign(&self, _: &[u8]) -> Result<Sum, signature::Error> {
        if self.0 {
            Err(signature::Error::from_source(
                "the smart card is gone, PIN 1234",
            ))
        } else {
            Ok(Sum(0))
        }
    }
}

#[test]
fn failures_are_errors_and_not_panics() {
    for refuses in [Refuses(true), Refuses(false)] {
        let key = SignerAdapter::<_, Sum>::new(Alg::new("X-SUM"), refuses);
        assert!(matches!(key.sign(INPUT), Err(SignError::Failed)));
    }
}

struct Secretive;

impl fmt::Debug for Secretive {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("an adapter must not print its key")
    }
}

impl signature::Signer<Sum> for Secretive {
    fn try_sign(&self, message: &[u8]) -> Result<Sum, signature::Error> {
        Ok(Sum::of(message))
    }
}

impl signature::Verifier<Sum> for Secretive {
    fn verify(&self, message: &[u8], signature: &Sum) -> Result<(), signature::Error> {
        if *signature == Sum::of(message) {
            Ok(())
        } else {
            Err(signature::Error::new())
        }
    }
}

#[test]
fn api_01_debug_never_asks_the_key() {
    let private = SignerAdapter::<_, Sum>::new(Alg::new("X-SUM"), Secretive).with_kid("one");
    let public = VerifierAdapter::<_, Sum>::new(Alg::new("X-SUM"), Secretive);
    let debug = format!("{private:?} {public:?}");
    assert!(debug.contains("X-SUM") && debug.contains("one"), "{debug}");
    public.verify(INPUT, &private.sign(INPUT).unwrap()).unwrap();
}

/// The other way in: no trait but ours.
#[derive(Debug)]
struct ByHand;

impl Key for ByHand {
    fn alg(&self) -> Alg<'_> {
        Alg::new("X-MINE")
    }
}

impl Sign for ByHand {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        Ok(Signature::from_slice(
            &Sum::of(&input.parts().concat()).0.to_be_bytes(),
        ))
    }
}

impl Verify for ByHand {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        if *self.sign(input).map_err(|_| VerifyFailure::Invalid)? == *signature {
            Ok(())
        } else {
            Err(VerifyFailure::Invalid)
        }
    }
}

#[test]
fn an_algorithm_by_hand_is_a_key_like_any_other() {
    let keys: [Box<dyn Verify>; 2] = [
        Box::new(ByHand),
        Box::new(Ecdsa::from_scalar(Alg::ES256, &[7; 32]).unwrap()),
    ];
    let signature = ByHand.sign(SigningInput::from_parts(&PARTS)).unwrap();
    keys[0].verify(INPUT, &signature).unwrap();
    assert!(keys[1].verify(INPUT, &signature).is_err());
    assert!(keys[0].verify(INPUT, &signature[..3]).is_err());
    // A name that IANA prohibits cannot be brought in either (ALG-20).
    assert!(
        SignerAdapter::<_, Sum>::new(Alg::new("none"), Secretive)
            .alg()
            .is_refused()
    );
}
