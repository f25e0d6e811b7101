//! What every key object says of itself (RFC 8725, section 3.1: one key, one algorithm).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use crate::name::Alg;

/// A key that is ready for use, with the one algorithm it is used with.
///
/// Selection asks a key for these two names and nothing else; what the key can *do* is said by the
/// traits built on this one (`Sign` and `Verify` in jose-jws, their like in jose-jwe). The answers
/// must not change during the life of the object.
///
/// No call takes an algorithm beside a key. What a message claims is compared with [`Key::alg`] and
/// never the other way round.
///
/// ```
/// use jose_jwk::{Alg, Key};
///
/// #[derive(Debug)]
/// struct Slot { number: u8, label: String }
///
/// impl Key for Slot {
///     fn alg(&self) -> Alg<'_> { Alg::ES256 }
///     fn kid(&self) -> Option<&str> { Some(&self.label) }
/// }
/// ```
pub trait Key: fmt::Debug + Send + Sync {
    /// The algorithm of this key, for all of its life.
    fn alg(&self) -> Alg<'_>;

    /// The Key ID by which headers name this key (RFC 7515, section 4.1.4), if it has one.
    fn kid(&self) -> Option<&str> {
        None
    }
}

/// The names of a key that is somewhere else: in an HSM, in a cloud KMS.
///
/// It carries no key material and can neither sign nor verify by itself. The first phase of an
/// operation takes it, the caller asks the remote service, the second phase takes the answer.
///
/// ```
/// use jose_jwk::{Alg, Key, RemoteKey};
///
/// let key = RemoteKey::new(Alg::ES256).with_kid("kms-2026-11");
/// assert_eq!(key.kid(), Some("kms-2026-11"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteKey<'a> {
    alg: Alg<'a>,
    kid: Option<Cow<'a, str>>,
}

impl<'a> RemoteKey<'a> {
    /// A remote key of this algorithm, without a Key ID.
    #[must_use]
    pub const fn new(alg: Alg<'a>) -> Self {
        RemoteKey { alg, kid: None }
    }

    /// The same key under this Key ID.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.kid = Some(kid.into());
        self
    }
}

impl Key for RemoteKey<'_> {
    fn alg(&self) -> Alg<'_> {
        self.alg
    }

    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }
}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<K: Key + ?Sized> Key for $pointer {
            fn alg(&self) -> Alg<'_> {
                (**self).alg()
            }

            fn kid(&self) -> Option<&str> {
                (**self).kid()
            }
        }
    )*};
}

through_pointer!(&K, Box<K>, Arc<K>);
