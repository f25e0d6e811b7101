//! From a JWK Set to prepared keys: which entries are used, for what, and why the others are not (RFC 7517, sections 4.2 to 4.4 and 5).

use jose_jwk::{Alg, Jwk, JwkSet, LoadError, NotPermitted, Operation};
use jose_jws::{LoadVerify, NoUsableKey, SkipReason, SkippedKey, Verifiers, Verify};

use crate::common::Toy;
use crate::{ES256_A, code, toy};

/// Takes every key that it is given, for algorithms of two letters and three digits.
#[derive(Debug)]
struct Backend;

impl LoadVerify for Backend {
    fn load_verify(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Verify>, LoadError> {
        let known = [
            Alg::HS256,
            Alg::RS256,
            Alg::PS256,
            Alg::ES256,
            Alg::ES384,
            Alg::EdDSA,
        ];
        let alg = known
            .into_iter()
            .find(|known| *known == alg)
            .ok_or_else(|| LoadError::unknown_alg(alg))?;
        let key = Toy::new(alg);
        Ok(Box::new(match jwk.kid() {
            Some(kid) => key.kid(kid),
            None => key,
        }))
    }
}

const RSA: &str = r#""kty":"RSA","n":"AQAB","e":"AQAB""#;
const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
const OCT: &str = r#""kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw""#;

fn p256() -> String {
    format!(
        r#""kty":"EC","crv":"P-256","x":"{0}","y":"{0}""#,
        jose_b64::encode([1; 32])
    )
}

fn load(members: &[&str], algs: &[Alg<'_>]) -> Result<Verifiers<'static>, NoUsableKey> {
    let keys: Vec<String> = members
        .iter()
        .map(|members| format!("{{{members}}}"))
        .collect();
    let set = JwkSet::parse(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes()).unwrap();
    Verifiers::load(&set, &Backend, algs)
}

/// The reason why a set of this one key has no usable key.
fn reason(members: &str, algs: &[Alg<'_>]) -> SkipReason {
    let error = load(&[members], algs).unwrap_err();
    assert_eq!(
        (error.code(), error.skipped().len()),
        ("jws/no-usable-key", 1)
    );
    error.skipped()[0].reason().clone()
}

// ALG-12: without an `alg` of its own a key is for what the caller names, as far as it fits, and for nothing else.
#[test]
fn alg_12_a_key_without_alg_is_for_the_algorithms_named() {
    let rsa = format!(r#"{RSA},"kid":"a""#);
    for (algs, expected) in [
        ([Alg::RS256].as_slice(), ["valid", "jws/no-matching-key"]),
        (&[Alg::PS256], ["jws/no-matching-key", "valid"]),
        (
            &[Alg::RS256, Alg::PS256, Alg::HS256, Alg::ES256, Alg::EdDSA],
            ["valid", "valid"],
        ),
    ] {
        let keys = load(&[&rsa], algs).unwrap();
        assert_eq!(
            code(r#"{"alg":"RS256","kid":"a"}"#, &toy(1), &keys),
            expected[0]
        );
        assert_eq!(
            code(r#"{"alg":"PS256","kid":"a"}"#, &toy(1), &keys),
            expected[1]
        );
        for header in [
            r#"{"alg":"HS256","kid":"a"}"#,
            r#"{"alg":"RS384"}"#,
            ES256_A,
        ] {
            assert_eq!(code(header, &toy(1), &keys), "jws/no-matching-key");
        }
    }
    assert_eq!(
        load(&[&rsa], &[Alg::RS256, Alg::PS256, Alg::HS256])
            .unwrap()
            .len(),
        2
    );
    // A name that stands twice in the caller's list makes no second key.
    assert_eq!(
        load(&[&rsa], &[Alg::RS256, Alg::RS256, Alg::RS256])
            .unwrap()
            .len(),
        1
    );
    assert_eq!(reason(&rsa, &[Alg::HS256]), SkipReason::NoAlgFits);
    assert_eq!(
        reason(OCT, &[Alg::RS256, Alg::ES256]),
        SkipReason::NoAlgFits
    );
    assert_eq!(load(&[OCT], &[Alg::HS256, Alg::RS256]).unwrap().len(), 1);
}

#[test]
fn alg_13_a_key_with_alg_is_for_that_one_only() {
    let rsa = format!(r#"{RSA},"kid":"a","alg":"RS256""#);
    let keys = load(&[&rsa], &[Alg::PS256, Alg::RS384, Alg::RS256]).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(
        code(r#"{"alg":"RS256","kid":"a"}"#, &toy(1), &keys),
        "valid"
    );
    assert_eq!(
        code(r#"{"alg":"PS256","kid":"a"}"#, &toy(1), &keys),
        "jws/no-matching-key"
    );
    assert_eq!(
        reason(&rsa, &[Alg::PS256, Alg::RS384]),
        SkipReason::AlgNotNamed {
            alg: "RS256".into()
        }
    );
    assert_eq!(
        reason(&rsa, &[]),
        SkipReason::AlgNotNamed {
            alg: "RS256".into()
        }
    );
    // Its own algorithm is for another type of key.
    assert_eq!(
        reason(&format!(r#"{OKP},"alg":"RS256""#), &[Alg::RS256]),
        SkipReason::NoAlgFits
    );
}

#[test]
fn alg_15_17_the_curve_must_fit() {
    let p256 = p256();
    assert_eq!(load(&[&p256], &[Alg::ES256, Alg::ES384]).unwrap().len(), 1);
    assert_eq!(
        reason(&p256, &[Alg::ES384, Alg::EdDSA]),
        SkipReason::NoAlgFits
    );
    let x25519 = OKP.replace("Ed25519", "X25519");
    assert_eq!(
        reason(&x25519, &[Alg::EdDSA, Alg::ES256]),
        SkipReason::NoAlgFits
    );
    assert_eq!(load(&[OKP], &[Alg::EdDSA]).unwrap().len(), 1);
}

#[test]
fn entries_are_skipped_with_their_reasons() {
    let es256 = format!(r#"{},"kid":"good","use":"sig","alg":"ES256""#, p256());
    let entries = [
        (
            format!(r#"{RSA},"kid":"enc","use":"enc""#),
            Some("enc"),
            "use",
        ),
        (
            format!(r#"{RSA},"kid":"ops","key_ops":["sign"]"#),
            Some("ops"),
            "key-ops",
        ),
        (
            format!(r#"{RSA},"kid":"no-ops","key_ops":[]"#),
            Some("no-ops"),
            "key-ops",
        ),
        (
            format!(r#"{RSA},"kid":"strange-use","use":"verify""#),
            Some("strange-use"),
            "use",
        ),
        (
            format!(r#"{RSA},"kid":"keycloak","use":"enc","alg":"RSA-OAEP""#),
            Some("keycloak"),
            "alg",
        ),
        (
            format!(r#"{RSA},"kid":"rs512","alg":"RS512""#),
            Some("rs512"),
            "alg",
        ),
        (
            r#""kty":"new","kid":"unknown""#.into(),
            Some("unknown"),
            "fit",
        ),
        (
            r#""kty":"ec","crv":"P-256","kid":"case""#.into(),
            Some("case"),
            "fit",
        ),
        (
            r#""kty":"EC","crv":"P-256","x":"AQ","y":"AQ","kid":"short""#.into(),
            Some("short"),
            "jwk/length",
        ),
        (r#""kid":"no-kty""#.into(), Some("no-kty"), "jwk/missing"),
        (format!(r#"{RSA},"kid":7"#), None, "jwk/wrong-type"),
        (
            format!(r#"{RSA},"alg":"none","kid":"none""#),
            Some("none"),
            "jwk/name",
        ),
        (
            format!(r#"{RSA},"alg":"RS1","kid":"rs1""#),
            Some("rs1"),
            "jwk/name",
        ),
        (format!(r#"{RSA},"n":"AQAB""#), None, "jwk/json"),
    ];
    let algs = [Alg::RS256, Alg::ES256, Alg::HS256];
    let why = |skipped: &SkippedKey| match skipped.reason() {
        SkipReason::Unreadable(error) => error.code(),
        SkipReason::NotPermitted(NotPermitted::Use {
            operation: Operation::Verify,
            ..
        }) => "use",
        SkipReason::NotPermitted(NotPermitted::KeyOps {
            operation: Operation::Verify,
        }) => "key-ops",
        SkipReason::AlgNotNamed { .. } => "alg",
        SkipReason::NoAlgFits => "fit",
        other => panic!("{other:?}"),
    };
    // Each alone, and beside one that is good.
    for (entry, kid, expected) in &entries {
        let error = load(&[entry], &algs).unwrap_err();
        let [skipped] = error.skipped() else {
            panic!("{entry}")
        };
        assert_eq!((skipped.kid(), why(skipped)), (*kid, *expected), "{entry}");
        assert!(
            error
                .to_string()
                .starts_with("none of 1 keys can be used; the first: key "),
            "{error}"
        );

        let keys = load(&[entry, &es256], &algs).unwrap();
        assert_eq!(
            (keys.len(), keys.skipped()),
            (1, error.skipped()),
            "{entry}"
        );
        assert_eq!(
            code(r#"{"alg":"ES256","kid":"good"}"#, &toy(1), &keys),
            "valid"
        );
        assert_eq!(
            code(r#"{"alg":"RS256"}"#, &toy(1), &keys),
            "jws/no-matching-key"
        );
    }
    // All together, none is lost.
    let all: Vec<&str> = entries
        .iter()
        .map(|(entry, ..)| entry.as_str())
        .chain([es256.as_str()])
        .collect();
    let keys = load(&all, &algs).unwrap();
    assert_eq!((keys.len(), keys.skipped().len()), (1, entries.len()));
    for (_, kid, expected) in &entries {
        assert!(
            keys.skipped()
                .iter()
                .any(|skipped| skipped.kid() == *kid && why(skipped) == *expected),
            "{kid:?}"
        );
    }
}

#[test]
fn skipped_entries_read_well() {
    let keys = load(
        &[
            &format!(r#"{OKP},"kid":"good""#),
            &format!(r#"{RSA},"kid":"oaep\n","alg":"RSA-OAEP""#),
            &format!(r#"{RSA},"use":"enc""#),
            &format!(r#"{OCT},"kid":"oct""#),
            r#""kty":"EC","crv":"P-256","x":"AQ","y":"AQ","kid":"short""#,
        ],
        &[Alg::EdDSA, Alg::RS256],
    )
    .unwrap();
    let lines: Vec<String> = keys.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "key short: the member `x` has 1 octets, it must have 32",
            r"key oaep\n: its alg RSA-OAEP is not among the algorithms named by the caller",
            "key without kid: the key's `use` is `enc`, which does not cover verify",
            "key oct: no algorithm named by the caller is for a key of this type and curve",
        ]
    );
}

#[test]
fn the_backend_may_refuse() {
    let unknown = Alg::new("X-NEW");
    assert_eq!(
        reason(RSA, &[unknown]),
        SkipReason::Refused(LoadError::unknown_alg(unknown))
    );
    // What a backend refuses for one algorithm it may take for another.
    assert_eq!(
        load(&[RSA], &[unknown, Alg::RS256, unknown]).unwrap().len(),
        1
    );
    assert_eq!(
        reason(RSA, &[Alg::RS512]),
        SkipReason::Refused(LoadError::unknown_alg(Alg::RS512))
    );
    // The reason is that of the key's own algorithm, wherever that stands in the caller's list.
    let own = format!(r#"{RSA},"alg":"RS512""#);
    for algs in [[Alg::RS512, Alg::RS256], [Alg::RS256, Alg::RS512]] {
        assert_eq!(
            reason(&own, &algs),
            SkipReason::Refused(LoadError::unknown_alg(Alg::RS512))
        );
    }
    // ALG-18: an algorithm of JWE verifies nothing, not even where its type of key fits.
    let oaep = reason(RSA, &[Alg::RSA_OAEP]);
    assert!(
        matches!(oaep, SkipReason::Refused(_) | SkipReason::NotPermitted(_)),
        "{oaep:?}"
    );
    // Nor does a refused name.
    assert_eq!(
        reason(RSA, &[Alg::new("none")]),
        SkipReason::NotPermitted(NotPermitted::RefusedAlg)
    );
}

#[test]
fn jwk_09_a_set_without_a_usable_key() {
    let error = load(&[], &[Alg::ES256]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("jws/no-usable-key", "the JWK Set has no key")
    );
    assert!(error.skipped().is_empty());
    let error = load(&[RSA, OKP, OCT], &[]).unwrap_err();
    assert_eq!(error.skipped().len(), 3);
    assert!(
        error
            .skipped()
            .iter()
            .all(|skipped| *skipped.reason() == SkipReason::NoAlgFits)
    );
    let set = JwkSet::parse(br#"{"keys":[7,"key",null,[],{}]}"#).unwrap();
    let error = Verifiers::load(&set, &Backend, &[Alg::ES256]).unwrap_err();
    assert_eq!(error.skipped().len(), 5);
    assert!(
        error
            .skipped()
            .iter()
            .all(|skipped| matches!(skipped.reason(), SkipReason::Unreadable(_)))
    );
}

// JWK-10, JWK-13: the rule is the same for keys that were loaded.
#[test]
fn jwk_10_and_13_in_a_loaded_set() {
    let (a, b, without) = (
        format!(r#"{OKP},"kid":"a""#),
        format!(r#"{OKP},"kid":"b""#),
        OKP,
    );
    let algs = [Alg::EdDSA];
    let twice = load(&[&a, &a], &algs).unwrap();
    assert_eq!(
        code(r#"{"alg":"EdDSA","kid":"a"}"#, &toy(1), &twice),
        "jws/ambiguous-key"
    );
    assert_eq!(
        code(
            r#"{"alg":"EdDSA","kid":"a"}"#,
            &toy(1),
            &twice.try_candidates(2)
        ),
        "valid"
    );
    let two = load(&[&a, &b], &algs).unwrap();
    assert_eq!(
        code(r#"{"alg":"EdDSA"}"#, &toy(1), &two),
        "jws/ambiguous-key"
    );
    assert_eq!(code(r#"{"alg":"EdDSA","kid":"b"}"#, &toy(1), &two), "valid");
    assert_eq!(
        code(r#"{"alg":"EdDSA","kid":"c"}"#, &toy(1), &two),
        "jws/no-matching-key"
    );
    assert_eq!(
        code(
            r#"{"alg":"EdDSA","kid":"c"}"#,
            &toy(1),
            &load(&[&a, without], &algs).unwrap()
        ),
        "valid"
    );
    assert_eq!(
        code(r#"{"alg":"EdDSA"}"#, &toy(1), &load(&[&a], &algs).unwrap()),
        "valid"
    );
}
