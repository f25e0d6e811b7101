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
use crate::error::ParseError;
use crate::header::{PROTECTED_ONLY, check_parameters};
use crate::message::{check_mode, joined};
use crate::recipient_header_builder::RecipientHeaderBuilder;
use crate::seal::Sealing;

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
    pub(crate) own_header: Option<RecipientHeaderBuilder>,
}

/// Encrypts the plaintext and writes the message.
pub(crate) fn write(
    encrypt: Encrypt<'_>,
    recipients: &[Written<'_>],
    key: &dyn ContentKey,
    iv: &[u8],
    form: Form,
    plaintext: &[u8],
) -> Result<String, BuildError> {
    let (cipher, zip, limits) = (encrypt.cipher, encrypt.zip, encrypt.limits.clone());
    let (shared, aad) = (encrypt.shared.clone(), encrypt.aad.map(encode));
    for one in recipients {
        let has_key = !one.encrypted_key.is_empty();
        check_mode(&one.alg, has_key, recipients.len() == 1)?;
        // HDR-14: a key says what its mode needs, and nothing else.
        let foreign = ["alg", "enc", "zip", "crit", "typ", "cty", "kid"];
        if let Some(name) = foreign
            .into_iter()
            .find(|name| one.parameters.contains(name))
        {
            return Err(HeaderDraftError::Reserved { name: name.into() }.into());
        }
    }
    let header = protected_header(encrypt, recipients)?;
    let protected = encode(header.octets());
    let (before, between, end) = match form {
        Form::Compact => (compact(&protected, recipients, iv), ".", ""),
        Form::Flattened | Form::General => {
            let mut json = ObjectWriter::with_capacity(256);
            json.string("protected", &protected);
            let headers = Headers::new(&header, &shared, &limits)?;
            headers.write(recipients, form, &mut json)?;
            if let Some(aad) = &aad {
                json.string("aad", aad);
            }
            json.string("iv", &encode(iv));
            let mut text = json.finish()?;
            // The object goes on: two members are still to come.
            text.pop();
            text.push_str(",\"ciphertext\":\"");
            (text, "\",\"tag\":\"", "\"}")
        }
    };
    let authenticated = aad.map(|aad| joined(&protected, &aad));
    let compressed = zip.map(|zip| zip.deflate(plaintext));
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

/// The protected header; what is said of a single recipient is protected with the rest.
fn protected_header(
    encrypt: Encrypt<'_>,
    recipients: &[Written<'_>],
) -> Result<JoseHeader, BuildError> {
    let limits = &encrypt.limits;
    let single = match recipients {
        [one] if one.own_header.is_none() => Some(one),
        _ => None,
    };
    let mut first = ObjectWriter::new();
    if let Some(one) = single {
        first.string("alg", &one.alg);
    }
    first.string("enc", encrypt.cipher.enc().name());
    if encrypt.zip.is_some() {
        first.string("zip", "DEF");
    }
    if let Some(one) = single {
        first.append(&one.parameters);
    }
    let kid = single.and_then(|one| one.kid.as_deref());
    let given_kid = encrypt.draft.given_kid().map(String::from);
    let header = encrypt.draft.write(first, kid, &GENERATED, limits)?;
    check_parameters(&header, limits)?;
    let kids = kid.into_iter().chain(given_kid.as_deref());
    check_headers([&header].into_iter(), kids)?;
    Ok(header)
}

/// What stands before the ciphertext of a compact message.
fn compact(protected: &str, recipients: &[Written<'_>], iv: &[u8]) -> String {
    let encrypted_key = recipients.first().map(|one| &*one.encrypted_key);
    let mut text = String::from(protected);
    for octets in [encrypted_key.unwrap_or_default(), iv] {
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
    let refused = PROTECTED_ONLY
        .into_iter()
        .find(|name| header.value(name).is_some());
    if let Some(name) = refused {
        return Err(ParseError::MustBeProtected { name }.into());
    }
    check_parameters(&header, limits)?;
    Ok(header)
}

/// The headers that every recipient reads together with its own.
struct Headers<'h> {
    protected: &'h JoseHeader,
    shared: Option<JoseHeader>,
    limits: &'h Limits,
}

impl<'h> Headers<'h> {
    fn new(
        protected: &'h JoseHeader,
        shared: &HeaderMembers,
        limits: &'h Limits,
    ) -> Result<Self, BuildError> {
        let shared = match shared.is_empty() {
            true => None,
            false => Some(unprotected(shared, ObjectWriter::new(), limits)?),
        };
        check_headers(
            [Some(protected), shared.as_ref()].into_iter().flatten(),
            None,
        )?;
        Ok(Headers {
            protected,
            shared,
            limits,
        })
    }

    /// Adds the shared header, where there is one, and the recipients.
    fn write(
        &self,
        recipients: &[Written<'_>],
        form: Form,
        json: &mut ObjectWriter,
    ) -> Result<(), BuildError> {
        if let Some(shared) = &self.shared {
            json.object("unprotected", shared.object());
        }
        let members = recipients.iter().map(|one| self.of_recipient(one));
        let members = members.collect::<Result<Vec<_>, _>>()?;
        if form == Form::General {
            json.nested_array("recipients", members)?;
        } else {
            for one in &members {
                json.append(one);
            }
        }
        Ok(())
    }

    /// The members of one recipient: its header, where it has one, and its encrypted key, where there is
    /// one (section 7.2.1).
    fn of_recipient(&self, one: &Written<'_>) -> Result<ObjectWriter, BuildError> {
        let mut members = ObjectWriter::new();
        if self.protected.alg().is_none() {
            let own = one.own_header(self.limits)?;
            let headers = [Some(self.protected), self.shared.as_ref(), Some(&own)];
            check_headers(headers.into_iter().flatten(), one.kid.as_deref())?;
            members.object("header", own.object());
        }
        if !one.encrypted_key.is_empty() {
            members.string("encrypted_key", &encode(&*one.encrypted_key));
        }
        Ok(members)
    }
}

impl Written<'_> {
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
