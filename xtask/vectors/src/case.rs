//! One case: what is done to which input, and what must come of it.

use serde::Deserialize;

use crate::JsonText;
use crate::encryption::{OptIn, Recipient};
use crate::signatures::{Form, Outcome, Require, Signer};

/// One test vector. Which members it has depends on its operation (see the crate's table); the
/// methods of the same names panic with the case's id when a member is missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A name for failure messages; unique over all files.
    pub id: String,
    /// Where it comes from, or the rule it breaks: `RFC 7515, A.1`.
    pub section: String,
    /// What is particular about it.
    pub comment: String,
    /// The operation's name, one of [`crate::OPERATIONS`].
    pub operation: String,
    /// What must come of it.
    pub expect: Expect,
    /// The line of the attack list that it tests.
    pub attack: Option<String>,
    /// The name of a key, see [`crate::key`].
    pub key: Option<String>,
    /// The names of the keys of a set, or of all keys that a recipient of several signatures has.
    pub keys: Option<Vec<String>>,
    /// What is parsed or decoded, as it is.
    pub text: Option<String>,
    /// The algorithm that the caller loads the key for.
    pub alg: Option<String>,
    /// The algorithms that the caller loads `keys` for, in the same order.
    pub algs: Option<Vec<String>>,
    /// What a key is loaded for.
    pub purpose: Option<Purpose>,
    /// A compact serialization.
    pub token: Option<String>,
    /// A JSON serialization, octet for octet.
    pub json: Option<String>,
    /// One that is no Unicode text, base64url.
    pub json_octets: Option<String>,
    /// Which of the two JSON serializations it is, or pretends to be.
    pub form: Option<Form>,
    /// Whose signatures a recipient of several wants.
    pub require: Option<Require>,
    /// Whether the recipient has opted in to an unprotected `alg`.
    #[serde(default)]
    pub unprotected_alg: bool,
    /// Whether the payload is signed as it is, not base64url encoded (RFC 7797), see the crate's table.
    #[serde(default)]
    pub unencoded: bool,
    /// The JWS Payload that the message does not hold, base64url.
    pub detached: Option<String>,
    /// The signatures to be made, in this order.
    pub signatures: Option<Vec<Signer>>,
    /// What comes of each signature, in the order of the message.
    pub outcomes: Option<Vec<Outcome>>,
    /// The JWS Payload, base64url, whether or not the message holds it so.
    pub payload: Option<String>,
    /// Decoded octets, as numbers.
    pub octets: Option<Vec<u8>>,
    /// The signed octets, base64url.
    pub message: Option<String>,
    /// The signature, base64url.
    pub signature: Option<String>,
    /// Whether signing must give these very octets.
    #[serde(default)]
    pub deterministic: bool,
    /// The name of a hash function as in RFC 9278: `sha-256`.
    pub hash: Option<String>,
    /// The hash input of RFC 7638, section 3.
    pub canonical: Option<String>,
    /// The thumbprint, base64url.
    pub thumbprint: Option<String>,
    /// The thumbprint URI of RFC 9278.
    pub uri: Option<String>,
    /// The key's `kty`.
    pub kty: Option<String>,
    /// The key's `crv`.
    pub crv: Option<String>,
    /// The key's `kid`.
    pub kid: Option<String>,
    /// Whether the key holds private or symmetric material.
    pub private: Option<bool>,
    /// The `kid` of each key of a set.
    pub kids: Option<Vec<Option<String>>>,
    /// The values of `enc` that the recipient accepts.
    pub encs: Option<Vec<String>>,
    /// What the recipient has asked for, because it is refused otherwise.
    pub opt_ins: Option<Vec<OptIn>>,
    /// The names of the keys each of which decrypts the message alone.
    pub decrypted_by: Option<Vec<String>>,
    /// The password, as text; `keys` has it as a key, too.
    pub password: Option<String>,
    /// The plaintext, base64url.
    pub plaintext: Option<String>,
    /// The additional authenticated data, base64url: those that the caller gives, where a message is
    /// read or made, and all of them, where content is.
    pub aad: Option<String>,
    /// The content encryption algorithm.
    pub enc: Option<String>,
    /// The Content Encryption Key, base64url.
    pub cek: Option<String>,
    /// The Initialization Vector, base64url.
    pub iv: Option<String>,
    /// The ciphertext, base64url.
    pub ciphertext: Option<String>,
    /// The Authentication Tag, base64url.
    pub tag: Option<String>,
    /// The JWE Protected Header as it is sent, base64url.
    pub protected: Option<String>,
    /// The JWE Shared Unprotected Header, a JSON object.
    pub shared: Option<JsonText>,
    /// How the CEK gets to each recipient.
    pub recipients: Option<Vec<Recipient>>,
    /// The key that encrypts the CEK, base64url.
    pub kek: Option<String>,
    /// The JWE Encrypted Key, base64url.
    pub encrypted_key: Option<String>,
    /// The name of the ephemeral private key; of a rejected case it may be a public one.
    pub epk_private: Option<String>,
    /// The shared secret of a key agreement, base64url.
    pub z: Option<String>,
    /// The name that goes into a key derivation: an `enc` or an `alg`.
    pub algorithm_id: Option<String>,
    /// The sender's name in a key derivation, base64url; empty where it has none.
    pub apu: Option<String>,
    /// The recipient's name in a key derivation, base64url; empty where it has none.
    pub apv: Option<String>,
    /// The length of the derived key in octets.
    pub key_len: Option<usize>,
    /// The key that comes out of a key derivation, base64url.
    pub derived_key: Option<String>,
    /// The salt of PBKDF2, which has the name of the algorithm in it, base64url.
    pub salt: Option<String>,
    /// The salt input of PBES2, as in the header, base64url.
    pub p2s: Option<String>,
    /// The iterations of PBKDF2.
    pub p2c: Option<u32>,
    /// The token inside of a nested one.
    pub inner: Option<String>,
    /// The name of the key that verifies it.
    pub inner_key: Option<String>,
    /// The algorithm that this key is loaded for.
    pub inner_alg: Option<String>,
}

