//! What is said of certificates: in a JWK hints of any form (RFC 7517, sections 4.6 to 4.9), in a header
//! parameters that have their types (RFC 7515, sections 4.1.5 to 4.1.8). Nowhere is any of it trusted.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_b64::Kind;
use jose_jwk::{Alg, HeaderError, JoseHeader, Jwk, JwkSet, KeyHint, Limits, Operation};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

/// Of the right form, some of the wrong certificate, and all wrong in what they hold.
const STRINGS: [&str; 11] = [
    // Hexadecimal, as old Auth0 tenants have it, and the base64url of such digits.
    r#""x5t":"9E2F0A5C8B3D47E1A6F09B2C4D5E8F7012345678""#,
    r#""x5t":"OUUyRjBBNUM4QjNENDdFMUE2RjA5QjJDNEQ1RThGNzAxMjM0NTY3OA""#,
    r#""x5t":"9E:2F:0A:5C""#,
    r#""x5t":"""#,
    r#""x5t#S256":"not base64url!""#,
    // SHA-256 of something else, and padded.
    r#""x5t#S256":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=""#,
    r#""x5u":"file:///etc/passwd""#,
    r#""x5u":"http://169.254.169.254/latest/meta-data""#,
    r#""x5u":"not a URL \u0000""#,
    r#""x5u":"""#,
    r#""x5t":"a","x5t#S256":"b","x5u":"c""#,
];

const CHAINS: [&str; 6] = [
    r#""x5c":[]"#,
    r#""x5c":[""]"#,
    // base64url, PEM, no base64 at all, a certificate that does not begin as one.
    r#""x5c":["MIIB_-8"]"#,
    r#""x5c":["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"]"#,
    r#""x5c":["not base64 at all"]"#,
    r#""x5c":["AAAA","AAAA"]"#,
];

