//! What a sender may write as `epk`, `apu` and `apv` (RFC 7518, section 4.6.1; RFC 8037, section 3.2.1).
#![expect(
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{EcdhEs, EcdhEsPublic};
use jose_jwe::{CekError, CekRequest, DecryptCek};
use jose_jwk::{Alg, Crv, Enc, JoseHeader, Jwk, KeyHint, Limits, LoadError, Okp};
use serde_json::{Value, json};

use super::sender::assert_invalid;
use super::{ask, octets};

/// RFC 7518, appendix C.
const X: &str = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
const Y: &str = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps";
const D: &str = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo";
const DERIVED: &str = "VqqN6vgjbSBcIijNcacQGg";

/// RFC 8037, appendix A.6.
const X25519: &str = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo";

fn key(name: &str, alg: Alg<'_>) -> EcdhEs {
    let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
    EcdhEs::load(&jwk, alg).unwrap()
}

fn bob() -> EcdhEs {
    key("rfc7518-c-bob", Alg::ECDH_ES)
}

fn epk() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y})
}

fn header(epk: &Value) -> Value {
    json!({"alg": "ECDH-ES", "enc": "A128GCM", "apu": "QWxpY2U", "apv": "Qm9i", "epk": epk})
}

fn decrypt(key: &EcdhEs, header: &str) -> Result<Vec<u8>, CekError> {
    // Of an algorithm that encrypts the CEK the shape of the encrypted key is right, so that what is
    // refused is the header.
    let encrypted_key = match jose_jwk::Key::alg(key) {
        Alg::ECDH_ES => &[][..],
        _ => &[0; 24],
    };
    ask(key, header, encrypted_key, (Enc::A128GCM, 16))
}

#[test]
fn rfc7518_appendix_c() {
    let found = decrypt(&bob(), &header(&epk()).to_string()).unwrap();
    assert_eq!(found, octets(DERIVED));
    // Members that say nothing about the point are none of this algorithm's business.
    let mut more = epk();
    more["kid"] = json!("ephemeral");
    more["key_ops"] = json!([]);
    more["ext"] = json!(true);
    more["X-MINE"] = json!({"a": [1]});
    let found = decrypt(&bob(), &header(&more).to_string()).unwrap();
    assert_eq!(found, octets(DERIVED));
}

