//! Writing a JWK (RFC 7517, sections 4 and 9.2): the public part, unless the call says otherwise.

use alloc::string::String;

use zeroize::Zeroizing;

use super::Jwk;
use super::permits::{KeyOp, contradict, distinct};
use crate::error::JwkError;
use crate::text::SecretText;

impl Jwk {
    /// The public part: what may be published, or sent along with a message.
    ///
    /// Of a private key only registered parameters go over, since nobody can tell what members of
    /// unknown name hold; `key_ops` become those of the other side (`sign` becomes `verify`,
    /// `decrypt` `encrypt`, `unwrapKey` `wrapKey`). A public key stays as it is.
    ///
    /// # Errors
    ///
    /// [`JwkError::Symmetric`] and [`JwkError::UnknownKty`]: nothing of such keys is public.
    pub fn to_public(&self) -> Result<Jwk, JwkError> {
        let mut public = self.about(self.material.to_public()?);
        if self.is_private() {
            public
                .members
                .retain(|name| matches!(name, "ext" | "exp" | "nbf" | "iat"));
            public.key_ops = public.key_ops.map(|ops| {
                distinct(ops.into_iter().map(|op| match op {
                    KeyOp::Known(operation) => KeyOp::Known(operation.of_public_part()),
                    other => other,
                }))
            });
        }
        Ok(public)
    }

    /// The JSON text of the public part, as [`to_public`](Self::to_public) makes it.
    ///
    /// # Errors
    ///
    /// As [`to_public`](Self::to_public), and [`JwkError::UseKeyOps`] for a key that was built with
    /// a `use` and `key_ops` that contradict each other.
    pub fn to_json(&self) -> Result<String, JwkError> {
        self.check_uses()?;
        let mut out = SecretText::with_capacity(512);
        self.to_public()?.write(&mut out);
        // Nothing in it is secret.
        Ok(core::mem::take(&mut *out.finish()))
    }

    /// The JSON text of the whole key, **private members included**; zeroized when dropped.
    ///
    /// Of a public key it is the same as [`to_json`](Self::to_json), except that a key which was built
    /// with a `use` and `key_ops` that contradict each other is written, though nobody reads it.
    #[must_use]
    pub fn to_private_json(&self) -> Zeroizing<String> {
        let mut out = SecretText::with_capacity(2048);
        self.write(&mut out);
        out.finish()
    }

    /// JWK-05: what is written can be read again.
    pub(crate) fn check_uses(&self) -> Result<(), JwkError> {
        if contradict(self.public_key_use(), self.key_ops()) {
            return Err(JwkError::UseKeyOps);
        }
        Ok(())
    }

    pub(crate) fn write(&self, out: &mut SecretText) {
        out.raw("{").name("kty").string(self.kty().name());
        if let Some(public_key_use) = self.public_key_use() {
            out.name("use").string(public_key_use.name());
        }
        if let Some(key_ops) = self.key_ops() {
            array(out.name("key_ops"), key_ops.iter().map(KeyOp::name));
        }
        if let Some(alg) = self.alg() {
            out.name("alg").string(alg.name());
        }
        if let Some(kid) = self.kid() {
            out.name("kid").string(kid);
        }
        self.material.write(out);
        if let Some(x5u) = self.x5u() {
            out.name("x5u").string(x5u);
        }
        if let Some(x5c) = self.x5c() {
            array(out.name("x5c"), x5c.iter().map(String::as_str));
        }
        if let Some(x5t) = self.x5t() {
            out.name("x5t").string(x5t);
        }
        if let Some(x5t_s256) = self.x5t_s256() {
            out.name("x5t#S256").string(x5t_s256);
        }
        self.members.write(out);
        out.raw("}");
    }
}

fn array<'s>(out: &mut SecretText, texts: impl Iterator<Item = &'s str>) {
    out.raw("[");
    for (position, text) in texts.enumerate() {
        if position > 0 {
            out.raw(",");
        }
        out.string(text);
    }
    out.raw("]");
}
