//! Making and reading one message in every form, by both ways that there are.

use jose_jwa::Hmac;
use jose_jws::{
    Alg, Builder, Compact, Flattened, General, HeaderBuilder, Json, Payload, ReadOptions, Require,
    Sign, SignJson, SigningInput, Unverified, UnverifiedJson, VerifiedHeader, Verify, VerifyError,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serialization {
    Compact,
    Flattened,
    General,
    /// With the signature of another key of another algorithm in front of it.
    GeneralOfTwo,
}

impl Serialization {
    pub(crate) const ALL: [Self; 4] = [
        Self::Compact,
        Self::Flattened,
        Self::General,
        Self::GeneralOfTwo,
    ];
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) serialization: Serialization,
    pub(crate) is_detached: bool,
    pub(crate) b64: bool,
}

/// None, a text, and the widest that the form allows.
pub(crate) const PAYLOADS: usize = 3;

/// Cases of one key: four serializations, attached or not, encoded or not, with each payload.
pub(crate) const CASES: usize = 4 * 2 * 2 * PAYLOADS;

/// What a recipient got by one of the ways to read.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) payload: Vec<u8>,
    pub(crate) header: String,
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
    pub(crate) key_id: Option<String>,
    pub(crate) b64: bool,
}

impl Case {
    pub(crate) fn payload(self, which: usize) -> Vec<u8> {
        let is_compact = self.serialization == Serialization::Compact;
        match which {
            0 => Vec::new(),
            1 => b"It is a dangerous business, Frodo".into(),
            _ if self.b64 || self.is_detached => (0..=255).rev().collect(),
            _ if is_compact => (b' '..=b'~').filter(|octet| *octet != b'.').collect(),
            _ => {
                let all = ('\u{1}'..='\u{7ff}').chain(['\u{800}', '\u{fffd}', '\u{10ffff}']);
                all.collect::<String>().into()
            }
        }
    }

    /// The protected header as it is written.
    pub(crate) fn header(self, alg: Alg<'_>, kid: &str) -> String {
        let extension = if self.b64 {
            ""
        } else {
            r#","b64":false,"crit":["b64"]"#
        };
        format!(r#"{{"alg":"{alg}","typ":"example","kid":"{kid}"{extension},"x5t":"AAEC"}}"#)
    }

    /// Signs with a key at hand, and checks that both phases give the same with the same signature.
    pub(crate) fn sign(self, key: &dyn Sign, payload: &[u8]) -> String {
        let protected = jose_b64::encode(self.header(key.alg(), key.kid().unwrap()));
        if self.serialization == Serialization::Compact {
            let mut builder = match self.b64 {
                true => Builder::new(payload),
                false => Builder::unencoded(payload),
            };
            if self.is_detached {
                builder = builder.detached();
            }
            let builder = builder.typ("example").header("x5t", "AAEC");
            let token = builder.clone().sign(key).unwrap();
            let prepared = builder.prepare(key).unwrap();
            assert_eq!(
                prepared.signing_input().to_vec(),
                self.input(&protected, payload)
            );
            let (_, signature) = token.rsplit_once('.').unwrap();
            let signature = jose_b64::decode(signature).unwrap();
            assert_eq!(prepared.attach(&signature).unwrap(), token);
            return token;
        }
        let mut json = match self.b64 {
            true => SignJson::new(payload),
            false => SignJson::unencoded(payload),
        };
        if self.is_detached {
            json = json.detached();
        }
        if self.serialization == Serialization::GeneralOfTwo {
            json = json.sign(&companion()).unwrap();
        }
        let headers = || HeaderBuilder::new().typ("example").header("x5t", "AAEC");
        let write = |json: SignJson<'_>| match self.serialization {
            Serialization::Flattened => json.flattened().unwrap(),
            _ => json.general().unwrap(),
        };
        let message = write(json.clone().sign_with(key, headers()).unwrap());
        let prepared = json.prepare_with(key, headers()).unwrap();
        assert_eq!(
            prepared.signing_input().to_vec(),
            self.input(&protected, payload)
        );
        let (_, signature) = message.rsplit_once("\"signature\":\"").unwrap();
        let (signature, _) = signature.split_once('"').unwrap();
        let signature = jose_b64::decode(signature).unwrap();
        assert_eq!(write(prepared.attach(&signature).unwrap()), message);
        message
    }

