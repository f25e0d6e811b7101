//! Keys from PEM and DER files: PKCS#8, SPKI, PKCS#1 and SEC 1 (RFC 7468; RFC 5958; RFC 5280; RFC 8017; RFC 5915).
//!
//! Containers only: what stands in the file is cut out, checked for its shape and turned into a
//! [`Jwk`]. Nothing is computed. A private key on a curve may come without its public key, which a
//! JWK must have; then the file gives a [`FileKey::Partial`], and a backend finishes it (jose-jwa's
//! `import` does both steps).
//!
//! Read: RSA, EC on P-256, P-384, P-521 and secp256k1, Ed25519, Ed448, X25519, X448; strict DER, one
//! key in a file, explanatory text around a PEM block. Refused by name: encrypted keys, certificates
//! and requests, OpenSSH keys, explicit curve parameters, keys restricted to RSASSA-PSS, and anything
//! that follows the key.
//!
//! ```
//! use jose_jwk::pem::{self, Container, FileKey};
//!
//! let file = pem::parse_pem(
//!     "-----BEGIN PUBLIC KEY-----\n\
//!      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
//!      -----END PUBLIC KEY-----\n",
//! )?;
//! assert_eq!(file.container(), Container::Spki);
//! assert_eq!(file.into_jwk()?.crv(), Some(jose_jwk::Crv::Ed25519));
//!
//! let error = pem::parse_pem("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@example").unwrap_err();
//! assert!(error.to_string().contains("an SSH public key"));
//! # Ok::<(), pem::PemError>(())
//! ```

mod algorithm;
mod block;
mod error;
mod field;
mod key;
mod pkcs1;
mod pkcs8;
mod sec1;
mod shape;
mod spki;

use core::fmt;

use self::block::{Block, Blocks};
pub use self::error::PemError;
pub use self::key::{FileKey, PartialKey};
use crate::jwk::Jwk;
use crate::name::Crv;

/// Longest input that is looked at, in octets: 64 KiB. A private RSA key of 8192 bits has about 6.5 KiB as PEM.
pub const MAX_LEN: usize = 64 * 1024;

/// The format in which a file holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Container {
    /// A private key of any kind: PEM label `PRIVATE KEY`.
    Pkcs8,
    /// A public key of any kind: PEM label `PUBLIC KEY`.
    Spki,
    /// A private EC key: PEM label `EC PRIVATE KEY`.
    Sec1,
    /// A private RSA key: PEM label `RSA PRIVATE KEY`.
    Pkcs1Private,
    /// A public RSA key: PEM label `RSA PUBLIC KEY`.
    Pkcs1Public,
}

/// A key with the container it was found in.
#[derive(Clone, Debug)]
pub struct KeyFile {
    container: Container,
    key: FileKey,
}

/// Reads the one key of a PEM text.
///
/// Text before and after the block is skipped, lines may end in LF, CR LF or CR and be indented. A block
/// `EC PARAMETERS` may stand before an `EC PRIVATE KEY`, as `openssl ecparam -genkey` writes it.
///
/// # Errors
///
/// [`PemError`] says what was found instead of one unencrypted key.
pub fn parse_pem(text: impl AsRef<[u8]>) -> Result<KeyFile, PemError> {
    let text = text.as_ref();
    check_len(text)?;
    let mut blocks = Blocks::of(text);
    let Some(mut block) = blocks.next()? else {
        return Err(block::not_pem(text));
    };
    let mut parameters = None;
    if block.label() == b"EC PARAMETERS" {
        match blocks.next()? {
            Some(next) if next.label() == b"EC PRIVATE KEY" => {
                parameters = Some(core::mem::replace(&mut block, next));
            }
            Some(next) => return Err(several(&block, &next)),
            None => {
                return Err(PemError::NotAKey {
                    found: "EC parameters without a key",
                    hint: "",
                });
            }
        }
    }
    if let Some(next) = blocks.next()? {
        return Err(several(&block, &next));
    }

    let expected = expected(&block)?;
    if block.is_encrypted() {
        return Err(PemError::Encrypted {
            container: expected,
        });
    }
    let der = block.decode()?;
    let found = shape::container(&der)?;
    if found != expected {
        return Err(PemError::WrongContainer { expected, found });
    }
    let curve = match parameters {
        Some(block) => Some(algorithm::named_curve(
            field::only_value(&block.decode()?)?,
            found,
        )?),
        None => None,
    };
    read(&der, found, curve)
}

