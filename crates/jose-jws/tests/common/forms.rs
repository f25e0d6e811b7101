//! One message in every serialization, written by hand, and given to every reader of its form.
#![cfg(test)]
#![allow(dead_code, reason = "each test file uses another part of this one")]

use jose_jws::{
    Compact, Detached, Flattened, General, Json, ReadOptions, Require, Sign, SigningInput,
    Unverified, UnverifiedJson, VerifiedHeader, VerifyError, VerifyKeys,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Compact,
    Flattened,
    General,
}

/// Where the payload of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) form: Form,
    pub(crate) is_detached: bool,
}

/// Every place: three forms, attached and detached.
pub(crate) fn places() -> impl Iterator<Item = Place> {
    let forms = [Form::Compact, Form::Flattened, Form::General];
    forms
        .into_iter()
        .flat_map(|form| [false, true].map(|is_detached| Place { form, is_detached }))
}

/// What is signed behind the dot.
pub(crate) fn signed(b64: bool, payload: &[u8]) -> Vec<u8> {
    if b64 {
        jose_b64::encode(payload).into_bytes()
    } else {
        payload.into()
    }
}

/// The signature of the key over an encoded header, a dot and this.
pub(crate) fn signature(protected: &str, signed: &[u8], key: &dyn Sign) -> Vec<u8> {
    let parts = [protected.as_bytes(), b".", signed];
    key.sign(SigningInput::from_parts(&parts)).unwrap().to_vec()
}

/// A message that says whatever a test wants, and what reaches the recipient beside it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) form: Form,
    /// Encoded.
    pub(crate) protected: String,
    /// JSON of an unprotected header.
    pub(crate) header: Option<String>,
    /// What stands in the place of the payload: the part of a compact token, or JSON.
    pub(crate) payload: Option<Vec<u8>>,
    pub(crate) signature: Vec<u8>,
    pub(crate) detached: Option<Vec<u8>>,
}

/// What a recipient got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) payload: Vec<u8>,
    pub(crate) header: Vec<u8>,
    pub(crate) b64: bool,
    pub(crate) key_id: Option<String>,
}

impl Sent {
    /// A message with this header, whatever it says, whose payload is signed and sent in this mode.
    pub(crate) fn new(
        place: Place,
        header: &str,
        b64: bool,
        payload: &[u8],
        key: &dyn Sign,
    ) -> Sent {
        let signed = signed(b64, payload);
        let protected = jose_b64::encode(header);
        let signature = signature(&protected, &signed, key);
        let attached = (!place.is_detached).then(|| match place.form {
            Form::Compact => signed,
            Form::Flattened | Form::General => json_string(&signed),
        });
        Sent {
            form: place.form,
            protected,
            header: None,
            payload: attached,
            signature,
            detached: place.is_detached.then(|| payload.into()),
        }
    }

    /// The same with another text in the place of the payload.
    pub(crate) fn with_payload(&self, payload: impl AsRef<[u8]>) -> Sent {
        Sent {
            payload: Some(payload.as_ref().into()),
            ..self.clone()
        }
    }

    /// The same with another header.
    pub(crate) fn with_protected(&self, header: &str) -> Sent {
        Sent {
            protected: jose_b64::encode(header),
            ..self.clone()
        }
    }

