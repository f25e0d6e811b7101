//! Detached content on the recipient's side (RFC 7515, appendix F; RFC 7797, section 5): UNE-10 to UNE-12.
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/forms.rs"]
mod forms;
mod refused;

use alloc::sync::Arc;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

use common::{TOY, Toy};
use forms::{Form, Place, Sent, places, signature, signed};
use jose_jws::{
    Alg, Compact, CritHandlers, Flattened, General, Json, Key, Padding, ParseError, ReadOptions,
    RemoteKey, Require, SigningInput, Verifiers, Verify, VerifyError, VerifyFailure,
};

const PLAIN: &str = r#"{"alg":"X-TOY"}"#;
const B64_FALSE: &str = r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#;
const MODES: [(&str, bool); 2] = [(PLAIN, true), (B64_FALSE, false)];

fn key() -> Toy {
    Toy::new(TOY)
}

fn detached() -> impl Iterator<Item = Place> {
    places().filter(|place| place.is_detached)
}

fn strict() -> ReadOptions {
    ReadOptions::new()
}

/// A key that looks where the octets lie that it is asked about.
#[derive(Clone, Debug)]
struct Probe {
    toy: Toy,
    protected: &'static str,
    payload: &'static [u8],
    b64: bool,
    /// Where the part behind the dot lies.
    place: Arc<AtomicUsize>,
    seen: Arc<AtomicUsize>,
}

impl Probe {
    fn look(&self, input: SigningInput<'_>) {
        assert_eq!(input.contiguous(), None, "the parts were joined");
        let [protected, dot, payload] = input.parts() else {
            panic!("{} parts", input.parts().len())
        };
        assert_eq!(
            (*protected, *dot),
            (self.protected.as_bytes(), b".".as_slice())
        );
        if self.b64 {
            assert_eq!(*payload, jose_b64::encode(self.payload).as_bytes());
        } else {
            assert!(ptr::eq(*payload, self.payload), "the payload was copied");
        }
        // Of several signatures each is over the same octets, not over a copy of its own.
        let address = payload.as_ptr().addr();
        let first = self.place.swap(address, Ordering::Relaxed);
        assert!(
            first == 0 || first == address,
            "the payload was encoded twice"
        );
        self.seen.fetch_add(1, Ordering::Relaxed);
    }
}

impl Key for Probe {
    fn alg(&self) -> Alg<'_> {
        TOY
    }
}

impl Verify for Probe {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.look(input);
        self.toy.verify(input, signature)
    }
}

static FILE: [u8; 4096] = [0xA5; 4096];

fn probe(header: &str, b64: bool) -> Probe {
    Probe {
        toy: key(),
        protected: jose_b64::encode(header).leak(),
        payload: &FILE,
        b64,
        place: Arc::default(),
        seen: Arc::default(),
    }
}

