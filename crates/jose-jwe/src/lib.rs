//! JSON Web Encryption (RFC 7516): formats and protocol, with any algorithm you bring.
//!
//! The room is laid out (see `ARCHITECTURE.md`); nothing is in it yet, and so nothing is exported.
#![no_std]
