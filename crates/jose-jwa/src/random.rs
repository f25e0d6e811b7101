//! Randomness of the operating system, and any source in the form that RustCrypto wants (RFC 7518, section 8.1).

use core::fmt;

#[cfg(any(feature = "rsa", feature = "ml-dsa", feature = "sys_rng"))]
use jose_jwk::{RandomError, SecureRandom};
use signature::rand_core::{TryCryptoRng, TryRng};

#[cfg(feature = "sys_rng")]
use crate::RustCrypto;

/// The random number generator of the operating system.
///
/// An error of the system is an error here; nothing weaker takes its place.
#[cfg(feature = "sys_rng")]
impl SecureRandom for RustCrypto {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(out).map_err(|_| RandomError)
    }
}

/// The operating system's randomness; where it was compiled out, a source that always fails.
#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
#[derive(Debug)]
pub(crate) struct System;

#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
impl SecureRandom for System {
    #[cfg(feature = "sys_rng")]
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        RustCrypto.fill(out)
    }

    #[cfg(not(feature = "sys_rng"))]
    fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
        Err(RandomError)
    }
}

/// Remembers that the generator failed. The crates report every failure as the same error, and a
/// caller must be able to tell a broken source of randomness from a key that does not sign.
pub(crate) struct Watched<R> {
    inner: R,
    failed: bool,
}

impl<R> Watched<R> {
    pub(crate) const fn new(inner: R) -> Self {
        Watched {
            inner,
            failed: false,
        }
    }

    pub(crate) const fn failed(&self) -> bool {
        self.failed
    }
}

impl<R: TryRng> Watched<R> {
    fn watch<T>(
        &mut self,
        call: impl FnOnce(&mut R) -> Result<T, R::Error>,
    ) -> Result<T, R::Error> {
        let result = call(&mut self.inner);
        self.failed |= result.is_err();
        result
    }
}

impl<R: TryRng> TryRng for Watched<R> {
    type Error = R::Error;

    fn try_next_u32(&mut self) -> Result<u32, R::Error> {
        self.watch(R::try_next_u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, R::Error> {
        self.watch(R::try_next_u64)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), R::Error> {
        self.watch(|inner| inner.try_fill_bytes(out))
    }
}

impl<R: TryCryptoRng> TryCryptoRng for Watched<R> {}

impl<R> fmt::Debug for Watched<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched")
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// A [`SecureRandom`] as RustCrypto's trait, for one operation.
///
/// Numbers are drawn until one fits. A source that always says the same would keep its caller for
/// ever, so one operation may ask only so often.
#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
pub(crate) struct Source<'a> {
    random: &'a dyn SecureRandom,
    calls_left: u32,
}

/// A number of 8192 bits is drawn in at most 128 calls and fits with a probability of one half: this
/// is 8,192 draws that miss.
#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
const MAX_CALLS: u32 = 1 << 20;

#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
impl<'a> Source<'a> {
    pub(crate) const fn new(random: &'a dyn SecureRandom) -> Self {
        Source {
            random,
            calls_left: MAX_CALLS,
        }
    }
}

#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
impl TryRng for Source<'_> {
    type Error = RandomError;

    fn try_next_u32(&mut self) -> Result<u32, RandomError> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_ne_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, RandomError> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_ne_bytes(octets))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.calls_left = self.calls_left.checked_sub(1).ok_or(RandomError)?;
        self.random.fill(out)
    }
}

#[cfg(any(feature = "rsa", feature = "ml-dsa"))]
impl TryCryptoRng for Source<'_> {}
