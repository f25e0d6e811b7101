//! How much work a message may cause, and when that is decided (RFC 7515, section 10; RFC 8259, section 9): JSN-05,
//! DOS-01 to DOS-03, HDR-10, HDR-11.

use core::time::Duration;
use std::time::Instant;

use jose_b64::ObjectError;
use jose_jwk::{Alg, Limits};
use jose_jws::{General, Json, ParseError, ReadOptions, Require, Verifiers, VerifyError};

use crate::common::Toy;
use crate::message::{
    HEADER, PAY, beside, flattened, general, indices, named, outcomes, refused, refused_with,
    signed, signed_over, toy, valid,
};

fn with(set: impl FnOnce(&mut Limits)) -> ReadOptions {
    let mut limits = Limits::default();
    set(&mut limits);
    ReadOptions::new().limits(limits)
}

fn too_much(error: VerifyError) -> (usize, usize) {
    assert_eq!(error.code(), "jws/too-much-work");
    match error {
        VerifyError::TooMuchWork { required, limit } => (required, limit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn jsn_05_the_number_of_signatures() {
    let key = toy();
    let members = signed(HEADER, &key);
    let list = |count: usize| general(&vec![&members; count]);
    let verified = Json::parse(&list(16))
        .unwrap()
        .verify(&key, Require::EveryKey);
    let verified = verified.unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (16, vec![0]));
    assert_eq!(key.asked(), 16);
    for count in [17, 18, 33, 1_000] {
        let error = refused(list(count));
        assert_eq!(
            (&error, error.code()),
            (
                &ParseError::TooManySignatures { max: 16 },
                "jws/too-many-signatures"
            )
        );
    }
    let two = with(|limits| limits.signatures = 2);
    assert!(General::parse_with(&list(2), &two).is_ok());
    let error = refused_with(list(3), &two);
    assert_eq!(error, ParseError::TooManySignatures { max: 2 });
    let none = with(|limits| limits.signatures = 0);
    let error = refused_with(list(1), &none);
    assert_eq!(error, ParseError::TooManySignatures { max: 0 });
    let many = with(|limits| limits.signatures = usize::MAX);
    let json = list(500);
    let read = General::parse_with(&json, &many).unwrap();
    assert_eq!(read.signatures().len(), 500);
}

// They are counted before the first is looked at: none of these would be read.
#[test]
fn jsn_05_signatures_are_counted_first() {
    for element in ["0", "{}", "null", "[]", r#""""#, r#"{"signature":7}"#] {
        for count in [17, 100_000_usize.div_euclid(element.len())] {
            let list = vec![element; count].join(",");
            let json = format!(r#"{{"payload":"{PAY}","signatures":[{list}]}}"#);
            let error = refused(&json);
            assert_eq!(error, ParseError::TooManySignatures { max: 16 });
            let error = General::parse(&json).unwrap_err();
            assert_eq!(error, ParseError::TooManySignatures { max: 16 });
        }
    }
}

#[test]
fn hdr_10_and_11_the_length_of_the_whole() {
    let key = toy();
    let members = signed(HEADER, &key);
    for json in [flattened(&members), general(&[&members])] {
        let len = json.len();
        let exact = with(|limits| limits.token_len = len);
        let read = Json::parse_with(&json, &exact).unwrap();
        assert!(read.verify(&key, Require::AnyKey).is_ok());
        let less = with(|limits| limits.token_len = len.wrapping_sub(1));
        let max = less.limits.token_len;
        let error = refused_with(&json, &less);
        assert_eq!(error, ParseError::TokenTooLong { len, max });
        // White space is not free of charge.
        let error = refused_with(format!("{json} "), &exact);
        assert_eq!(
            error,
            ParseError::TokenTooLong {
                len: len.wrapping_add(1),
                max: len
            }
        );
    }
    // Before anything is looked at: this is neither UTF-8 nor JSON.
    let (len, max) = (16_000_000, 1024 * 1024);
    assert_eq!(
        refused(vec![0xff; len]),
        ParseError::TokenTooLong { len, max }
    );
}

#[test]
fn dos_02_the_number_of_members() {
    let members = signed(HEADER, &toy());
    let more = |count: usize| -> String {
        let more = (0..count).map(|at| format!("\"x{at}\":0,"));
        flattened(&format!("{}{members}", more.collect::<String>()))
    };
    assert!(Json::parse(&more(997)).is_ok());
    let error = refused(more(998));
    assert!(matches!(
        error,
        ParseError::Json(ObjectError::TooManyMembers { limit: 1_000, .. })
    ));
    let header: Vec<String> = (0..1_001).map(|at| format!("\"x{at}\":0")).collect();
    let header = format!("{{{}}}", header.join(","));
    let error = refused(flattened(&beside(&header, HEADER, &toy())));
    assert_eq!(error.code(), "header/json");
}

// Chosen for all signatures before a key is asked about one.
#[test]
fn dos_02_the_number_of_keys_that_are_asked() {
    let keys = [1, 2, 3, 4, 5, 6, 7, 8].map(|secret| toy().secret(secret));
    let [one, two, three, four, five, six, seven, eight] = &keys;
    let all = || keys.iter().map(Toy::asked).fold(0, usize::wrapping_add);
    let valid = signed(HEADER, one);
    let list = |count: usize| general(&vec![&valid; count]);

    let pair = Verifiers::of([one, two]).try_candidates(8);
    assert!(pair.json(&list(16), Require::AnyKey).is_ok());
    let asked = all();
    assert_eq!(asked, 16);
    let three = Verifiers::of([one, two, three]).try_candidates(8);
    let eight = Verifiers::of([one, two, &keys[2], four, five, six, seven, eight]);
    let eight = eight.try_candidates(8);
    for (keys, count, required) in [
        (&three, 11, 33),
        (&three, 16, 48),
        (&eight, 5, 40),
        (&eight, 16, 128),
    ] {
        for require in [Require::AnyKey, Require::EveryKey] {
            let error = keys.json(&list(count), require).unwrap_err();
            assert_eq!(too_much(error), (required, 32));
        }
    }
    assert_eq!(all(), asked, "no key was asked");
    assert!(three.json(&list(10), Require::AnyKey).is_ok());
    assert!(eight.json(&list(4), Require::AnyKey).is_ok());

    let error = three.json(&list(16), Require::AnyKey).unwrap_err();
    assert_eq!(
        error.to_string(),
        "48 keys would be asked about the signatures, at most 32 may be"
    );
}

#[test]
fn dos_02_what_is_not_asked_is_no_work() {
    let [alice, bob] = ["alice", "bob"].map(named);
    let own = signed(r#"{"alg":"X-TOY","kid":"alice"}"#, &alice);
    let foreign = signed(r#"{"alg":"X-TOY","kid":"eve"}"#, &alice);
    let other = signed(r#"{"alg":"HS256","kid":"alice"}"#, &alice);
    let ambiguous = signed(HEADER, &alice);
    let bork = signed(
        r#"{"alg":"X-TOY","kid":"alice","crit":["x"],"x":1}"#,
        &alice,
    );
    let one = with(|limits| limits.verifications = 1);
    let keys = Verifiers::of([&alice, &bob]);
    let json = general(&[&foreign, &other, &ambiguous, &bork, &own]);
    let verified = Json::parse_with(&json, &one)
        .unwrap()
        .verify(&keys, Require::AnyKey)
        .unwrap();
    assert_eq!(
        outcomes(verified.signatures()),
        [
            Err("jws/no-matching-key"),
            Err("jws/no-matching-key"),
            Err("jws/ambiguous-key"),
            Err("header/crit"),
            Ok(Some("alice"))
        ]
    );
    assert_eq!((alice.asked(), bob.asked()), (1, 0));
    // A second one is more than may be, even where the first would do.
    let json = general(&[&own, &own]);
    for require in [Require::AnyKey, Require::EveryKey] {
        let read = Json::parse_with(&json, &one).unwrap();
        assert_eq!(too_much(read.verify(&keys, require).unwrap_err()), (2, 1));
    }
    let none = with(|limits| limits.verifications = 0);
    let read = Json::parse_with(&json, &none).unwrap();
    assert_eq!(
        too_much(read.verify(&alice, Require::AnyKey).unwrap_err()),
        (2, 0)
    );
    let single = flattened(&own);
    let read = Json::parse_with(&single, &none).unwrap();
    assert_eq!(
        too_much(read.verify(&alice, Require::AnyKey).unwrap_err()),
        (1, 0)
    );
    assert_eq!(alice.asked(), 1);
}

// DOS-03: what is declared costs nothing, what is there does.
#[test]
fn dos_03_limits_without_end_reserve_nothing() {
    let options = with(|limits| {
        limits.token_len = usize::MAX;
        limits.header_len = usize::MAX;
        limits.header_depth = usize::MAX;
        limits.crit = usize::MAX;
        limits.signatures = usize::MAX;
        limits.verifications = usize::MAX;
        limits.members = usize::MAX;
    });
    let key = toy();
    let members = beside(r#"{"kid":"a"}"#, HEADER, &key);
    for json in [flattened(&members), general(&[&members, &members])] {
        let read = Json::parse_with(&json, &options).unwrap();
        assert!(read.verify(&key, Require::EveryKey).is_ok());
    }
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Whether one work takes less than so many times the time of another: once in many attempts, since others may be at
/// work on the same machine.
fn takes_less(what: &str, times: u32, one: impl Fn(), other: impl Fn()) {
    let mut seen = Vec::new();
    let less = (0..40).any(|_| {
        let pair = (time(&other), time(&one));
        seen.push(pair);
        pair.1 < pair.0.saturating_mul(times)
    });
    assert!(less, "{what}: {seen:?}");
}

/// Eight times the message takes about eight times the time: far from the 64 of two nested loops.
fn linear(what: &str, message: impl Fn(usize) -> String) {
    let options = with(|limits| {
        limits.token_len = usize::MAX;
        limits.signatures = usize::MAX;
        limits.members = usize::MAX;
    });
    let [small, large] = [1_usize, 8].map(|times| message(times.wrapping_mul(500)));
    let read = |json: &str| {
        let _ = Json::parse_with(json, &options).map(|read| read.verify(&toy(), Require::AnyKey));
    };
    takes_less(what, 24, || read(&large), || read(&small));
}

#[test]
fn dos_01_the_work_grows_with_the_message() {
    let valid = signed(HEADER, &toy());
    linear("members", |count| {
        let more = (0..count).map(|at| format!("\"x.{at}\":0,"));
        flattened(&format!("{}{valid}", more.collect::<String>()))
    });
    linear("escaped names", |count| {
        let more = (0..count).map(|at| format!("\"\\u0078{at}\":0,"));
        flattened(&format!("{}{valid}", more.collect::<String>()))
    });
    linear("one long name", |count| {
        flattened(&format!("\"{}.\":0,{valid}", "eyJ".repeat(count)))
    });
    linear("a long text before the first dot", |count| {
        let name = "eyJh".repeat(count);
        format!(r#"{{"{name}.":0,"payload":"{PAY}",{valid}}}"#)
    });
    linear("dots", |count| {
        flattened(&format!("\"{}\":0,{valid}", ".".repeat(count)))
    });
    linear("signatures", |count| general(&vec![&valid; count]));
    linear("escaped signatures", |count| {
        let escaped = valid.replace("eyJ", "\\u0065yJ");
        general(&vec![&escaped; count])
    });
    linear("elements that are nothing", |count| {
        format!(r#"{{"payload":"","signatures":[{}0]}}"#, "0,".repeat(count))
    });
    linear("an escaped payload", |count| {
        let payload = "\\u0041".repeat(count);
        let members = signed_over(HEADER, &"A".repeat(count), &toy());
        format!(r#"{{"payload":"{payload}",{members}}}"#)
    });
    linear("one payload and many signatures", |count| {
        let members = signed(r#"{"alg":"HS256"}"#, &toy());
        general(&vec![&members; count]).replace(PAY, &"\\u0041".repeat(count))
    });
}

// Names in both headers, as many as the limits let pass, are no more work than the same in one of them.
#[test]
fn dos_01_headers_of_many_names_take_no_square_of_time() {
    let names = |prefix: &str, count: usize| -> String {
        let names = (0..count).map(|at| format!("\"{prefix}{at:04}\":0"));
        names.collect::<Vec<_>>().join(",")
    };
    let message = |more: &str| {
        let protected = format!(r#"{{"alg":"X-TOY",{}}}"#, names("a", 960));
        let members = beside(&format!("{{{more}}}"), protected, &toy());
        general(&[&members; 16])
    };
    let many = names("b", 960);
    let (one, both) = (format!("\"b\":[{}0]", "0,".repeat(4_000)), many);
    let [one, both] = [one, both].map(|more| message(&more));
    let read = |json: &str| drop(Json::parse(json).unwrap());
    takes_less("names", 4, || read(&both), || read(&one));
    // One of these names in both, the last, is found.
    let protected = format!(r#"{{"alg":"X-TOY",{}}}"#, names("a", 900));
    let members = beside(&format!("{{{}}}", names("b", 900)), &protected, &toy());
    let twice = members.replace("\"b0899\"", "\"a0899\"");
    assert!(Json::parse(&flattened(&members)).is_ok());
    let expected = ParseError::InBothHeaders {
        name: "a0899".into(),
    };
    assert_eq!(refused(flattened(&twice)), expected);
}

// DOS-02: a set of many keys costs a look-up, and what fits is what is counted.
#[test]
fn dos_02_many_keys_of_other_names() {
    let keys: Vec<Toy> = (0..2_000)
        .map(|at| Toy::new(Alg::new("X-TOY")).kid(&format!("k{at}")))
        .collect();
    let own = signed(r#"{"alg":"X-TOY","kid":"k7"}"#, &keys[7]);
    let set = Verifiers::from_keys(keys.clone());
    let verified = set.json(&general(&[&own; 16]), Require::AnyKey).unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (16, vec![7]));
    let asked = keys.iter().map(Toy::asked).fold(0, usize::wrapping_add);
    assert_eq!((asked, keys[7].asked()), (16, 16));
    let nobody = signed(HEADER, &keys[7]);
    let error = set.json(&flattened(&nobody), Require::AnyKey).unwrap_err();
    assert!(matches!(error, VerifyError::AmbiguousKey { count: 2_000 }));
}
