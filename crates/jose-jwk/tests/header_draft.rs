//! Making the headers of a message: what formats build on (RFC 7515, sections 4 and 7.2.1; RFC 7516, sections 4 and 7.2.1).
#![cfg(test)]

extern crate alloc;

use alloc::collections::BTreeMap;

use jose_b64::{ObjectError, ObjectWriter};
use jose_jwk::header_draft::{HeaderDraft, HeaderDraftError, HeaderMembers, check_headers};
use jose_jwk::{CritError, HeaderError, JoseHeader, JwkError, Limits};

const RESERVED: [&str; 3] = ["alg", "enc", "crit"];

fn draft() -> HeaderDraft<'static> {
    HeaderDraft::new()
}

/// What the format says: an algorithm for keys, one for content, and what the first one needs.
fn first() -> ObjectWriter {
    let (mut first, mut parameters) = (ObjectWriter::new(), ObjectWriter::new());
    parameters.string("p2s", "c2FsdHNhbHQ").u64("p2c", 1000);
    first.string("alg", "PBES2").string("enc", "A128GCM");
    first.append(&parameters);
    first
}

fn write(draft: HeaderDraft<'_>, own_kid: Option<&str>) -> Result<String, HeaderDraftError> {
    let header = draft.write(first(), own_kid, &[], &Limits::default())?;
    Ok(header.json().into())
}

