//! What the tests of key management share: requests as jose-jwe makes them, and a source that says what it was told.

use std::sync::Mutex;

use jose_jwe::{
    AgreedCek, Cek, CekError, CekRequest, DecryptCek, DirectCek, EncryptCek, EncryptCekError,
    EncryptedCek,
};
use jose_jwk::{Enc, JoseHeader, KeyHint, Limits, RandomError, SecureRandom};

/// Asks a key for a CEK as the recipient of such a header does.
pub(crate) fn ask(
    key: &dyn DecryptCek,
    header: &str,
    encrypted_key: &[u8],
    enc: Enc<'_>,
    cek_len: usize,
) -> Result<Cek, CekError> {
    let header = JoseHeader::parse(header.as_bytes(), &Limits::default()).unwrap();
    let hint = KeyHint::joined(&header, [None, None]);
    key.decrypt_cek(CekRequest::new(hint, encrypted_key, enc, cek_len))
}

/// What every refused request gets.
#[track_caller]
pub(crate) fn assert_invalid(answer: Result<Cek, CekError>, why: &str) {
    match answer {
        Err(CekError::Invalid) => {}
        other => panic!("{why}: {other:?}"),
    }
}

/// The header parameters of an encrypted key.
pub(crate) fn header(encrypted: &EncryptedCek) -> String {
    encrypted.parameters().clone().finish().unwrap()
}

/// The header parameters of an agreed key.
pub(crate) fn agreed_header(agreed: &AgreedCek) -> String {
    agreed.parameters().clone().finish().unwrap()
}

/// A CEK of different octets.
pub(crate) fn cek(len: usize) -> Cek {
    let octets: Vec<u8> = (1_u8..=251).cycle().take(len).collect();
    Cek::from_slice(&octets)
}

/// Hands out these octets, and fails when they are used up.
#[derive(Debug)]
pub(crate) struct Fixed(Mutex<Vec<u8>>);

impl Fixed {
    pub(crate) fn new(octets: &[u8]) -> Self {
        Fixed(Mutex::new(octets.to_vec()))
    }

    pub(crate) fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl SecureRandom for Fixed {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let mut octets = self.0.lock().unwrap();
        if octets.len() < out.len() {
            return Err(RandomError);
        }
        let rest = octets.split_off(out.len());
        out.copy_from_slice(&octets);
        *octets = rest;
        Ok(())
    }
}

/// A source that fails is an error of the sender, and the error says so.
pub(crate) fn assert_needs_random(key: &dyn EncryptCek) {
    let error = key.encrypt_cek(&cek(16), &Fixed::new(&[])).unwrap_err();
    assert!(matches!(error, EncryptCekError::Random), "{error:?}");
}

/// As [`assert_needs_random`].
pub(crate) fn assert_agreement_needs_random(key: &dyn DirectCek) {
    let answer = key.agree(Enc::A128GCM, 16, &Fixed::new(&[]));
    assert!(matches!(answer, Err(EncryptCekError::Random)), "{answer:?}");
}
