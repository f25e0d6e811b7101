//! The compact serialization and what its header may say (RFC 7515, sections 4, 5.2 and 7.1).
#![cfg(test)]

mod common;

use common::{TOY, Toy, forge, header_refused, refused, seal, token};
use jose_b64::{DecodeErrorKind, Kind, ObjectError, Padding};
use jose_jwk::{HeaderError, JwkError, Limits, NameError};
use jose_jws::{Compact, ParseError, Part, ReadOptions, Verifiers, VerifyError};

const HEADER: &str = r#"{"alg":"X-TOY"}"#;

fn base64(error: &ParseError) -> (Part, DecodeErrorKind, usize) {
    assert_eq!(error.code(), "jws/base64");
    match error {
        ParseError::Base64 { part, error } => (*part, error.kind(), error.offset()),
        other => panic!("{other:?}"),
    }
}

/// The fault of a payload shows only after the signature over its text was found valid.
fn payload_fault(payload: &str) -> (DecodeErrorKind, usize) {
    let key = Toy::new(TOY);
    let sealed = seal(&format!("{}.{payload}", jose_b64::encode(HEADER)), &key);
    let (part, kind, offset) = base64(&Compact::parse(&sealed).unwrap().unverified_payload().unwrap_err());
    let error = Compact::parse(&sealed).unwrap().verify(&key).unwrap_err();
    let VerifyError::Parse(released) = error else { panic!("{error:?}") };
    assert_eq!((base64(&released), part), ((part, kind, offset), Part::Payload));

    let stranger = Compact::parse(&sealed).unwrap().verify(&Toy::new(TOY).secret(2)).unwrap_err();
    assert!(matches!(stranger, VerifyError::InvalidSignature(_)), "{stranger:?}");
    (kind, offset)
}

