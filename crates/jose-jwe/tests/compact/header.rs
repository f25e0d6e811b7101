//! The protected header as JSON, and the types of its parameters (RFC 7516, section 4; RFC 7518, section 4): HDR-01 to
//! HDR-27, ECE-04, ECE-07, PBE-01 to PBE-03, in every form.

use jose_b64::{Kind, ObjectError};
use jose_jwe::jwk::HeaderError;
use jose_jwe::{Enc, Limits, ParseError};

use crate::HEADER;
use crate::common::{
    PLAIN, Sealed, TOY, Toy, decrypter, header_refused, read, refused, refused_with,
};

fn json_error(header: impl AsRef<[u8]>) -> ObjectError {
    match header_refused(header) {
        ParseError::Header(HeaderError::Json(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn with(members: &str) -> String {
    format!(r#"{{"alg":"X-TOY","enc":"A128GCM",{members}}}"#)
}

#[test]
fn hdr_01_anything_but_an_object() {
    for header in [
        "[]",
        r#""x""#,
        "1",
        "null",
        "true",
        "",
        " ",
        r#"[{"alg":"X-TOY"}]"#,
    ] {
        if header.is_empty() {
            let error = refused(&Sealed::new("").compact(&Toy::new(TOY)));
            assert_eq!(error.code(), "jwe/empty-part");
            continue;
        }
        json_error(header);
    }
}

// HDR-02, HDR-03
#[test]
fn hdr_02_03_other_encodings() {
    let header = HEADER.as_bytes();
    for octets in [
        [b"\xef\xbb\xbf", header].concat(),
        [header, b"\xff"].concat(),
        [&header[..8], b"\xff", &header[8..]].concat(),
        // An overlong form, half of a surrogate, what is beyond Unicode.
        [&header[..8], b"\xc0\x80", &header[8..]].concat(),
        [&header[..8], b"\xed\xa0\x80", &header[8..]].concat(),
        [&header[..8], b"\xf4\x90\x80\x80", &header[8..]].concat(),
        HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        HEADER.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        HEADER
            .chars()
            .flat_map(|symbol| u32::from(symbol).to_be_bytes())
            .collect(),
    ] {
        assert_eq!(header_refused(octets).code(), "header/json");
    }
}

// HDR-04, HDR-05, HDR-06
#[test]
fn hdr_04_05_06_names_that_stand_twice() {
    for header in [
        r#"{"alg":"X-TOY","enc":"A128GCM","alg":"dir"}"#,
        r#"{"alg":"X-TOY","alg":"X-TOY","enc":"A128GCM"}"#,
        r#"{"alg":"X-TOY","\u0061lg":"dir","enc":"A128GCM"}"#,
        r#"{"alg":"X-TOY","enc":"A128GCM","\u0065nc":"A256GCM"}"#,
        r#"{"alg":"X-TOY","enc":"A128GCM","x":1,"x":1}"#,
        r#"{"alg":"X-TOY","enc":"A128GCM","":1,"":1}"#,
    ] {
        let error = json_error(header);
        assert!(
            matches!(error, ObjectError::RepeatedName { .. }),
            "{error:?}"
        );
    }
    // Another letter case is another name, and an unknown one is ignored (HDR-27).
    let toy = Toy::new(TOY);
    let header =
        r#"{"Alg":"none","alg":"X-TOY","ENC":"A256GCM","enc":"A128GCM","crit ":[],"":{"a":[1]}}"#;
    let seen = read(&decrypter(toy.clone()), &Sealed::new(header).compact(&toy));
    assert_eq!((seen.plaintext(), seen.header().json()), (PLAIN, header));
}

// HDR-07, HDR-08
#[test]
fn hdr_07_08_almost_json() {
    for header in [
        format!("{HEADER}x"),
        format!("{HEADER}{HEADER}"),
        format!("{HEADER}\0"),
        format!("{HEADER}//"),
        with("/**/\"x\":1"),
        with("'x':1"),
        with("x:1"),
        with(r#""x":NaN"#),
        with(r#""x":01"#),
        with(r#""x":1,"#),
        with("\"x\":\"\n\""),
        with(r#""x":"\ud800""#),
        with(r#""\udc00":1"#),
        with(r#""x":"\x41""#),
        HEADER[..HEADER.len().saturating_sub(1)].into(),
    ] {
        assert_eq!(header_refused(&header).code(), "header/json", "{header}");
    }
}

// HDR-09
#[test]
fn hdr_09_deep_nesting() {
    let nested = |levels: usize| {
        with(&format!(
            r#""x":{}{}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    let toy = Toy::new(TOY);
    let seven = Sealed::new(nested(7));
    assert_eq!(
        read(&decrypter(toy.clone()), &seven.compact(&toy)).plaintext(),
        PLAIN
    );
    for levels in [8, 9, 5_000] {
        let error = json_error(nested(levels));
        assert!(
            matches!(error, ObjectError::TooDeep { limit: 8, .. }),
            "{error:?}"
        );
    }
    let raised = Limits::with(|limits| {
        (limits.header_len, limits.header_depth) = (usize::MAX, usize::MAX);
    });
    let token = Sealed::new(nested(100_000)).compact(&toy);
    let error = refused_with(&decrypter(toy.clone()).limits(raised), &toy, &token);
    assert_eq!(error.code(), "header/json");
}

// HDR-17: what RFC 7515, section 4.1, registers; and what RFC 7516 and RFC 7518 add (ECE-04, ECE-07, PBE-01, PBE-03).
#[test]
fn hdr_17_parameters_have_their_types() {
    let values = ["null", "true", "7", r#""text""#, "[]", "{}", r#"["text"]"#];
    let strings = ["kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"];
    for name in strings {
        for value in values.into_iter().filter(|value| !value.starts_with('"')) {
            let error = header_refused(with(&format!(r#""{name}":{value}"#)));
            assert_eq!(error.code(), "header/wrong-type", "{name}:{value}");
        }
    }
    for name in ["epk", "apu", "apv", "iv", "tag", "p2s", "p2c"] {
        for value in values {
            // Four letters are base64url, and an object is an `epk`.
            let is_right = match name {
                "epk" => value == "{}",
                "p2c" => value == "7",
                "p2s" => false,
                _ => value == r#""text""#,
            };
            let error = if is_right {
                continue;
            } else {
                header_refused(with(&format!(r#""{name}":{value}"#)))
            };
            let ParseError::Parameter { name: found, .. } = error else {
                panic!("{name}:{value}: {error:?}")
            };
            assert_eq!((found, error.code()), (name, "jwe/parameter"));
        }
    }
    for (name, found) in [("enc", "7"), ("enc", "null"), ("enc", "{}"), ("enc", "[]")] {
        let header = format!(r#"{{"alg":"X-TOY","{name}":{found}}}"#);
        assert_eq!(header_refused(header).code(), "jwe/parameter");
    }
    // A registered name needs no escapes.
    let header = r#"{"alg":"X-TOY","enc":"A128\u0047CM"}"#;
    assert_eq!(header_refused(header).code(), "jwe/parameter");
    let error = header_refused(with(r#""jwk":"key""#));
    assert!(matches!(
        error,
        ParseError::Header(HeaderError::WrongType {
            name: "jwk",
            found: Kind::String,
            ..
        })
    ));
}

// ECE-07, GCM-03, PBE-03: strict base64url in the header, too, and no more than a header may have.
#[test]
fn ece_07_parameters_in_base64url() {
    for name in ["apu", "apv", "iv", "tag", "p2s"] {
        for text in [
            "=", "AAAA=", "A", "AB", "AA==", "AA AA", "AA+A", "AA/A", "\u{e9}", "A\\u0000",
        ] {
            let error = header_refused(with(&format!(r#""{name}":"{text}""#)));
            assert_eq!(error.code(), "jwe/parameter", "{name} {text}");
        }
        let long = with(&format!(r#""{name}":"{}""#, "A".repeat(20_000)));
        assert_eq!(
            header_refused(long),
            ParseError::HeaderTooLong { max: 16 * 1024 }
        );
    }
    let toy = Toy::new(TOY);
    let empty = with(r#""apu":"","apv":"","iv":"","tag":"""#);
    let seen = read(&decrypter(toy.clone()), &Sealed::new(empty).compact(&toy));
    assert_eq!(seen.plaintext(), PLAIN);
}

// PBE-01, PBE-02, PBE-04: before any work, whatever the algorithm and whoever has keys for it.
#[test]
fn pbe_01_02_iterations() {
    for (p2c, found) in [
        ("0", 0),
        ("1", 1),
        ("999", 999),
        ("1200001", 1_200_001),
        ("2147483648", 1 << 31),
        ("4294967296", 1 << 32),
        ("1000000000", 1_000_000_000),
        ("18446744073709551615", u64::MAX),
        ("18446744073709552616", u64::MAX),
        ("1e400", u64::MAX),
        ("1e3", u64::MAX),
        ("1000.0", u64::MAX),
        ("1000.5", u64::MAX),
        ("-1", u64::MAX),
        ("-1000", u64::MAX),
        ("1E9", u64::MAX),
    ] {
        for alg in ["X-TOY", "PBES2-HS256+A128KW", "RSA-OAEP"] {
            let header = format!(
                r#"{{"alg":"{alg}","enc":"A128GCM","p2s":"AAAAAAAAAAAAAAAA","p2c":{p2c}}}"#
            );
            let error = header_refused(header);
            let (min, max) = (1_000, 1_200_000);
            assert_eq!(error, ParseError::Iterations { found, min, max }, "{p2c}");
            assert_eq!(error.code(), "jwe/iterations");
        }
    }
    for p2c in [r#""1000""#, "null", "[1000]", "true"] {
        let error = header_refused(with(&format!(r#""p2c":{p2c}"#)));
        assert_eq!(error.code(), "jwe/parameter");
    }
    let toy = Toy::new(TOY);
    for p2c in [1_000, 1_200_000] {
        let token = Sealed::new(with(&format!(r#""p2c":{p2c}"#))).compact(&toy);
        assert_eq!(read(&decrypter(toy.clone()), &token).plaintext(), PLAIN);
    }
}

// PBE-03
#[test]
fn pbe_03_a_salt_that_is_too_short() {
    for len in 0..8 {
        let salt = jose_b64::encode(vec![1; len]);
        let error = header_refused(with(&format!(r#""p2s":"{salt}","p2c":1000"#)));
        let ParseError::Parameter {
            name: "p2s",
            expected,
        } = error
        else {
            panic!("{error:?}")
        };
        assert!(!expected.is_empty());
    }
    let toy = Toy::new(TOY);
    let token = Sealed::new(with(r#""p2s":"AAAAAAAAAAA""#)).compact(&toy);
    assert_eq!(read(&decrypter(toy.clone()), &token).plaintext(), PLAIN);
}

// API-08: what was authenticated is the text as it came, and never written anew.
#[test]
fn api_08_white_space_and_escapes_are_kept() {
    let toy = Toy::new(TOY);
    for header in [
        " {\r\n\t\"enc\" : \"A128GCM\" , \"alg\":\"X-TOY\" } ",
        r#"{"alg":"\u0058-TOY","enc":"A128GCM","kid":"\ud83d\udd11"}"#,
        r#"{"enc":"A128GCM","x":1.0e+2,"alg":"X-TOY"}"#,
    ] {
        let sealed = Sealed::with(Enc::A128GCM, &jose_b64::encode(header), None, PLAIN);
        for message in [sealed.compact(&toy), sealed.flattened(&toy)] {
            let seen = read(&decrypter(toy.clone()), &message);
            assert_eq!((seen.plaintext(), seen.header().json()), (PLAIN, header));
            assert_eq!(seen.alg(), TOY);
        }
    }
}

// ZIP-06: unless it is allowed, and that it was compiled out is told like that.
#[test]
fn zip_06_compression_is_refused() {
    let error = header_refused(with(r#""zip":"DEF""#));
    assert_eq!(
        (&error, error.code()),
        (&ParseError::ZipNotAllowed, "jwe/zip-not-allowed")
    );
}
