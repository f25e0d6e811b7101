//! Tokens with ML-DSA signatures under the default limits, and what they cost (RFC 9964; RFC 7515).
#![cfg(all(feature = "ml-dsa", feature = "sys_rng"))]
#![expect(
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and stops where something is not as it should be"
)]

use std::hint::black_box;
use std::thread;

use allocation_counter::measure;
use jose_jwa::{MlDsa, MlDsaPublic, RustCrypto};
use jose_jwk::{Alg, JwkSet};
use jose_jws::{Builder, Compact, Sign, SigningInput, Verifiers, Verify};

const PAYLOAD: &[u8] = br#"{"iss":"https://id.example.com","exp":1790000000}"#;
const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");

/// Algorithm, and length of its signatures in octets and in base64url.
const ALGS: [(Alg<'static>, usize, usize); 3] = [
    (Alg::ML_DSA_44, 2420, 3227),
    (Alg::ML_DSA_65, 3309, 4412),
    (Alg::ML_DSA_87, 4627, 6170),
];

fn key(alg: Alg<'_>) -> MlDsa {
    MlDsa::from_seed(alg, &[7; 32]).unwrap().with_kid("2026-11")
}

#[test]
fn pqc_08_compact_tokens_pass_the_default_limits() {
    for (alg, len, text_len) in ALGS {
        for key in [key(alg), key(alg).hedged()] {
            let token = Builder::new(PAYLOAD).sign(&key).unwrap();
            let (input, signature) = token.rsplit_once('.').unwrap();
            assert_eq!(signature.len(), text_len);
            // From the published set, as a recipient gets it.
            let published = key.public().to_jwk().to_json().unwrap();
            let set = JwkSet::parse(format!(r#"{{"keys":[{published}]}}"#).as_bytes()).unwrap();
            let keys = Verifiers::load(&set, &RustCrypto, &[alg]).unwrap();
            let verified = Compact::parse(&token).unwrap().verify(&keys).unwrap();
            assert_eq!(verified.payload(), PAYLOAD);
            assert_eq!(verified.key_id(), Some("2026-11"));

            // One turned bit, one octet less, one more.
            let octets = jose_b64::decode(signature).unwrap();
            let mut turned = octets.clone();
            turned[len / 2] ^= 1;
            for forged in [&turned[..], &octets[1..], &[&octets[..], &[0]].concat()] {
                let forged = format!("{input}.{}", jose_b64::encode(forged));
                let unverified = Compact::parse(&forged).unwrap();
                assert!(unverified.verify(&keys).is_err());
            }
        }
    }
}

#[test]
fn hedged_tokens_differ_and_deterministic_ones_do_not() {
    let key = key(Alg::ML_DSA_87);
    let token = |key: &MlDsa| Builder::new(PAYLOAD).sign(key).unwrap();
    assert_eq!(token(&key), token(&key));
    let hedged = key.clone().hedged();
    assert_ne!(token(&hedged), token(&hedged));
    assert_ne!(token(&hedged), token(&key));
}

/// DOS-03: no key is expanded per token, and no more is allocated than a small multiple of it.
#[test]
fn dos_03_a_token_allocates_a_small_multiple_of_its_length() {
    for (alg, ..) in ALGS {
        let key = key(alg);
        let public = key.public();
        let mut token = String::new();
        let signing = measure(|| token = Builder::new(black_box(PAYLOAD)).sign(&key).unwrap());
        let mut payload = Vec::new();
        let verifying = measure(|| {
            let unverified = Compact::parse(black_box(&token)).unwrap();
            payload = unverified.verify(&public).unwrap().into_payload();
        });
        assert_eq!(payload, PAYLOAD);
        for (what, info) in [("signing", signing), ("verifying", verifying)] {
            let multiple = info.bytes_total / u64::try_from(token.len()).unwrap();
            assert!(multiple < 4, "{alg} {what}: {info:?} for {}", token.len());
            assert!(info.count_total < 12, "{alg} {what}: {info:?}");
        }
    }
}

/// What the documentation of the types says they keep.
#[test]
fn keys_are_as_large_as_documented() {
    for ((alg, ..), [private_kib, public_kib]) in
        ALGS.into_iter().zip([[66, 26], [109, 45], [178, 75]])
    {
        let mut made = None;
        let private = measure(|| made = Some(MlDsa::from_seed(alg, &[7; 32]).unwrap()));
        let jwk = made.take().unwrap().public().to_jwk();
        let mut loaded = None;
        let public = measure(|| loaded = Some(MlDsaPublic::load(&jwk, alg).unwrap()));
        for (info, kib) in [(private, private_kib), (public, public_kib)] {
            assert!(info.bytes_current <= kib * 1024, "{alg}: {info:?}");
            assert!(info.bytes_current > (kib - 2) * 1024, "{alg}: {info:?}");
        }
        // A clone is the same key.
        let key = loaded.unwrap();
        assert_eq!(measure(|| drop(black_box(key.clone()))).count_total, 0);
    }
}

/// Also without optimization, on a quarter of what a thread has.
#[test]
fn half_a_mebioctet_of_stack_is_enough() {
    for (alg, ..) in ALGS {
        let run = move || {
            let key = key(alg);
            let signature = key.sign(INPUT).unwrap();
            let public = MlDsaPublic::load(&key.public().to_jwk(), alg).unwrap();
            public.verify(INPUT, &signature).unwrap();
            let signature = key.hedged().sign(INPUT).unwrap();
            public.verify(INPUT, &signature).unwrap();
        };
        let thread = thread::Builder::new().stack_size(512 * 1024);
        thread.spawn(run).unwrap().join().unwrap();
    }
}