/// Reads the one key that a DER file is; the container is told by its structure.
///
/// # Errors
///
/// [`PemError`] says what was found instead of one unencrypted key.
pub fn parse_der(octets: impl AsRef<[u8]>) -> Result<KeyFile, PemError> {
    let octets = octets.as_ref();
    check_len(octets)?;
    if octets.trim_ascii_start().starts_with(b"-----BEGIN ") {
        return Err(PemError::NotDer { found: "PEM text" });
    }
    read(octets, shape::container(octets)?, None)
}

impl KeyFile {
    /// The container.
    #[must_use]
    pub const fn container(&self) -> Container {
        self.container
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &FileKey {
        &self.key
    }

    /// The key, by value.
    #[must_use]
    pub fn into_key(self) -> FileKey {
        self.key
    }

    /// The JWK, if the file holds all of it.
    ///
    /// # Errors
    ///
    /// [`PemError::NoPublicKey`] if the public part has to be computed.
    pub fn into_jwk(self) -> Result<Jwk, PemError> {
        match self.key {
            FileKey::Complete(jwk) => Ok(jwk),
            FileKey::Partial(key) => Err(PemError::NoPublicKey {
                crv: key.crv().name(),
            }),
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Container::Pkcs8 => "PKCS#8",
            Container::Spki => "SPKI",
            Container::Sec1 => "SEC1",
            Container::Pkcs1Private => "PKCS#1 RSAPrivateKey",
            Container::Pkcs1Public => "PKCS#1 RSAPublicKey",
        })
    }
}

fn read(
    der: &[u8],
    container: Container,
    curve: Option<Crv<'static>>,
) -> Result<KeyFile, PemError> {
    let key = match container {
        Container::Pkcs8 => pkcs8::private(der),
        Container::Spki => spki::public(der),
        Container::Sec1 => sec1::private(der, curve, None, container),
        Container::Pkcs1Private => pkcs1::private(der, container).map(FileKey::rsa),
        Container::Pkcs1Public => pkcs1::public(der, container).map(FileKey::rsa),
    }?;
    Ok(KeyFile { container, key })
}

const fn check_len(input: &[u8]) -> Result<(), PemError> {
    if input.len() > MAX_LEN {
        return Err(PemError::TooLong {
            len: input.len(),
            max: MAX_LEN,
        });
    }
    Ok(())
}

fn several(first: &Block<'_>, second: &Block<'_>) -> PemError {
    PemError::SeveralBlocks {
        first: first.shown_label(),
        second: second.shown_label(),
    }
}

/// The container that a label announces (RFC 7468, sections 5 to 13, and OpenSSL's traditional labels).
fn expected(block: &Block<'_>) -> Result<Container, PemError> {
    let (found, hint) = match block.label() {
        b"PRIVATE KEY" => return Ok(Container::Pkcs8),
        b"PUBLIC KEY" => return Ok(Container::Spki),
        b"EC PRIVATE KEY" => return Ok(Container::Sec1),
        b"RSA PRIVATE KEY" => return Ok(Container::Pkcs1Private),
        b"RSA PUBLIC KEY" => return Ok(Container::Pkcs1Public),
        b"ENCRYPTED PRIVATE KEY" => {
            return Err(PemError::Encrypted {
                container: Container::Pkcs8,
            });
        }
        b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => {
            return Err(shape::certificate());
        }
        b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => {
            return Err(shape::certificate_request());
        }
        b"OPENSSH PRIVATE KEY" => (
            "an OpenSSH private key",
            "convert a copy of it, `ssh-keygen -p -m pkcs8 -f COPY`",
        ),
        b"X509 CRL" => ("a certificate revocation list", ""),
        b"DSA PRIVATE KEY" => ("a DSA private key", ""),
        b"DH PARAMETERS" | b"X9.42 DH PARAMETERS" | b"DSA PARAMETERS" => {
            ("DSA or Diffie-Hellman parameters", "")
        }
        b"PKCS7" | b"CMS" => ("a CMS or PKCS#7 message", ""),
        b"PGP PRIVATE KEY BLOCK" | b"PGP PUBLIC KEY BLOCK" => ("an OpenPGP key", ""),
        _ => {
            return Err(PemError::UnknownLabel {
                label: block.shown_label(),
            });
        }
    };
    Err(PemError::NotAKey { found, hint })
}