    fn input(self, protected: &str, payload: &[u8]) -> Vec<u8> {
        let encoded = jose_b64::encode(payload);
        let payload = if self.b64 {
            encoded.as_bytes()
        } else {
            payload
        };
        [protected.as_bytes(), b".", payload].concat()
    }

    /// Reads by every way that there is, each of which must come to the same result; one entry a way.
    pub(crate) fn read(
        self,
        message: &str,
        payload: &[u8],
        key: &dyn Verify,
    ) -> Result<Vec<Seen>, VerifyError> {
        let options = ReadOptions::new();
        match (self.serialization, self.is_detached) {
            (Serialization::Compact, false) => single(&Compact::parse(message)?, key),
            (Serialization::Compact, true) => {
                single(&Compact::parse_detached(message, payload, &options)?, key)
            }
            (Serialization::Flattened, false) => agree([
                single(&Flattened::parse(message)?, key),
                several(&Json::parse(message)?, key),
            ]),
            (Serialization::Flattened, true) => agree([
                single(&Flattened::parse_detached(message, payload, &options)?, key),
                several(&Json::parse_detached(message, payload, &options)?, key),
            ]),
            (_, false) => agree([
                several(&General::parse(message)?, key),
                several(&Json::parse(message)?, key),
            ]),
            (_, true) => agree([
                several(&General::parse_detached(message, payload, &options)?, key),
                several(&Json::parse_detached(message, payload, &options)?, key),
            ]),
        }
    }
}

/// The key that signs first where there are two.
fn companion() -> Hmac {
    Hmac::new(Alg::HS256, &[9; 32])
        .unwrap()
        .with_kid("companion")
}

/// At once, and in two phases.
fn single<P: Payload>(
    read: &Unverified<'_, P>,
    key: &dyn Verify,
) -> Result<Vec<Seen>, VerifyError> {
    let at_once = read.clone().verify(key).map(|verified| {
        let (header, payload) = verified.into_parts();
        vec![Seen::new(&header, payload.as_ref())]
    });
    agree([at_once, in_two_phases(read.clone(), key)])
}

fn in_two_phases<P: Payload>(
    read: Unverified<'_, P>,
    key: &dyn Verify,
) -> Result<Vec<Seen>, VerifyError> {
    let pending = read.pending(key)?;
    let copy = pending.signing_input().to_vec();
    let answer = key.verify(SigningInput::new(&copy), pending.signature());
    let (header, payload) = pending.finish(Ok(answer.is_ok()))?.into_parts();
    Ok(vec![Seen::new(&header, payload.as_ref())])
}

/// All signatures by the rule, and the last one alone in two phases.
fn several<P: Payload>(
    read: &UnverifiedJson<'_, P>,
    key: &dyn Verify,
) -> Result<Vec<Seen>, VerifyError> {
    let any = read.clone().verify(key, Require::AnyKey).map(|seen| {
        let [header] = seen.confirmed().collect::<Vec<_>>()[..] else {
            panic!("{seen:?}")
        };
        let last = seen.signatures().last().unwrap();
        assert!(last.outcome().is_ok());
        vec![Seen::new(header, seen.payload())]
    });
    let every = read.clone().verify(key, Require::EveryKey).map(drop);
    assert_eq!(any.is_ok(), every.is_ok());
    let last = read.signatures().last().unwrap().unwrap();
    let last = in_two_phases(last, key);
    assert_eq!(any.is_ok(), last.is_ok());
    let mut seen = any?;
    seen.extend(last?);
    Ok(seen)
}

fn agree(ways: [Result<Vec<Seen>, VerifyError>; 2]) -> Result<Vec<Seen>, VerifyError> {
    match ways {
        [Ok(one), Ok(other)] => Ok(one.into_iter().chain(other).collect()),
        [Err(one), Err(other)] => {
            assert_eq!(one.code(), other.code());
            Err(one)
        }
        [one, other] => panic!("{one:?} and {other:?}"),
    }
}

impl Seen {
    fn new(header: &VerifiedHeader, payload: &[u8]) -> Seen {
        let protected = header.header();
        Seen {
            payload: payload.into(),
            header: String::from_utf8(protected.octets().into()).unwrap(),
            alg: protected.alg().name().into(),
            kid: protected.kid().map(Into::into),
            key_id: header.key_id().map(Into::into),
            b64: protected.b64(),
        }
    }
}