/// What must come of a case.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expect {
    /// It succeeds, with the values that the case gives.
    Valid,
    /// It is refused.
    Reject {
        /// The class of the error.
        class: Class,
        /// The reason.
        why: String,
    },
}

/// Classes of errors.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The message cannot be read, whatever the keys: it is not base64url or JSON as JOSE wants it,
    /// a part or a member is missing, of the wrong type or there twice, a header parameter is of the
    /// wrong type or where it must not be, `alg` or `enc` is missing, `b64` breaks a rule of RFC 7797, the
    /// payload is in the message and given, too, or not what its form can carry, `zip` is there and not
    /// asked for, there are too many recipients, or ones that cannot be together.
    Parse,
    /// A header's `alg` is `none` in whatever letters, Prohibited or empty, or its `enc` is Prohibited or
    /// empty: no key is looked for.
    AlgRefused,
    /// No key given is one for this header's `alg` and `kid`.
    NoMatchingKey,
    /// Several of the keys given are ones for this header's `alg` and `kid`.
    AmbiguousKey,
    /// A header's `crit` is malformed, is not protected, or names what is not understood.
    Crit,
    /// The signature is not valid under the key given.
    InvalidSignature,
    /// A header's `enc` is not one that the recipient accepts, whether or not anybody knows it.
    EncNotAccepted,
    /// A header asks for more work than the recipient allows, or for too little (`p2c`): no key has
    /// done any.
    Limit,
    /// Something that the key's mode or the cipher needs (`epk`, `apu`, `apv`, `iv`, `tag`, `p2s`, `p2c`, an
    /// encrypted key, the octets of iv, ciphertext and tag) is missing, of the wrong type or of a length
    /// that cannot be. Where that is seen, when the message is read or by the key, is not laid down: the
    /// error is one of [`Parse`](Self::Parse), [`Limit`](Self::Limit) and
    /// [`DecryptionFailed`](Self::DecryptionFailed).
    Unusable,
    /// The key given does not decrypt the message. Nothing says why (RFC 7516, section 11.5).
    DecryptionFailed,
    /// The message can be read, but it does not have the signatures that [`Require`] asks for. A
    /// message whose only signature fails belongs to the class of that failure instead.
    Unmet,
    /// The JSON is fine, but the key or the key set cannot be used: a member is missing or of the
    /// wrong type, the material is unsafe, or it is not for this.
    Key,
}

