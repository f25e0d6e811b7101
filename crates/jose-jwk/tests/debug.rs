//! What comes out of a message is never shown whole: `Debug` is as short as `Display` (RFC 7517, section 9.3).

use core::fmt::Debug;

use jose_jwk::{
    Alg, CritError, CritHandlers, HeaderError, JoseHeader, Jwk, JwkError, JwkSet, KeyOp, KeyUse,
    Limits, LoadError, NameError, NotPermitted, Operation,
};

const LONG: usize = 900_000;

fn long() -> String {
    format!("\u{1b}[2J{}", "x".repeat(LONG))
}

/// As a member's value.
fn escaped() -> String {
    format!(r"\u001b[2J{}", "x".repeat(LONG))
}

fn short(shown: &impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(text.len() < 600, "{} characters", text.len());
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn hdr_12_errors_about_a_key() {
    let crv = format!(r#"{{"kty":"EC","crv":"{}","x":"AQ","y":"AQ"}}"#, escaped());
    let error = crv.parse::<Jwk>().unwrap_err();
    assert!(matches!(error, JwkError::UnknownCrv { .. }));
    short(&error);
    assert_eq!(
        format!("{:?}", r#"{"kty":"oct"}"#.parse::<Jwk>().unwrap_err()),
        "JwkError(jwk/missing: the member `k` is missing)"
    );
    let kty: Jwk = format!(r#"{{"kty":"{}"}}"#, escaped()).parse().unwrap();
    let error = kty.to_json().unwrap_err();
    assert!(matches!(error, JwkError::UnknownKty { .. }));
    short(&error);
    short(&kty);
    short(kty.material());
}

#[test]
fn hdr_12_names() {
    let name = long();
    let error = Alg::from_name(&name).unwrap_err();
    assert!(matches!(error, NameError::Unknown { .. }));
    short(&error);
    short(&JwkError::Name {
        member: "alg",
        reason: error,
    });
    short(&KeyUse::from_name(&name));
    short(&KeyOp::from_name(&name));
    assert_eq!(
        format!("{:?} {:?}", KeyUse::Sig, KeyOp::from(Operation::Sign)),
        r#""sig" "sign""#
    );
}

#[test]
fn hdr_12_refused_uses() {
    let key = |member: &str| -> Jwk {
        format!(r#"{{"kty":"X","{member}":"{}"}}"#, escaped())
            .parse()
            .unwrap()
    };
    let error = key("use").permits(Operation::Sign, Alg::ES256).unwrap_err();
    assert!(matches!(error, NotPermitted::Use { .. }));
    short(&error);
    short(&LoadError::from(error));
    let error = key("alg").permits(Operation::Sign, Alg::ES256).unwrap_err();
    assert!(matches!(error, NotPermitted::Alg { .. }));
    short(&error);
    for member in ["use", "alg", "kid", "kty2"] {
        short(&key(member));
    }
}

#[test]
fn hdr_12_loading() {
    let name = long();
    let alg = Alg::parse(&name).unwrap();
    let kty: Jwk = format!(r#"{{"kty":"{}"}}"#, escaped()).parse().unwrap();
    short(&LoadError::unknown_alg(alg));
    short(&LoadError::wrong_key_type(alg, "oct", &kty));
    let feature = "rsa";
    short(&LoadError::FeatureOff {
        alg: alg.name().into(),
        feature,
    });
    short(&LoadError::SecretLen {
        alg: alg.name().into(),
        len: usize::MAX,
        needed: usize::MAX,
    });
}

#[test]
fn hdr_12_sets() {
    let kid = escaped();
    let text = format!(r#"{{"keys":[{{"kty":"oct","k":"AQ","kid":"{kid}"}}]}}"#);
    let set: JwkSet = text.parse().unwrap();
    assert_eq!(set.len(), 1);
    short(&set);
    let text = format!(r#"{{"keys":[{{"kty":"oct","kid":"{kid}"}}]}}"#);
    let set: JwkSet = text.parse().unwrap();
    assert_eq!(set.skipped()[0].kid().map(str::len), Some(LONG + 4));
    short(&set);
    assert!(set.skipped()[0].to_string().len() < 200);
    let text = format!(r#"{{"keys":[{{"kty":"EC","crv":"{kid}"}}]}}"#);
    short(&text.parse::<JwkSet>().unwrap());
}

#[test]
fn hdr_12_headers() {
    let mut limits = Limits::default();
    limits.header_len = 4 * LONG;
    let crit = format!(r#"{{"crit":["{0}"],"{0}":1,"kid":"{0}"}}"#, escaped());
    let header = JoseHeader::parse(crit.as_bytes(), &limits).unwrap();
    short(&header);
    let error = CritHandlers::new().process(&header, &[]).unwrap_err();
    assert!(matches!(error, CritError::NotUnderstood { .. }));
    short(&error);
    short(&HeaderError::from(error));
}
