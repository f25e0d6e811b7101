//! Why a PEM or DER file did not become a key (RFC 7468; RFC 5958; RFC 5280, section 4.1.2.7).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Escaped;

use super::Container;
use crate::error::{JwkError, debug_as_message};

/// The file is not a key that can be read: what was found, and what was expected instead.
///
/// Made from labels, object identifiers and lengths; no octet of a key is ever in it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum PemError {
    /// The input is longer than any key.
    TooLong {
        /// Length of the input in octets.
        len: usize,
        /// Length allowed in octets.
        max: usize,
    },
    /// There is no PEM block in the input.
    NotPem {
        /// What the input looks like.
        found: &'static str,
    },
    /// The octets are no DER encoding of one ASN.1 SEQUENCE.
    NotDer {
        /// What the input looks like.
        found: &'static str,
    },
    /// The BEGIN and END lines, or what stands between them, break RFC 7468.
    Block {
        /// What is wrong, such as "there is no END line".
        what: &'static str,
    },
    /// The file holds more than one PEM block.
    SeveralBlocks {
        /// Label of the first block.
        first: Box<str>,
        /// Label of the second block.
        second: Box<str>,
    },
    /// The label of the PEM block names nothing that is known here.
    UnknownLabel {
        /// The label.
        label: Box<str>,
    },
    /// The file holds something else than a key, or a key of a kind that is not read.
    NotAKey {
        /// What it holds, such as "a certificate request".
        found: &'static str,
        /// What to do about it; may be empty.
        hint: &'static str,
    },
    /// The key is encrypted with a password.
    Encrypted {
        /// The container.
        container: Container,
    },
    /// The PEM label announces one container, the block holds another.
    WrongContainer {
        /// What the label announces.
        expected: Container,
        /// What the block holds.
        found: Container,
    },
    /// Further octets follow the key.
    TrailingData {
        /// How many octets.
        len: usize,
    },
    /// A field of the container is missing or is not what its specification demands.
    Malformed {
        /// The container.
        container: Container,
        /// The field, such as "privateKey".
        what: &'static str,
    },
    /// The key is for an algorithm that is not read.
    UnknownAlgorithm {
        /// The container.
        container: Container,
        /// The name of the algorithm, or its object identifier.
        found: Box<str>,
    },
    /// The key is on a curve that JOSE has no name for.
    UnknownCurve {
        /// The container.
        container: Container,
        /// The name of the curve, or its object identifier.
        found: Box<str>,
    },
    /// The curve is given by its parameters and not by its name (RFC 5480, section 2.1.1, forbids that).
    ExplicitCurve {
        /// The container.
        container: Container,
    },
    /// The same thing stands in the file twice and differs.
    Contradiction {
        /// The container.
        container: Container,
        /// What differs, such as "curve".
        what: &'static str,
    },
    /// The file holds the private key alone, and the public key has to be computed from it.
    NoPublicKey {
        /// The curve of the key.
        crv: &'static str,
    },
    /// The numbers in the container are no key material for a JWK.
    Material(JwkError),
}

impl PemError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            PemError::TooLong { .. } => "pem/too-long",
            PemError::NotPem { .. } => "pem/not-pem",
            PemError::NotDer { .. } => "pem/not-der",
            PemError::Block { .. } => "pem/block",
            PemError::SeveralBlocks { .. } => "pem/several-blocks",
            PemError::UnknownLabel { .. } => "pem/unknown-label",
            PemError::NotAKey { .. } => "pem/not-a-key",
            PemError::Encrypted { .. } => "pem/encrypted",
            PemError::WrongContainer { .. } => "pem/wrong-container",
            PemError::TrailingData { .. } => "pem/trailing-data",
            PemError::Malformed { .. } => "pem/malformed",
            PemError::UnknownAlgorithm { .. } => "pem/unknown-algorithm",
            PemError::UnknownCurve { .. } => "pem/unknown-curve",
            PemError::ExplicitCurve { .. } => "pem/explicit-curve",
            PemError::Contradiction { .. } => "pem/contradiction",
            PemError::NoPublicKey { .. } => "pem/no-public-key",
            PemError::Material(_) => "pem/material",
        }
    }
}

impl From<JwkError> for PemError {
    fn from(reason: JwkError) -> Self {
        PemError::Material(reason)
    }
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PemError::TooLong { len, max } => {
                write!(f, "the input has {len} octets, a key file at most {max}")
            }
            PemError::NotPem { found } => write!(f, "no PEM block found: the input is {found}"),
            PemError::NotDer { found } => write!(f, "no DER key found: the input is {found}"),
            PemError::Block { what } => write!(f, "the PEM block is broken: {what}"),
            PemError::SeveralBlocks { first, second } => write!(
                f,
                "expected one key, found several PEM blocks: {}, {}",
                Escaped(first),
                Escaped(second)
            ),
            PemError::UnknownLabel { label } => write!(
                f,
                "expected a key, found a PEM block labelled {}",
                Escaped(label)
            ),
            PemError::NotAKey { found, hint: "" } => write!(f, "expected a key, found {found}"),
            PemError::NotAKey { found, hint } => write!(f, "expected a key, found {found}: {hint}"),
            PemError::Encrypted { container } => write!(
                f,
                "{container} is encrypted, give a password (not supported yet: decrypt it first, `openssl pkey -in FILE`)"
            ),
            PemError::WrongContainer { expected, found } => {
                write!(
                    f,
                    "the label announces {expected}, the PEM block holds {found}"
                )
            }
            PemError::TrailingData { len } => write!(f, "{len} octets follow the key"),
            PemError::Malformed { container, what } => {
                write!(f, "{container} is malformed: {what}")
            }
            PemError::UnknownAlgorithm { container, found } => write!(
                f,
                "{container} key for {}, expected RSA, EC, Ed25519, Ed448, X25519 or X448",
                Escaped(found)
            ),
            PemError::UnknownCurve { container, found } => write!(
                f,
                "{container} key on {}, expected P-256, P-384, P-521 or secp256k1",
                Escaped(found)
            ),
            PemError::ExplicitCurve { container } => write!(
                f,
                "{container} key with explicit curve parameters, expected a named curve \
                 (`openssl ec -in FILE -param_enc named_curve`)"
            ),
            PemError::Contradiction { container, what } => {
                write!(
                    f,
                    "{container} contradicts itself: {what} is given twice and differs"
                )
            }
            PemError::NoPublicKey { crv } => {
                write!(
                    f,
                    "the {crv} key has no public part and it has to be computed from the private one"
                )
            }
            PemError::Material(reason) => reason.fmt(f),
        }
    }
}

debug_as_message!(PemError);

impl core::error::Error for PemError {}