const WRONG_STRINGS: [(&str, Kind); 6] = [
    ("null", Kind::Null),
    ("1", Kind::Number),
    ("true", Kind::Bool),
    ("[]", Kind::Array),
    (r#"["a"]"#, Kind::Array),
    (r#"{"a":"b"}"#, Kind::Object),
];

/// With what is not a string, or not an array.
const WRONG_CHAINS: [(&str, Kind); 8] = [
    ("null", Kind::Null),
    ("1", Kind::Number),
    (r#""MIIB""#, Kind::String),
    (r#"{"0":"MIIB"}"#, Kind::Object),
    ("[1]", Kind::Number),
    (r#"["MIIB",null]"#, Kind::Null),
    (r#"[["MIIB"]]"#, Kind::Array),
    (r#"["MIIB",{}]"#, Kind::Object),
];

fn jwk_text(members: &str) -> String {
    format!("{{{OKP},{members}}}")
}

/// Reads, permits, is found in a set, has the same thumbprint, and is written as it was read.
fn usable(members: &str) -> Jwk {
    let text = jwk_text(members);
    let key: Jwk = text.parse().unwrap();
    assert_eq!(
        key.permits(Operation::Verify, Alg::Ed25519),
        Ok(()),
        "{members}"
    );
    let json = key.to_json().unwrap();
    assert_eq!(json.parse::<Jwk>().unwrap(), key, "{members}");
    assert_eq!(serde_json::from_str::<Jwk>(&text).unwrap(), key);
    let set = JwkSet::parse(format!(r#"{{"keys":[{text}]}}"#).as_bytes()).unwrap();
    assert_eq!((set.keys().len(), set.skipped().len()), (1, 0), "{members}");
    let bare: Jwk = format!("{{{OKP}}}").parse().unwrap();
    assert_eq!(
        key.thumbprint_input().unwrap(),
        bare.thumbprint_input().unwrap()
    );
    key
}

fn header(members: &str) -> Result<JoseHeader, HeaderError> {
    let text = format!(r#"{{"alg":"Ed25519",{members}}}"#);
    JoseHeader::parse(text.as_bytes(), &Limits::default())
}

#[test]
fn hdr_24_hdr_26_what_a_hint_holds_never_spoils_a_key() {
    for members in STRINGS.into_iter().chain(CHAINS) {
        let written = usable(members).to_json().unwrap();
        assert_eq!(
            written.matches("x5").count(),
            members.matches("x5").count(),
            "{written}"
        );
    }
}

#[test]
fn hdr_24_hdr_26_a_hint_of_another_type_is_kept_and_is_none() {
    let strings = ["x5u", "x5t", "x5t#S256"]
        .into_iter()
        .flat_map(|name| WRONG_STRINGS.map(|(value, _)| (name, value)));
    let chains = WRONG_CHAINS.map(|(value, _)| ("x5c", value));
    for (name, value) in strings.chain(chains) {
        let key = usable(&format!(r#""{name}":{value}"#));
        assert_eq!(
            (key.x5u(), key.x5c(), key.x5t(), key.x5t_s256()),
            (None, None, None, None)
        );
        assert_eq!(key.member(name), Some(value));
        assert!(
            key.to_json()
                .unwrap()
                .contains(&format!(r#""{name}":{value}"#))
        );
        // One that is wrong does not take the others with it.
        let others = r#""x5u":"u","x5c":["c"],"x5t":"t","x5t#S256":"s""#;
        let others: String = others
            .split(',')
            .filter(|other| !other.starts_with(&format!(r#""{name}":"#)))
            .flat_map(|other| [",", other])
            .collect();
        let key = usable(&format!(r#""{name}":{value}{others}"#));
        assert_eq!(key.x5u(), (name != "x5u").then_some("u"));
        assert_eq!(key.x5c().is_some(), name != "x5c");
        assert_eq!(key.x5t(), (name != "x5t").then_some("t"));
        assert_eq!(key.x5t_s256(), (name != "x5t#S256").then_some("s"));
    }
}

#[test]
fn hints_are_read_as_they_are() {
    let members = r#""x5t":"he\u0078","x5t#S256":"s","x5u":"https:\/\/a","x5c":["a\/b","c"]"#;
    let key = usable(members);
    assert_eq!(
        (key.x5t(), key.x5t_s256(), key.x5u()),
        (Some("hex"), Some("s"), Some("https://a"))
    );
    assert_eq!(key.x5c().unwrap(), ["a/b", "c"]);
    let public = key.to_public().unwrap();
    assert_eq!(
        (public.x5t(), public.x5u()),
        (Some("hex"), Some("https://a"))
    );

    let header = header(members).unwrap();
    let hint = KeyHint::joined(&header, [None, None]);
    assert_eq!(
        (hint.x5t(), hint.x5t_s256(), hint.x5u()),
        (Some("hex"), Some("s"), Some("https://a"))
    );
    let chain: Vec<_> = hint.x5c().unwrap().elements().unwrap().collect();
    assert_eq!(chain.len(), 2);
    assert_eq!(chain[0].as_str().unwrap(), "a/b");
}

/// JWK-08: repeated names are ambiguous whatever they say.
#[test]
fn jwk_08_a_hint_that_is_there_twice() {
    for name in ["x5u", "x5c", "x5t", "x5t#S256"] {
        let twice = format!(r#""{name}":1,"{name}":"a""#);
        let error = jwk_text(&twice).parse::<Jwk>().unwrap_err();
        assert_eq!(error.code(), "jwk/json");
        assert_eq!(header(&twice).unwrap_err().code(), "header/json");
    }
}

#[test]
fn hdr_17_in_a_header_the_types_are_demanded() {
    let refused = |name: &'static str, value: &str, expected, found| {
        let error = header(&format!(r#""{name}":{value}"#)).unwrap_err();
        let wrong = HeaderError::WrongType {
            name,
            expected,
            found,
        };
        assert_eq!(error, wrong, "{name} {value}");
    };
    for name in ["kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"] {
        for (value, found) in WRONG_STRINGS {
            refused(name, value, Kind::String, found);
        }
    }
    for (value, found) in WRONG_CHAINS {
        refused("x5c", value, Kind::Array, found);
    }
    assert_eq!(
        header(r#""x5c":[7]"#).unwrap_err().to_string(),
        "header parameter `x5c` is not an array of strings"
    );
    for (value, found) in [
        ("null", Kind::Null),
        ("[]", Kind::Array),
        (r#""{}""#, Kind::String),
    ] {
        refused("jwk", value, Kind::Object, found);
    }
}

/// HDR-22: what they hold is data there too, neither read nor fetched.
#[test]
fn hdr_22_in_a_header_what_they_hold_is_data() {
    for members in STRINGS.into_iter().chain(CHAINS) {
        let header = header(members).unwrap();
        let hint = KeyHint::joined(&header, [None, None]);
        let said = [hint.x5u(), hint.x5t(), hint.x5t_s256()];
        let said = said.iter().flatten().count() + usize::from(hint.x5c().is_some());
        assert_eq!(said, members.matches("x5").count(), "{members}");
    }
}