/// What a key is loaded for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Signing.
    Sign,
    /// Verification.
    Verify,
}

impl Case {
    /// The JSON text of the JWK: that of the key named, or `text`.
    ///
    /// # Panics
    ///
    /// When the case has neither.
    #[must_use]
    pub fn jwk(&self) -> &str {
        match &self.key {
            Some(name) => crate::key(name),
            None => self.text(),
        }
    }

    /// The JSON text of the JWK Set: of the keys named, or `text`.
    ///
    /// # Panics
    ///
    /// When the case has neither.
    #[must_use]
    pub fn jwk_set(&self) -> String {
        match &self.keys {
            Some(names) => {
                let keys: Vec<&str> = names.iter().map(|name| crate::key(name)).collect();
                format!(r#"{{"keys":[{}]}}"#, keys.join(","))
            }
            None => self.text().into(),
        }
    }

    /// The JWS Signing Input of `token`: everything before its last dot.
    ///
    /// # Panics
    ///
    /// When the case has no token, or the token no dot.
    #[must_use]
    pub fn signing_input(&self) -> &str {
        self.token()
            .rsplit_once('.')
            .unwrap_or_else(|| self.lacks("dots in token"))
            .0
    }

    /// The signature, base64url: the member, or the last part of `token`.
    ///
    /// # Panics
    ///
    /// When the case has neither.
    #[must_use]
    pub fn signature(&self) -> &str {
        match &self.signature {
            Some(signature) => signature,
            None => {
                self.token()
                    .rsplit_once('.')
                    .unwrap_or_else(|| self.lacks("signature"))
                    .1
            }
        }
    }

    /// What a key is loaded for.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose.unwrap_or_else(|| self.lacks("purpose"))
    }

    /// The class of error expected, or nothing where the case must succeed.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        match &self.expect {
            Expect::Valid => None,
            Expect::Reject { class, .. } => Some(*class),
        }
    }

    /// The names of the keys that a recipient of several signatures has, each with its algorithm.
    ///
    /// # Panics
    ///
    /// When the case has no `keys` or no `algs`.
    pub fn keys_with_algs(&self) -> impl Iterator<Item = (&str, &str)> {
        let keys = self.keys.as_ref().unwrap_or_else(|| self.lacks("keys"));
        let algs = self.algs.as_ref().unwrap_or_else(|| self.lacks("algs"));
        keys.iter()
            .map(String::as_str)
            .zip(algs.iter().map(String::as_str))
    }

    /// Which of the two JSON serializations.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form.unwrap_or_else(|| self.lacks("form"))
    }

    /// Whose signatures a recipient of several wants.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn require(&self) -> Require {
        self.require.unwrap_or_else(|| self.lacks("require"))
    }

    /// The signatures to be made.
    ///
    /// # Panics
    ///
    /// When the case has none.
    #[must_use]
    pub fn signatures(&self) -> &[Signer] {
        self.signatures
            .as_deref()
            .unwrap_or_else(|| self.lacks("signatures"))
    }

    /// What comes of each signature.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        self.outcomes
            .as_deref()
            .unwrap_or_else(|| self.lacks("outcomes"))
    }

    pub(crate) fn lacks(&self, member: &str) -> ! {
        panic!("{} has no {member}", self.id)
    }
}

macro_rules! text_members {
    ($($member:ident),*) => {
        impl Case {$(
            #[doc = concat!("The member `", stringify!($member), "`.")]
            ///
            /// # Panics
            ///
            /// When the case has no such member.
            #[must_use]
            pub fn $member(&self) -> &str {
                self.$member.as_deref().unwrap_or_else(|| self.lacks(stringify!($member)))
            }
        )*}
    };
}

text_members!(
    text,
    alg,
    token,
    json,
    detached,
    payload,
    message,
    hash,
    canonical,
    thumbprint,
    password,
    plaintext,
    aad,
    enc,
    cek,
    iv,
    ciphertext,
    tag,
    protected,
    kek,
    encrypted_key,
    epk_private,
    z,
    algorithm_id,
    apu,
    apv,
    derived_key,
    salt,
    p2s,
    inner,
    inner_key,
    inner_alg
);
