//! The walk against serde_json: they agree on every text, except where the walk is stricter on purpose.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use jose_b64::{Object, ObjectError, ObjectLimits, Octets};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What serde_json finds in a text: an object, its own names (unescaped, in order), and the depth.
struct Seen {
    names: Vec<String>,
    depth: usize,
}

/// Reads everything as what it is, so that serde_json checks every string and number; it collects nothing but levels.
struct Depth(usize);

impl<'de> Deserialize<'de> for Depth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Depth;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_unit<E>(self) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_str<E>(self, _: &str) -> Result<Depth, E> {
                Ok(Depth(0))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Depth, A::Error> {
                let mut deepest = 0;
                while let Some(Depth(depth)) = access.next_element()? {
                    deepest = deepest.max(depth);
                }
                Ok(Depth(deepest + 1))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Depth, A::Error> {
                let mut deepest = 0;
                while access.next_key::<String>()?.is_some() {
                    let Depth(depth) = access.next_value()?;
                    deepest = deepest.max(depth);
                }
                Ok(Depth(deepest + 1))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Top;
        impl<'de> Visitor<'de> for Top {
            type Value = Seen;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Seen, A::Error> {
                let mut seen = Seen {
                    names: Vec::new(),
                    depth: 1,
                };
                while let Some(name) = access.next_key::<String>()? {
                    seen.names.push(name);
                    let Depth(depth) = access.next_value()?;
                    seen.depth = seen.depth.max(depth + 1);
                }
                Ok(seen)
            }
        }
        deserializer.deserialize_map(Top)
    }
}

const LIMITS: (usize, usize, usize) = (400, 6, 20);

fn agree(octets: &[u8]) -> Result<(), TestCaseError> {
    let (len, depth, members) = LIMITS;
    let limits = ObjectLimits::new(len, depth, members);
    let mine = Object::parse(octets, &limits);
    let owned = Object::from_octets(Octets::from_slice(octets), &limits);
    prop_assert_eq!(mine.as_ref().err(), owned.as_ref().err());
    let theirs: Result<Seen, _> = serde_json::from_slice(octets);
    let theirs = match theirs {
        // The walk keeps 1e400 as text; only reading it as a number fails.
        Err(error) if error.to_string().starts_with("number out of range") => return Ok(()),
        other => other,
    };
    match (mine, theirs) {
        (Err(_), Err(_)) => Ok(()),
        (Ok(object), Ok(seen)) => {
            let names: Vec<_> = object
                .members()
                .map(|(name, _)| name.into_owned())
                .collect();
            prop_assert_eq!(&names, &seen.names);
            prop_assert!(octets.len() <= len && seen.depth <= depth && names.len() <= members);
            prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
            // Each value is a JSON text of its own and the same that serde_json reads.
            let whole: serde_json::Value = serde_json::from_slice(octets).unwrap();
            for (name, value) in object.members() {
                let alone: serde_json::Value = serde_json::from_str(value.json()).unwrap();
                prop_assert_eq!(&whole[&*name], &alone);
                prop_assert_eq!(object.value(&name).unwrap().json(), value.json());
                prop_assert_eq!(
                    value.as_str().map(String::from),
                    alone.as_str().map(String::from)
                );
                prop_assert_eq!(value.as_u64(), value.json().parse().ok());
                if let Some(elements) = value.elements() {
                    let elements: Vec<serde_json::Value> = elements
                        .map(|element| serde_json::from_str(element.json()).unwrap())
                        .collect();
                    prop_assert_eq!(Some(&elements), alone.as_array());
                }
            }
            Ok(())
        }
        (Ok(_), Err(error)) => Err(TestCaseError::fail(format!(
            "only serde_json refuses: {error}"
        ))),
        (Err(ObjectError::TooLong { .. }), Ok(_)) => {
            prop_assert!(octets.len() > len);
            Ok(())
        }
        (Err(ObjectError::TooDeep { .. }), Ok(seen)) => {
            prop_assert!(seen.depth > depth);
            Ok(())
        }
        (Err(ObjectError::TooManyMembers { .. }), Ok(seen)) => {
            prop_assert!(seen.names.len() > members);
            Ok(())
        }
        (Err(ObjectError::RepeatedName { offset }), Ok(seen)) => {
            let different: HashSet<_> = seen.names.iter().collect();
            prop_assert!(different.len() < seen.names.len());
            prop_assert_eq!(octets[offset - 1], b'"');
            Ok(())
        }
        (Err(error), Ok(_)) => Err(TestCaseError::fail(format!(
            "only the walk refuses: {error}"
        ))),
    }
}

fn white() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => "[ \t\r\n]{1,3}"]
}

/// The content of a string, in pieces that are right or nearly right.
fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-d]{0,3}",
        2 => "[ -~]{0,12}".prop_map(|text| text.replace(['"', '\\'], "")),
        2 => r#"\\["\\/bfnrt]"#,
        2 => r"\\u00[0-9a-fA-F]{2}",
        1 => r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}",
        1 => any::<char>().prop_filter("plain", |c| !matches!(c, '"' | '\\') && *c >= ' ').prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>()
            .prop_filter("finite", |n| n.is_finite())
            .prop_map(|n| format!("{n:?}")),
        r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?",
    ]
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        string(),
        number(),
        Just("true".into()),
        Just("false".into()),
        Just("null".into()),
    ];
    let value = leaf.prop_recursive(7, 40, 6, |inner| {
        prop_oneof![array(inner.clone()), object(inner, 0..6)]
    });
    object(value, 0..24)
}