    pub(crate) fn text(&self) -> Vec<u8> {
        let signature = jose_b64::encode(&self.signature);
        let payload = self.payload.as_deref();
        if self.form == Form::Compact {
            let parts = [
                self.protected.as_bytes(),
                payload.unwrap_or_default(),
                signature.as_bytes(),
            ];
            return parts.join(&b'.');
        }
        let header = self
            .header
            .as_ref()
            .map(|json| format!(r#","header":{json}"#));
        let members = format!(
            r#""protected":"{}"{},"signature":"{signature}""#,
            self.protected,
            header.unwrap_or_default()
        );
        let members = if self.form == Form::General {
            format!(r#""signatures":[{{{members}}}]"#)
        } else {
            members
        };
        let payload = payload.map(|json| [br#""payload":"#, json, b","].concat());
        [
            b"{",
            &*payload.unwrap_or_default(),
            members.as_bytes(),
            b"}",
        ]
        .concat()
    }

    pub(crate) fn read<K: VerifyKeys + ?Sized>(&self, keys: &K) -> Result<Seen, VerifyError> {
        self.read_with(&ReadOptions::new(), keys)
    }

    /// What a recipient with these options gets, who expects this form or any form that there is.
    pub(crate) fn read_with<K: VerifyKeys + ?Sized>(
        &self,
        options: &ReadOptions,
        keys: &K,
    ) -> Result<Seen, VerifyError> {
        let (text, detached) = (self.text(), self.detached.as_deref());
        let seen = match (self.form, detached) {
            (Form::Compact, None) => {
                let token = core::str::from_utf8(&text).unwrap();
                return one(Compact::parse_with(token, options)?, keys);
            }
            (Form::Compact, Some(payload)) => {
                let token = core::str::from_utf8(&text).unwrap();
                return one_detached(Compact::parse_detached(token, payload, options)?, keys);
            }
            (Form::Flattened, None) => {
                let read = Flattened::parse_with(&text, options).map_err(Into::into);
                read.and_then(|read| one(read, keys))
            }
            (Form::Flattened, Some(payload)) => {
                let read = Flattened::parse_detached(&text, payload, options).map_err(Into::into);
                read.and_then(|read| one_detached(read, keys))
            }
            (Form::General, None) => {
                let read = General::parse_with(&text, options).map_err(Into::into);
                read.and_then(|read| several(read, keys, Require::AnyKey))
            }
            (Form::General, Some(payload)) => {
                let read = General::parse_detached(&text, payload, options).map_err(Into::into);
                read.and_then(|read| several_detached(read, payload, keys))
            }
        };
        let either = match detached {
            None => Json::parse_with(&text, options)
                .map_err(Into::into)
                .and_then(|read| several(read, keys, Require::EveryKey)),
            Some(payload) => Json::parse_detached(&text, payload, options)
                .map_err(Into::into)
                .and_then(|read| several_detached(read, payload, keys)),
        };
        match (&seen, &either) {
            (Ok(seen), Ok(either)) => assert_eq!(seen, either),
            (Err(seen), Err(either)) => assert_eq!(format!("{seen:?}"), format!("{either:?}")),
            _ => panic!("{seen:?} and {either:?}"),
        }
        seen
    }

    /// The code of the one reason why it is refused.
    pub(crate) fn refused<K: VerifyKeys + ?Sized>(&self, keys: &K) -> &'static str {
        match self.read(keys) {
            Ok(seen) => panic!("{self:?} is accepted as {seen:?}"),
            Err(error) => error.code(),
        }
    }
}

fn one<K: VerifyKeys + ?Sized>(read: Unverified<'_>, keys: &K) -> Result<Seen, VerifyError> {
    let b64 = read.unverified_header().b64();
    let (header, payload) = read.verify(keys)?.into_parts();
    assert_eq!(header.header().b64(), b64);
    Ok(Seen::new(&header, &payload))
}

fn one_detached<'t, K: VerifyKeys + ?Sized>(
    read: Unverified<'t, Detached<'t>>,
    keys: &K,
) -> Result<Seen, VerifyError> {
    let (header, payload) = read.verify(keys)?.into_parts();
    Ok(Seen::new(&header, payload))
}

fn several<K: VerifyKeys + ?Sized>(
    read: UnverifiedJson<'_>,
    keys: &K,
    require: Require,
) -> Result<Seen, VerifyError> {
    let seen = read.verify(keys, require)?;
    let header = seen.confirmed().next().unwrap();
    Ok(Seen::new(header, seen.payload()))
}

fn several_detached<'t, K: VerifyKeys + ?Sized>(
    read: UnverifiedJson<'t, Detached<'t>>,
    payload: &[u8],
    keys: &K,
) -> Result<Seen, VerifyError> {
    let seen = read.verify(keys, Require::EveryKey)?;
    assert!(core::ptr::eq(seen.payload(), payload));
    let header = seen.confirmed().next().unwrap();
    Ok(Seen::new(header, seen.payload()))
}

impl Seen {
    fn new(header: &VerifiedHeader, payload: &[u8]) -> Seen {
        Seen {
            payload: payload.into(),
            header: header.header().octets().into(),
            b64: header.header().b64(),
            key_id: header.key_id().map(Into::into),
        }
    }
}

/// A JSON string of these octets; what is no text stays as it is.
pub(crate) fn json_string(octets: &[u8]) -> Vec<u8> {
    match core::str::from_utf8(octets) {
        Ok(text) => serde_json::to_vec(text).unwrap(),
        Err(_) => [b"\"", octets, b"\""].concat(),
    }
}
