//! Writing the serializations (RFC 7516, sections 5.1, 7.1 and 7.2).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use jose_b64::{ObjectWriter, encode, encode_append};
use jose_jwk::header_draft::{HeaderDraftError, HeaderMembers, check_headers};
use jose_jwk::{JoseHeader, Limits};

use crate::build_error::BuildError;
use crate::content::ContentKey;
use crate::encrypt::Encrypt;
use crate::encrypted_cek::EncryptedKey;
use crate::header::check_parameters;
use crate::message::{check_mode, joined};
use crate::recipient_builder::RecipientBuilder;
use crate::seal::Sealing;
use crate::zip::deflate;

/// The parameters that this crate writes itself.
pub(crate) const RESERVED: [&str; 14] = [
    "alg", "enc", "zip", "typ", "cty", "kid", "crit", "epk", "apu", "apv", "iv", "tag", "p2s",
    "p2c",
];

/// The same in an unprotected header, where `typ` and `cty` have no way in of their own (RFC 7520, section
/// 5.13.7).
pub(crate) const RESERVED_UNPROTECTED: [&str; 12] = [
    "alg", "enc", "zip", "kid", "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// Those of them that say what was done with the key and the plaintext.
const GENERATED: [&str; 9] = ["alg", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];

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
    recipients: Vec<Written<'_>>,
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
    for one in &recipients {
        let has_key = !one.encrypted_key.is_empty();
        check_mode(&one.alg, has_key, recipients.len() == 1)?;
    }
    let single = match &*recipients {
        [one] if one.own_header.is_none() => Some(one),
        _ => None,
    };

    // What is said of a single recipient is protected with the rest.
    let mut first = ObjectWriter::new();
    if let Some(one) = &single {
        first.string("alg", &one.alg);
    }
    first.string("enc", cipher.enc().name());
    if is_compressed {
        first.string("zip", "DEF");
    }
    let mut kid = None;
    if let Some(one) = single {
        first.append(&one.parameters);
        kid = one.kid.as_deref();
    }
    // HDR-14: whoever gives the whole header cannot say what is not done.
    let done: Vec<bool> = GENERATED.iter().map(|name| first.contains(name)).collect();
    let mut unsaid = GENERATED
        .iter()
        .zip(done)
        .filter(|(_, done)| !done)
        .map(|(name, _)| name);
    let given_kid = draft.given_kid().map(String::from);
    let header = draft.write(first, kid, &limits)?;
    check_parameters(&header, &limits)?;
    check_headers(
        [&header].into_iter(),
        kid.into_iter().chain(given_kid.as_deref()),
    )?;
    if let Some(name) = unsaid.find(|name| header.value(name).is_some()) {
        let name = (*name).into();
        return Err(HeaderDraftError::Mismatch { name }.into());
    }

    if is_compressed && plaintext.len() > limits.inflated_len {
        let (len, max) = (plaintext.len(), limits.inflated_len);
        return Err(BuildError::InflatedTooLong { len, max });
    }
    let compressed = is_compressed.then(|| deflate(plaintext));
    let protected = encode(header.octets());
    let aad = aad.map(encode);
    let (before, between, end) = if form == Form::Compact {
        let encrypted_key = recipients.first().map(|one| &*one.encrypted_key);
        (
            compact(&protected, encrypted_key.unwrap_or_default(), iv),
            ".",
            "",
        )
    } else {
        let mut json = ObjectWriter::with_capacity(256);
        json.string("protected", &protected);
        let shared =
            (!shared.is_empty()).then(|| unprotected(&shared, ObjectWriter::new(), &limits));
        let shared = shared.transpose()?;
        if let Some(shared) = &shared {
            check_headers([&header, shared].into_iter(), None)?;
            json.object("unprotected", shared.object());
        }
        let others = Others {
            protected: &header,
            shared: shared.as_ref(),
            limits: &limits,
        };
        let has_own = single.is_none();
        let recipients = recipients
            .iter()
            .map(|one| one.members(has_own.then_some(&others)));
        let recipients = recipients.collect::<Result<Vec<_>, _>>()?;
        if form == Form::General {
            json.nested_array("recipients", recipients)?;
        } else {
            for one in &recipients {
                json.append(one);
            }
        }
        if let Some(aad) = &aad {
            json.string("aad", aad);
        }
        json.string("iv", &encode(iv));
        let mut text = json.finish()?;
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
        plaintext: compressed.as_ref().map_or(plaintext, |octets| octets),
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

/// Writes an unprotected header, which obeys what recipients will check.
fn unprotected(
    members: &HeaderMembers,
    first: ObjectWriter,
    limits: &Limits,
) -> Result<JoseHeader, BuildError> {
    let header = members.write(first, limits)?;
    check_parameters(&header, limits)?;
    Ok(header)
}

/// The headers that a recipient reads together with its own.
struct Others<'h> {
    protected: &'h JoseHeader,
    shared: Option<&'h JoseHeader>,
    limits: &'h Limits,
}

impl Written<'_> {
    /// The members of one recipient: its header, where it has one, and its encrypted key, where there is
    /// one (section 7.2.1).
    fn members(&self, others: Option<&Others<'_>>) -> Result<ObjectWriter, BuildError> {
        let mut members = ObjectWriter::new();
        if let Some(others) = others {
            let own = self.own_header(others.limits)?;
            let headers = [Some(others.protected), others.shared, Some(&own)];
            check_headers(headers.into_iter().flatten(), self.kid.as_deref())?;
            members.object("header", own.object());
        }
        if !self.encrypted_key.is_empty() {
            members.string("encrypted_key", &encode(&*self.encrypted_key));
        }
        Ok(members)
    }

    /// `alg` and `kid` of the key, the parameters of its mode, and what the caller adds.
    fn own_header(&self, limits: &Limits) -> Result<JoseHeader, BuildError> {
        let mut first = ObjectWriter::new();
        first.string("alg", &self.alg);
        if let Some(kid) = &self.kid {
            first.string("kid", kid);
        }
        first.append(&self.parameters);
        let further = self.own_header.as_ref().map(|own| &own.members);
        unprotected(further.unwrap_or(&HeaderMembers::default()), first, limits)
    }
}
