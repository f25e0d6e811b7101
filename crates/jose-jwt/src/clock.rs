//! The time that claims are held against (RFC 7519, sections 4.1.4 to 4.1.6).

use alloc::sync::Arc;
use core::fmt;

use crate::NumericDate;

/// A clock.
///
/// Called once per token, after its signature was verified. Tests and services with a time source
/// of their own bring one; everybody else has `SystemClock`.
///
/// ```
/// use jose_jwt::{Clock, NumericDate};
///
/// /// The time that the protocol's peer vouches for.
/// #[derive(Debug)]
/// struct Roughtime { secs: i64 }
///
/// impl Clock for Roughtime {
///     fn now(&self) -> NumericDate { NumericDate::from_secs(self.secs) }
/// }
/// ```
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present time.
    fn now(&self) -> NumericDate;
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now(&self) -> NumericDate {
        (**self).now()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> NumericDate {
        (**self).now()
    }
}

/// A clock that stands still: for tests, and for judging a token as of a certain time.
impl Clock for NumericDate {
    fn now(&self) -> NumericDate {
        *self
    }
}

/// The clock of the operating system.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg(feature = "std")]
impl Clock for SystemClock {
    fn now(&self) -> NumericDate {
        extern crate std;
        use std::time::{SystemTime, UNIX_EPOCH};

        // A clock set before 1970 is broken: whatever has an `exp` looks expired then.
        let Ok(elapsed) = SystemTime::now().duration_since(UNIX_EPOCH) else {
            return NumericDate::LAST;
        };
        i64::try_from(elapsed.as_secs())
            .ok()
            .and_then(|secs| NumericDate::from_secs_nanos(secs, elapsed.subsec_nanos()))
            .unwrap_or(NumericDate::LAST)
    }
}
