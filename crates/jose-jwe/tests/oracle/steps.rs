//! Every failing step of every mode that has an encrypted key (JWE-18, RKE-01, RKE-05, KWR-01, KWR-02, GCM-04, CBC-02).

use jose_jwe::{Alg, Enc};

use crate::common::pairs::{Pair, pair};
use crate::common::{Answer, PLAIN, Sealed, Toy, cipher};
use crate::made::{Made, PLAINTEXT, flipped};
use crate::{With, decrypt, fails_in_the_one_way};

const ENCS: [Enc<'static>; 4] = [
    Enc::A128GCM,
    Enc::A256GCM,
    Enc::A128CBC_HS256,
    Enc::A256CBC_HS512,
];

fn pairs() -> [&'static Pair; 6] {
    [
        Alg::RSA1_5,
        Alg::RSA_OAEP,
        Alg::A256KW,
        Alg::A128GCMKW,
        Alg::ECDH_ES_A128KW,
        Alg::PBES2_HS256_A128KW,
    ]
    .map(pair)
}

/// Another key of the same algorithm decrypts nothing of ours.
fn other_key_made(pair: &Pair, enc: Enc<'static>) -> Made {
    let made = Made::new(pair, enc);
    let other: Vec<u8> = made.encrypted_key.iter().rev().copied().collect();
    made.with_key(other)
}

