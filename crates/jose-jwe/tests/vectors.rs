//! The messages that the RFCs print, decrypted (RFC 7516, appendix A; RFC 7517, appendix C; RFC 7520, section 5; RFC 8037, appendix A).

use jose_jwa::{Password, Rsa1_5, RustCrypto};
use jose_jwe::{Alg, DecryptError, Decrypted, Decrypter, Enc, Jwk, LoadDecrypt};
use jose_vectors::{Case, OptIn};

/// The recipient that the case describes, with these of its keys.
fn recipient(case: &Case, only: Option<&str>) -> Decrypter<'static> {
    let mut decrypter = Decrypter::new(&RustCrypto);
    for (name, alg) in case.keys_with_algs() {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
        let alg = Alg::from_name(alg).unwrap();
        decrypter = match alg {
            Alg::RSA1_5 => {
                assert!(case.opts_in(OptIn::Rsa15), "{}", case.id);
                decrypter.key(Rsa1_5::load(&jwk).unwrap())
            }
            alg => decrypter.key(RustCrypto.load_decrypt(&jwk, alg).unwrap()),
        };
    }
    let encs: Vec<Enc<'_>> = case
        .encs()
        .map(|enc| Enc::from_name(enc).unwrap())
        .collect();
    decrypter = decrypter.accept(&encs);
    if case.opts_in(OptIn::Zip) {
        decrypter = decrypter.allow_zip();
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

fn decrypt(case: &Case, only: Option<&str>) -> Result<Decrypted, DecryptError> {
    let decrypter = recipient(case, only);
    match case.operation.as_str() {
        "jwe-decrypt" => decrypter.decrypt(case.token()),
        _ => decrypter.decrypt_json(case.json()),
    }
}

#[test]
fn messages_of_the_rfcs_decrypt() {
    let mut seen = 0;
    for operation in ["jwe-decrypt", "jwe-json-decrypt"] {
        for case in jose_vectors::all().of(operation).valid() {
            for key in case.decrypted_by() {
                let decrypted = decrypt(case, Some(key));
                let decrypted = decrypted.unwrap_or_else(|error| panic!("{}: {error}", case.id));
                assert_eq!(
                    jose_b64::encode(decrypted.plaintext()),
                    case.plaintext(),
                    "{}",
                    case.id
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
    let _ = Password::new;
}
