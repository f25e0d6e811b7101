//! Writing the serializations (RFC 7516, sections 5.1, 7.1 and 7.2).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use jose_b64::{ObjectWriter, encode, encode_append};
use jose_jwk::{JoseHeader, Limits};

use crate::build_error::BuildError;
use crate::content::ContentKey;
use crate::encrypt::Encrypt;
use crate::encrypted_cek::EncryptedKey;
use crate::error::ParseError;
use crate::header::{check_disjoint, check_parameters};
use crate::message::joined;
use crate::recipient_builder::RecipientBuilder;
use crate::seal::Sealing;
use crate::zip::deflate;

/// The parameters that this crate writes itself.
pub(crate) const RESERVED: [&str; 14] = [
    "alg", "enc", "zip", "typ", "cty", "kid", "crit", "epk", "apu", "apv", "iv", "tag", "p2s",
    "p2c",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Compact,
    Flattened,
    General,
}

/// One recipient as it stands in the message.
pub(crate) struct Written<'a> {
    pub(crate) alg: Cow<'a, str>,
    pub(crate) kid: Option<Cow<'a, str>>,
    pub(crate) encrypted_key: EncryptedKey,
    pub(crate) parameters: ObjectWriter,
    pub(crate) own_header: Option<RecipientBuilder>,
}

/// Encrypts the plaintext and writes the message.
pub(crate) fn write(
    encrypt: Encrypt<'_>,
    mut recipients: Vec<Written<'_>>,
    key: &dyn ContentKey,
    iv: &[u8],
    form: Form,
    plaintext: &[u8],
) -> Result<String, BuildError> {
    let Encrypt {
        cipher,
        draft,
        shared,
        aad,
        is_compressed,
        limits,
        ..
    } = encrypt;
    let single = match &mut *recipients {
        [one] if one.own_header.is_none() => Some(one),
        _ => None,
    };

    // What is said of a single recipient is protected with the rest.
    let mut leading = ObjectWriter::new();
    let mut generated = ObjectWriter::new();
    let mut kid = None;
    if let Some(one) = single {
        leading.string("alg", &one.alg);
        kid = one.kid.as_deref();
        generated = core::mem::take(&mut one.parameters);
    }
    leading.string("enc", cipher.enc().name());
    if is_compressed {
        leading.string("zip", "DEF");
    }
    let protected = draft.write(leading, kid, generated, &limits)?;
    let header = JoseHeader::parse(&protected, &limits).map_err(ParseError::Header)?;
    check_parameters(&header, &limits)?;
    let shared = shared.map(|members| Unprotected::new(members, &limits));
    let shared = shared.transpose()?;
    if let Some(shared) = &shared {
        check_disjoint(&shared.header, &header)?;
    }

    let compressed = if is_compressed {
        Some(deflate(plaintext).ok_or(BuildError::ZipOff)?)
    } else {
        None
    };
    let protected = encode(&*protected);
    let aad = aad.map(encode);
    let (before, between, end) = if form == Form::Compact {
        let encrypted_key = recipients.first().map(|one| &*one.encrypted_key);
        (
            compact(&protected, encrypted_key.unwrap_or_default(), iv),
            ".",
            "",
        )
    } else {
        let own = |one: Written<'_>| one.members(&header, shared.as_ref(), &limits);
        let recipients = recipients
            .into_iter()
            .map(own)
            .collect::<Result<Vec<_>, _>>()?;
        let mut json = ObjectWriter::with_capacity(256);
        json.string("protected", &protected);
        if let Some(shared) = shared {
            json.nested("unprotected", shared.members)
                .map_err(BuildError::of_writer)?;
        }
        if form == Form::General {
            json.nested_array("recipients", recipients)
                .map_err(BuildError::of_writer)?;
        } else {
            recipients.iter().for_each(|one| {
                json.append(one);
            });
        }
        if let Some(aad) = &aad {
            json.string("aad", aad);
        }
        json.string("iv", &encode(iv));
        let mut text = json.finish().map_err(BuildError::of_writer)?;
        // The object goes on: two members are still to come.
        text.pop();
        text.push_str(",\"ciphertext\":\"");
        (text, "\",\"tag\":\"", "\"}")
    };
    let authenticated = aad.map(|aad| joined(&protected, &aad));
    let sealing = Sealing {
        cipher,
        key,
        iv,
        aad: authenticated.as_deref().unwrap_or(&protected),
        plaintext: compressed.as_deref().map_or(plaintext, Vec::as_slice),
        max: limits.token_len,
    };
    sealing.append_to(before, between, end)
}

/// What stands before the ciphertext of a compact message.
fn compact(protected: &str, encrypted_key: &[u8], iv: &[u8]) -> String {
    let mut text = String::from(protected);
    for octets in [encrypted_key, iv] {
        text.push('.');
        encode_append(octets, &mut text);
    }
    text.push('.');
    text
}

/// An unprotected header, and what recipients will read: what they must refuse is not sent.
struct Unprotected {
    members: ObjectWriter,
    header: JoseHeader,
}

impl Unprotected {
    fn new(members: ObjectWriter, limits: &Limits) -> Result<Self, BuildError> {
        let json = members.clone().finish().map_err(BuildError::of_writer)?;
        let header = JoseHeader::parse(json.as_bytes(), limits).map_err(ParseError::Header)?;
        check_parameters(&header, limits)?;
        Ok(Unprotected { members, header })
    }
}

impl Written<'_> {
    /// The members of one recipient: its header, where it has one, and its encrypted key, where there is
    /// one (section 7.2.1).
    fn members(
        self,
        protected: &JoseHeader,
        shared: Option<&Unprotected>,
        limits: &Limits,
    ) -> Result<ObjectWriter, BuildError> {
        let mut members = ObjectWriter::new();
        if protected.alg().is_none() {
            let header = self.own_header();
            let header = Unprotected::new(header, limits)?;
            check_disjoint(&header.header, protected)?;
            if let Some(shared) = shared {
                check_disjoint(&header.header, &shared.header)?;
            }
            members
                .nested("header", header.members)
                .map_err(BuildError::of_writer)?;
        }
        if !self.encrypted_key.is_empty() {
            members.string("encrypted_key", &encode(&*self.encrypted_key));
        }
        Ok(members)
    }

    /// `alg` and `kid` of the key, the parameters of its mode, and what the caller adds.
    fn own_header(&self) -> ObjectWriter {
        let mut header = ObjectWriter::new();
        header.string("alg", &self.alg);
        if let Some(kid) = &self.kid {
            header.string("kid", kid);
        }
        header.append(&self.parameters);
        if let Some(own) = &self.own_header {
            header.append(&own.members);
        }
        header
    }
}