#[test]
fn the_payload_stays_where_the_caller_has_it() {
    for (header, b64) in MODES {
        let of = |form| {
            let is_detached = true;
            Sent::new(Place { form, is_detached }, header, b64, &FILE, &key()).text()
        };
        let token = String::from_utf8(of(Form::Compact)).unwrap();
        let (flattened, general) = (of(Form::Flattened), of(Form::General));

        let looked = probe(header, b64);
        let read = Compact::parse_detached(&token, &FILE, &strict()).unwrap();
        assert_eq!(read.unverified_header().b64(), b64);
        let verified = read.clone().verify(&looked).unwrap();
        assert!(ptr::eq(verified.payload(), &FILE[..]));
        assert!(ptr::eq(verified.clone().into_parts().1, &FILE[..]));
        assert!(ptr::eq(verified.into_payload(), &FILE[..]));
        let pending = read.pending(&looked).unwrap();
        looked.look(pending.signing_input());
        assert!(ptr::eq(
            pending.signing_input().parts()[0],
            &token.as_bytes()[..looked.protected.len()]
        ));
        let input = [looked.protected.as_bytes(), b".", &signed(b64, &FILE)].concat();
        assert_eq!(pending.signing_input().to_vec(), input);
        assert!(ptr::eq(
            pending.finish(Ok(true)).unwrap().into_payload(),
            &FILE[..]
        ));
        assert_eq!(looked.seen.load(Ordering::Relaxed), 2);

        let looked = probe(header, b64);
        let read = Flattened::parse_detached(&flattened, &FILE, &strict()).unwrap();
        let verified = read.verify(&looked).unwrap();
        assert!(ptr::eq(verified.into_payload(), &FILE[..]));
        assert_eq!(looked.seen.load(Ordering::Relaxed), 1);

        for json in [&flattened, &general] {
            let looked = probe(header, b64);
            let read = Json::parse_detached(json, &FILE, &strict()).unwrap();
            let single = read.signatures().next().unwrap().unwrap();
            assert!(ptr::eq(
                single.verify(&looked).unwrap().into_payload(),
                &FILE[..]
            ));
            let verified = read.verify(&looked, Require::EveryKey).unwrap();
            assert!(ptr::eq(verified.payload(), &FILE[..]));
            assert!(ptr::eq(verified.into_payload(), &FILE[..]));
            assert_eq!(looked.seen.load(Ordering::Relaxed), 2);
        }
    }
}

/// The caller's own slice is the caller's for as long as it was, whatever becomes of the message.
fn confirmed(payload: &[u8], form: Form) -> &[u8] {
    let is_detached = true;
    let text = Sent::new(Place { form, is_detached }, PLAIN, true, payload, &key()).text();
    let read = match form {
        Form::Compact => {
            let token = core::str::from_utf8(&text).unwrap();
            Compact::parse_detached(token, payload, &strict())
        }
        Form::Flattened => Flattened::parse_detached(&text, payload, &strict()),
        Form::General => {
            let read = General::parse_detached(&text, payload, &strict()).unwrap();
            let seen = read.verify(&key(), Require::EveryKey).unwrap();
            return seen.into_payload();
        }
    };
    read.unwrap().verify(&key()).unwrap().into_payload()
}

#[test]
fn the_payload_outlives_the_message() {
    for form in [Form::Compact, Form::Flattened, Form::General] {
        assert!(ptr::eq(confirmed(&FILE, form), &FILE[..]));
    }
}

