//! The JWS JSON Serialization (RFC 7515, section 7.2).

mod sign;

pub use sign::{PreparedJson, SignJson};
