//! What the tests have in common: a point in time, a key, and tokens whose signature is always valid.

use jose_jwa::Hmac;
use jose_jwt::jws::{Sign, SigningInput};
use jose_jwt::{Alg, NumericDate};

/// The present of all tests.
pub(crate) const NOW: NumericDate = NumericDate::from_secs(1_790_000_000);

pub(crate) fn key() -> Hmac {
    Hmac::new(Alg::HS256, &[7; 32]).unwrap()
}

/// A token with these claims, signed by [`key`].
pub(crate) fn signed(claims: impl AsRef<[u8]>) -> String {
    forge(r#"{"alg":"HS256","typ":"JWT"}"#, claims, &key())
}

/// A token with this header, whatever it says, and a valid signature by this key.
pub(crate) fn forge(header: &str, payload: impl AsRef<[u8]>, key: &dyn Sign) -> String {
    let input = format!("{}.{}", jose_b64::encode(header), jose_b64::encode(payload));
    let signature = key.sign(SigningInput::new(input.as_bytes())).unwrap();
    format!("{input}.{}", jose_b64::encode(&*signature))
}
