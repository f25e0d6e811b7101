//! What errors and `Debug` show of a message: nothing of its payload, its signatures or its long texts (HDR-12, API-01).

use core::fmt::{Debug, Display};

use jose_jwk::CritHandlers;
use jose_jws::{Flattened, General, Json, ReadOptions, RemoteKey, Require, Verifiers};

use crate::common::{TOY, Toy, forge};
use crate::message::{
    HEADER, PAY, beside, flattened, general, signed, signed_over, sum, toy, unprotected_only,
};

/// Stands where nothing is to be shown.
const SECRET: &str = "TOP-SECRET";
/// Longer than what is shown of a name.
const LONG: usize = 5_000;

#[track_caller]
fn check(shown: &str, json: &str) {
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(!shown.contains(&jose_b64::encode(SECRET)), "{shown}");
    assert!(
        !shown.contains("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"),
        "{shown}"
    );
    assert!(!shown.contains('\n') && !shown.contains('\u{202e}') && !shown.contains('\0'));
    assert!(shown.len() < 2_000, "{} octets: {shown}", shown.len());
    // No run of it that could be told from words.
    for value in json.split('"').filter(|part| part.len() > 40) {
        assert!(!shown.contains(value.get(..34).unwrap()), "{shown}");
    }
}

#[track_caller]
fn show<T: Debug + ?Sized>(value: &T, json: &str) {
    check(&format!("{value:?}"), json);
    let lines = format!("{value:#?}");
    let lines: Vec<&str> = lines.lines().map(str::trim_start).collect();
    check(&lines.concat(), json);
}

#[track_caller]
fn say<E: Display + Debug + ?Sized>(error: &E, json: &str) {
    check(&error.to_string(), json);
    show(error, json);
}

/// Everything that can be seen of a text, with keys that know it and with keys that do not.
#[track_caller]
fn all(json: &str, options: &ReadOptions, keys: &[&Toy]) {
    if let Err(error) = Flattened::parse_with(json, options) {
        say(&error, json);
    }
    if let Err(error) = General::parse_with(json, options) {
        say(&error, json);
    }
    let read = match Json::parse_with(json, options) {
        Ok(read) => read,
        Err(error) => return say(&error, json),
    };
    show(&read, json);
    for one in read.signatures() {
        let one = match one {
            Ok(one) => one,
            Err(error) => {
                say(&error, json);
                continue;
            }
        };
        show(&one, json);
        show(one.unverified_header(), json);
        show(&one.unprotected_header(), json);
        show(&one.hint(), json);
        if let Err(error) = one.unverified_payload() {
            say(&error, json);
        }
        match one.clone().pending(&RemoteKey::new(TOY)) {
            Ok(pending) => {
                show(&pending, json);
                show(&pending.signing_input(), json);
            }
            Err(error) => say(&error, json),
        }
    }
    for key in keys {
        for require in [Require::AnyKey, Require::Keys(2), Require::EveryKey] {
            match read.clone().verify(*key, require) {
                Ok(verified) => {
                    show(&verified, json);
                    for report in verified.signatures() {
                        show(report, json);
                        show(&report.outcome().ok(), json);
                    }
                }
                Err(error) => say(&error, json),
            }
        }
    }
}

