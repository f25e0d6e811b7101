//! The headers of a JWE, and which parameter may stand in which (RFC 7516, sections 4 and 7.2.1; RFC 7518, section 4.1).

use core::ops::Deref;

use jose_b64::{Kind, Value, decode};
use jose_jwk::{Alg, Enc, JoseHeader, Limits};

use crate::error::{ParseError, shown};
use crate::read_options::ReadOptions;

/// A JWE Protected Header.
///
/// Whoever decrypts with success knows that it is the header with which the message was encrypted. Who
/// did that is another question: with a public key anybody can.
#[derive(Clone, Debug)]
pub struct ProtectedHeader(JoseHeader);

/// A JWE Shared Unprotected Header (section 7.2.1): **nobody vouches for it**, not even after decryption.
#[derive(Clone, Debug)]
pub struct SharedHeader(JoseHeader);

/// A JWE Per-Recipient Unprotected Header (section 7.2.1): **nobody vouches for it**, not even after
/// decryption.
#[derive(Clone, Debug)]
pub struct RecipientHeader(JoseHeader);

impl ProtectedHeader {
    pub(crate) fn read(header: JoseHeader, options: &ReadOptions) -> Result<Self, ParseError> {
        check_parameters(&header, &options.limits)?;
        // Before any key is asked: what must be understood, and whether the plaintext may be compressed.
        options.crit.process(&header, &[])?;
        match header.value("zip").and_then(Value::as_str).as_deref() {
            None => {}
            Some("DEF") if options.zip.is_some() => {}
            Some("DEF") => return Err(ParseError::ZipNotAllowed),
            Some(_) => return Err(ParseError::UnknownZip),
        }
        Ok(ProtectedHeader(header))
    }

    /// `alg`, the algorithm of the key (section 4.1.1), where it stands here: of a message in JSON it may
    /// stand in the recipient's own header.
    #[must_use]
    pub fn alg(&self) -> Option<Alg<'_>> {
        Alg::parse(self.0.alg()?).ok()
    }

    /// `enc`, the content encryption algorithm (section 4.1.2).
    #[must_use]
    pub fn enc(&self) -> Option<Enc<'_>> {
        enc_of(&self.0)
    }

    pub(crate) fn is_compressed(&self) -> bool {
        self.0.value("zip").is_some()
    }
}

impl SharedHeader {
    pub(crate) fn read(header: JoseHeader, options: &ReadOptions) -> Result<Self, ParseError> {
        check_unprotected(&header, options)?;
        let refused = KEY_PARAMETERS
            .into_iter()
            .find(|name| header.value(name).is_some() && !options.allow_shared_key_parameters);
        match refused {
            Some(name) => Err(ParseError::MustBeProtected { name }),
            None => Ok(SharedHeader(header)),
        }
    }
}

impl RecipientHeader {
    pub(crate) fn read(header: JoseHeader, options: &ReadOptions) -> Result<Self, ParseError> {
        check_unprotected(&header, options)?;
        Ok(RecipientHeader(header))
    }
}

/// What stands in a shared unprotected header would be changed for all recipients by whoever carries
/// the message; in a recipient's own it is the key that notices.
const KEY_PARAMETERS: [&str; 8] = ["alg", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];

fn check_unprotected(header: &JoseHeader, options: &ReadOptions) -> Result<(), ParseError> {
    for name in PROTECTED_ONLY {
        let is_allowed = name == "enc" && options.allow_unprotected_enc;
        if header.value(name).is_some() && !is_allowed {
            return Err(ParseError::MustBeProtected { name });
        }
    }
    check_parameters(header, &options.limits)
}

/// What a message demands of all its recipients (section 4.1).
pub(crate) const PROTECTED_ONLY: [&str; 3] = ["crit", "zip", "enc"];

pub(crate) fn enc_of(header: &JoseHeader) -> Option<Enc<'_>> {
    Enc::parse(header.value("enc")?.as_plain_str()?).ok()
}

/// The types of the parameters that RFC 7516, section 4.1, and RFC 7518, section 4, register, and the
/// bounds of work: all that can be said without a key (ECE-04, ECE-07, PBE-01 to PBE-03).
pub(crate) fn check_parameters(header: &JoseHeader, limits: &Limits) -> Result<(), ParseError> {
    let of_kind = |name: &'static str, kind: Kind, expected: &'static str| match header.value(name)
    {
        Some(value) if value.kind() != kind => Err(ParseError::Parameter { name, expected }),
        _ => Ok(()),
    };
    of_kind("zip", Kind::String, "a string")?;
    of_kind("epk", Kind::Object, "an object")?;
    if let Some(enc) = header.value("enc") {
        // A registered name needs no escapes, and neither does anybody else's.
        let name = enc.as_plain_str().ok_or(ParseError::Parameter {
            name: "enc",
            expected: "a plain string",
        })?;
        Enc::parse(name).map_err(ParseError::Enc)?;
    }
    for name in ["apu", "apv", "iv", "tag", "p2s"] {
        let Some(value) = header.value(name) else {
            continue;
        };
        let octets = value.as_str().and_then(|text| decode(&*text).ok());
        let octets = octets.ok_or(ParseError::Parameter {
            name,
            expected: "a string in base64url",
        })?;
        if name == "p2s" && octets.len() < MIN_SALT_LEN {
            return Err(ParseError::Parameter {
                name,
                expected: "a salt of 8 octets or more",
            });
        }
    }
    if let Some(p2c) = header.value("p2c") {
        if p2c.kind() != Kind::Number {
            return Err(ParseError::Parameter {
                name: "p2c",
                expected: "a number",
            });
        }
        let (min, max) = (limits.pbes2_min_iterations, limits.pbes2_max_iterations);
        // What is no whole number in plain notation asks for more than there is.
        let found = p2c.as_u64().unwrap_or(u64::MAX);
        if found < u64::from(min) || found > u64::from(max) {
            return Err(ParseError::Iterations { found, min, max });
        }
    }
    Ok(())
}

/// RFC 7518, section 4.8.1.1.
const MIN_SALT_LEN: usize = 8;

/// Section 7.2.1: the names of headers that are read together are disjoint.
pub(crate) fn check_disjoint(one: &JoseHeader, other: &JoseHeader) -> Result<(), ParseError> {
    match one.common_name(other) {
        None => Ok(()),
        Some(name) => Err(ParseError::InTwoHeaders { name: shown(&name) }),
    }
}

macro_rules! is_a_header {
    ($($type:ty),*) => {$(
        impl Deref for $type {
            type Target = JoseHeader;

            fn deref(&self) -> &JoseHeader {
                &self.0
            }
        }
    )*};
}

is_a_header!(ProtectedHeader, SharedHeader, RecipientHeader);
