//! JWK Thumbprints with the hash that everybody uses: SHA-256 (RFC 7638, sections 3 and 3.4).

use jose_jwk::{Jwk, JwkError, Thumbprint};
use sha2::{Digest, Sha256};

use crate::RustCrypto;

impl RustCrypto {
    /// The JWK Thumbprint with SHA-256 (RFC 7638, section 3).
    ///
    /// Of a private key it is the thumbprint of the public part. For another hash call
    /// [`Jwk::thumbprint`] with it.
    ///
    /// # Errors
    ///
    /// [`JwkError`] when the key is of a type whose required members are not known.
    pub fn thumbprint(&self, jwk: &Jwk) -> Result<Thumbprint, JwkError> {
        jwk.thumbprint(|input| Sha256::digest(input))
    }
}
