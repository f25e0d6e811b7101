//! Temporary.
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use jose_b64::ObjectWriter;
use jose_jwk::Limits;
use serde::Serialize;
#[derive(Clone, Default, Debug)]
pub(crate) struct HeaderDraft<'a> {
    typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    kid: Option<Cow<'a, str>>,
    members: ObjectWriter,
    critical: Vec<Cow<'a, str>>,
    whole: Option<&'a [u8]>,
}
#[derive(Clone, Debug)]
pub struct HeaderDraftError;
impl HeaderDraftError {
    pub const fn code(&self) -> &'static str {
        "x"
    }
}
impl fmt::Display for HeaderDraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x")
    }
}
impl<'a> HeaderDraft<'a> {
    pub(crate) fn new() -> Self {
        Self::default()
    }
    pub(crate) fn typ(mut self, v: impl Into<Cow<'a, str>>) -> Self {
        self.typ = Some(v.into());
        self
    }
    pub(crate) fn cty(mut self, v: impl Into<Cow<'a, str>>) -> Self {
        self.cty = Some(v.into());
        self
    }
    pub(crate) fn kid(mut self, v: impl Into<Cow<'a, str>>) -> Self {
        self.kid = Some(v.into());
        self
    }
    pub(crate) fn header<T: Serialize + ?Sized>(mut self, n: &str, v: &T, _: &[&str]) -> Self {
        let _ = self.members.serialize(n, v);
        self
    }
    pub(crate) fn critical_header<T: Serialize + ?Sized>(
        mut self,
        n: impl Into<Cow<'a, str>>,
        v: &T,
        _: &[&str],
    ) -> Self {
        let n = n.into();
        let _ = self.members.serialize(&n, v);
        self.critical.push(n);
        self
    }
    pub(crate) fn whole(mut self, v: &'a [u8]) -> Self {
        self.whole = Some(v);
        self
    }
    pub(crate) fn write(
        self,
        mut leading: ObjectWriter,
        kid: Option<&str>,
        generated: ObjectWriter,
        _: &Limits,
    ) -> Result<Cow<'a, [u8]>, HeaderDraftError> {
        if let Some(w) = self.whole {
            return Ok(Cow::Borrowed(w));
        }
        if let Some(t) = &self.typ {
            leading.string("typ", t);
        }
        if let Some(t) = &self.cty {
            leading.string("cty", t);
        }
        if let Some(t) = kid.or(self.kid.as_deref()) {
            leading.string("kid", t);
        }
        leading.append(&generated);
        if !self.critical.is_empty() {
            leading.strings("crit", &self.critical);
        }
        leading.append(&self.members);
        Ok(Cow::Owned(
            leading.finish().map_err(|_| HeaderDraftError)?.into_bytes(),
        ))
    }
}
