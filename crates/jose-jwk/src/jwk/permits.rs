//! What a key says it may be used for (RFC 7517, sections 4.2 to 4.4).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;

use super::Jwk;
use crate::error::NotPermitted;
use crate::material::Material;
use crate::name::Alg;

/// What somebody wants to do with a key. The names are those of `key_ops` (section 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Compute a digital signature or MAC.
    Sign,
    /// Verify a digital signature or MAC.
    Verify,
    /// Encrypt content.
    Encrypt,
    /// Decrypt content, and validate the decryption.
    Decrypt,
    /// Encrypt a key.
    WrapKey,
    /// Decrypt a key, and validate the decryption.
    UnwrapKey,
    /// Derive a key.
    DeriveKey,
    /// Derive bits that are not used as a key.
    DeriveBits,
}

/// `use`: the intended use of a public key (section 4.2).
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyUse {
    /// `sig`: signature.
    Sig,
    /// `enc`: encryption, of content or of keys.
    Enc,
    /// Another one, which covers none of our operations.
    Other(Box<str>),
}

/// One of `key_ops`: an operation that the key is intended for (section 4.3).
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyOp {
    /// A registered operation.
    Known(Operation),
    /// Another one, which covers none of our operations.
    Other(Box<str>),
}

impl Operation {
    const ALL: [Operation; 8] = [
        Operation::Sign,
        Operation::Verify,
        Operation::Encrypt,
        Operation::Decrypt,
        Operation::WrapKey,
        Operation::UnwrapKey,
        Operation::DeriveKey,
        Operation::DeriveBits,
    ];

    /// The name, spelled as in `key_ops`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Operation::Sign => "sign",
            Operation::Verify => "verify",
            Operation::Encrypt => "encrypt",
            Operation::Decrypt => "decrypt",
            Operation::WrapKey => "wrapKey",
            Operation::UnwrapKey => "unwrapKey",
            Operation::DeriveKey => "deriveKey",
            Operation::DeriveBits => "deriveBits",
        }
    }

    const fn key_use(self) -> KeyUse {
        match self {
            Operation::Sign | Operation::Verify => KeyUse::Sig,
            Operation::Encrypt
            | Operation::Decrypt
            | Operation::WrapKey
            | Operation::UnwrapKey
            | Operation::DeriveKey
            | Operation::DeriveBits => KeyUse::Enc,
        }
    }

    /// What the holder of the public part does where the holder of the private key does this.
    pub(super) const fn of_public_part(self) -> Self {
        match self {
            Operation::Sign => Operation::Verify,
            Operation::Decrypt => Operation::Encrypt,
            Operation::UnwrapKey => Operation::WrapKey,
            other => other,
        }
    }
}

impl KeyUse {
    /// The use of this name, which is case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "sig" => KeyUse::Sig,
            "enc" => KeyUse::Enc,
            other => KeyUse::Other(other.into()),
        }
    }

    /// The name, spelled as on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            KeyUse::Sig => "sig",
            KeyUse::Enc => "enc",
            KeyUse::Other(name) => name,
        }
    }
}

impl KeyOp {
    /// The operation of this name, which is case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match Operation::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
        {
            Some(operation) => KeyOp::Known(operation),
            None => KeyOp::Other(name.into()),
        }
    }

    /// The name, spelled as on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            KeyOp::Known(operation) => operation.name(),
            KeyOp::Other(name) => name,
        }
    }
}