fn json_error(header: impl AsRef<[u8]>) -> ObjectError {
    let error = header_refused(header);
    assert_eq!(error.code(), "header/json");
    match error {
        ParseError::Header(HeaderError::Json(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_that_is_right_is_accepted() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, [0, 255, b'.'], &key);
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!((verified.payload(), verified.header().alg()), ([0, 255, b'.'].as_slice(), TOY));
    assert_eq!(verified.header().octets(), HEADER.as_bytes());
    let (header, payload) = verified.into_parts();
    assert_eq!((header.octets(), payload.len()), (HEADER.as_bytes(), 3));
}

#[test]
fn b64_01_three_parts_and_no_other_number() {
    for (text, parts) in [
        ("", 1),
        ("eyJhbGciOiJIUzI1NiJ9", 1),
        (".", 2),
        ("a.b", 2),
        (".b", 2),
        ("...", 4),
        ("....", 4),
        ("a.b.c.", 4),
        (".a.b.c", 4),
        ("a.b.c.d", 4),
        ("a.b.c.d.e.f", 4),
    ] {
        let error = refused(text);
        assert_eq!((&error, error.code()), (&ParseError::NotThreeParts { parts }, "jws/not-three-parts"), "{text}");
    }
    assert_eq!(refused(".."), ParseError::EmptyPart(Part::Header));
    assert_eq!(refused("a.b").to_string(), "a compact JWS has three parts, this text has 2");
}

#[test]
fn b64_01_a_jwe_is_no_jws() {
    let jwe = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXYtb2YtMTItb2M.Y2lwaGVydGV4dA.dGFnLW9mLTE2LW9jdGV0cw";
    assert_eq!(refused(jwe), ParseError::NotThreeParts { parts: 4 });
    assert_eq!(refused(jwe).to_string(), "a compact JWS has three parts, this text has more");
}

// B64-02: the answer comes after the third dot, whatever follows; no list of parts is made.
#[test]
fn b64_02_millions_of_dots() {
    assert_eq!(refused(&".".repeat(1_000_000)), ParseError::NotThreeParts { parts: 4 });
    let dots = ".".repeat(16_000_000);
    assert_eq!(refused(&dots), ParseError::TokenTooLong { len: 16_000_000, max: 1024 * 1024 });
    let mut limits = Limits::default();
    limits.token_len = usize::MAX;
    let error = Compact::parse_with(&dots, &ReadOptions::new().limits(limits)).unwrap_err();
    assert_eq!(error, ParseError::NotThreeParts { parts: 4 });
}

#[test]
fn b64_03_padding_is_refused_in_every_part() {
    use DecodeErrorKind::Padding;
    // 16 octets are 22 characters and two `=`.
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    assert_eq!(base64(&refused(&format!("{header}==.cGF5.c2ln"))), (Part::Header, Padding, 22));
    assert_eq!(base64(&refused(&format!("{header}=.cGF5.c2ln"))), (Part::Header, Padding, 22));
    assert_eq!(base64(&refused(&format!("{header}.cGF5.c2lnbg=="))), (Part::Signature, Padding, 6));
    assert_eq!(base64(&refused(&format!("{header}.cGF5.="))), (Part::Signature, Padding, 0));
    assert_eq!(base64(&refused("====.cGF5.c2ln")), (Part::Header, Padding, 0));
    assert_eq!(payload_fault("cA=="), (Padding, 2));
    assert_eq!(payload_fault("cGE="), (Padding, 3));
}

#[test]
fn b64_03_padding_allowed_takes_the_right_amount_or_none() {
    use DecodeErrorKind::{InvalidSymbol, Padding as Wrong, TrailingBits};
    let options = ReadOptions::new().padding(Padding::Allowed);
    let key = Toy::new(TOY);
    let [two, one, none] = [r#"{"alg":"X-TOY" }"#, r#"{"alg":"X-TOY"  }"#, HEADER].map(jose_b64::encode);
    for (header, payload, expected) in [
        (format!("{two}=="), "cA==", "p"),
        (format!("{one}="), "cGE=", "pa"),
        (none.clone(), "cGF5", "pay"),
        (two.clone(), "cA==", "p"),
        (two.clone(), "cA", "p"),
        (none.clone(), "", ""),
    ] {
        let sealed = seal(&format!("{header}.{payload}"), &key);
        let verified = Compact::parse_with(&sealed, &options).unwrap().verify(&key).unwrap();
        assert_eq!(verified.payload(), expected.as_bytes());
        // Eight octets of signature are eleven characters and one `=`.
        let verified = Compact::parse_with(&format!("{sealed}="), &options).unwrap().verify(&key).unwrap();
        assert_eq!(verified.payload(), expected.as_bytes());
    }

    let refused = |text: &str| base64(&Compact::parse_with(text, &options).unwrap_err());
    for (header, kind, offset) in [
        (format!("{two}="), Wrong, 22),
        (format!("{two}==="), Wrong, 22),
        (format!("{two}===="), Wrong, 22),
        (format!("{one}=="), Wrong, 23),
        (format!("{none}="), Wrong, 20),
        (format!("{none}=="), Wrong, 20),
        (format!("{none}===="), Wrong, 20),
        (format!("={none}==="), Wrong, 21),
        (format!("={two}="), Wrong, 0),
        (format!("{two}= "), Wrong, 22),
        (format!(" {two}="), InvalidSymbol, 0),
        ("====".into(), Wrong, 0),
        ("AB==".into(), TrailingBits, 1),
    ] {
        assert_eq!(refused(&format!("{header}.cGF5.c2lnbmF0dXI")), (Part::Header, kind, offset), "{header}");
    }
    for signature in ["=", "==", "====", "A===", "QUI==", "QUJD=", "QUJD====", "Q=I="] {
        let (part, kind, _) = refused(&format!("{none}.cGF5.{signature}"));
        assert_eq!((part, kind), (Part::Signature, Wrong), "{signature}");
    }
    for payload in ["cA=", "cA===", "cGE==", "cGF5=", "cGF5====", "="] {
        let sealed = seal(&format!("{none}.{payload}"), &key);
        let error = Compact::parse_with(&sealed, &options).unwrap().verify(&key).unwrap_err();
        let VerifyError::Parse(error) = error else { panic!("{error:?}") };
        assert_eq!(base64(&error).0, Part::Payload, "{payload}");
    }
}

// B64-03: what was signed is the text with its `=`, and nothing is repaired.
#[test]
fn b64_03_padding_allowed_verifies_the_text_as_received() {
    let options = ReadOptions::new().padding(Padding::Allowed);
    let key = Toy::new(TOY);
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    for (signed, sent) in [
        (format!("{header}.cA"), format!("{header}.cA==")),
        (format!("{header}.cA"), format!("{header}==.cA")),
        (format!("{header}==.cA=="), format!("{header}.cA")),
    ] {
        let sealed = seal(&signed, &key);
        let signature = sealed.rsplit('.').next().unwrap();
        let sent = format!("{sent}.{signature}");
        let unverified = Compact::parse_with(&sent, &options).unwrap();
        assert_eq!(unverified.unverified_payload().unwrap(), b"p");
        let error = unverified.verify(&key).unwrap_err();
        assert_eq!(error.code(), "jws/invalid-signature");
        assert_eq!(Compact::parse_with(&sealed, &options).unwrap().verify(&key).unwrap().payload(), b"p");
    }
}

#[test]
fn b64_04_to_06_and_09_characters_outside_the_alphabet() {
    use DecodeErrorKind::InvalidSymbol;
    for symbol in [
        "+", "/", " ", "\t", "\r", "\n", "\r\n", "\0", "?", "!", "%", "%2E", ",", ":", "\"", "\u{7f}", "\u{a0}",
        "\u{feff}", "\u{e9}", "\u{ff21}", "\u{200b}", "\u{ff0e}", "\u{1f511}",
    ] {
        for (at, text) in [
            (0, format!("{symbol}eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI")),
            (7, format!("eyJhbGc{symbol}iOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI")),
            (20, format!("eyJhbGciOiJYLVRPWSJ9{symbol}.cGF5.c2lnbmF0dXI")),
        ] {
            assert_eq!(base64(&refused(&text)), (Part::Header, InvalidSymbol, at), "{text:?}");
        }
        for (at, text) in [
            (0, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.{symbol}c2lnbmF0dXI")),
            (4, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.c2ln{symbol}bmF0dXI")),
            (11, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI{symbol}")),
        ] {
            assert_eq!(base64(&refused(&text)), (Part::Signature, InvalidSymbol, at), "{text:?}");
        }
        assert_eq!(payload_fault(&format!("{symbol}cGF5")), (InvalidSymbol, 0), "{symbol:?}");
        assert_eq!(payload_fault(&format!("cG{symbol}F5")), (InvalidSymbol, 2), "{symbol:?}");
        assert_eq!(payload_fault(&format!("cGF5{symbol}")), (InvalidSymbol, 4), "{symbol:?}");
    }
}

#[test]
fn b64_07_unused_bits_must_be_zero() {
    use DecodeErrorKind::TrailingBits;
    let key = Toy::new(TOY);
    let sealed = seal(&format!("{}.cA", jose_b64::encode(HEADER)), &key);
    // The eight octets of the signature leave two bits of the last character unused.
    let (rest, last) = sealed.split_at(sealed.len().checked_sub(1).unwrap());
    let place = "AEIMQUYcgkosw048".find(last).is_some();
    assert!(place, "{last}");
    for other in ["B", "F", "J", "V", "h", "l", "p", "t", "x", "1", "5", "9", "-", "_"] {
        assert_eq!(base64(&refused(&format!("{rest}{other}"))), (Part::Signature, TrailingBits, 10));
    }
    // `{"alg":"X-TOY" }` ends in `fQ`; `fR` and `fX` decode to the same octets elsewhere.
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    let header = header.strip_suffix('Q').unwrap();
    for other in ["R", "X", "f"] {
        assert_eq!(base64(&refused(&format!("{header}{other}.cA.c2ln"))), (Part::Header, TrailingBits, 21));
    }
    assert_eq!(payload_fault("cB"), (TrailingBits, 1));
    assert_eq!(payload_fault("cGF"), (TrailingBits, 2));
}

#[test]
fn b64_08_no_part_has_a_length_of_one_modulo_four() {
    use DecodeErrorKind::Length;
    assert_eq!(base64(&refused("eyJhbGciOiJYLVRPWSJ9A.cGF5.c2ln")), (Part::Header, Length, 21));
    assert_eq!(base64(&refused("A.cGF5.c2ln")), (Part::Header, Length, 1));
    assert_eq!(base64(&refused("eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnA")), (Part::Signature, Length, 5));
    assert_eq!(payload_fault("A"), (Length, 1));
    assert_eq!(payload_fault("cGF5A"), (Length, 5));
}

#[test]
fn b64_10_nothing_around_a_token_is_stripped() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, "payload", &key);
    for (part, at, text) in [
        (Part::Header, 6, format!("Bearer {sealed}")),
        (Part::Header, 6, format!("bearer {sealed}")),
        (Part::Header, 0, format!("\"{sealed}\"")),
        (Part::Header, 0, format!("'{sealed}'")),
        (Part::Header, 0, format!("\u{feff}{sealed}")),
        (Part::Header, 0, format!("<{sealed}>")),
        (Part::Header, 0, format!("\n{sealed}")),
        (Part::Signature, 11, format!("{sealed}\n")),
        (Part::Signature, 11, format!("{sealed}\0")),
        (Part::Signature, 11, format!("{sealed};")),
    ] {
        assert_eq!(base64(&refused(&text)), (part, DecodeErrorKind::InvalidSymbol, at), "{text:?}");
    }
}

#[test]
fn b64_11_to_13_empty_parts() {
    let key = Toy::new(TOY);
    assert_eq!(refused(".cGF5.c2ln"), ParseError::EmptyPart(Part::Header));
    assert_eq!(refused("..c2ln"), ParseError::EmptyPart(Part::Header));
    let unsigned = token(HEADER, "pay", "");
    assert_eq!(refused(&unsigned), ParseError::EmptyPart(Part::Signature));
    assert_eq!(refused(&unsigned).code(), "jws/empty-part");
    assert_eq!(refused(&token(HEADER, "", "")), ParseError::EmptyPart(Part::Signature));

    let empty = forge(HEADER, "", &key);
    assert_eq!(Compact::parse(&empty).unwrap().verify(&key).unwrap().payload(), b"");
}

#[test]
fn b64_14_and_15_json_and_polyglots() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, "pay", &key);
    let (input, signature) = sealed.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    for text in [
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
        format!(r#"{{" {header}.{payload}.":"","payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
        format!(r#"{{"{header}.{payload}.{signature}":0}}"#),
        "{".into(),
        "{.a.b".into(),
    ] {
        let error = refused(&text);
        assert_eq!((&error, error.code()), (&ParseError::JsonNotCompact, "jws/json-not-compact"), "{text}");
    }
    // With something before the brace it is no JSON of ours either.
    let shifted = format!(r#" {{"{header}.{payload}.{signature}":0}}"#);
    assert_eq!(base64(&refused(&shifted)), (Part::Header, DecodeErrorKind::InvalidSymbol, 0));
    assert_eq!(refused(r#"["a"]"#), ParseError::NotThreeParts { parts: 1 });
}

#[test]
fn b64_17_no_length_overflows() {
    let mut limits = Limits::default();
    (limits.token_len, limits.header_len) = (usize::MAX, usize::MAX);
    let options = ReadOptions::new().limits(limits).padding(Padding::Allowed);
    for (len, kind) in [(4_000_001, DecodeErrorKind::Length), (4_000_002, DecodeErrorKind::TrailingBits)] {
        let text = format!("{}.cGF5.c2ln", "_".repeat(len));
        assert_eq!(base64(&Compact::parse_with(&text, &options).unwrap_err()).1, kind);
    }
    let text = format!("{}.cGF5.c2ln", "_".repeat(4_000_000));
    let error = Compact::parse_with(&text, &options).unwrap_err();
    assert_eq!(error, ParseError::Header(HeaderError::Json(ObjectError::NotUtf8 { offset: 0 })));
}

#[test]
fn hdr_01_a_header_is_an_object() {
    for header in ["[]", r#""x""#, "1", "null", "true", r#"[{"alg":"X-TOY"}]"#, "alg"] {
        assert_eq!(json_error(header), ObjectError::NotAnObject { offset: 0 }, "{header}");
    }
    for (header, end) in [(" ", 1), ("\n\n", 2)] {
        let error = json_error(header);
        assert_eq!(error.offset(), end, "{error:?}");
    }
}

#[test]
fn hdr_02_and_03_a_header_is_utf8_without_a_mark() {
    for (header, offset) in [
        (b"{\"alg\":\"X-TOY\xff\"}".as_slice(), 13),
        (b"{\"alg\":\"X-TOY\",\"kid\":\"\xc0\xaf\"}", 22),
        (b"{\"alg\":\"X-TOY\",\"kid\":\"\xed\xa0\x80\"}", 22),
        (b"{\"alg\":\"X-TOY\",\"\xf4\x90\x80\x80\":0}", 16),
        (b"\xff\xfe{\0\"\0", 0),
    ] {
        assert_eq!(json_error(header), ObjectError::NotUtf8 { offset });
    }
    assert_eq!(json_error("\u{feff}{\"alg\":\"X-TOY\"}"), ObjectError::ByteOrderMark);
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(json_error(utf16).code(), "json/unexpected");
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(json_error(utf16).code(), "json/not-an-object");
    let utf32: Vec<u8> = HEADER.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    assert_eq!(json_error(utf32).code(), "json/not-an-object");
}

#[test]
fn hdr_04_and_05_names_are_unique_after_unescaping() {
    for (header, offset) in [
        (r#"{"alg":"RS256","alg":"none"}"#, 16),
        (r#"{"alg":"X-TOY","alg":"X-TOY"}"#, 16),
        (r#"{"alg":"X-TOY","\u0061lg":"none"}"#, 16),
        (r#"{"\u0061\u006c\u0067":"none","alg":"X-TOY"}"#, 31),
        (r#"{"alg":"X-TOY","x":1,"x":2}"#, 22),
        (r#"{"alg":"X-TOY","":1,"":2}"#, 21),
        (r#"{"alg":"X-TOY","kid":"a","kid":"b"}"#, 26),
        (r#"{"alg":"X-TOY","crit":["a"],"a":1,"\u0063rit":["b"]}"#, 35),
    ] {
        assert_eq!(json_error(header), ObjectError::RepeatedName { offset }, "{header}");
    }
}

#[test]
fn hdr_06_names_in_another_case_are_other_names() {
    for header in [r#"{"Alg":"X-TOY"}"#, r#"{"ALG":"X-TOY"}"#, r#"{"alg ":"X-TOY"}"#, r#"{"alg\u0000":"X-TOY"}"#, "{}"] {
        let error = header_refused(header);
        assert_eq!((&error, error.code()), (&ParseError::MissingAlg, "jws/missing-alg"), "{header}");
    }
    let key = Toy::new(TOY);
    let sealed = forge(r#"{"ALG":"none","alg":"X-TOY","Kid":7,"CRIT":"x","B64":false}"#, "pay", &key);
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!(verified.header().value("Kid").unwrap().as_u64(), Some(7));
}

#[test]
fn hdr_07_and_08_the_grammar_of_json_and_nothing_else() {
    for (header, code) in [
        (r#"{"alg":"X-TOY"}x"#, "json/trailing-octets"),
        (r#"{"alg":"X-TOY"}{"alg":"none"}"#, "json/trailing-octets"),
        ("{\"alg\":\"X-TOY\"}\0", "json/trailing-octets"),
        (r#"{"alg":"X-TOY"/*c*/}"#, "json/unexpected"),
        ("{\"alg\":\"X-TOY\"//c\n}", "json/unexpected"),
        ("{'alg':'X-TOY'}", "json/unexpected"),
        (r#"{alg:"X-TOY"}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY",}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":NaN}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":Infinity}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":01}"#, "json/invalid-number"),
        (r#"{"alg":"X-TOY","a":1.}"#, "json/invalid-number"),
        ("{\"alg\":\"X-TOY\",\"a\":\"\u{1}\"}", "json/control-character"),
        ("{\"alg\":\"X-TOY\n\"}", "json/control-character"),
        (r#"{"alg":"X\-TOY"}"#, "json/invalid-escape"),
        (r#"{"alg":"X-TOY""#, "json/unexpected-end"),
        (r#"{"alg":"X-TOY"#, "json/unexpected-end"),
        (r#"{"alg":"X-TOY","kid":"\ud800"}"#, "json/lone-surrogate"),
        (r#"{"alg":"X-TOY","kid":"\udc00\ud800"}"#, "json/lone-surrogate"),
        (r#"{"alg":"X-TOY","\ud83d":"a"}"#, "json/lone-surrogate"),
        (r#"{"alg":"X-TOY","a":[{"b":"\udfff"}]}"#, "json/lone-surrogate"),
    ] {
        assert_eq!(json_error(header).code(), code, "{header}");
    }
    let key = Toy::new(TOY);
    let sealed = forge(" {\r\n\t\"alg\" : \"\\u0058-TOY\" , \"kid\":\"\\ud83d\\udd11\" } ", "pay", &key);
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!((verified.header().alg(), verified.header().kid()), (TOY, Some("\u{1f511}")));
}

#[test]
fn hdr_09_deep_nesting() {
    let nested = |levels: usize| format!(r#"{{"alg":"X-TOY","a":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(Compact::parse(&token(nested(7), "", "s")).is_ok());
    assert_eq!(json_error(nested(8)), ObjectError::TooDeep { limit: 8, offset: 26 });
    assert_eq!(json_error(nested(5_000)), ObjectError::TooDeep { limit: 8, offset: 26 });

    let mut limits = Limits::default();
    (limits.header_len, limits.header_depth) = (usize::MAX, usize::MAX);
    let options = ReadOptions::new().limits(limits);
    for header in [nested(100_000), format!(r#"{{"alg":"X-TOY","a":{}"#, r#"{"a":"#.repeat(100_000))] {
        let error = Compact::parse_with(&token(header, "", "s"), &options).unwrap_err();
        assert!(matches!(error, ParseError::Header(HeaderError::Json(ObjectError::TooDeep { .. }))), "{error:?}");
    }
}

#[test]
fn hdr_10_and_11_lengths_are_limited_before_anything_is_decoded() {
    let max = Limits::default().header_len;
    let header_of = |len: usize| {
        let kid_len = len.checked_sub(r#"{"alg":"X-TOY","kid":""}"#.len()).unwrap();
        format!(r#"{{"alg":"X-TOY","kid":"{}"}}"#, "k".repeat(kid_len))
    };
    assert_eq!(header_of(max).len(), max);
    assert!(Compact::parse(&token(header_of(max), "", "s")).is_ok());
    for len in [max.checked_add(1).unwrap(), 300_000] {
        assert_eq!(header_refused(header_of(len)), ParseError::HeaderTooLong { max });
    }
    // Neither alphabet nor JSON was looked at.
    let noise = format!("{}.cGF5.c2ln", "!".repeat(30_000));
    assert_eq!((refused(&noise), refused(&noise).code()), (ParseError::HeaderTooLong { max }, "jws/header-too-long"));

    let max = Limits::default().token_len;
    let head = format!("{}.", jose_b64::encode(HEADER));
    let payload_len = |len: usize| len.checked_sub(head.len()).and_then(|len| len.checked_sub(".c2ln".len())).unwrap();
    let fits = format!("{head}{}.c2ln", "A".repeat(payload_len(max)));
    assert_eq!(fits.len(), max);
    assert!(Compact::parse(&fits).is_ok());
    let len = max.checked_add(1).unwrap();
    let long = format!("{fits}A");
    assert_eq!((refused(&long), refused(&long).code()), (ParseError::TokenTooLong { len, max }, "jws/token-too-long"));
    assert_eq!(refused(&long).to_string(), format!("the token has {len} octets, allowed are {max}"));

    let mut small = Limits::default();
    small.token_len = 10;
    let error = Compact::parse_with("eyJhbGciOi.", &ReadOptions::new().limits(small)).unwrap_err();
    assert_eq!(error, ParseError::TokenTooLong { len: 11, max: 10 });
}

#[test]
fn hdr_10_members_are_limited() {
    let with = |count: usize| {
        let members: String = (1..count).map(|number| format!(r#","m{number}":0"#)).collect();
        format!(r#"{{"alg":"X-TOY"{members}}}"#)
    };
    assert!(Compact::parse(&token(with(1_000), "", "s")).is_ok());
    assert!(matches!(json_error(with(1_001)), ObjectError::TooManyMembers { limit: 1_000, .. }));
}

#[test]
fn hdr_17_registered_parameters_have_their_types() {
    let values = [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("7", Kind::Number),
        (r#""text""#, Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
    ];
    let strings = ["kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"].map(|name| (name, Kind::String));
    for (name, expected) in strings.into_iter().chain([("jwk", Kind::Object), ("x5c", Kind::Array), ("crit", Kind::Array)]) {
        for (value, found) in values {
            if found == expected {
                continue;
            }
            let error = header_refused(format!(r#"{{"alg":"X-TOY","{name}":{value}}}"#));
            assert_eq!(error, ParseError::Header(HeaderError::WrongType { name, expected, found }));
            assert_eq!(error.code(), "header/wrong-type");
        }
    }
    for x5c in [r#"["MIIB",7]"#, "[null]", "[[]]", r#"[{"a":"b"}]"#] {
        let error = header_refused(format!(r#"{{"alg":"X-TOY","x5c":{x5c}}}"#));
        let ParseError::Header(HeaderError::WrongType { name: "x5c", .. }) = error else { panic!("{error:?}") };
        assert_eq!(error.to_string(), "header parameter `x5c` is not an array of strings");
    }
    let error = header_refused(r#"{"alg":"X-TOY","\u006bid":7}"#);
    assert_eq!(error.to_string(), "header parameter `kid` is a number, not a string");
}

// HDR-19, HDR-20, HDR-22: what a header says about its key is text to look at, and no key.
#[test]
fn hdr_22_key_hints_are_data() {
    let key = Toy::new(TOY);
    let header = r#"{"alg":"X-TOY","jku":"http://169.254.169.254/latest","x5u":"file:///etc/passwd","x5t":"not base64!",
        "x5t#S256":"","x5c":["not a certificate"],"jwk":{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","kid":"x"}}"#;
    let sealed = forge(header, "pay", &key);
    let unverified = Compact::parse(&sealed).unwrap();
    let hint = unverified.hint();
    assert_eq!(hint.jku(), Some("http://169.254.169.254/latest"));
    assert_eq!(hint.x5u(), Some("file:///etc/passwd"));
    assert_eq!((hint.x5t(), hint.x5t_s256()), (Some("not base64!"), Some("")));
    assert_eq!(hint.x5c().unwrap().elements().unwrap().count(), 1);
    assert_eq!(hint.untrusted_jwk(), Err(JwkError::NotPublic));
    assert_eq!((hint.alg(), hint.kid()), (Some("X-TOY"), None));

    let nobody = Verifiers::from_keys([]);
    assert_eq!(unverified.clone().verify(&nobody).unwrap_err().code(), "jws/no-matching-key");
    let mine = Toy::new(TOY).secret(2);
    assert_eq!(unverified.clone().verify(&mine).unwrap_err().code(), "jws/invalid-signature");
    assert_eq!(unverified.verify(&key).unwrap().payload(), b"pay");
}

#[test]
fn hdr_19_and_20_an_embedded_jwk_is_read_only_when_it_is_public() {
    let read = |jwk: &str| {
        let text = token(format!(r#"{{"alg":"X-TOY","jwk":{jwk}}}"#), "", "s");
        Compact::parse(&text).unwrap().hint().untrusted_jwk()
    };
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let public = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
    assert_eq!(read(&public).unwrap().unwrap().kid(), None);
    let d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    let private = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{d}"}}"#);
    assert_eq!(read(&private), Err(JwkError::NotPublic));
    assert_eq!(read(r#"{"kty":"oct","k":"AAEC"}"#), Err(JwkError::NotPublic));
    assert_eq!(read("{}").unwrap_err().code(), "jwk/missing");
    let twice = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","x":"{x}"}}"#);
    assert!(matches!(read(&twice), Err(JwkError::Json(ObjectError::RepeatedName { .. }))));
    assert_eq!(Compact::parse(&token(HEADER, "", "s")).unwrap().hint().untrusted_jwk(), Ok(None));
}

#[test]
fn hdr_23_a_kid_is_any_string_and_nothing_but_a_name() {
    let key = Toy::new(TOY).kid("k1");
    for kid in ["../../dev/null", "' OR 1=1 --", "", "K1", "k1 ", " k1", "k1\u{0}", "__proto__", "\u{fb01}", "kl"] {
        let header = format!(r#"{{"alg":"X-TOY","kid":"{}"}}"#, kid.replace('\0', "\\u0000"));
        let error = Compact::parse(&forge(header, "pay", &key)).unwrap().verify(&key).unwrap_err();
        let VerifyError::NoMatchingKey { alg, kid: named } = error else { panic!("{error:?}") };
        assert_eq!((&*alg, named.as_deref()), ("X-TOY", Some(kid)));
    }
    let escaped = forge(r#"{"alg":"X-TOY","kid":"\u006b\u0031"}"#, "pay", &key);
    assert!(Compact::parse(&escaped).unwrap().verify(&key).is_ok());
    assert_eq!(Compact::parse(&escaped).unwrap().hint().kid(), Some("k1"));
    let huge = format!(r#"{{"alg":"X-TOY","kid":"{}"}}"#, "k".repeat(10_000_000));
    assert_eq!(header_refused(huge).code(), "jws/token-too-long");
}

#[test]
fn hdr_27_unknown_members_are_kept_and_ignored() {
    let key = Toy::new(TOY);
    let header = r#"{"x-first":[1,{"a":"b"}],"alg":"X-TOY","nonce":null,"\u0075rl":"https://e\u0078ample","exp":"later"}"#;
    let verified = Compact::parse(&forge(header, "pay", &key)).unwrap().verify(&key).unwrap();
    let names: Vec<String> = verified.header().members().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["x-first", "alg", "nonce", "url", "exp"]);
    assert_eq!(verified.header().value("x-first").unwrap().json(), r#"[1,{"a":"b"}]"#);
    assert_eq!(verified.header().value("url").unwrap().as_str().unwrap(), "https://example");
    assert_eq!(verified.header().octets(), header.as_bytes());
}

// ALG-01 to ALG-04: refused when read, so that no key set and no configuration can matter.
#[test]
fn alg_01_to_04_none_is_no_algorithm() {
    let key = Toy::new(TOY);
    for name in ["none", "None", "NONE", "noNe", r"\u006eone", r"non\u0065"] {
        for signature in ["", "signature"] {
            let text = token(format!(r#"{{"alg":"{name}"}}"#), "pay", signature);
            let error = refused(&text);
            assert_eq!((&error, error.code()), (&ParseError::Alg(NameError::None), "jws/alg-refused"), "{name}");
        }
    }
    for name in ["none ", " none", r"none\u0000", "non", "nonee", "n\u{f6}ne", "\u{1d5c7}one"] {
        let text = forge(format!(r#"{{"alg":"{name}"}}"#), "pay", &key);
        for error in [
            Compact::parse(&text).unwrap().verify(&key).unwrap_err(),
            Compact::parse(&text).unwrap().verify(&Verifiers::of([&key])).unwrap_err(),
            Compact::parse(&text).unwrap().verify(&Verifiers::of([])).unwrap_err(),
        ] {
            assert_eq!(error.code(), "jws/no-matching-key", "{name}");
        }
        // Without a signature it does not even come so far.
        assert_eq!(
            refused(&token(format!(r#"{{"alg":"{name}"}}"#), "pay", "")),
            ParseError::EmptyPart(Part::Signature)
        );
    }
    assert_eq!(key.asked(), 0);
}

// ALG-05: the JSON serializations are no way around.
#[test]
fn alg_05_none_in_a_json_serialization() {
    let json = r#"{"payload":"cGF5","signatures":[{"protected":"eyJhbGciOiJub25lIn0","signature":""}]}"#;
    assert_eq!(refused(json), ParseError::JsonNotCompact);
}

#[test]
fn alg_06_alg_is_a_string_with_characters() {
    for (value, found) in [
        ("null", Kind::Null),
        ("7", Kind::Number),
        ("false", Kind::Bool),
        (r#"["X-TOY"]"#, Kind::Array),
        (r#"{"X-TOY":1}"#, Kind::Object),
    ] {
        let error = header_refused(format!(r#"{{"alg":{value}}}"#));
        assert_eq!(error, ParseError::Header(HeaderError::WrongType { name: "alg", expected: Kind::String, found }));
    }
    assert_eq!(header_refused(r#"{"alg":""}"#), ParseError::Alg(NameError::Empty));
    assert_eq!(header_refused(r#"{"typ":"JWT"}"#), ParseError::MissingAlg);
}

#[test]
fn alg_18_and_21_names_that_no_key_has() {
    let key = Toy::new(TOY);
    let keys = Verifiers::of([&key]);
    for name in [
        "RSA-OAEP", "RSA-OAEP-256", "dir", "A128KW", "ECDH-ES", "PBES2-HS256+A128KW", "A128GCM", "__proto__", "constructor",
        "toString", "x-toy", "X-TOY ", "X-TO", "X-TOYS", "HS256/64", "*",
    ] {
        let text = forge(format!(r#"{{"alg":"{name}"}}"#), "pay", &key);
        let unverified = Compact::parse(&text).unwrap();
        assert_eq!(unverified.unverified_header().alg().name(), name);
        for error in [unverified.clone().verify(&key).unwrap_err(), unverified.verify(&keys).unwrap_err()] {
            let VerifyError::NoMatchingKey { alg, kid: None } = error else { panic!("{error:?}") };
            assert_eq!(&*alg, name);
        }
    }
    assert_eq!(key.asked(), 0);
}

#[test]
fn alg_20_prohibited_names_are_refused_before_any_key() {
    for name in ["RS1", "HS1", "A128CBC", "A192CBC", "A256CBC", "A128CTR", "A192CTR", "A256CTR"] {
        let error = header_refused(format!(r#"{{"alg":"{name}"}}"#));
        assert_eq!((&error, error.code()), (&ParseError::Alg(NameError::Prohibited { name }), "jws/alg-refused"));
    }
}

#[test]
fn une_01_and_02_only_true_is_a_value_of_b64_here() {
    for header in [
        r#"{"alg":"X-TOY","b64":false}"#,
        r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"X-TOY","b64":null}"#,
        r#"{"alg":"X-TOY","b64":0}"#,
        r#"{"alg":"X-TOY","b64":1}"#,
        r#"{"alg":"X-TOY","b64":"true"}"#,
        r#"{"alg":"X-TOY","b64":[true]}"#,
        r#"{"alg":"X-TOY","b64":{},"crit":["b64"]}"#,
        r#"{"alg":"X-TOY","\u00624":1,"\u0062\u0036\u0034":false}"#,
    ] {
        let error = header_refused(header);
        assert_eq!((&error, error.code()), (&ParseError::UnencodedPayload, "jws/unencoded-payload"), "{header}");
    }
}
