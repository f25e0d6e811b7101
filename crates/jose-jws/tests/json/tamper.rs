//! What may change in a message in JSON without its signatures: the places that nobody signed, and nothing else (RFC
//! 7515, sections 5.2 and 7.2): DOS-01.

use jose_b64::Padding;
use jose_jws::{Compact, Flattened, General, Json, ReadOptions, Require, VerifiedJson, Verifiers};
use proptest::prelude::*;

use crate::common::Toy;
use crate::message::{HEADER, beside, named, signed, text};

/// A valid message with two signatures. What stands between the brackets is what anybody may change: white space and
/// what means nothing.
struct Original {
    json: String,
    /// The places, as ranges of octets.
    free: Vec<core::ops::Range<usize>>,
    keys: [Toy; 2],
    confirmed: [(&'static str, Option<&'static str>); 2],
}

const ALICE: &str = r#"{"alg":"X-TOY","kid":"alice"}"#;

impl Original {
    fn new() -> Original {
        let keys = ["alice", "bob"].map(named);
        let first = signed(ALICE, &keys[0]);
        // A kid that is not signed, and a parameter that means nothing.
        let second = beside(r#"{"kid":"bob",⟦"x":0⟧}"#, HEADER, &keys[1]);
        let marked = format!(
            r#"⟦ ⟧{{⟦ ⟧"payload":⟦ ⟧"cGF5",⟦"y":"z"⟧,"signatures":[{{{first}}}⟦ ⟧,{{{second},⟦"v":[]⟧}}]}}⟦ ⟧"#
        );
        let mut json = String::new();
        let mut free = Vec::new();
        for part in marked.split('⟧') {
            let (fixed, open) = part.split_once('⟦').unwrap_or((part, ""));
            json.push_str(fixed);
            let start = json.len();
            json.push_str(open);
            free.push(start..json.len());
        }
        Original {
            json,
            free,
            keys,
            confirmed: [(ALICE, Some("alice")), (HEADER, Some("bob"))],
        }
    }

    fn is_free(&self, at: usize) -> bool {
        self.free.iter().any(|free| free.contains(&at))
    }

    /// Whether something could be put before the octet at `at` without touching what is signed: in a free place or at
    /// its edge, and white space between any two tokens.
    fn has_room(&self, at: usize, octet: u8) -> bool {
        let near = |free: &core::ops::Range<usize>| free.start <= at && at <= free.end;
        let quotes = self.json.bytes().take(at).filter(|octet| *octet == b'"');
        let between = quotes.count().is_multiple_of(2);
        let white = b" \t\r\n".contains(&octet);
        self.free.iter().any(near) || (between && white)
    }

    fn verify(&self, json: &[u8], require: Require) -> Option<VerifiedJson> {
        let keys = Verifiers::of([&self.keys[0], &self.keys[1]]);
        keys.json(json, require).ok()
    }

    /// What a text says that is not the original. It is refused, or it says the same:
    /// - `AnyKey`: the same payload, confirmed by signatures that the original has;
    /// - `EveryKey`: the same payload, and both of these, each confirmed by its own key.
    ///
    /// Signatures may be gone, stand in another order or twice. Returns what `EveryKey` gives.
    fn check(&self, json: &[u8]) -> Option<VerifiedJson> {
        let shown = || json.escape_ascii().to_string();
        let any = self.verify(json, Require::AnyKey);
        let every = self.verify(json, Require::EveryKey);
        assert!(any.is_some() || every.is_none(), "{}", shown());
        for verified in any.iter().chain(&every) {
            assert_eq!(verified.payload(), b"pay", "{}", shown());
            assert_ne!(verified.confirmed().count(), 0);
            for (header, key) in confirmed(verified) {
                let known = self.confirmed.contains(&(&header, key));
                assert!(known, "{}", shown());
            }
            self.check_independently(json, verified.confirmed().count());
        }
        if let Some(verified) = &every {
            let seen = confirmed(verified);
            let all = self.confirmed.iter().all(|(header, key)| {
                let mut seen = seen.iter();
                seen.any(|one| (one.0.as_str(), one.1) == (*header, *key))
            });
            assert!(all, "{}", shown());
        }
        every
    }

    /// The same of a text of which one octet is another one: the two signatures, in their order.
    fn check_exactly(&self, json: &[u8]) -> bool {
        let Some(verified) = self.check(json) else {
            return false;
        };
        let seen = confirmed(&verified);
        let seen: Vec<_> = seen.iter().map(|(header, key)| (&**header, *key)).collect();
        assert_eq!(seen, self.confirmed, "{}", json.escape_ascii());
        true
    }

    /// The same by another reader of JSON: what was confirmed stands in the text, octet for octet.
    fn check_independently(&self, json: &[u8], confirmed: usize) {
        let read = |json: &[u8]| -> serde_json::Value { serde_json::from_slice(json).unwrap() };
        let (now, then) = (read(json), read(self.json.as_bytes()));
        assert_eq!(now["payload"], then["payload"]);
        let signatures = |message: &serde_json::Value| -> Vec<[serde_json::Value; 2]> {
            let list = message["signatures"].as_array().unwrap().iter();
            list.map(|one| [one["protected"].clone(), one["signature"].clone()])
                .collect()
        };
        let originals = signatures(&then);
        let same = signatures(&now)
            .into_iter()
            .filter(|one| originals.contains(one));
        assert!(same.count() >= confirmed);
    }
}

/// Each confirmed header as it was signed, and the key that confirmed it.
fn confirmed(verified: &VerifiedJson) -> Vec<(String, Option<&str>)> {
    let one = verified.confirmed();
    one.map(|one| (text(one.header().octets()), one.key_id()))
        .collect()
}

/// Letters of the alphabet, what JSON is made of, and what is neither.
fn replacements() -> impl Iterator<Item = u8> {
    let octets =
        *b"\0\t\n\r !\"#$%'()*+,-./0179:;=?ABYZ[\\]^_`abefnrtuxz{|}~\x7f\x80\xbf\xc0\xe2\xff";
    octets.into_iter()
}

#[test]
fn the_original_is_valid() {
    let original = Original::new();
    assert!(original.check_exactly(original.json.as_bytes()));
    assert!(General::parse(&original.json).is_ok());
    assert_eq!(original.keys.each_ref().map(Toy::asked), [2, 2]);
}

// Every octet of the message by each of the others: accepted only where nobody signed, and there only as the same.
#[test]
fn every_change_of_one_octet_is_refused_or_says_the_same() {
    let original = Original::new();
    let octets = original.json.as_bytes();
    let mut accepted = vec![0_usize; octets.len()];
    for at in 0..octets.len() {
        let flipped = (0..8).map(|bit| octets[at] ^ (1 << bit));
        for by in replacements().chain(flipped) {
            let mut changed = octets.to_vec();
            changed[at] = by;
            if by != octets[at] && original.check_exactly(&changed) {
                assert!(original.is_free(at), "{} at {at}", by.escape_ascii());
                accepted[at] = accepted[at].wrapping_add(1);
            }
        }
    }
    // In each of these places there is something that can be changed.
    for free in original.free.iter().filter(|free| !free.is_empty()) {
        let changes: usize = accepted[free.clone()].iter().sum();
        assert!(changes > 0, "{free:?}");
    }
}

#[test]
fn every_octet_more_is_refused_or_says_the_same() {
    let original = Original::new();
    let octets = original.json.as_bytes();
    for at in 0..=octets.len() {
        for more in replacements() {
            let (before, after) = octets.split_at(at);
            let changed = [before, &[more], after].concat();
            if original.check_exactly(&changed) {
                let room = original.has_room(at, more);
                assert!(room, "{} before {at}", more.escape_ascii());
            }
        }
    }
}

#[test]
fn every_octet_less_is_refused_or_says_the_same() {
    let original = Original::new();
    let octets = original.json.as_bytes();
    for at in 0..octets.len() {
        for len in 1..=6 {
            let (before, rest) = octets.split_at(at);
            let Some(after) = rest.get(len..) else {
                continue;
            };
            if original.check_exactly(&[before, after].concat()) {
                let free = (at..at.wrapping_add(len)).all(|place| original.is_free(place));
                // A whole member and the comma beside it, too.
                let member = original.free.iter().any(|free| {
                    let (start, end) = (free.start.wrapping_sub(1), free.end.wrapping_add(1));
                    start <= at && at.wrapping_add(len) <= end && free.len() > 1
                });
                assert!(free || member, "{len} from {at}");
            }
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Every reader, with every option that makes it more lenient.
fn read_all(octets: &[u8]) {
    let lenient = ReadOptions::new()
        .padding(Padding::Allowed)
        .allow_unprotected_alg();
    for options in [&ReadOptions::new(), &lenient] {
        let _ = Json::parse_with(octets, options);
        let _ = Flattened::parse_with(octets, options);
        let _ = General::parse_with(octets, options);
        let _ = Json::parse_detached(octets, b"pay", options);
        if let Ok(text) = core::str::from_utf8(octets) {
            let _ = Compact::parse_with(text, options);
        }
    }
}

/// Pieces of which messages are made.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static str> = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "null",
        "true",
        "0",
        "1e9",
        "\"payload\":",
        "\"protected\":",
        "\"header\":",
        "\"signature\":",
        "\"signatures\":",
        "\"cGF5\"",
        "\"\"",
        "\"eyJhbGciOiJYLVRPWSJ9\"",
        "\"eyJhbGciOiJub25lIn0\"",
        "{\"kid\":\"a\"}",
        "\\ud800",
        "\\u0000",
        "\"c2lnbmF0dXJl\"",
        "{\"payload\":\"cGF5\",\"protected\":",
        "\u{feff}",
    ];
    prop_oneof![
        9 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ]
}

/// What is done to a message at one place.
#[derive(Clone, Debug)]
enum Change {
    Replace(Vec<u8>),
    Insert(Vec<u8>),
    Remove(usize),
    Swap(prop::sample::Index, usize),
    Copy(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        piece().prop_map(Change::Replace),
        piece().prop_map(Change::Insert),
        (1..40_usize).prop_map(Change::Remove),
        (index(), 1..40_usize).prop_map(|(at, len)| Change::Swap(at, len)),
        (index(), 1..120_usize).prop_map(|(at, len)| Change::Copy(at, len)),
    ]
}

impl Change {
    fn apply(self, octets: &mut Vec<u8>, at: prop::sample::Index) {
        let at = at.index(octets.len().wrapping_add(1));
        let end = |from: usize, len: usize| from.saturating_add(len).min(octets.len());
        match self {
            Change::Replace(by) => {
                let range = at..end(at, by.len());
                octets.splice(range, by);
            }
            Change::Insert(more) => {
                octets.splice(at..at, more);
            }
            Change::Remove(len) => {
                octets.drain(at..end(at, len));
            }
            Change::Swap(from, len) => {
                let from = from.index(octets.len().wrapping_add(1));
                let moved: Vec<u8> = octets.drain(from..end(from, len)).collect();
                let at = at.min(octets.len());
                octets.splice(at..at, moved);
            }
            Change::Copy(from, len) => {
                let from = from.index(octets.len().wrapping_add(1));
                let copied = octets[from..end(from, len)].to_vec();
                octets.splice(at..at, copied);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(3_000))]

    // DOS-01
    #[test]
    fn any_octets_are_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&octets);
        let original = Original::new();
        prop_assert!(original.verify(&octets, Require::AnyKey).is_none());
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in prop::collection::vec(piece(), 0..40)) {
        let octets = pieces.concat();
        read_all(&octets);
        let mut object = b"{\"payload\":\"cGF5\",".to_vec();
        object.extend(octets);
        object.push(b'}');
        read_all(&object);
        let original = Original::new();
        prop_assert!(original.verify(&object, Require::AnyKey).is_none());
    }

    #[test]
    fn any_changes_are_refused_or_say_the_same(
        changes in prop::collection::vec((change(), any::<prop::sample::Index>()), 1..4),
    ) {
        let original = Original::new();
        let mut octets = original.json.clone().into_bytes();
        for (change, at) in changes {
            change.apply(&mut octets, at);
        }
        read_all(&octets);
        original.check(&octets);
    }
}
