//! What verifying a token costs in allocations, the primitive's own subtracted: no key work per
//! call, whatever the number of keys (DOS-03).
#![expect(
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use std::hint::black_box;
use std::sync::Arc;

use allocation_counter::measure;
use jose_jwa::{Ecdsa, Hmac};
use jose_jwt::jws::{Sign, SigningInput, Verify, VerifyKeys};
use jose_jwt::{Alg, Jwt, NumericDate, Policy, Verifiers};
use serde::{Deserialize, Serialize};

const NOW: NumericDate = NumericDate::from_secs(1_790_000_000);

fn key() -> Hmac {
    Hmac::new(Alg::HS256, &[7; 32]).unwrap()
}

/// Ten strings, as an ID token has.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct TenStrings {
    iss: String,
    sub: String,
    aud: String,
    nonce: String,
    azp: String,
    name: String,
    given_name: String,
    family_name: String,
    email: String,
    picture: String,
}

fn ten_strings() -> TenStrings {
    TenStrings {
        iss: "https://id.example.com/realms/shop".into(),
        sub: "f:9a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9:jane.doe".into(),
        aud: "shop-web".into(),
        nonce: "n-0S6_WzA2Mj".into(),
        azp: "shop-web".into(),
        name: "Zoë Ångström".into(),
        given_name: "Zoë".into(),
        family_name: "Ångström".into(),
        email: "zoe@example.com".into(),
        picture: "https://images.example.com/avatar/zoe.png".into(),
    }
}

fn policy() -> Policy {
    Policy::with_clock(NOW)
        .issuer("https://id.example.com/realms/shop")
        .audience("shop-web")
        .expect("nonce", "n-0S6_WzA2Mj")
        .max_age_secs(60)
}

fn token(key: &dyn Sign) -> String {
    Jwt::new(&ten_strings())
        .clock(NOW)
        .expires_in_secs(3600)
        .sign(key)
        .unwrap()
}

/// Allocations of one verification into ten strings, less those of the primitive.
fn own_allocations(token: &str, keys: &impl VerifyKeys, key: &dyn Verify) -> u64 {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = jose_b64::decode(signature).unwrap();
    let primitive = measure(|| {
        key.verify(
            SigningInput::new(black_box(input.as_bytes())),
            black_box(&signature),
        )
        .unwrap();
    });
    let policy = policy();
    let mut claims = None;
    let whole = measure(|| {
        claims = Some(policy.verify::<TenStrings>(black_box(token), keys).unwrap());
    });
    assert_eq!(*claims.unwrap().claims(), ten_strings());
    println!(
        "{}: {} allocations in all, {} of them the primitive's; {} octets, peak {}",
        key.alg(),
        whole.count_total,
        primitive.count_total,
        whole.bytes_total,
        whole.bytes_max
    );
    whole.count_total - primitive.count_total
}

fn thousand_keys(last: Arc<dyn Verify>) -> Verifiers<'static> {
    let others = (0..999).map(|number| -> Arc<dyn Verify> {
        Arc::new(
            Hmac::new(Alg::HS256, &[9; 32])
                .unwrap()
                .with_kid(format!("key-{number}")),
        )
    });
    Verifiers::from_keys(others.chain([last]))
}

#[test]
fn hs256_and_es256_into_ten_strings_take_at_most_twelve() {
    let hs256 = key().with_kid("mine");
    let es256 = Ecdsa::from_scalar(Alg::ES256, &[5; 32])
        .unwrap()
        .with_kid("mine");
    let public = es256.public();
    let keys: [(&dyn Sign, &dyn Verify); 2] = [(&hs256, &hs256), (&es256, &public)];
    for (signer, verifier) in keys {
        let token = token(signer);
        let one = own_allocations(&token, &verifier, verifier);
        assert!(one <= 12, "{}: {one}", verifier.alg());
        // A set of a thousand keys costs what one key costs.
        let key: Arc<dyn Verify> = match verifier.alg().name() {
            "HS256" => Arc::new(hs256.clone()),
            _ => Arc::new(public.clone()),
        };
        let thousand = own_allocations(&token, &thousand_keys(key), verifier);
        assert_eq!(thousand, one, "{}", verifier.alg());
    }
}

#[test]
fn looking_up_a_key_allocates_nothing() {
    let keys = thousand_keys(Arc::new(key()));
    let found = measure(|| {
        for kid in ["key-0", "key-1", "key-500", "key-998"] {
            assert_eq!(
                keys.candidates(Alg::HS256, Some(black_box(kid)))
                    .unwrap()
                    .count(),
                1
            );
        }
        // The one key that was made without a Key ID.
        assert_eq!(
            keys.candidates(Alg::HS256, Some("unheard of"))
                .unwrap()
                .count(),
            1
        );
    });
    assert_eq!(found.count_total, 0);
}

#[test]
fn clones_of_policy_and_keys_allocate_nothing() {
    let (policy, keys, hmac) = (policy(), thousand_keys(Arc::new(key())), key());
    let cloned = measure(|| {
        let _ = black_box((policy.clone(), keys.clone(), hmac.clone()));
    });
    assert_eq!(cloned.count_total, 0);
}

/// DOS-03, B64-02, HDR-11: what is refused for its form costs next to nothing, whatever its length.
#[test]
fn dos_03_refusals_do_not_allocate_by_length() {
    let policy = policy();
    let key = key();
    let long = [
        ".".repeat(1024 * 1024),
        "A".repeat(2 * 1024 * 1024),
        format!("{}.AA.AA", "A".repeat(1024 * 1023)),
        format!("{{{}", " ".repeat(1024 * 1023)),
    ];
    for text in &long {
        let refused = measure(|| {
            policy
                .verify_claims(black_box(text), &key)
                .map(drop)
                .unwrap_err();
        });
        assert!(
            refused.bytes_total < 4096,
            "{} octets for {}…",
            refused.bytes_total,
            text.chars().next().unwrap_or(' ')
        );
    }
    // A long payload that is not signed is never decoded.
    let forged = format!(
        "{}.{}.AAAA",
        jose_b64::encode(r#"{"alg":"HS256"}"#),
        "A".repeat(1024 * 1000)
    );
    let refused = measure(|| {
        policy
            .verify_claims(black_box(&forged), &key)
            .map(drop)
            .unwrap_err();
    });
    assert!(refused.bytes_total < 4096, "{}", refused.bytes_total);
}
