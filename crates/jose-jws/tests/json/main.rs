//! Reading the JSON serializations: flattened and general (RFC 7515, sections 5.2 and 7.2).
//!
//! What is refused here carries valid signatures of the key that would be asked, so that it is refused for
//! the one reason that the test names.
#![cfg(test)]

#[path = "../common/mod.rs"]
mod common;
mod crit;
mod debug;
mod forms;
mod headers;
mod keys;
mod members;
mod message;
mod names;
mod octets;
mod polyglot;
mod remote;
mod require;
mod several;
mod tamper;
mod unencoded;
mod work;