impl Jwk {
    /// Whether this key may be used for the operation with the algorithm: `use`, `key_ops` and
    /// `alg`, each if it is there, must cover it. Asked wherever a key is loaded.
    ///
    /// What the key *can* do is another question: this one is asked before, and does not look at
    /// `kty`. For the algorithm `dir` the key's `alg` may name the content encryption instead (RFC
    /// 7520, section 5.6); whoever loads the key must then use it with that `enc` and no other.
    ///
    /// ```
    /// use jose_jwk::{Alg, Jwk, Operation};
    ///
    /// let key: Jwk = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","alg":"HS256","key_ops":["verify"]}"#.parse()?;
    /// assert!(key.permits(Operation::Verify, Alg::HS256).is_ok());
    /// assert_eq!(key.permits(Operation::Sign, Alg::HS256).unwrap_err().code(), "permit/key-ops");
    /// assert_eq!(key.permits(Operation::Verify, Alg::HS512).unwrap_err().code(), "permit/alg");
    /// # Ok::<(), jose_jwk::JwkError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotPermitted`] says which of the three forbids it. A refused algorithm is never permitted.
    pub fn permits(&self, operation: Operation, alg: Alg<'_>) -> Result<(), NotPermitted> {
        if alg.is_refused() {
            return Err(NotPermitted::RefusedAlg);
        }
        if let Some(found) = &self.public_key_use {
            if *found != operation.key_use() {
                return Err(NotPermitted::Use {
                    found: found.name().into(),
                    operation,
                });
            }
        }
        if let Some(key_ops) = &self.key_ops {
            // A private key that signs has a public part that verifies, and that part is what is
            // used then. Symmetric keys and those of unknown type have no such parts.
            let has_parts = self.is_private()
                && !matches!(self.material, Material::Oct(_) | Material::Unknown(_));
            let covers = |op: &KeyOp| match op {
                KeyOp::Known(own) => {
                    *own == operation || (has_parts && own.of_public_part() == operation)
                }
                KeyOp::Other(_) => false,
            };
            if !key_ops.iter().any(covers) {
                return Err(NotPermitted::KeyOps { operation });
            }
        }
        match self.alg() {
            Some(found) if !names(found, alg) => Err(NotPermitted::Alg {
                found: found.name().into(),
                asked: alg.name().into(),
            }),
            _ => Ok(()),
        }
    }

    /// Whether this key may be used with the algorithm for one of two operations, for something that both
    /// are a name of: who encrypts a CEK wraps a key, and encrypts.
    ///
    /// ```
    /// use jose_jwk::{Alg, Jwk, Operation};
    ///
    /// let key: Jwk = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","key_ops":["encrypt"]}"#.parse()?;
    /// assert!(key.permits_either(Operation::WrapKey, Operation::Encrypt, Alg::A128KW).is_ok());
    /// assert!(key.permits_either(Operation::UnwrapKey, Operation::Decrypt, Alg::A128KW).is_err());
    /// # Ok::<(), jose_jwk::JwkError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`permits`](Self::permits), when it forbids both; where `key_ops` lists neither, the error names the
    /// first.
    pub fn permits_either(
        &self,
        one: Operation,
        other: Operation,
        alg: Alg<'_>,
    ) -> Result<(), NotPermitted> {
        let Err(first) = self.permits(one, alg) else {
            return Ok(());
        };
        self.permits(other, alg).map_err(|second| {
            // `key_ops` may list the second: then it is something else that forbids it.
            match (&first, &second) {
                (NotPermitted::KeyOps { .. }, NotPermitted::KeyOps { .. }) => first,
                (NotPermitted::KeyOps { .. }, _) => second,
                _ => first,
            }
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Shows the name, escaped and cut at 32 characters.
impl fmt::Debug for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Escaped(self.name()), f)
    }
}

/// Shows the name, escaped and cut at 32 characters.
impl fmt::Debug for KeyOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Escaped(self.name()), f)
    }
}

impl From<Operation> for KeyOp {
    fn from(operation: Operation) -> Self {
        KeyOp::Known(operation)
    }
}

/// JWK-05: whether a registered operation is outside a registered use.
pub(super) fn contradict(key_use: Option<&KeyUse>, key_ops: Option<&[KeyOp]>) -> bool {
    let (Some(key_use @ (KeyUse::Sig | KeyUse::Enc)), Some(key_ops)) = (key_use, key_ops) else {
        return false;
    };
    key_ops.iter().any(|op| match op {
        KeyOp::Known(operation) => operation.key_use() != *key_use,
        KeyOp::Other(_) => false,
    })
}

pub(super) fn distinct(key_ops: impl IntoIterator<Item = KeyOp>) -> Vec<KeyOp> {
    let mut distinct = Vec::new();
    for op in key_ops {
        if !distinct.contains(&op) {
            distinct.push(op);
        }
    }
    distinct
}

/// Whether a key's own `alg` is the algorithm asked for. JWK-06: the one exception is `dir`, where it may
/// name the content encryption; a name that is registered for something else is never taken for one.
pub(crate) fn names(found: Alg<'_>, asked: Alg<'_>) -> bool {
    let is_enc_of_dir = asked == Alg::DIR && !found.is_refused() && found.info().is_none();
    found == asked || is_enc_of_dir
}
