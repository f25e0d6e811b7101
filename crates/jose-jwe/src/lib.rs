//! JSON Web Encryption (RFC 7516): formats and protocol, with any algorithm you bring.
//!
//! Not implemented yet: nothing is exported.
#![no_std]
#![forbid(unsafe_code)]
