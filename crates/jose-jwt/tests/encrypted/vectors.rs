//! The nested tokens that RFC 7519, appendix A.2, and RFC 7520, section 6, print.

use jose_jwa::RustCrypto;
use jose_jwt::jws::LoadVerify;
use jose_jwt::{Alg, Decrypter, Enc, Jwk, LoadDecrypt, NumericDate, Policy};
use jose_vectors::{Case, OptIn};

fn recipient(case: &Case) -> Option<Decrypter<'static>> {
    let mut decrypter = Decrypter::new(&RustCrypto);
    for (name, alg) in case.keys_with_algs() {
        let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
        let alg = Alg::from_name(alg).unwrap();
        if alg == Alg::RSA1_5 {
            assert!(case.opts_in(OptIn::Rsa15), "{}", case.id);
            // It is loaded by its own name only (RKE-02).
            assert!(RustCrypto.load_decrypt(&jwk, alg).is_err());
            decrypter = rsa1_5(decrypter, &jwk)?;
        } else {
            decrypter = decrypter.key(RustCrypto.load_decrypt(&jwk, alg).unwrap());
        }
    }
    let encs: Vec<Enc<'_>> = case
        .encs()
        .map(|enc| Enc::from_name(enc).unwrap())
        .collect();
    Some(decrypter.accept(&encs))
}

#[cfg(feature = "rsa1_5")]
fn rsa1_5(decrypter: Decrypter<'static>, jwk: &Jwk) -> Option<Decrypter<'static>> {
    Some(decrypter.key(jose_jwa::Rsa1_5::load(jwk).unwrap()))
}

#[cfg(not(feature = "rsa1_5"))]
fn rsa1_5(_: Decrypter<'static>, _: &Jwk) -> Option<Decrypter<'static>> {
    None
}

#[test]
fn rfc_7519_a_2_rfc_7520_6() {
    let mut seen = 0;
    for case in jose_vectors::all().of("jwt-nested").valid() {
        let Some(decrypter) = recipient(case) else {
            continue;
        };
        let jwk = Jwk::parse(jose_vectors::key(case.inner_key()).as_bytes()).unwrap();
        let alg = Alg::from_name(case.inner_alg()).unwrap();
        let key = RustCrypto.load_verify(&jwk, alg).unwrap();
        let jwe = decrypter.decrypt(case.token()).unwrap();
        assert_eq!(jwe.plaintext(), case.inner().as_bytes(), "{}", case.id);

        // Both expire at the same moment.
        let exp = NumericDate::from_secs(1_300_819_380);
        let issuers = ["joe", "hobbiton.example"];
        let policy = Policy::with_clock(NumericDate::from_secs(1_300_819_379))
            .leeway_secs(0)
            .issuers(issuers);
        let verified = policy.decrypt_then_verify_claims(case.token(), &decrypter, &key);
        let verified = verified.unwrap_or_else(|error| panic!("{}: {error}", case.id));
        let octets = verified.claims().octets();
        assert_eq!(jose_b64::encode(octets), case.payload(), "{}", case.id);
        assert_eq!(verified.claims().exp(), Some(exp));

        let later = policy.clone().clock(exp);
        let error = later.decrypt_then_verify_claims(case.token(), &decrypter, &key);
        assert_eq!(error.unwrap_err().code(), "jwt/expired", "{}", case.id);
        let error = policy.decrypt_claims(case.token(), &decrypter);
        assert_eq!(error.unwrap_err().code(), "jwt/nested", "{}", case.id);
        let error = policy.verify_claims(case.token(), &key);
        assert_eq!(error.unwrap_err().code(), "jws/not-three-parts");
        let error = policy.verify_then_decrypt_claims(case.token(), &key, &decrypter);
        assert_eq!(error.unwrap_err().code(), "jws/not-three-parts");
        seen += 1;
    }
    assert_eq!(seen, if cfg!(feature = "rsa1_5") { 2 } else { 1 });
}

/// RFC 7519, A.1: encrypted only.
#[cfg(feature = "rsa1_5")]
#[test]
fn rfc_7519_a_1() {
    let mut seen = 0;
    for case in jose_vectors::load("rfc7519")
        .cases()
        .of("jwe-decrypt")
        .valid()
    {
        let decrypter = recipient(case).unwrap();
        let policy = Policy::with_clock(NumericDate::from_secs(1_300_819_379));
        let result = policy
            .clone()
            .issuer("joe")
            .decrypt_claims(case.token(), &decrypter);
        if case.id.ends_with("outer") {
            assert_eq!(result.unwrap_err().code(), "jwt/nested");
            continue;
        }
        let decrypted = result.unwrap_or_else(|error| panic!("{}: {error}", case.id));
        assert_eq!(
            jose_b64::encode(decrypted.claims().octets()),
            case.plaintext()
        );
        // JWT-12
        let error = policy.decrypt_claims(case.token(), &decrypter);
        assert_eq!(error.unwrap_err().code(), "jwt/not-asked");
        seen += 1;
    }
    assert_eq!(seen, 1);
}