/// A general message without a payload, with these headers and the signatures of these keys.
fn general(headers: &[(&str, &Toy)], b64: bool, payload: &[u8]) -> String {
    let one = |(header, key): &(&str, &Toy)| {
        let protected = jose_b64::encode(header);
        let signature = signature(&protected, &signed(b64, payload), *key);
        let signature = jose_b64::encode(signature);
        format!(r#"{{"protected":"{protected}","signature":"{signature}"}}"#)
    };
    let signatures: Vec<String> = headers.iter().map(one).collect();
    format!(r#"{{"signatures":[{}]}}"#, signatures.join(","))
}

#[test]
fn several_signatures_over_one_detached_payload() {
    for (header, b64) in MODES {
        let (mine, forged) = (key(), key().secret(9));
        let json = general(
            &[(header, &mine), (header, &forged), (header, &mine)],
            b64,
            &FILE,
        );
        let looked = probe(header, b64);
        let read = General::parse_detached(&json, &FILE, &strict()).unwrap();
        for single in read.signatures() {
            let _ = single.unwrap().verify(&looked);
        }
        let seen = read.verify(&looked, Require::EveryKey).unwrap();
        assert_eq!(looked.seen.load(Ordering::Relaxed), 6);
        assert!(ptr::eq(seen.payload(), &FILE[..]));
        let codes: Vec<_> = seen
            .signatures()
            .iter()
            .map(|one| one.outcome().err().map(VerifyError::code))
            .collect();
        assert_eq!(codes, [None, Some("jws/invalid-signature"), None]);

        let both = Verifiers::of([&mine, &forged]).try_candidates(2);
        let verify = |payload: &[u8], require| {
            let read = General::parse_detached(&json, payload, &strict())?;
            read.verify(&both, require)
                .map(|seen| seen.confirmed().count())
        };
        // Two keys, one of which has signed twice.
        assert_eq!(verify(&FILE, Require::EveryKey).unwrap(), 2);
        // UNE-11: one octet, and no signature counts.
        let mut other = FILE;
        other[4095] ^= 1;
        for require in [Require::AnyKey, Require::EveryKey] {
            for payload in [&other[..], &FILE[1..], &[], &signed(true, &FILE)] {
                let VerifyError::Unmet(unmet) = verify(payload, require).unwrap_err() else {
                    panic!()
                };
                assert_eq!(unmet.unconfirmed().len(), 2);
            }
        }
    }
}

// UNE-08: a payload is no smaller for coming another way.
#[test]
fn une_08_limits_of_message_and_payload() {
    for place in detached() {
        for (header, b64) in MODES {
            let len = Sent::new(place, header, b64, b"", &key()).text().len();
            for (payload_len, max, code) in [
                (len, len, None),
                (len + 1, len, Some("jws/payload-too-long")),
                (len + 1, len + 1, None),
                (0, len - 1, Some("jws/token-too-long")),
                (len, len - 1, Some("jws/token-too-long")),
                (4096, 4096, None),
                (4097, 4096, Some("jws/payload-too-long")),
                (1024 * 1024, 1024 * 1024, None),
            ] {
                let mut options = strict();
                assert_eq!(options.limits.token_len, 1024 * 1024);
                options.limits.token_len = max;
                let payload = vec![0xFF; payload_len];
                let sent = Sent::new(place, header, b64, &payload, &key());
                let key = key();
                let read = sent.read_with(&options, &key);
                assert_eq!(
                    read.as_ref().err().map(VerifyError::code),
                    code,
                    "{payload_len} {max}"
                );
                assert_eq!(key.asked() > 0, code.is_none());
                if let Err(VerifyError::Parse(ParseError::PayloadTooLong { len, max: found })) =
                    read
                {
                    assert_eq!((len, found), (payload_len, max));
                }
            }
            let sent = Sent::new(place, header, b64, &vec![0; 1024 * 1024 + 1], &key());
            assert_eq!(sent.refused(&key()), "jws/payload-too-long");
        }
    }
}

#[test]
fn a_remote_key_is_asked_about_a_detached_payload() {
    let remote = RemoteKey::new(TOY).with_kid("kms-7");
    for (header, b64) in [
        (r#"{"alg":"X-TOY","kid":"kms-7"}"#, true),
        (
            r#"{"alg":"X-TOY","kid":"kms-7","b64":false,"crit":["b64"]}"#,
            false,
        ),
    ] {
        let json = general(&[(header, &key())], b64, &FILE);
        let is_detached = true;
        let place = |form| Place { form, is_detached };
        let token = Sent::new(place(Form::Compact), header, b64, &FILE, &key()).text();
        let token = core::str::from_utf8(&token).unwrap();
        let message = Sent::new(place(Form::Flattened), header, b64, &FILE, &key()).text();
        let read = || {
            let options = strict();
            let general = Json::parse_detached(&json, &FILE, &options).unwrap();
            [
                Compact::parse_detached(token, &FILE, &options).unwrap(),
                Flattened::parse_detached(&message, &FILE, &options).unwrap(),
                general.signatures().next().unwrap().unwrap(),
            ]
        };
        for unverified in read() {
            let pending = unverified.pending(&remote).unwrap();
            let answer = key().verify(pending.signing_input(), pending.signature());
            let verified = pending.finish(Ok(answer.is_ok())).unwrap();
            assert!(ptr::eq(verified.payload(), &FILE[..]));
            assert_eq!(
                (verified.key_id(), verified.header().b64()),
                (Some("kms-7"), b64)
            );
        }
        for unverified in read() {
            let error = unverified
                .pending(&remote)
                .unwrap()
                .finish(Ok(false))
                .unwrap_err();
            assert_eq!(error.code(), "jws/invalid-signature");
        }
        for unverified in read() {
            let error = unverified
                .pending(&remote)
                .unwrap()
                .finish(Err("down".into()));
            assert_eq!(error.unwrap_err().code(), "jws/key-unavailable");
        }
        for unverified in read() {
            let other = RemoteKey::new(TOY).with_kid("kms-8");
            let error = unverified.clone().pending(&other).unwrap_err();
            assert_eq!(error.code(), "jws/no-matching-key");
            let error = unverified.pending(&RemoteKey::new(Alg::HS256)).unwrap_err();
            assert_eq!(error.code(), "jws/no-matching-key");
        }
    }
}

#[test]
fn the_options_count_for_detached_content() {
    let headers = [
        (r#"{"alg":"X-TOY","crit":["x"],"x":1}"#, true),
        (
            r#"{"alg":"X-TOY","crit":["x","b64"],"x":1,"b64":false}"#,
            false,
        ),
    ];
    for place in detached() {
        for (header, b64) in headers {
            let sent = Sent::new(place, header, b64, b"pay", &key());
            let on = |handler: fn() -> Result<(), &'static str>| {
                strict().crit(CritHandlers::new().on("x", move |_| handler()))
            };
            assert_eq!(
                sent.read_with(&on(|| Ok(())), &key()).unwrap().payload,
                b"pay"
            );
            assert_eq!(sent.refused(&key()), "header/crit");
            let error = sent.read_with(&on(|| Err("no")), &key()).unwrap_err();
            assert_eq!(error.code(), "header/crit");
        }
        for (header, b64) in MODES {
            // What travels elsewhere is octets: nobody pads them, and what is signed is not padded.
            let lenient = strict().padding(Padding::Allowed);
            let mut sent = Sent::new(place, header, b64, b"pa", &key());
            assert_eq!(sent.read_with(&lenient, &key()).unwrap().payload, b"pa");
            sent.signature = signature(&sent.protected, b"cGE=", &key());
            let error = sent.read_with(&lenient, &key()).unwrap_err();
            assert_eq!(error.code(), "jws/invalid-signature");
        }
        if place.form != Form::Compact {
            let mut sent = Sent::new(place, r#"{"typ":"example"}"#, true, b"pay", &key());
            sent.header = Some(PLAIN.into());
            assert_eq!(sent.refused(&key()), "jws/must-be-protected");
            let lax = strict().allow_unprotected_alg();
            assert_eq!(sent.read_with(&lax, &key()).unwrap().payload, b"pay");
            let sent = Sent {
                protected: jose_b64::encode(r#"{"b64":false,"crit":["b64"]}"#),
                ..sent
            };
            let error = sent.read_with(&lax, &key()).unwrap_err();
            assert_eq!(error.code(), "jws/invalid-signature");
        }
    }
}

// API-01
#[test]
fn no_debug_output_shows_a_detached_payload() {
    let token = Sent::new(
        detached().next().unwrap(),
        B64_FALSE,
        false,
        b"confidential",
        &key(),
    );
    let token = String::from_utf8(token.text()).unwrap();
    let read = Compact::parse_detached(&token, b"confidential", &strict()).unwrap();
    let pending = read.clone().pending(&key()).unwrap();
    let verified = read.clone().verify(&key()).unwrap();
    for text in [
        format!("{read:?}"),
        format!("{pending:?}"),
        format!("{verified:?}"),
    ] {
        assert!(
            !text.contains("confid") && !text.contains("99, 111, 110"),
            "{text}"
        );
    }
}
