//! The Ephemeral Public Key in a header (RFC 7518, section 4.6.1.1).

use jose_b64::{ObjectLimits, ObjectWriter};
use jose_jwe::{CekError, CekRequest, EncryptCekError};
use jose_jwk::{Jwk, JwkOptions, Limits, Material};

/// Reads `epk`: a public JWK with unique names (ECE-03, ECE-04).
///
/// Whether it is on the recipient's curve is for the curve to say.
pub(super) fn read(request: CekRequest<'_>) -> Result<Jwk, CekError> {
    let value = request.parameter("epk").ok_or(CekError::Invalid)?;
    let limits = Limits::default();
    let shape = ObjectLimits::new(limits.header_len, limits.header_depth, limits.members);
    let object = value.object(&shape).map_err(|_| CekError::Invalid)?;
    let jwk = Jwk::from_object(&object, &JwkOptions::default()).map_err(|_| CekError::Invalid)?;
    // Whoever sends the private key as well has lost the message already.
    if jwk.is_private() {
        return Err(CekError::Invalid);
    }
    Ok(jwk)
}

/// Writes `epk`, with exactly the members that its key type demands.
pub(super) fn write(header: &mut ObjectWriter, epk: Material) -> Result<(), EncryptCekError> {
    header
        .serialize("epk", &Jwk::from_material(epk))
        .map_err(|_| EncryptCekError::Failed)?;
    Ok(())
}
