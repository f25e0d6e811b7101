//! One case: what is done to which input, and what must come of it.

use serde::Deserialize;

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
    /// The names of the keys of a set.
    pub keys: Option<Vec<String>>,
    /// What is parsed or decoded, as it is.
    pub text: Option<String>,
    /// The algorithm that the caller loads the key for.
    pub alg: Option<String>,
    /// What a key is loaded for.
    pub purpose: Option<Purpose>,
    /// A compact serialization.
    pub token: Option<String>,
    /// The JWS Payload, base64url.
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
    /// The text cannot be read: it is not base64url or JSON as JOSE wants it, not three parts, or
    /// its header has a parameter of the wrong type or lacks `alg`.
    Parse,
    /// The header's `alg` is `none` in whatever letters, Prohibited or empty: no key is looked for.
    AlgRefused,
    /// The key given is not one for this header's `alg` or `kid`.
    NoMatchingKey,
    /// The header's `crit` is malformed, or names what is not understood.
    Crit,
    /// The signature is not valid under the key given.
    InvalidSignature,
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

    fn lacks(&self, member: &str) -> ! {
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
    text, alg, token, payload, message, hash, canonical, thumbprint
);
