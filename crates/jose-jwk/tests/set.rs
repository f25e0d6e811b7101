//! JWK Set (RFC 7517, section 5).

use jose_jwk::{Jwk, JwkError, JwkOptions, JwkSet};

const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const OKP: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"okp","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"okp","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const OCT: &str = r#"{"kty":"oct","kid":"oct","k":"c2VjcmV0c2VjcmV0"}"#;
const UNKNOWN: &str = r#"{"kty":"X-NEW","kid":"new","secret":"c2VjcmV0c2VjcmV0"}"#;

fn set(keys: &[&str]) -> Result<JwkSet, JwkError> {
    format!(r#"{{"keys":[{}]}}"#, keys.join(",")).parse()
}

#[test]
fn vectors() {
    let mut valid = 0;
    for case in jose_vectors::all().of("jwk-set").valid() {
        let set: JwkSet = case.jwk_set().parse().unwrap();
        let kids: Vec<Option<String>> = set.iter().map(|key| key.kid().map(String::from)).collect();
        assert_eq!(Some(&kids), case.kids.as_ref(), "{}", case.id);
        assert_eq!(
            set.to_private_json().parse::<JwkSet>().unwrap().keys(),
            set.keys()
        );
        valid += 1;
    }
    assert!(valid > 2);
    for case in jose_vectors::all().of("jwk-set").rejected() {
        assert!(
            case.jwk_set().parse::<JwkSet>().is_err(),
            "{} {:?}",
            case.id,
            case.attack
        );
        assert!(
            serde_json::from_str::<JwkSet>(&case.jwk_set()).is_err(),
            "serde: {}",
            case.id
        );
    }
}

#[test]
fn jwk_09_the_set_itself_is_an_object_with_an_array() {
    for (text, code) in [
        ("", "jwk/json"),
        ("[]", "jwk/json"),
        ("null", "jwk/json"),
        ("<html></html>", "jwk/json"),
        (r#"{"keys":[]}}"#, "jwk/json"),
        (r#"{"keys":[],"keys":[]}"#, "jwk/json"),
        (r#"{"keys":[],"\u006beys":[]}"#, "jwk/json"),
        (r#"{"keys":[{]}"#, "jwk/json"),
        ("{}", "jwk/missing"),
        (r#"{"Keys":[]}"#, "jwk/missing"),
        (r#"{"key":[]}"#, "jwk/missing"),
        (r#"{"keys":null}"#, "jwk/wrong-type"),
        (r#"{"keys":{}}"#, "jwk/wrong-type"),
        (r#"{"keys":"[]"}"#, "jwk/wrong-type"),
        (r#"{"keys":1}"#, "jwk/wrong-type"),
    ] {
        assert_eq!(text.parse::<JwkSet>().unwrap_err().code(), code, "{text}");
        assert!(
            serde_json::from_str::<JwkSet>(text).is_err(),
            "serde: {text}"
        );
    }
    // One key is no set.
    assert!(EC.parse::<JwkSet>().is_err());
    // An empty set is one: whether that is enough is for its user to say.
    assert!(r#"{"keys":[]}"#.parse::<JwkSet>().unwrap().is_empty());
    assert!(set(&[]).unwrap().skipped().is_empty());
}

#[test]
fn jwk_07_jwk_08_jwk_09_an_unreadable_key_is_skipped_and_says_why() {
    let bad = [
        ("null", None, "jwk/json"),
        ("1", None, "jwk/json"),
        ("\"key\"", None, "jwk/json"),
        ("[]", None, "jwk/json"),
        ("{}", None, "jwk/missing"),
        (r#"{"kid":"a"}"#, Some("a"), "jwk/missing"),
        (r#"{"kty":7,"kid":"a"}"#, Some("a"), "jwk/wrong-type"),
        (r#"{"kty":"oct","k":"","kid":"a"}"#, Some("a"), "jwk/empty"),
        (r#"{"kty":"oct","k":"AQ","kid":7}"#, None, "jwk/wrong-type"),
        (
            r#"{"kty":"oct","k":"AQ","k":"AQ","kid":"a"}"#,
            None,
            "jwk/json",
        ),
        (
            r#"{"kty":"EC","crv":"P-256K","kid":"\u0061","x":"AQ","y":"AQ"}"#,
            Some("a"),
            "jwk/unknown-crv",
        ),
        (r#"{"kty":"oct","k":"AQ","alg":"none"}"#, None, "jwk/name"),
        (
            r#"{"kty":"oct","k":"AQ","use":"sig","key_ops":["wrapKey"]}"#,
            None,
            "jwk/use-key-ops",
        ),
    ];
    for (entry, kid, code) in bad {
        for at in 0..3 {
            let mut entries = vec![EC, OKP];
            entries.insert(at, entry);
            let set = set(&entries).unwrap();
            assert_eq!(set.len(), 2, "{entry}");
            let [skipped] = set.skipped() else {
                panic!("{set:?}")
            };
            assert_eq!((skipped.index(), skipped.kid()), (at, kid), "{entry}");
            assert_eq!(skipped.reason().code(), code, "{entry}");
        }
    }
    let entries: Vec<&str> = bad.iter().map(|bad| bad.0).collect();
    let set = set(&entries).unwrap();
    assert!(set.is_empty());
    assert_eq!(set.skipped().len(), bad.len());
    assert!(
        set.skipped()
            .iter()
            .enumerate()
            .all(|(at, skipped)| skipped.index() == at)
    );
}

#[test]
fn keys_of_unknown_type_stay_readable() {
    let set = set(&[UNKNOWN, EC]).unwrap();
    assert_eq!((set.len(), set.skipped().len()), (2, 0));
    assert_eq!(set.keys()[0].kty().name(), "X-NEW");
}

#[test]
fn jwk_10_find_gives_all_keys_of_a_kid() {
    let twice = OKP.replace("\"okp\"", "\"ec\"");
    let set = set(&[
        EC,
        &twice,
        OKP,
        r#"{"kty":"oct","k":"AQ"}"#,
        r#"{"kty":"oct","k":"AQ","kid":""}"#,
    ])
    .unwrap();
    assert_eq!(set.find("ec").count(), 2);
    assert_eq!(set.find("okp").count(), 1);
    // JWK-14
    assert_eq!(set.find("").count(), 1);
    assert_eq!(set.find("EC").count(), 0);
    assert_eq!(set.find("ec ").count(), 0);
}

#[test]
fn jwk_11_jwk_12_a_set_with_anything_private_is_not_written() {
    for key in [PRIVATE, OCT, UNKNOWN] {
        for (keys, index) in [([key, EC], 0), ([EC, key], 1)] {
            let set = set(&keys).unwrap();
            assert_eq!(set.to_json(), Err(JwkError::PrivateInSet { index }));
            assert!(serde_json::to_string(&set).is_err());
            let whole = set.to_private_json();
            assert_eq!(whole.parse::<JwkSet>().unwrap(), set);
            for shown in [format!("{set:?}"), format!("{set:#?}")] {
                assert!(
                    !shown.contains("c2VjcmV0") && !shown.contains("nWGxne"),
                    "{shown}"
                );
            }
        }
    }
    let public = set(&[EC, PRIVATE]).unwrap().to_public().unwrap();
    assert_eq!(
        public.to_json().unwrap(),
        set(&[EC, OKP]).unwrap().to_json().unwrap()
    );
    assert!(!public.to_json().unwrap().contains("\"d\""));
    assert_eq!(
        set(&[EC, OCT]).unwrap().to_public(),
        Err(JwkError::Symmetric)
    );
    assert_eq!(
        set(&[UNKNOWN]).unwrap().to_public().unwrap_err().code(),
        "jwk/unknown-kty"
    );
}

#[test]
fn jwk_11_a_recipient_finds_the_private_keys_of_a_published_set() {
    let kids = |keys: &[&str]| -> Vec<String> {
        let set = set(keys).unwrap();
        let kids = set.private_keys().filter_map(Jwk::kid);
        kids.map(String::from).collect()
    };
    assert_eq!(kids(&[EC, PRIVATE, OKP, "7", OCT, UNKNOWN]), ["okp", "oct"]);
    assert!(kids(&[EC, OKP, UNKNOWN]).is_empty());
    assert!(kids(&[]).is_empty());
    for case in jose_vectors::all().of("jwk").valid() {
        let key: Jwk = case.jwk().parse().unwrap();
        let holds = key.is_private() && key.kty().info().is_some();
        let set = JwkSet::from_keys(vec![key]);
        assert_eq!(
            set.private_keys().count(),
            usize::from(holds),
            "{}",
            case.id
        );
    }
}

#[test]
fn skipped_keys_are_told_in_one_line() {
    let set = set(&[
        EC,
        r#"{"kty":"RSA","kid":"a\nb","n":"AQAB"}"#,
        r#"{"kty":"EC","crv":"P-256K","x":"AQ","y":"AQ"}"#,
    ])
    .unwrap();
    let told: Vec<String> = set.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            r"key 1 (kid a\nb): the member `e` is missing",
            "key 2: keys of type EC have no curve `P-256K`",
        ]
    );
}

#[test]
fn a_public_set_is_written_in_order() {
    let set = set(&[OKP, "7", EC]).unwrap();
    let json = set.to_json().unwrap();
    assert_eq!(json.parse::<JwkSet>().unwrap().keys(), set.keys());
    assert_eq!(serde_json::to_string(&set).unwrap(), json);
    assert_eq!(
        serde_json::from_str::<JwkSet>(&json).unwrap().keys(),
        set.keys()
    );
    let keys: Vec<Jwk> = set.clone().into_keys();
    assert_eq!(JwkSet::from_keys(keys).to_json().unwrap(), json);
    assert_eq!(JwkSet::default().to_json().unwrap(), r#"{"keys":[]}"#);
}

#[test]
fn jwk_20_limits() {
    let mut options = JwkOptions::default();
    options.limits.keys = 2;
    let text = |keys: &[&str]| format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    assert!(JwkSet::parse_with(text(&[EC, OKP]).as_bytes(), &options).is_ok());
    // Unreadable entries count, since they cost the same.
    for keys in [[EC, OKP, EC], ["1", "2", "3"]] {
        let error = JwkSet::parse_with(text(&keys).as_bytes(), &options).unwrap_err();
        assert_eq!(error, JwkError::TooManyKeys { limit: 2 });
    }
    let many = format!(r#"{{"keys":[{}0]}}"#, "0,".repeat(100_000));
    assert_eq!(
        many.parse::<JwkSet>(),
        Err(JwkError::TooManyKeys { limit: 1_000 })
    );
    let long = format!(
        r#"{{"keys":[{{"kty":"RSA","e":"AQAB","n":"{}"}}]}}"#,
        "_".repeat(1024 * 1024)
    );
    assert_eq!(long.parse::<JwkSet>().unwrap_err().code(), "jwk/json");
    let deep = format!(
        r#"{{"keys":[{}{}]}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(deep.parse::<JwkSet>().unwrap_err().code(), "jwk/json");
    // Too many members spoil one key only.
    options.limits.members = 3;
    let set = JwkSet::parse_with(
        text(&[EC, r#"{"kty":"oct","k":"AQ"}"#]).as_bytes(),
        &options,
    )
    .unwrap();
    assert_eq!((set.len(), set.skipped()[0].index()), (1, 0));
}

#[test]
fn options_reach_the_keys() {
    let text = r#"{"keys":[{"kty":"RSA","e":"AQAB","n":"ANc"}]}"#;
    assert_eq!(
        text.parse::<JwkSet>().unwrap().skipped()[0].reason(),
        &JwkError::LeadingZero { member: "n" }
    );
    let mut options = JwkOptions::default();
    options.leading_zeros = true;
    assert_eq!(
        JwkSet::parse_with(text.as_bytes(), &options).unwrap().len(),
        1
    );
}

#[test]
fn other_members_of_the_set_are_ignored() {
    let text = format!(r#"{{"iss":"a","keys":[{EC}],"signed_jwks_uri":7}}"#);
    assert_eq!(text.parse::<JwkSet>().unwrap().len(), 1);
}

proptest::proptest! {
    /// DOS-01
    #[test]
    fn any_octets_are_read_or_refused(octets: Vec<u8>) {
        let _ = JwkSet::parse(&octets);
    }

    /// One octet changed inside the second entry never costs the first key, unless it breaks the JSON.
    #[test]
    fn entries_are_independent(at in 0..OKP.len(), octet in 0x20..0x7f_u8) {
        let mut second = OKP.as_bytes().to_vec();
        second[at] = octet;
        let second = String::from_utf8(second).unwrap();
        if let Ok(set) = set(&[EC, &second]) {
            proptest::prop_assert_eq!(set.keys().first().and_then(Jwk::kid), Some("ec"));
            proptest::prop_assert!(matches!((set.len(), set.skipped().len()), (2, 0) | (1, 1)));
        }
    }
}
