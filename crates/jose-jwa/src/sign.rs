//! The digital signatures and MACs of JWS (RFC 7518, section 3; RFC 8037, section 3.1; RFC 8812, section 3.2; RFC 9964).

#[cfg(feature = "ecdsa")]
pub(crate) mod ecdsa;
#[cfg(feature = "ed448")]
pub(crate) mod ed448;
#[cfg(feature = "eddsa")]
pub(crate) mod eddsa;
#[cfg(feature = "hmac")]
pub(crate) mod hmac;
#[cfg(feature = "hmac")]
mod key_text;
#[cfg(feature = "ml-dsa")]
pub(crate) mod ml_dsa;
#[cfg(feature = "rsa")]
pub(crate) mod rsa;

use alloc::sync::Arc;

use jose_jwk::Alg;

/// The names by which selection finds a key object.
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) alg: Alg<'static>,
    pub(crate) kid: Option<Arc<str>>,
}

impl Label {
    pub(crate) const fn new(alg: Alg<'static>) -> Self {
        Label { alg, kid: None }
    }

    /// A JWK of this material under these names.
    #[cfg(any(
        feature = "rsa",
        feature = "ecdsa",
        feature = "eddsa",
        feature = "ed448",
        feature = "ml-dsa",
        feature = "ecdh"
    ))]
    pub(crate) fn jwk(&self, material: impl Into<jose_jwk::Material>) -> jose_jwk::Jwk {
        let jwk = jose_jwk::Jwk::from_material(material).with_alg(self.alg);
        match &self.kid {
            Some(kid) => jwk.with_kid(&**kid),
            None => jwk,
        }
    }
}

for_algorithms! {
    impl Label {
        pub(crate) fn of(alg: Alg<'static>, jwk: &jose_jwk::Jwk) -> Self {
            Label {
                alg,
                kid: jwk.kid().map(Arc::from),
            }
        }
    }
}

/// What every key object has in common: its names, and a `Debug` that shows nothing else.
macro_rules! key_object {
    ($name:literal, $type:ident $(<$($parameter:ident),*>)? $(where $($bound:tt)*)?) => {
        impl $(<$($parameter),*>)? $type $(<$($parameter),*>)? {
            /// The same key under this Key ID (RFC 7515, section 4.1.4).
            #[must_use]
            pub fn with_kid(mut self, kid: impl Into<alloc::string::String>) -> Self {
                self.label.kid = Some(kid.into().into());
                self
            }
        }

        impl $(<$($parameter),*>)? jose_jwk::Key for $type $(<$($parameter),*>)? $(where $($bound)*)? {
            fn alg(&self) -> jose_jwk::Alg<'_> {
                self.label.alg
            }

            fn kid(&self) -> Option<&str> {
                self.label.kid.as_deref()
            }
        }

        impl $(<$($parameter),*>)? core::fmt::Debug for $type $(<$($parameter),*>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct($name)
                    .field("alg", &self.label.alg)
                    .field("kid", &self.label.kid)
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use key_object;