fn every(test: impl Fn(&Pair, Enc<'static>)) {
    for pair in pairs() {
        for enc in ENCS {
            test(pair, enc);
        }
    }
}

/// Where a key that rejects implicitly says that it found something.
fn rejected(pair: &Pair) -> With {
    match pair.alg {
        Alg::RSA1_5 => With::Either,
        _ => With::Substitute,
    }
}

#[test]
fn what_is_right_decrypts_with_what_was_found() {
    every(|pair, enc| {
        let made = Made::new(pair, enc);
        let (seen, events) = decrypt(&pair.recipient, enc, &made.token());
        assert_eq!(seen.unwrap().plaintext(), PLAINTEXT);
        // As many steps as a failure has.
        assert_eq!(events.len(), 4, "{events:?}");
    });
}

#[test]
fn jwe_18_an_encrypted_key_that_is_not_right() {
    every(|pair, enc| {
        let made = Made::new(pair, enc);
        let key = &made.encrypted_key;
        let last = key.len().saturating_sub(1);
        for at in [0, 1, 7, 8, last.div_euclid(2), last] {
            let token = made.with_key(flipped(key, at)).token();
            fails_in_the_one_way("flipped", &pair.recipient, enc, &token, rejected(pair));
        }
        let other = other_key_made(pair, enc).token();
        fails_in_the_one_way("other", &pair.recipient, enc, &other, rejected(pair));
    });
}

// RKE-05, KWR-01, JWE-03: longer, shorter, of no length that the mode has.
#[test]
fn rke_05_an_encrypted_key_of_another_length() {
    every(|pair, enc| {
        let made = Made::new(pair, enc);
        let key = &made.encrypted_key;
        let (last, half) = (key.len().saturating_sub(1), key.len().div_euclid(2));
        let cut = |len: usize| key[..len].to_vec();
        let longer = |more: usize| [key, &*vec![0; more]].concat();
        for other in [
            cut(last),
            cut(half),
            cut(1),
            cut(8),
            cut(key.len().saturating_sub(8)),
            longer(1),
            longer(8),
            longer(256),
            [&[0], &**key].concat(),
            vec![0; key.len()],
            vec![0xff; key.len()],
            vec![7; 4_096],
        ] {
            let token = made.with_key(other).token();
            fails_in_the_one_way("length", &pair.recipient, enc, &token, rejected(pair));
        }
    });
}

// KWR-02, GCM-04, RKE-01: all is right but that it is no CEK for this content.
#[test]
fn kwr_02_a_cek_of_another_length() {
    every(|pair, enc| {
        let right = cipher(enc).cek_len();
        for len in [16, 24, 32, 40, 48, 64, 72] {
            if len != right {
                let token = Made::wrapping(pair, enc, &vec![9; len]).token();
                fails_in_the_one_way("length", &pair.recipient, enc, &token, With::Substitute);
            }
        }
        // RSA and GCM encrypt anything.
        if ![Alg::RSA1_5, Alg::RSA_OAEP, Alg::A128GCMKW].contains(&pair.alg) {
            return;
        }
        let none = usize::from(pair.alg == Alg::A128GCMKW);
        for len in [none, 1, 8, 15, 17, 33, 63, 65] {
            let token = Made::wrapping(pair, enc, &vec![9; len]).token();
            fails_in_the_one_way("length", &pair.recipient, enc, &token, With::Substitute);
        }
    });
}

#[test]
fn jwe_18_another_cek_of_the_right_length() {
    every(|pair, enc| {
        let other = vec![8; cipher(enc).cek_len()];
        let token = Made::wrapping(pair, enc, &other).token();
        fails_in_the_one_way("other CEK", &pair.recipient, enc, &token, With::Found);
    });
}

// CBC-02, GCM-01, CBC-04: of the content, whatever is wrong.
#[test]
fn cbc_02_content_that_is_not_right() {
    every(|pair, enc| {
        let made = Made::new(pair, enc);
        let sealed = made.sealed();
        let encrypted_key = jose_b64::encode(&made.encrypted_key);
        let fails = |what: &str, sealed: Sealed| {
            let token = sealed.compact_with(&encrypted_key);
            fails_in_the_one_way(what, &pair.recipient, enc, &token, With::Found);
        };
        let with_ciphertext = |ciphertext: Vec<u8>| Sealed {
            ciphertext,
            ..sealed.clone()
        };
        let (ciphertext, tag) = (&sealed.ciphertext, &sealed.tag);
        for at in 0..ciphertext.len() {
            fails("ciphertext", with_ciphertext(flipped(ciphertext, at)));
        }
        for len in [0, 1, 15, 16, 17, 31, 33, 48, 4_096] {
            if len != ciphertext.len() {
                let mut other = ciphertext.clone();
                other.resize(len, 0);
                fails("length", with_ciphertext(other));
            }
        }
        for at in 0..tag.len() {
            let tag = flipped(tag, at);
            fails(
                "tag",
                Sealed {
                    tag,
                    ..sealed.clone()
                },
            );
        }
        for at in 0..sealed.iv.len() {
            let iv = flipped(&sealed.iv, at);
            fails(
                "iv",
                Sealed {
                    iv,
                    ..sealed.clone()
                },
            );
        }
        // The header is authenticated, in whatever way it says the same.
        for header in [
            made.header().replacen(',', ", ", 1),
            made.header().replacen('{', r#"{"x":1,"#, 1),
        ] {
            let protected = jose_b64::encode(header);
            fails(
                "header",
                Sealed {
                    protected,
                    ..sealed.clone()
                },
            );
        }
    });
}

// RKE-01: whether the key's library rejects implicitly, with an error, or with a CEK of another length.
#[test]
fn rke_01_every_way_in_which_a_key_may_say_no() {
    for alg in [Alg::RSA1_5, Alg::RSA_OAEP, Alg::A128KW, Alg::new("X-TOY")] {
        for enc in ENCS {
            let right = cipher(enc).cek_len();
            let header = jose_b64::encode(format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#));
            let sealed = Sealed::with(enc, &header, None, PLAIN);
            let toy = Toy::new(alg);
            let token = sealed.compact(&toy);
            let wrong = [0, 1, 8, 15, 16, 17, 24, 32, 48, 63, 64, 65, 256];
            let wrong = wrong.into_iter().filter(|len| *len != right);
            for answer in wrong.map(Answer::OfLength).chain([Answer::Invalid]) {
                let toy = toy.clone().answers(answer);
                fails_in_the_one_way("toy", toy, enc, &token, With::Substitute);
            }
            let found = toy.clone().answers(Answer::OfLength(right));
            fails_in_the_one_way("found", found, enc, &token, With::Found);
            let other = toy.secret(0x56);
            fails_in_the_one_way("other", other, enc, &token, With::Found);
        }
    }
}

// RKE-03, RKE-04, PBE-07: made for another algorithm of the same key.
#[test]
fn rke_03_04_an_encrypted_key_of_another_algorithm() {
    let families = [
        vec![
            Alg::RSA1_5,
            Alg::RSA_OAEP,
            Alg::RSA_OAEP_256,
            Alg::RSA_OAEP_384,
            Alg::RSA_OAEP_512,
        ],
        vec![
            Alg::ECDH_ES_A128KW,
            Alg::ECDH_ES_A192KW,
            Alg::ECDH_ES_A256KW,
        ],
        vec![
            Alg::PBES2_HS256_A128KW,
            Alg::PBES2_HS384_A192KW,
            Alg::PBES2_HS512_A256KW,
        ],
    ];
    for family in families {
        for made_for in &family {
            for alg in family.iter().filter(|alg| *alg != made_for) {
                let made = Made {
                    alg: *alg,
                    ..Made::new(pair(*made_for), Enc::A256GCM)
                };
                let (what, ours, token) = (alg.name(), pair(*alg), made.token());
                let with = rejected(ours);
                fails_in_the_one_way(what, &ours.recipient, Enc::A256GCM, &token, with);
            }
        }
    }
}

// ECE-01 to ECE-05: what stands in the place of the ephemeral key.
#[test]
fn ece_01_to_05_an_ephemeral_key_that_is_none() {
    let ours = pair(Alg::ECDH_ES_A128KW);
    let zero = jose_b64::encode([0; 32]);
    let one = jose_b64::encode([[1].as_slice(), &[0; 31]].concat());
    for enc in ENCS {
        let made = Made::new(ours, enc);
        let x = made.parameters.split('"').nth(13).unwrap();
        let y = made.parameters.split('"').nth(17).unwrap();
        assert!(made.parameters.contains(&format!(r#""x":"{x}","y":"{y}""#)));
        for epk in [
            // Off the curve.
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{zero}","y":"{zero}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{y}","y":"{x}"}}"#),
            // Of another curve or type, or of none.
            format!(r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{y}"}}"#),
            format!(r#"{{"kty":"EC","crv":"secp256k1","x":"{x}","y":"{y}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#),
            format!(r#"{{"kty":"RSA","n":"{x}","e":"AQAB"}}"#),
            format!(r#"{{"kty":"oct","k":"{x}"}}"#),
            format!(r#"{{"kty":"ec","crv":"P-256","x":"{x}","y":"{y}"}}"#),
            format!(r#"{{"crv":"P-256","x":"{x}","y":"{y}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}A","y":"{y}"}}"#),
            // A private one.
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","d":"{one}"}}"#),
            // Another that is right.
            Made::new(ours, enc)
                .parameters
                .replacen(r#","epk":"#, "", 1),
            "{}".into(),
        ] {
            let token = made.with_parameters(format!(r#","epk":{epk}"#)).token();
            fails_in_the_one_way(&epk, &ours.recipient, enc, &token, With::Substitute);
        }
        let absent = made.with_parameters("").token();
        fails_in_the_one_way("absent", &ours.recipient, enc, &absent, With::Substitute);
        for party in [r#","apu":"QWxpY2U""#, r#","apv":"Qm9i""#] {
            let other = format!("{}{party}", made.parameters);
            let token = made.with_parameters(other).token();
            fails_in_the_one_way(party, &ours.recipient, enc, &token, With::Substitute);
        }
    }
    // Points of small order, with which every secret is zero (ECE-05).
    for curve in ["X25519", "X448"] {
        let ours = x_pair(curve);
        let made = Made::new(ours, Enc::A128GCM);
        for x in [&zero, &one, &jose_b64::encode([0; 56])] {
            let epk = format!(r#","epk":{{"kty":"OKP","crv":"{curve}","x":"{x}"}}"#);
            let token = made.with_parameters(epk).token();
            let with = With::Substitute;
            fails_in_the_one_way(curve, &ours.recipient, Enc::A128GCM, &token, with);
        }
    }
}

fn x_pair(curve: &str) -> &'static Pair {
    let mut pairs = crate::common::pairs::PAIRS.iter();
    let on_curve = |pair: &&Pair| {
        pair.alg == Alg::ECDH_ES_A128KW && Made::new(pair, Enc::A128GCM).parameters.contains(curve)
    };
    pairs.find(on_curve).unwrap()
}

// GCM-03, PBE-03: parameters of the other modes that are there and not right, or not there.
#[test]
fn gcm_03_parameters_that_a_key_cannot_use() {
    let (gcmkw, pbes2) = (pair(Alg::A128GCMKW), pair(Alg::PBES2_HS256_A128KW));
    let text = |len: usize| jose_b64::encode(vec![2; len]);
    for enc in ENCS {
        let made = Made::new(gcmkw, enc);
        let (tag, iv) = made.parameters.rsplit_once(',').unwrap();
        let iv = &format!(",{iv}");
        assert!(tag.starts_with(r#","tag":""#), "{tag}");
        assert!(iv.starts_with(r#","iv":""#), "{iv}");
        let mut parameters = vec![String::new(), iv.into(), tag.into()];
        for len in [0, 8, 11, 13, 16] {
            parameters.push(format!(r#","iv":"{}"{tag}"#, text(len)));
        }
        for len in [0, 4, 8, 12, 15, 17, 32] {
            parameters.push(format!(r#"{iv},"tag":"{}""#, text(len)));
        }
        parameters.push(format!(r#","iv":"{}"{tag}"#, text(12)));
        parameters.push(format!(r#"{iv},"tag":"{}""#, text(16)));
        for parameters in parameters {
            let token = made.with_parameters(&*parameters).token();
            let with = With::Substitute;
            fails_in_the_one_way(&parameters, &gcmkw.recipient, enc, &token, with);
        }

        let made = Made::new(pbes2, enc);
        let (p2s, p2c) = made.parameters.rsplit_once(',').unwrap();
        for parameters in [
            String::new(),
            p2s.into(),
            format!(",{p2c}"),
            format!(r#","p2s":"{}",{p2c}"#, text(8)),
            format!(r#"{p2s},"p2c":1001"#),
        ] {
            let token = made.with_parameters(&*parameters).token();
            let with = With::Substitute;
            fails_in_the_one_way(&parameters, &pbes2.recipient, enc, &token, with);
        }
    }
}

// JWE-18, ZIP-04, ZIP-05: the last step, long after the tag was found right.
#[cfg(feature = "zip")]
#[test]
fn jwe_18_a_plaintext_that_does_not_inflate() {
    let toy = Toy::new(Alg::A128KW);
    for enc in ENCS {
        let header = format!(r#"{{"alg":"A128KW","enc":"{enc}","zip":"DEF"}}"#);
        for plaintext in [b"".as_slice(), b"not compressed", &[0xff; 64]] {
            let sealed = Sealed::with(enc, &jose_b64::encode(&header), None, plaintext);
            let token = sealed.compact(&toy);
            let log = crate::Log::default();
            let seen = crate::watched(toy.clone(), enc, &log).allow_zip();
            crate::is_the_one_failure(&seen.decrypt(&token).map(drop).unwrap_err());
            assert_eq!(log.events().len(), 4);
        }
    }
}
