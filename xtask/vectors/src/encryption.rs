//! What the cases of encryption have and others do not (RFC 7516; RFC 7518, sections 4 and 5).

use serde::Deserialize;

use crate::{Case, JsonText};

/// What a recipient must have asked for, because it is refused otherwise.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum OptIn {
    /// Compressed plaintexts (RFC 7516, section 4.1.3).
    Zip,
    /// An `enc` that is not protected.
    UnprotectedEnc,
    /// Parameters that find the key (`alg`, `epk`, `apu`, `apv`, `iv`, `tag`, `p2s`, `p2c`) in the JWE
    /// Shared Unprotected Header.
    SharedKeyParameters,
    /// An empty `encrypted_key` in JSON where the mode has none (RFC 7516, section 7.2.1).
    EmptyEncryptedKey,
    /// Keys for RSA1_5.
    #[serde(rename = "rsa1_5")]
    Rsa15,
}

/// One recipient of a message that is to be made: how the CEK gets to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The name of the recipient's key, private where it is known.
    pub key: String,
    /// The algorithm that it is loaded for.
    pub alg: String,
    /// The JWE Per-Recipient Unprotected Header, a JSON object.
    pub header: Option<JsonText>,
    /// The JWE Encrypted Key, base64url; absent where the mode has none.
    pub encrypted_key: Option<String>,
    /// Whether nothing that is drawn gives this encrypted key (RSA): the producer has it from a key that
    /// is somewhere else.
    #[serde(default)]
    pub answered: bool,
    /// The name of the ephemeral private key.
    pub epk_private: Option<String>,
    /// The sender's name, base64url, as in the header.
    pub apu: Option<String>,
    /// The recipient's name, base64url, as in the header.
    pub apv: Option<String>,
    /// The salt input of PBES2, base64url, as in the header.
    pub p2s: Option<String>,
    /// The iterations of PBES2, as in the header.
    pub p2c: Option<u32>,
    /// The Initialization Vector of AES GCM key encryption, base64url, as in the header.
    pub iv: Option<String>,
    /// The Authentication Tag of AES GCM key encryption, base64url, as in the header.
    pub tag: Option<String>,
}

impl Case {
    /// The values of `enc` that the recipient accepts.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    pub fn encs(&self) -> impl Iterator<Item = &str> {
        let encs = self.encs.as_ref().unwrap_or_else(|| self.lacks("encs"));
        encs.iter().map(String::as_str)
    }

    /// Whether the recipient has opted in.
    #[must_use]
    pub fn opts_in(&self, to: OptIn) -> bool {
        self.opt_ins.iter().flatten().any(|opt_in| *opt_in == to)
    }

    /// The names of the keys each of which decrypts the message alone.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    pub fn decrypted_by(&self) -> impl Iterator<Item = &str> {
        let keys = self.decrypted_by.as_ref();
        let keys = keys.unwrap_or_else(|| self.lacks("decrypted_by"));
        keys.iter().map(String::as_str)
    }

    /// How the CEK gets to each recipient.
    ///
    /// # Panics
    ///
    /// When the case has no recipients.
    #[must_use]
    pub fn recipients(&self) -> &[Recipient] {
        self.recipients
            .as_deref()
            .unwrap_or_else(|| self.lacks("recipients"))
    }

    /// The iterations of PBKDF2.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn p2c(&self) -> u32 {
        self.p2c.unwrap_or_else(|| self.lacks("p2c"))
    }

    /// The length of the derived key in octets.
    ///
    /// # Panics
    ///
    /// When the case does not say.
    #[must_use]
    pub fn key_len(&self) -> usize {
        self.key_len.unwrap_or_else(|| self.lacks("key_len"))
    }

    /// The JSON text of the ephemeral private key.
    ///
    /// # Panics
    ///
    /// When the case has none.
    #[must_use]
    pub fn epk(&self) -> &str {
        crate::key(self.epk_private())
    }
}
