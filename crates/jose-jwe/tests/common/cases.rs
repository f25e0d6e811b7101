//! The recipient that a vector describes.

use jose_jwa::{Rsa1_5, RustCrypto};
use jose_jwe::{Alg, DecryptCek, DecryptError, Decrypted, Decrypter, Enc, Jwk, LoadDecrypt};
use jose_vectors::{Case, OptIn};

/// The cases of encrypted messages, without those that need what is compiled out.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    ["jwe-decrypt", "jwe-json-decrypt"]
        .into_iter()
        .flat_map(|operation| jose_vectors::all().of(operation))
        .filter(|case| super::HAS_ZIP || !case.opts_in(OptIn::Zip))
}

/// The keys, or those of this name; or why one could not be loaded.
pub(crate) fn keys(case: &Case, only: Option<&str>) -> Result<Vec<Box<dyn DecryptCek>>, String> {
    let named = case.keys_with_algs();
    let named = named.filter(|(name, _)| only.is_none_or(|only| only == *name));
    let load = |(name, alg)| -> Result<Box<dyn DecryptCek>, String> {
        let jwk = Jwk::parse(jose_vectors::key(name).as_bytes());
        let jwk = jwk.map_err(|error| error.to_string())?;
        match Alg::from_name(alg).map_err(|error| error.to_string())? {
            Alg::RSA1_5 if case.opts_in(OptIn::Rsa15) => Ok(Box::new(Rsa1_5::load(&jwk).unwrap())),
            alg => RustCrypto
                .load_decrypt(&jwk, alg)
                .map_err(|error| error.to_string()),
        }
    };
    named.map(load).collect()
}

/// The same recipient with what the case accepts and has asked for.
pub(crate) fn configured<'k>(mut decrypter: Decrypter<'k>, case: &Case) -> Decrypter<'k> {
    let encs: Vec<Enc<'_>> = case.encs().flat_map(Enc::parse).collect();
    decrypter = decrypter.accept(&encs);
    if case.opts_in(OptIn::Zip) {
        decrypter = super::allowing_zip(decrypter);
    }
    if case.opts_in(OptIn::UnprotectedEnc) {
        decrypter = decrypter.allow_unprotected_enc();
    }
    if case.opts_in(OptIn::SharedKeyParameters) {
        decrypter = decrypter.allow_shared_key_parameters();
    }
    if case.opts_in(OptIn::EmptyEncryptedKey) {
        decrypter = decrypter.allow_empty_encrypted_key();
    }
    decrypter
}

pub(crate) fn decrypt(decrypter: &Decrypter<'_>, case: &Case) -> Result<Decrypted, DecryptError> {
    match (&*case.operation, &case.json_octets) {
        ("jwe-decrypt", _) => decrypter.decrypt(case.token()),
        (_, None) => decrypter.decrypt_json(case.json()),
        (_, Some(octets)) => decrypter.decrypt_json(&jose_b64::decode(octets).unwrap()),
    }
}