fn array(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    proptest::collection::vec((white(), inner, white()), 0..5).prop_map(|elements| {
        let elements: Vec<_> = elements
            .into_iter()
            .map(|(a, value, b)| a + &value + &b)
            .collect();
        format!("[{}]", elements.join(","))
    })
}

fn object(
    inner: impl Strategy<Value = String>,
    members: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    // Half the names carry their number, so that large objects are not all refused for a repeated name.
    let member = (
        white(),
        string(),
        any::<bool>(),
        white(),
        white(),
        inner,
        white(),
    );
    (proptest::collection::vec(member, members), white()).prop_map(|(members, space)| {
        let members: Vec<_> = members
            .into_iter()
            .enumerate()
            .map(|(n, (a, name, numbered, b, c, value, d))| {
                let name = if numbered {
                    format!("\"{n}{}", &name[1..])
                } else {
                    name
                };
                format!("{a}{name}{b}:{c}{value}{d}")
            })
            .collect();
        format!("{{{}{space}}}", members.join(","))
    })
}

/// A change that is likely to matter to a parser.
#[derive(Debug, Clone)]
enum Change {
    Insert(String),
    Remove(usize),
    Replace(u8),
    Double(usize),
}

fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "-",
        "+",
        ".",
        "e",
        "0",
        "1",
        "00",
        "1e400",
        "null",
        "tru",
        "//",
        "/**/",
        "'",
        "\0",
        "\n",
        "\u{1f}",
        "\u{7f}",
        "\u{feff}",
        "\u{2028}",
        "é",
        "NaN",
        "\"a\":1,",
        "\"\\u0061\":2,",
        " ",
    ]);
    let change = prop_oneof![
        4 => token.prop_map(|token| Change::Insert(token.into())),
        3 => (1..4_usize).prop_map(Change::Remove),
        2 => any::<u8>().prop_map(Change::Replace),
        1 => (1..12_usize).prop_map(Change::Double),
    ];
    (any::<prop::sample::Index>(), change)
}

fn apply(octets: &mut Vec<u8>, at: usize, change: Change) {
    match change {
        Change::Insert(token) => {
            octets.splice(at..at, token.into_bytes());
        }
        Change::Remove(len) => {
            let end = octets.len().min(at + len);
            octets.drain(at..end);
        }
        Change::Replace(octet) => {
            if let Some(place) = octets.get_mut(at) {
                *place = octet;
            }
        }
        Change::Double(len) => {
            let end = octets.len().min(at + len);
            let part = octets[at..end].to_vec();
            octets.splice(at..at, part);
        }
    }
}

thread_local! {
    static ACCEPTED: RefCell<(usize, usize)> = const { RefCell::new((0, 0)) };
}

#[test]
fn the_same_as_serde_json_on_json_text() {
    // Not much of a test if nothing were accepted.
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(500));
    runner
        .run(&json(), |text| {
            let accepted = Object::parse(text.as_bytes(), &ObjectLimits::new(400, 6, 20)).is_ok();
            ACCEPTED.with_borrow_mut(|(yes, all)| {
                *yes += usize::from(accepted);
                *all += 1;
            });
            agree(text.as_bytes())
        })
        .unwrap();
    let (accepted, all) = ACCEPTED.take();
    assert!(accepted * 5 > all && accepted < all, "{accepted} of {all}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_same_as_serde_json_on_nearly_json_text(
        text in json(),
        changes in proptest::collection::vec(change(), 1..4),
    ) {
        let mut octets = text.into_bytes();
        for (index, change) in changes {
            let at = index.index(octets.len() + 1);
            apply(&mut octets, at, change);
        }
        agree(&octets)?;
    }

    #[test]
    fn the_same_as_serde_json_on_tokens_in_any_order(
        tokens in proptest::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0061\"", "\"b\"", "1", "-0.5e1", "true", "null", " ", "{}", "[]", "\"a\":1",
            "\"b\":[", "\"c\":{",
        ]), 0..12),
        whole in any::<bool>(),
    ) {
        let text = if whole { format!("{{{}}}", tokens.concat()) } else { tokens.concat() };
        agree(text.as_bytes())?;
    }

    #[test]
    fn the_same_as_serde_json_on_strings_of_any_octets(
        before in "[a-z]{0,9}",
        octets in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\"\\u0041d89bc\n\x1f\x20\x7f".to_vec())], 0..12),
        after in "[a-z]{0,9}",
    ) {
        let text = [b"{\"", before.as_bytes(), &octets, after.as_bytes(), b"\":1}"].concat();
        agree(&text)?;
        let text = [b"{\"a\":\"", before.as_bytes(), &octets, after.as_bytes(), b"\"}"].concat();
        agree(&text)?;
    }

    #[test]
    fn the_same_as_serde_json_on_numbers(text in r"[-+]?[0-9]{0,3}[.]?[0-9]{0,3}([eE]{0,2}[-+]{0,2}[0-9]{0,3})?[ x]?") {
        agree(format!("{{\"a\":{text}}}").as_bytes())?;
        agree(format!("{{\"a\":[{text},{text}]}}").as_bytes())?;
    }

    #[test]
    fn any_octets_end_in_a_result(octets in proptest::collection::vec(any::<u8>(), 0..60)) {
        agree(&octets)?;
    }
}