#[test]
fn hdr_12_errors_and_debug_show_no_text_of_the_message() {
    let long = "z".repeat(LONG);
    let key = toy();
    let payload = jose_b64::encode(SECRET);
    let header = |members: &str| format!(r#"{{"alg":"X-TOY",{members}}}"#);
    let long_kid = format!(r#""kid":"{long}""#);
    let mut messages = Vec::new();
    for members in [
        signed_over(HEADER, &payload, &key),
        signed_over(header(&long_kid), &payload, &key),
        signed_over(
            header(&format!(r#""typ":"{long}","{SECRET}":"{SECRET}""#)),
            &payload,
            &key,
        ),
        signed_over(header(&format!(r#""{long}":1"#)), &payload, &key),
        signed_over(format!(r#"{{"alg":"{long}"}}"#), &payload, &key),
        signed_over(header(r#""kid":"\u202e\n\u0000""#), &payload, &key),
        signed_over(
            header(&format!(r#""crit":["{long}"],"{long}":"{SECRET}""#)),
            &payload,
            &key,
        ),
        signed_over(header(&format!(r#""crit":["{long}"]"#)), &payload, &key),
        signed_over(
            header(&format!(r#""crit":["{long}","{long}"],"{long}":1"#)),
            &payload,
            &key,
        ),
        signed_over(
            header(&format!(r#""{SECRET}":"{SECRET}","{SECRET}":1"#)),
            &payload,
            &key,
        ),
        signed_over(format!("{SECRET}{SECRET}"), &payload, &key),
        signed_over(format!(r#"{{"alg":"{SECRET}"#), &payload, &key),
        beside(&format!("{{{long_kid}}}"), HEADER, &key),
        beside(&format!(r#"{{"{SECRET}":"{SECRET}"}}"#), HEADER, &key),
        beside(
            &format!(r#"{{"{long}":1}}"#),
            header(&format!(r#""{long}":1"#)),
            &key,
        ),
        beside(r#"{"\u202e\n":1}"#, header(r#""\u202e\n":1"#), &key),
        beside(&format!("\"{SECRET}\""), HEADER, &key),
        beside(
            &format!(r#"{{"jku":"{SECRET}","x5c":["{SECRET}",7]}}"#),
            HEADER,
            &key,
        ),
        unprotected_only(&format!(r#"{{"alg":"{long}"}}"#), &key),
        format!(r#""protected":"{SECRET}!","signature":"{SECRET}""#),
        format!(
            r#""protected":"{}","signature":"{SECRET}!""#,
            jose_b64::encode(HEADER)
        ),
        format!(
            r#""protected":"{}","signature":["{SECRET}"]"#,
            jose_b64::encode(HEADER)
        ),
        format!(r#""{long}":0,"{long}":0,{}"#, signed(HEADER, &key)),
        format!(
            r#""{}.{SECRET}.":0,{}"#,
            jose_b64::encode(HEADER),
            signed(HEADER, &key)
        ),
        SECRET.into(),
    ] {
        messages.push(flattened(&members).replace(PAY, &payload));
        messages.push(
            general(&[&members, &signed_over(HEADER, &payload, &key)]).replace(PAY, &payload),
        );
    }
    let plain = signed_over(
        r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#,
        SECRET,
        &key,
    );
    messages.push(flattened(&plain).replace(PAY, SECRET));
    messages.push(flattened(&plain).replace(PAY, &format!("{SECRET}\\u0000")));
    messages.push(
        flattened(&signed_over(HEADER, &format!("{SECRET}!"), &key))
            .replace(PAY, &format!("{SECRET}!")),
    );

    let member = format!(r#"{{"{}.{SECRET}.":0,"#, jose_b64::encode(HEADER));
    let valid = signed_over(HEADER, &payload, &key);
    messages.push(flattened(&valid).replacen('{', &member, 1));
    messages.push(SECRET.repeat(50));

    let other = toy().secret(5);
    let named = toy().kid(&long);
    let offline = toy().offline();
    let handlers = CritHandlers::new().on(long.clone(), |_| Err("no"));
    for json in &messages {
        for options in [
            ReadOptions::new(),
            ReadOptions::new().allow_unprotected_alg(),
            ReadOptions::new().crit(handlers.clone()),
        ] {
            all(json, &options, &[&key, &other, &named, &offline]);
        }
    }
    assert!(messages.len() > 50 && key.asked() > 50);
}

// A Key ID may come from a document: in reports, it is shown as a name of a header is.
#[test]
fn hdr_12_the_key_ids_of_the_recipient_are_cut_too() {
    let long = "z".repeat(LONG);
    for kid in [&long, "\n\u{202e}\0"] {
        let keys = [1, 2].map(|secret| toy().kid(kid).secret(secret));
        let set = Verifiers::of([&keys[0], &keys[1]]).try_candidates(2);
        let one = signed(HEADER, &keys[0]);
        let named = format!(r#"{{"kid":"{}"}}"#, if kid == long { &long } else { "x" });
        let list = general(&[&one, &beside(&named, HEADER, &keys[0])]);
        let verified = set.json(&list, Require::AnyKey).unwrap();
        assert_eq!(verified.confirmed().next().unwrap().key_id(), Some(kid));
        show(&verified, &list);
        for report in verified.signatures() {
            show(report, &list);
        }
        let error = set.json(&list, Require::EveryKey).unwrap_err();
        say(&error, &list);
        let json = flattened(&one);
        let read = Flattened::parse(&json).unwrap();
        show(&read.clone().pending(&keys[0]).unwrap(), &json);
        let verified = read.verify(&keys[0]).unwrap();
        show(&verified, &json);
        show(&verified.into_parts().0, &json);
    }
}

// What the words are: an offset, a name of ours, a number.
#[test]
fn hdr_12_the_words_of_errors() {
    let signature = sum("", PAY, &toy());
    for (json, words) in [
        ("{}".into(), "a signature has no header at all"),
        (flattened(&signed("{}", &toy())), "the header is empty"),
        (
            flattened(&beside("{}", HEADER, &toy())),
            "the header is empty",
        ),
        (
            flattened(&signed(r#"{"kid":"a"}"#, &toy())),
            "the header has no `alg`",
        ),
        (
            format!(r#"{{"payload":"{PAY}","signatures":[]}}"#),
            "the list of signatures is empty",
        ),
        (
            flattened(&format!(r#""protected":7,"signature":"{signature}""#)),
            "the member `protected` holds a number, not a string",
        ),
        (
            flattened(&beside(r#"{"x":1}"#, r#"{"alg":"X-TOY","x":1}"#, &toy())),
            "x stands in the protected and in the unprotected header",
        ),
        (
            flattened(&beside(HEADER, r#"{"kid":"a"}"#, &toy())),
            "`alg` must stand in the protected header",
        ),
        (
            forge(HEADER, "pay", &toy()),
            "the JWS is no JSON object: `Compact` reads the compact form",
        ),
        (
            format!("[{}]", flattened(&signed(HEADER, &toy()))),
            "the JWS is no JSON object: `Compact` reads the compact form",
        ),
        (
            flattened(&signed(HEADER, &toy())).replacen('{', r#"{"eyJh.":0,"#, 1),
            "the JSON text is the beginning of a compact JWS, too",
        ),
        (
            flattened(&signed(HEADER, &toy())).replace("payload", "pay"),
            "the member `payload` is missing",
        ),
        (
            flattened(&format!("\"signatures\":[],{}", signed(HEADER, &toy()))),
            "`signatures` stands beside members of the flattened form",
        ),
        (
            format!("{{\"payload\":\"{PAY}\","),
            "the JWS is not acceptable JSON: the JSON text ends too early, at offset 18",
        ),
    ] {
        assert_eq!(Json::parse(&json).unwrap_err().to_string(), words);
    }
    let members = signed(HEADER, &toy());
    assert_eq!(
        General::parse(&flattened(&members))
            .unwrap_err()
            .to_string(),
        "the flattened form stands where the general one is expected"
    );
    assert_eq!(
        Flattened::parse(&general(&[&members]))
            .unwrap_err()
            .to_string(),
        "the general form stands where the flattened one is expected"
    );
}
