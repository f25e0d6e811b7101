//! What is drawn for one message (RFC 7516, section 5.1, steps 2 and 9).

use jose_b64::Octets;

use crate::build_error::BuildError;
use crate::cek::Cek;
use crate::encrypt::Encrypt;

/// A CEK and an initialization vector for one message; used up by it.
pub(crate) struct Secrets {
    pub(crate) cek: Cek,
    pub(crate) iv: Iv,
}

/// A JWE Initialization Vector; up to 16 octets, the size of A256CBC-HS512, are stored inline.
pub(crate) type Iv = Octets<16>;

impl Secrets {
    /// In one call: a device that draws is asked once.
    pub(crate) fn draw(encrypt: &Encrypt<'_>) -> Result<Self, BuildError> {
        let (cek_len, iv_len) = (encrypt.cipher.cek_len(), encrypt.cipher.iv_len());
        let len = cek_len.checked_add(iv_len).ok_or(BuildError::TooLarge)?;
        let mut both = Cek::zeroed(len);
        encrypt.random.fill(both.expose_secret_mut())?;
        let (cek, iv) = both
            .expose_secret()
            .split_at_checked(cek_len)
            .unwrap_or_default();
        Ok(Secrets {
            cek: Cek::from_slice(cek),
            iv: Iv::from_slice(iv),
        })
    }
}

/// An initialization vector alone, where the CEK is not drawn.
pub(crate) fn draw_iv(encrypt: &Encrypt<'_>) -> Result<Iv, BuildError> {
    let mut iv = Iv::zeroed(encrypt.cipher.iv_len());
    encrypt.random.fill(iv.as_mut_slice())?;
    Ok(iv)
}