/// ECE-06: it may stand in the header of that recipient, which jose-jwe sees to.
#[test]
fn ece_06_it_may_stand_in_any_header_that_is_joined() {
    let limits = Limits::default();
    let protected = JoseHeader::parse(br#"{"enc":"A128GCM","apu":"QWxpY2U"}"#, &limits).unwrap();
    let own = json!({"alg": "ECDH-ES", "apv": "Qm9i", "epk": epk()}).to_string();
    let own = JoseHeader::parse(own.as_bytes(), &limits).unwrap();
    let hint = KeyHint::joined(&protected, [None, Some(&own)]);
    let request = CekRequest::new(hint, &[], Enc::A128GCM, 16);
    let found = bob().decrypt_cek(request).unwrap();
    assert_eq!(found.expose_secret(), octets(DERIVED));
}

/// ECE-03, ECE-04, ECE-02: every key of every algorithm and curve refuses them all.
#[test]
fn ece_02_ece_03_ece_04_what_is_no_key_for_this_one() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let mut wrong = vec![
        json!(null),
        json!(true),
        json!(0),
        json!("AQAB"),
        json!(epk().to_string()),
        json!([]),
        json!([epk()]),
        json!({}),
        json!({"epk": epk()}),
        json!({"kty": "RSA", "n": X.repeat(6), "e": "AQAB"}),
        json!({"kty": "oct", "k": X}),
        json!({"kty": "OKP", "crv": "P-256", "x": X}),
        json!({"kty": "EC", "crv": "X25519", "x": X25519, "y": Y}),
        json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": X}),
        json!({"kty": "X-MINE", "crv": "P-256", "x": X, "y": Y}),
        json!({"kty": "ec", "crv": "P-256", "x": X, "y": Y}),
        // Other curves; secp256k1 and Ed25519 have the same lengths.
        json!({"kty": "EC", "crv": "P-384", "x": X, "y": Y}),
        json!({"kty": "EC", "crv": "secp256k1", "x": "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g", "y": "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
        json!({"kty": "OKP", "crv": "X448", "x": "mwj3zDG34-Z9ItWuoSEHSic70rg94Jxj-qc9LCLF2bvINmRyQdlT1AxbEtqIEg1TF3-A5TLEH6A"}),
        json!({"kty": "EC", "crv": 256, "x": X, "y": Y}),
        json!({"kty": "EC", "crv": null, "x": X, "y": Y}),
    ];
    for member in ["kty", "crv", "x", "y"] {
        let mut without = epk();
        without.as_object_mut().unwrap().remove(member);
        wrong.push(without);
    }
    // The private key, and members that only private keys have.
    for (name, value) in [("d", D), ("d", ""), ("k", X), ("p", "AQAB"), ("priv", X)] {
        let mut private = epk();
        private[name] = json!(value);
        wrong.push(private);
    }
    // Members of the JWK that are not of their type.
    for (name, value) in [
        ("use", json!(1)),
        ("key_ops", json!("deriveKey")),
        ("alg", json!("none")),
    ] {
        let mut mistyped = epk();
        mistyped[name] = value;
        wrong.push(mistyped);
    }
    let x25519 = json!({"kty": "OKP", "crv": "X25519", "x": X25519});
    for alg in [Alg::ECDH_ES, Alg::ECDH_ES_A128KW, Alg::ECDH_ES_A256KW] {
        for (name, also_wrong) in [("rfc7518-c-bob", &x25519), ("rfc8037-a6-bob", &epk())] {
            let key = key(name, alg);
            assert_invalid(decrypt(&key, "{}"), "no epk");
            let deep = format!("{{\"epk\":{deep}}}");
            assert!(JoseHeader::parse(deep.as_bytes(), &Limits::default()).is_err());
            for epk in wrong.iter().chain([also_wrong]) {
                let header = header(epk).to_string();
                assert_invalid(decrypt(&key, &header), &header);
            }
        }
    }
    assert!(
        decrypt(
            &key("rfc8037-a6-bob", Alg::ECDH_ES),
            &header(&x25519).to_string()
        )
        .is_ok()
    );
}

/// JSON that means different things to different readers, inside of `epk`.
#[test]
fn ece_04_names_in_epk_are_unique() {
    let rest = format!(r#""crv":"P-256","x":"{X}","y":"{Y}""#);
    for epk in [
        format!(r#"{{"kty":"EC","kty":"EC",{rest}}}"#),
        format!(r#"{{"kty":"EC","k\u0074y":"EC",{rest}}}"#),
        format!(r#"{{"kty":"EC",{rest},"x":"{Y}"}}"#),
        format!(r#"{{"kty":"EC",{rest},"X-MINE":1,"X-MINE":2}}"#),
        format!(r#"{{"kty":"EC",{rest},"\u0064":"{D}"}}"#),
    ] {
        let header = format!(r#"{{"apu":"QWxpY2U","apv":"Qm9i","epk":{epk}}}"#);
        assert_invalid(decrypt(&bob(), &header), &epk);
    }
    let escaped =
        format!(r#"{{"apu":"QWxpY2U","apv":"Qm9i","epk":{{"k\u0074y":"\u0045C",{rest}}}}}"#);
    let found = decrypt(&bob(), &escaped).unwrap();
    assert_eq!(found, octets(DERIVED));
}

/// ECE-01: points that the attack on invalid curves uses, and encodings that nobody should guess at.
#[test]
fn ece_01_points_that_are_not_on_the_curve() {
    let encode = |octets: &[u8]| jose_b64::encode(octets);
    let (x, y) = (octets(X), octets(Y));
    let flipped = |octets: &[u8], at: usize| {
        let mut changed = octets.to_vec();
        changed[at] ^= 1;
        encode(&changed)
    };
    // The prime of the field of P-256: zero in another encoding.
    let p = octets("_____wAAAAEAAAAAAAAAAAAAAAD_______________8");
    let mut wrong = vec![
        (encode(&[0; 32]), encode(&[0; 32])),
        (encode(&[0xff; 32]), encode(&[0xff; 32])),
        (encode(&[0; 32]), Y.to_owned()),
        (X.to_owned(), encode(&[0; 32])),
        (Y.to_owned(), X.to_owned()),
        (encode(&p), Y.to_owned()),
        (X.to_owned(), encode(&p)),
        // Lengths: short, long, compressed, uncompressed, nothing.
        (encode(&x[1..]), Y.to_owned()),
        (X.to_owned(), encode(&y[..31])),
        (encode(&[&[0], &*x].concat()), Y.to_owned()),
        (encode(&[&*x, &[0]].concat()), Y.to_owned()),
        (encode(&[&[3], &*x].concat()), String::new()),
        (encode(&[&[4], &*x, &*y].concat()), Y.to_owned()),
        (encode(&[&*x, &*y].concat()), String::new()),
        (String::new(), String::new()),
        // Encodings: padded, the other alphabet, white space, loose bits.
        (format!("{X}="), Y.to_owned()),
        (X.to_owned(), Y.replace('_', "/")),
        (format!(" {X}"), Y.to_owned()),
        (X.replace("V0", "V1"), Y.to_owned()),
    ];
    for at in 0..32 {
        wrong.push((flipped(&x, at), Y.to_owned()));
        wrong.push((X.to_owned(), flipped(&y, at)));
    }
    for alg in [Alg::ECDH_ES, Alg::ECDH_ES_A192KW] {
        let key = key("rfc7518-c-bob", alg);
        for (x, y) in &wrong {
            let epk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y});
            assert_invalid(decrypt(&key, &header(&epk).to_string()), &epk.to_string());
        }
        // What stands for y in compressed keys of other formats.
        for y in [json!(true), json!(2), json!(null)] {
            let epk = json!({"kty": "EC", "crv": "P-256", "x": X, "y": y});
            assert_invalid(decrypt(&key, &header(&epk).to_string()), "no coordinate");
        }
    }
    // As a recipient's own key they are an error.
    let off = json!({"kty": "EC", "crv": "P-256", "x": Y, "y": X}).to_string();
    let off = Jwk::parse(off.as_bytes()).unwrap();
    assert_eq!(EcdhEsPublic::load(&off).unwrap_err().code(), "load/invalid");
}

/// RFC 7748: numbers mod p in canonical and other encodings, the highest bit of X25519 ignored.
fn small_orders() -> Vec<(Crv<'static>, Vec<u8>)> {
    let around_p = |low: u8| [&[low][..], &[0xff; 30], &[0x7f]].concat();
    let number = |low: u8| [&[low][..], &[0; 31]].concat();
    let mut points: Vec<(Crv<'static>, Vec<u8>)> = vec![
        number(0),
        number(1),
        around_p(0xec),
        around_p(0xed),
        around_p(0xee),
        octets("4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA"),
        octets("X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc"),
    ]
    .into_iter()
    .map(|point| (Crv::X25519, point))
    .collect();
    let high_bit = points.clone().into_iter().map(|(crv, mut point)| {
        point[31] |= 0x80;
        (crv, point)
    });
    points.extend(high_bit.collect::<Vec<_>>());
    if cfg!(feature = "x448") {
        let zero = vec![0; 56];
        let one = [&[1][..], &[0; 55]].concat();
        let less = [&[0xfe][..], &[0xff; 27], &[0xfe], &[0xff; 27]].concat();
        let p = [&[0xff; 28][..], &[0xfe], &[0xff; 27]].concat();
        let more = [&[0; 28][..], &[0xff; 28]].concat();
        points.extend([zero, one, less, p, more].map(|point| (Crv::X448, point)));
    }
    points
}

#[test]
fn ece_05_points_of_small_order() {
    let points = small_orders();
    assert_eq!(points.len(), if cfg!(feature = "x448") { 19 } else { 14 });
    for (crv, point) in points {
        for alg in [Alg::ECDH_ES, Alg::ECDH_ES_A128KW] {
            for d in [&vec![1; point.len()], &vec![0xf3; point.len()]] {
                let key = EcdhEs::from_scalar(alg, crv, d).unwrap();
                let epk = json!({"kty": "OKP", "crv": crv.name(), "x": jose_b64::encode(&point)});
                assert_invalid(decrypt(&key, &header(&epk).to_string()), &epk.to_string());
            }
        }
        // To such a key nobody should encrypt.
        let jwk = Jwk::from_material(Okp::new(crv, &point, None).unwrap());
        let error = EcdhEsPublic::load(&jwk).unwrap_err();
        assert!(matches!(error, LoadError::Invalid { .. }), "{error}");
    }
}

/// ECE-07: both go into the derivation as octets, and nothing else is taken for octets.
#[test]
fn ece_07_party_info() {
    for name in ["apu", "apv"] {
        for wrong in [
            json!(null),
            json!(true),
            json!(7),
            json!(["QWxpY2U"]),
            json!({"apu": "QWxpY2U"}),
            json!("QWxpY2U="),
            json!("QWxpY2"),
            json!("Q"),
            json!("QWxp Y2U"),
            json!("+/+/"),
            json!("Ünicode"),
        ] {
            let mut header = header(&epk());
            header[name] = wrong;
            assert_invalid(decrypt(&bob(), &header.to_string()), &header.to_string());
            let wraps = key("rfc7518-c-bob", Alg::ECDH_ES_A128KW);
            assert_invalid(decrypt(&wraps, &header.to_string()), &header.to_string());
        }
        // Another one is another CEK; none and an empty one are the same.
        let mut other = header(&epk());
        other[name] = json!("QWxpY2V");
        assert_invalid(decrypt(&bob(), &other.to_string()), "loose bits");
        other[name] = json!("QWxpY2UA");
        let found = decrypt(&bob(), &other.to_string()).unwrap();
        assert_ne!(found, octets(DERIVED));
        other[name] = json!("");
        let empty = decrypt(&bob(), &other.to_string()).unwrap();
        other.as_object_mut().unwrap().remove(name);
        let absent = decrypt(&bob(), &other.to_string()).unwrap();
        assert_eq!(empty, absent);
        assert_ne!(absent, octets(DERIVED));
    }
    // A header has its limit, so these do.
    let mut long = header(&epk());
    long["apu"] = json!("A".repeat(20_000));
    assert!(JoseHeader::parse(long.to_string().as_bytes(), &Limits::default()).is_err());
}
