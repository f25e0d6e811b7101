//! ML-DSA-44, ML-DSA-65, ML-DSA-87 (RFC 9964; FIPS 204). The vectors hold the published values.
#![cfg(feature = "ml-dsa")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

use alloc::sync::Arc;

use jose_jwa::{MlDsa, MlDsaPublic, RustCrypto};
use jose_jwk::{
    Akp, Alg, Jwk, JwkSet, Key, KeyUse, LoadError, Material, Operation, RandomError, Secret,
    SecureRandom,
};
use jose_jws::{LoadSign, LoadVerify, Sign, SignError, SigningInput, Verify, VerifyFailure};
use ml_dsa::signature::Keypair;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams, SigningKey};
use proptest::prelude::*;

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const PARTS: [&[u8]; 4] = [b"header", b".", b"", b"payload"];
const SEED: [u8; 32] = [7; 32];

/// Algorithm, name of a vector key, lengths of public key and signature.
const KEYS: [(Alg<'static>, &str, usize, usize); 3] = [
    (Alg::ML_DSA_44, "rfc9964-ml-dsa-44", 1312, 2420),
    (Alg::ML_DSA_65, "rfc9964-ml-dsa-65", 1952, 3309),
    (Alg::ML_DSA_87, "rfc9964-ml-dsa-87", 2592, 4627),
];

fn vector(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

fn material(jwk: &Jwk) -> &Akp {
    match jwk.material() {
        Material::Akp(akp) => akp,
        other => panic!("{other:?}"),
    }
}

fn pair(alg: Alg<'_>, public: &[u8], seed: &[u8; 32]) -> Jwk {
    let seed = Secret::from_slice(seed);
    Jwk::from_material(Akp::new(alg, public, Some(seed)).unwrap())
}

#[test]
fn signs_and_verifies() {
    for (alg, name, public_len, len) in KEYS {
        let jwk = vector(name);
        let key = MlDsa::load(&jwk, alg).unwrap();
        assert_eq!((key.alg(), key.kid()), (alg, jwk.kid()));
        let signature = key.sign(INPUT).unwrap();
        assert_eq!((signature.len(), key.signature_len()), (len, Some(len)));
        // Deterministic, and the parts are one message.
        let parts = SigningInput::from_parts(&PARTS);
        assert_eq!(*key.sign(parts).unwrap(), *signature);
        let seeded = MlDsa::from_seed(alg, &[0; 32]).unwrap();
        assert_eq!(*seeded.sign(INPUT).unwrap(), *signature);

        let public = material(&jwk).public();
        assert_eq!(public.len(), public_len);
        let verifiers: [&dyn Verify; 5] = [
            &key,
            &key.public(),
            &MlDsaPublic::from_octets(alg, public).unwrap(),
            // JWK-01: of the private key the public half verifies.
            &MlDsaPublic::load(&jwk, alg).unwrap(),
            &MlDsaPublic::load(&jwk.to_public().unwrap(), alg).unwrap(),
        ];
        for verify in verifiers {
            verify.verify(INPUT, &signature).unwrap();
            verify.verify(parts, &signature).unwrap();
            for other in [
                SigningInput::new(b"header.payloae"),
                SigningInput::new(b""),
                SigningInput::from_parts(&PARTS[1..]),
            ] {
                let failure = verify.verify(other, &signature);
                assert!(matches!(failure, Err(VerifyFailure::Invalid)));
            }
        }
        let other = MlDsa::from_seed(alg, &SEED).unwrap();
        assert!(other.verify(INPUT, &signature).is_err());
    }
}

#[test]
fn what_is_published_is_the_public_key() {
    for (alg, name, _, _) in KEYS {
        let key = MlDsa::load(&vector(name), alg).unwrap().with_kid("one");
        let published = key.public().to_jwk();
        assert!(!published.is_private());
        assert_eq!((published.alg(), published.kid()), (Some(alg), Some("one")));
        assert_eq!(
            material(&published).public(),
            material(&vector(name)).public()
        );
        let read = Jwk::parse(published.to_json().unwrap().as_bytes()).unwrap();
        let signature = key.sign(INPUT).unwrap();
        let verify = RustCrypto.load_verify(&read, alg).unwrap();
        verify.verify(INPUT, &signature).unwrap();
        assert_eq!(verify.kid(), Some("one"));
    }
}

/// PQC-01 and PQC-03 are refused where the JWK is read; PQC-02 is here for octets too.
#[test]
fn pqc_02_a_key_of_another_length_or_algorithm() {
    for (alg, name, public_len, _) in KEYS {
        let jwk = vector(name);
        let public = material(&jwk).public();
        for wrong in [
            &public[1..],
            &public[..public_len - 1],
            &[public, &[0]].concat(),
            &[],
            &[0; 32],
        ] {
            assert!(matches!(
                MlDsaPublic::from_octets(alg, wrong),
                Err(LoadError::Invalid { .. })
            ));
        }
        for (other, _, other_len, _) in KEYS {
            if other == alg {
                continue;
            }
            assert!(MlDsaPublic::from_octets(other, public).is_err());
            assert!(MlDsaPublic::from_octets(alg, &vec![1; other_len]).is_err());
            assert!(MlDsa::load(&jwk, other).is_err());
            assert!(MlDsaPublic::load(&jwk, other).is_err());
            // The name is part of the key and stays.
            let renamed = jwk.clone().with_alg(other);
            assert!(MlDsa::load(&renamed, alg).is_ok());
            assert!(MlDsa::load(&renamed, other).is_err());
            assert!(MlDsaPublic::load(&renamed, other).is_err());
        }
    }
}

#[test]
fn pqc_04_pub_comes_from_the_seed() {
    for (alg, name, public_len, _) in KEYS {
        let jwk = vector(name);
        let public = material(&jwk).public();
        assert!(MlDsa::load(&pair(alg, public, &[0; 32]), alg).is_ok());
        let mismatch = LoadError::Mismatch {
            what: "pub and priv",
        };
        let mut first = public.to_vec();
        first[0] ^= 1;
        let mut last = public.to_vec();
        last[public_len - 1] ^= 0x80;
        for wrong in [
            pair(alg, public, &SEED),
            pair(alg, &first, &[0; 32]),
            pair(alg, &last, &[0; 32]),
            pair(alg, &vec![0; public_len], &[0; 32]),
        ] {
            assert_eq!(MlDsa::load(&wrong, alg).unwrap_err(), mismatch);
            assert_eq!(RustCrypto.load_sign(&wrong, alg).unwrap_err(), mismatch);
        }
        // JWK-02
        let public = jwk.to_public().unwrap();
        assert_eq!(
            MlDsa::load(&public, alg).unwrap_err(),
            LoadError::NoPrivateKey
        );
    }
}

fn with_context<P: MlDsaParams>(alg: Alg<'_>) {
    let foreign = SigningKey::<P>::from_seed(&SEED.into());
    let public = foreign.verifying_key().encode();
    let key = MlDsaPublic::from_octets(alg, &public).unwrap();
    let message = b"header.payload";
    let signer = foreign.expanded_key();
    key.verify(
        INPUT,
        &signer.sign_deterministic(message, b"").unwrap().encode(),
    )
    .unwrap();
    for context in [&b"\0"[..], b"JOSE", &[0; 255]] {
        let signature = signer.sign_deterministic(message, context).unwrap();
        assert!(key.verify(INPUT, &signature.encode()).is_err(), "{alg}");
    }
    // HashML-DSA: domain separator 1, and the hash's identifier before the hash (FIPS 204, section 5.4).
    let oid = [
        0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    ];
    let hash = <sha2::Sha256 as digest::Digest>::digest(message);
    let prehashed = signer.sign_internal(&[&[1, 0], &oid, &hash], &[0; 32].into());
    assert!(key.verify(INPUT, &prehashed.encode()).is_err());
    // Nor the internal function without a domain separator; with it, it is the plain scheme.
    let bare = signer.sign_internal(&[message], &[0; 32].into());
    assert!(key.verify(INPUT, &bare.encode()).is_err());
    let plain = signer.sign_internal(&[&[0, 0], message], &[0; 32].into());
    key.verify(INPUT, &plain.encode()).unwrap();
}

#[test]
fn pqc_05_a_context_or_a_hash_is_another_scheme() {
    with_context::<MlDsa44>(Alg::ML_DSA_44);
    with_context::<MlDsa65>(Alg::ML_DSA_65);
    with_context::<MlDsa87>(Alg::ML_DSA_87);
}

#[test]
fn pqc_06_only_the_exact_length_is_read() {
    for (alg, _, _, len) in KEYS {
        let key = MlDsa::from_seed(alg, &SEED).unwrap();
        let signature = key.sign(INPUT).unwrap();
        for wrong in [
            vec![],
            signature[1..].to_vec(),
            signature[..len - 1].to_vec(),
            [&signature, &[0][..]].concat(),
            [&[0], &*signature].concat(),
            signature.repeat(2),
            vec![0; len],
            vec![0xff; len],
            vec![0; 64],
        ] {
            assert!(matches!(
                key.verify(INPUT, &wrong),
                Err(VerifyFailure::Invalid)
            ));
        }
        for (_, _, _, other) in KEYS.into_iter().filter(|(other, ..)| *other != alg) {
            assert!(key.verify(INPUT, &vec![1; other]).is_err());
        }
    }
}

#[test]
fn pqc_07_an_akp_key_in_a_set_can_be_loaded() {
    let keys = KEYS
        .map(|(_, name, _, _)| jose_vectors::key(name))
        .join(",");
    let set = JwkSet::parse(format!(r#"{{"keys":[{keys}]}}"#).as_bytes()).unwrap();
    assert_eq!((set.keys().len(), set.skipped().len()), (3, 0));
    for (jwk, (alg, ..)) in set.keys().iter().zip(KEYS) {
        assert!(RustCrypto.load_verify(jwk, alg).is_ok());
        assert!(RustCrypto.load_sign(jwk, alg).is_ok());
    }
}

/// Says the same octets for ever, or fails.
#[derive(Debug)]
struct Fixed(Option<u8>);

impl SecureRandom for Fixed {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        out.fill(self.0.ok_or(RandomError)?);
        Ok(())
    }
}

#[test]
fn api_03_hedged_signatures_take_randomness_and_say_when_there_is_none() {
    for (alg, ..) in KEYS {
        let key = MlDsa::from_seed(alg, &SEED).unwrap().with_kid("one");
        let plain = key.sign(INPUT).unwrap();
        let hedged = |octet| {
            let key = key.clone().hedged_with(Arc::new(Fixed(octet)));
            assert_eq!(key.kid(), Some("one"));
            key.sign(INPUT)
        };
        let (one, two) = (hedged(Some(1)).unwrap(), hedged(Some(2)).unwrap());
        assert_ne!(*one, *two);
        assert_ne!(*one, *plain);
        // The deterministic variant is the one whose randomness is zeros (FIPS 204, algorithm 2).
        assert_eq!(*hedged(Some(0)).unwrap(), *plain);
        for signature in [&one, &two] {
            key.verify(INPUT, signature).unwrap();
            key.public()
                .verify(SigningInput::from_parts(&PARTS), signature)
                .unwrap();
        }
        assert!(matches!(hedged(None), Err(SignError::Random)));
    }
}

#[cfg(feature = "sys_rng")]
#[test]
fn hedged_with_the_systems_randomness() {
    let key = MlDsa::from_seed(Alg::ML_DSA_44, &SEED).unwrap().hedged();
    let (one, two) = (key.sign(INPUT).unwrap(), key.sign(INPUT).unwrap());
    assert_ne!(*one, *two);
    key.verify(INPUT, &one).unwrap();
    key.verify(INPUT, &two).unwrap();
}

/// No weaker source takes its place.
#[cfg(not(feature = "sys_rng"))]
#[test]
fn api_03_hedged_without_a_system() {
    let key = MlDsa::from_seed(Alg::ML_DSA_44, &SEED).unwrap().hedged();
    assert!(matches!(key.sign(INPUT), Err(SignError::Random)));
}

#[test]
fn jwk_03_jwk_04_what_the_key_says_binds() {
    for (alg, name, ..) in KEYS {
        let ops = |operation: Operation| vector(name).with_key_ops([operation.into()]);
        let encrypts = vector(name).with_use(KeyUse::Enc);
        for jwk in [&encrypts, &ops(Operation::Encrypt), &ops(Operation::Verify)] {
            let error = MlDsa::load(jwk, alg).unwrap_err();
            assert!(matches!(error, LoadError::NotPermitted(_)));
            assert!(RustCrypto.load_sign(jwk, alg).is_err());
        }
        for jwk in [&encrypts, &ops(Operation::Encrypt)] {
            let error = MlDsaPublic::load(jwk, alg).unwrap_err();
            assert!(matches!(error, LoadError::NotPermitted(_)));
            assert!(RustCrypto.load_verify(jwk, alg).is_err());
        }
        assert!(MlDsaPublic::load(&ops(Operation::Verify), alg).is_ok());
        assert!(MlDsa::load(&ops(Operation::Sign), alg).is_ok());
    }
}

#[test]
fn alg_15_other_algorithms_and_key_types() {
    for alg in [Alg::ES256, Alg::HS256, Alg::RS256, Alg::EdDSA, Alg::Ed448] {
        assert!(matches!(
            MlDsa::from_seed(alg, &SEED),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(MlDsaPublic::from_octets(alg, &[0; 1312]).is_err());
        let jwk = vector("rfc9964-ml-dsa-44");
        assert!(MlDsa::load(&jwk, alg).is_err());
        assert!(RustCrypto.load_verify(&jwk, alg).is_err());
        let renamed = jwk.with_alg(alg);
        assert!(MlDsaPublic::load(&renamed, alg).is_err());
        assert!(RustCrypto.load_sign(&renamed, alg).is_err());
    }
    for alg in [
        Alg::ECDH_ES,
        Alg::new("none"),
        Alg::new("ml-dsa-44"),
        Alg::new("ML-DSA-45"),
    ] {
        assert!(MlDsa::from_seed(alg, &SEED).is_err());
        assert!(MlDsaPublic::from_octets(alg, &[0; 1312]).is_err());
    }
    for name in ["rfc7515-a1", "rfc7515-a2", "rfc7515-a3", "rfc8037-a1"] {
        for (alg, ..) in KEYS {
            let error = LoadError::wrong_key_type(alg, "AKP", &vector(name));
            assert_eq!(MlDsa::load(&vector(name), alg).unwrap_err(), error);
            assert_eq!(MlDsaPublic::load(&vector(name), alg).unwrap_err(), error);
        }
    }
}

#[test]
fn jwk_16_debug_shows_names_only_and_the_object_is_small() {
    let key = MlDsa::from_seed(Alg::ML_DSA_44, &SEED)
        .unwrap()
        .with_kid("one");
    let names = format!("{{ alg: {:?}, kid: Some(\"one\"), .. }}", Alg::ML_DSA_44);
    assert_eq!(format!("{key:?}"), format!("MlDsa {names}"));
    assert_eq!(
        format!("{:?}", key.public()),
        format!("MlDsaPublic {names}")
    );
    assert!(size_of::<MlDsa>() <= 96 && size_of::<MlDsaPublic>() <= 64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn a_turned_bit_is_never_valid(at in any::<prop::sample::Index>(), bit in 0..8_u8, of in 0..3_usize) {
        let (alg, _, _, len) = KEYS[of];
        let key = MlDsa::from_seed(alg, &SEED).unwrap();
        let mut signature = key.sign(INPUT).unwrap().to_vec();
        signature[at.index(len)] ^= 1 << bit;
        prop_assert!(key.verify(INPUT, &signature).is_err());
    }

    /// DOS-01
    #[test]
    fn any_octets_are_a_key_and_none_a_signature(octet in any::<u8>(), signature in prop::collection::vec(any::<u8>(), 2420)) {
        let key = MlDsaPublic::from_octets(Alg::ML_DSA_44, &[octet; 1312]).unwrap();
        prop_assert!(key.verify(INPUT, &signature).is_err());
    }
}