fn header(json: &str) -> JoseHeader {
    JoseHeader::parse(json.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn members_come_in_their_order() {
    const FIRST: &str = r#"{"alg":"PBES2","enc":"A128GCM","p2s":"c2FsdHNhbHQ","p2c":1000"#;
    for (draft, own_kid, rest) in [
        (draft(), None, "}"),
        (draft(), Some("k\n"), r#","kid":"k\n"}"#),
        (draft().kid("given"), None, r#","kid":"given"}"#),
        (
            draft()
                .header("n", &[1], &RESERVED)
                .critical_header("o", "p", &RESERVED)
                .cty("b")
                .typ("a"),
            Some("k"),
            r#","typ":"a","cty":"b","kid":"k","crit":["o"],"n":[1],"o":"p"}"#,
        ),
        (
            draft()
                .critical_header("o", &1, &RESERVED)
                .critical_flag("b64", false),
            None,
            r#","b64":false,"crit":["b64","o"],"o":1}"#,
        ),
        (
            draft().critical_flag("b64", false).typ("a"),
            None,
            r#","typ":"a","b64":false,"crit":["b64"]}"#,
        ),
    ] {
        assert_eq!(write(draft, own_kid).unwrap(), format!("{FIRST}{rest}"));
    }
    // A recipient's header says the rest where `alg` is not here.
    let header = draft()
        .typ("a")
        .write(ObjectWriter::new(), None, &[], &Limits::default());
    assert_eq!(header.unwrap().json(), r#"{"typ":"a"}"#);
}

#[test]
fn hdr_14_generated_parameters_are_not_given_by_the_caller() {
    for name in ["p2s", "p2c"] {
        let error = write(draft().header(name, "c2FsdHNhbHQ", &RESERVED), None).unwrap_err();
        assert_eq!(error, HeaderDraftError::Repeated);
    }
    for name in RESERVED {
        for mine in [
            draft().header(name, "A128GCM", &RESERVED),
            draft().critical_header(name, "A128GCM", &RESERVED),
        ] {
            assert!(mine.check().is_err());
            let name = name.into();
            assert_eq!(write(mine, None), Err(HeaderDraftError::Reserved { name }));
        }
    }
    assert_eq!(
        write(draft().header("n", &1, &[]).header("n", &1, &[]), None),
        Err(HeaderDraftError::Repeated)
    );
}

// A whole header comes out octet for octet, and says what is done.
#[test]
fn hdr_14_a_whole_header_does_not_say_what_was_not_done() {
    let write = |json: &str, generated: &[&str]| {
        let mut first = ObjectWriter::new();
        first.string("alg", "dir");
        let draft = HeaderDraft::new().whole(json.as_bytes());
        let written = draft.write(first, None, generated, &Limits::default());
        written.map(|header| header.json().to_owned())
    };
    let json = r#"{"alg":"dir","zip":"DEF","x":1}"#;
    assert_eq!(write(json, &["alg", "epk"]).as_deref(), Ok(json));
    for generated in [&["zip"][..], &["alg", "epk", "zip"], &["x"]] {
        let error = write(json, generated).unwrap_err();
        assert!(
            matches!(error, HeaderDraftError::Mismatch { .. }),
            "{error}"
        );
    }
}

#[test]
fn hdr_14_a_whole_header_says_the_same() {
    let whole = |json: &str| write(draft().whole(json.as_bytes()), Some("k"));
    for json in [
        r#"{"p2c":1000,"enc":"A128GCM","alg":"PBES2","p2s":"c2FsdHNhbHQ"}"#,
        r#"{ "alg" : "PBES2", "enc":"\u0041128GCM","p2s":"c2FsdHNhbHQ","p2c":1000,"n":{},"kid":"other"}"#,
    ] {
        assert_eq!(whole(json).unwrap(), json);
    }
    for (json, said) in [
        (r#"{"enc":"A128GCM","p2s":"c2FsdHNhbHQ","p2c":1000}"#, "alg"),
        (
            r#"{"alg":"PBES2","enc":"A256GCM","p2s":"c2FsdHNhbHQ","p2c":1000}"#,
            "enc",
        ),
        (
            r#"{"alg":"PBES2","enc":null,"p2s":"c2FsdHNhbHQ","p2c":1000}"#,
            "enc",
        ),
        (
            r#"{"alg":"PBES2","enc":"A128GCM","p2s":"c2FsdHNhbHQ","p2c":1001}"#,
            "p2c",
        ),
        (
            r#"{"alg":"PBES2","enc":"A128GCM","p2s":"c2FsdHNhbHQ","p2c":"1000"}"#,
            "p2c",
        ),
        (r#"{"alg":"PBES2","enc":"A128GCM","p2c":1000}"#, "p2s"),
    ] {
        let name = said.into();
        assert_eq!(whole(json), Err(HeaderDraftError::Mismatch { name }));
    }
    const WHOLE: &[u8] = br#"{"alg":"PBES2","enc":"A128GCM","p2s":"c2FsdHNhbHQ","p2c":1000}"#;
    for mine in [
        draft().typ("a"),
        draft().cty("a"),
        draft().kid("a"),
        draft().header("n", &1, &[]),
        draft().critical_header("n", &1, &[]),
    ] {
        assert_eq!(
            write(mine.whole(WHOLE), None),
            Err(HeaderDraftError::NotAlone)
        );
    }
    // What the flag says of a whole header is for the format to compare.
    let flagged = draft().whole(WHOLE).critical_flag("b64", false);
    assert_eq!(write(flagged, None).unwrap().as_bytes(), WHOLE);
}

#[test]
fn what_recipients_refuse_is_not_made() {
    for (mine, expected) in [
        (draft().header("x5c", &7, &[]), "header/wrong-type"),
        (
            draft().critical_header("typ", "a", &[]).typ("a"),
            "header/repeated",
        ),
        (
            draft().header("n", &[[[[[[[[[1]]]]]]]]], &[]),
            "header/json",
        ),
        (draft().whole(b"[]"), "header/json"),
        (draft().whole(br#"{"crit":[]}"#), "header/crit"),
    ] {
        assert_eq!(write(mine, None).unwrap_err().code(), expected);
    }
    let limits = Limits::with(|limits| limits.header_len = 40);
    let long = draft().header("n", &"n".repeat(33), &[]);
    let error = long
        .write(ObjectWriter::new(), None, &[], &limits)
        .unwrap_err();
    assert!(matches!(
        error,
        HeaderDraftError::Header(HeaderError::Json(ObjectError::TooLong { .. }))
    ));
}

#[test]
fn the_first_fault_is_told() {
    let keyed: BTreeMap<(u8, u8), u8> = BTreeMap::from([((1, 2), 3)]);
    let mut other = HeaderMembers::default();
    assert!(other.is_empty());
    let (good, bad) = (other.add("n", &1, &[]), other.add("odd", &keyed, &[]));
    assert!(good.is_ok() && !other.is_empty());
    let name = || "odd".into();
    let value = HeaderDraftError::Value { name: name() };
    assert_eq!(bad, Err(value.clone()));

    let mine = draft()
        .or_fault(good)
        .or_fault(bad)
        .header("alg", "x", &RESERVED);
    assert_eq!(mine.check(), Err(value.clone()));
    assert_eq!(write(mine.whole(b"{}"), None), Err(value));
    let mut first = ObjectWriter::new();
    first.string("kid", "k");
    let written = other.write(first, &Limits::default()).unwrap();
    assert_eq!(written.json(), r#"{"kid":"k","n":1}"#);
    let mut first = ObjectWriter::new();
    first.bool("n", true);
    assert_eq!(
        other.write(first, &Limits::default()).unwrap_err(),
        HeaderDraftError::Repeated
    );
}

// HDR-13, API-06: what the headers of a message must be together.
#[test]
fn hdr_13_api_06_headers_together() {
    let check = |headers: &[&str], kids: &[&str]| {
        let headers: Vec<JoseHeader> = headers.iter().map(|json| header(json)).collect();
        check_headers(headers.iter(), kids.iter().copied())
    };
    let two = |name: &str| {
        let name = name.into();
        Err(HeaderDraftError::InTwoHeaders { name })
    };
    let kid = Err(HeaderDraftError::KidMismatch);
    for (headers, kids, expected) in [
        (
            &[r#"{"alg":"a"}"#, r#"{"b":1}"#, r#"{"c":1}"#][..],
            &[][..],
            Ok(()),
        ),
        (&["{}", r#"{"kid":"k"}"#], &["k", "k"], Ok(())),
        (&["{}", "{}"], &["k"], Ok(())),
        (&["{}", "{}", r#"{"kid":"k"}"#], &["k", "l"], kid.clone()),
        (&[r#"{"kid":"k"}"#, r#"{"kid":"l"}"#], &["k"], kid.clone()),
        (&[r#"{"kid":"l"}"#, "{}"], &["k"], kid),
        (&[r#"{"a":1}"#, r#"{"b":1,"\u0061":1}"#], &[], two("a")),
        (&[r#"{"a":1}"#, "{}", r#"{"a":2}"#], &[], two("a")),
        (&["{}", r#"{"a":1}"#, r#"{"a":2}"#], &[], two("a")),
        (&[r#"{"kid":"k"}"#, r#"{"kid":"k"}"#], &["k"], two("kid")),
    ] {
        assert_eq!(check(headers, kids), expected, "{headers:?}");
    }
    // HDR-20: a private or a symmetric key never travels, whichever header it is put into.
    let key = r#"{"jwk":{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}}"#;
    for headers in [[key, "{}"], ["{}", key]] {
        assert_eq!(
            check(&headers, &[]),
            Err(HeaderDraftError::HeaderKey(JwkError::NotPublic))
        );
    }
}

#[test]
fn errors_read_well() {
    let name = || "n\n".repeat(40);
    let errors = [
        HeaderDraftError::Reserved { name: name() },
        HeaderDraftError::Value { name: name() },
        HeaderDraftError::Repeated,
        HeaderDraftError::MustBeProtected { name: "crit" },
        HeaderDraftError::TooLarge,
        HeaderDraftError::Header(HeaderError::Crit(CritError::Empty)),
        HeaderDraftError::HeaderKey(JwkError::NotPublic),
        HeaderDraftError::NotAlone,
        HeaderDraftError::Mismatch { name: name() },
        HeaderDraftError::KidMismatch,
        HeaderDraftError::InTwoHeaders { name: name() },
    ];
    let codes: BTreeMap<&str, String> = errors
        .iter()
        .map(|error| (error.code(), error.to_string()))
        .collect();
    assert_eq!(codes.len(), errors.len());
    for (code, text) in codes {
        assert!(code.starts_with("header/"), "{code}");
        assert!(text.len() < 120 && !text.contains('\n'), "{text}");
    }
}

#[test]
fn a_draft_shows_no_more_than_its_names() {
    let long = format!("{}\n", "k".repeat(40));
    let draft = draft().kid(&*long).header("n", "secret", &[]);
    let shown = format!("{draft:?}");
    assert!(
        !shown.contains("secret") && !shown.contains(&"k".repeat(33)),
        "{shown}"
    );
}
