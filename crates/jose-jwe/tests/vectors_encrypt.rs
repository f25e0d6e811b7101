//! The messages that the RFCs print, made octet for octet (RFC 7516, appendix A; RFC 7517, appendix C; RFC 7518,
//! appendix C; RFC 7520, section 5; RFC 8037, appendix A).
#![cfg(test)]

extern crate alloc;

use alloc::collections::VecDeque;
use std::sync::Mutex;

use jose_jwa::{EcdhEsKwPublic, EcdhEsPublic, Password, RustCrypto, content_encryption};
use jose_jwe::{
    Alg, Backend, Cek, ContentEncryption, DirectCek, Enc, Encrypt, EncryptCek, EncryptedCek, Jwk,
    LoadEncrypt, ObjectWriter, RandomError, RecipientHeaderBuilder, RemoteKey, SecureRandom,
};
use jose_vectors::{Case, Form, Recipient};

/// Hands out these octets, one draw after the other: for published values, and nothing else.
#[derive(Debug)]
struct Fixed(Mutex<VecDeque<Vec<u8>>>);

impl Fixed {
    fn new(draws: impl IntoIterator<Item = Vec<u8>>) -> Fixed {
        Fixed(Mutex::new(draws.into_iter().collect()))
    }

    /// Everything was asked for.
    fn is_used_up(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

impl SecureRandom for Fixed {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let next = self.0.lock().unwrap().pop_front().ok_or(RandomError)?;
        assert_eq!(next.len(), out.len(), "another draw is expected");
        out.copy_from_slice(&next);
        Ok(())
    }
}

impl Backend for Fixed {
    fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption> {
        content_encryption(enc)
    }
}

fn octets(text: &str) -> Vec<u8> {
    jose_b64::decode(text).unwrap()
}

fn jwk(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

fn private_octets(name: &str) -> Vec<u8> {
    let jwk: serde_json::Value = serde_json::from_str(jose_vectors::key(name)).unwrap();
    octets(jwk["d"].as_str().unwrap())
}

/// The key that the sender has of this recipient.
fn key(recipient: &Recipient) -> Box<dyn EncryptCek> {
    let alg = Alg::from_name(&recipient.alg).unwrap();
    let jwk = jwk(&recipient.key);
    let party = |name: &Option<String>| name.as_deref().map(octets).unwrap_or_default();
    if let Some(p2c) = recipient.p2c {
        let password = Password::load(&jwk, alg).unwrap();
        return Box::new(password.iterations(p2c).unwrap());
    }
    if recipient.apu.is_some() || recipient.apv.is_some() {
        let public = EcdhEsKwPublic::load(&jwk, alg).unwrap();
        return Box::new(public.with_party_info(&party(&recipient.apu), &party(&recipient.apv)));
    }
    RustCrypto.load_encrypt(&jwk, alg).unwrap()
}

fn direct_key(recipient: &Recipient) -> Box<dyn DirectCek> {
    let jwk = jwk(&recipient.key);
    let party = |name: &Option<String>| name.as_deref().map(octets).unwrap_or_default();
    match Alg::from_name(&recipient.alg).unwrap() {
        Alg::ECDH_ES => Box::new(
            EcdhEsPublic::load(&jwk)
                .unwrap()
                .with_party_info(&party(&recipient.apu), &party(&recipient.apv)),
        ),
        alg => RustCrypto.load_direct(&jwk, alg).unwrap(),
    }
}

/// What the key of this recipient draws.
fn draw(recipient: &Recipient) -> Option<Vec<u8>> {
    let epk = recipient.epk_private.as_deref().map(private_octets);
    let text = recipient.iv.as_deref().or(recipient.p2s.as_deref());
    epk.or_else(|| text.map(octets))
}

/// What the caller says in this recipient's own header: the `kid` of a key that has none.
fn own_header(recipient: &Recipient) -> Option<RecipientHeaderBuilder> {
    let header = members(recipient.header.as_ref()?.as_str());
    let builder = RecipientHeaderBuilder::new();
    let kid = header.get("kid").and_then(|kid| kid.as_str());
    Some(match kid {
        Some(kid) if jwk(&recipient.key).kid().is_none() => builder.kid(kid),
        _ => builder,
    })
}

fn is_direct(case: &Case) -> bool {
    ["dir", "ECDH-ES"].contains(&&*case.recipients()[0].alg)
}

/// The values that this builder does not put into a shared header: nothing protects them there.
fn is_below_the_builder(case: &Case) -> bool {
    let shared = case.shared.as_ref().map(jose_vectors::JsonText::as_str);
    shared.is_some_and(|shared| shared.contains(r#""alg""#) || shared.contains(r#""enc""#))
}

fn same(case: &Case, made: &str) {
    match case.form {
        None => assert_eq!(made, case.token(), "{}", case.id),
        Some(_) => {
            let value = |json| -> serde_json::Value { serde_json::from_str(json).unwrap() };
            assert_eq!(value(made), value(case.json()), "{}", case.id);
            // The header of one recipient has its members in another order there.
            if case.id != "rfc7520-5.13-encrypt" {
                assert_eq!(made, case.json(), "{}", case.id);
            }
        }
    }
}

fn members(json: &str) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_str(json).unwrap()
}

/// What the builder is told, whoever the recipients are.
fn encrypt<'a>(
    case: &'a Case,
    fixed: &'a Fixed,
    protected: &'a [u8],
    aad: Option<&'a [u8]>,
) -> Encrypt<'a> {
    let enc = Enc::from_name(case.enc()).unwrap();
    let mut encrypt = Encrypt::new(fixed, enc).unwrap().protected_json(protected);
    for (name, value) in case.shared.iter().flat_map(|json| members(json.as_str())) {
        encrypt = encrypt.shared_header(&name, &value);
    }
    match aad {
        Some(aad) => encrypt.aad(aad),
        None => encrypt,
    }
}

fn direct(case: &Case) {
    let [recipient] = case.recipients() else {
        panic!("{}", case.id)
    };
    let protected = octets(case.protected());
    let fixed = Fixed::new(draw(recipient).into_iter().chain([octets(case.iv())]));
    let key = direct_key(recipient);
    let encrypt = encrypt(case, &fixed, &protected, None).direct(&key);
    let plaintext = octets(case.plaintext());
    let made = match case.form {
        None => encrypt.compact(&plaintext),
        Some(Form::Flattened) => encrypt.flattened(&plaintext),
        Some(Form::General) => encrypt.general(&plaintext),
    };
    same(case, &made.unwrap());
    assert!(fixed.is_used_up(), "{}", case.id);
}

/// The CEK and the initialization vector are one draw, and the first.
fn draws(case: &Case) -> Fixed {
    let secrets = [octets(case.cek()), octets(case.iv())].concat();
    let own = case.recipients().iter().filter_map(draw);
    Fixed::new([secrets].into_iter().chain(own))
}

/// In two phases: what nothing drawn gives comes from elsewhere.
fn prepared(case: &Case) {
    let protected = octets(case.protected());
    let aad = case.aad.as_deref().map(octets);
    let fixed = draws(case);
    let keys: Vec<_> = case
        .recipients()
        .iter()
        .map(|recipient| (!recipient.answered).then(|| key(recipient)))
        .collect();
    let prepared = encrypt(case, &fixed, &protected, aad.as_deref()).prepare();
    let mut prepared = prepared.unwrap();
    assert_eq!(prepared.cek().expose_secret(), octets(case.cek()));
    for (recipient, key) in case.recipients().iter().zip(&keys) {
        prepared = match (key, own_header(recipient)) {
            (Some(key), Some(own)) => prepared.to_with(key, own),
            (Some(key), None) => prepared.to(key),
            (None, own) => {
                let jwk = jwk(&recipient.key);
                let remote = RemoteKey::new(Alg::from_name(&recipient.alg).unwrap());
                let remote = match jwk.kid() {
                    Some(kid) => remote.with_kid(kid),
                    None => remote,
                };
                let answer = octets(recipient.encrypted_key.as_deref().unwrap());
                let answer = EncryptedCek::with_parameters(&answer, ObjectWriter::new());
                match own {
                    Some(own) => prepared.attach_with(&remote, answer, own),
                    None => prepared.attach(&remote, answer),
                }
            }
        };
    }
    let plaintext = octets(case.plaintext());
    let made = match case.form {
        None => prepared.compact(&plaintext),
        Some(Form::Flattened) => prepared.flattened(&plaintext),
        Some(Form::General) => prepared.general(&plaintext),
    };
    same(
        case,
        &made.unwrap_or_else(|error| panic!("{}: {error}", case.id)),
    );
    assert!(fixed.is_used_up(), "{}", case.id);
}

/// In one phase, with keys that are all at hand.
fn at_hand(case: &Case) {
    let protected = octets(case.protected());
    let aad = case.aad.as_deref().map(octets);
    let fixed = draws(case);
    let keys: Vec<_> = case.recipients().iter().map(key).collect();
    let mut recipients = case.recipients().iter().zip(&keys);
    let (first, key) = recipients.next().unwrap();
    let encrypt = encrypt(case, &fixed, &protected, aad.as_deref());
    let mut to = match own_header(first) {
        Some(own) => encrypt.to_with(key, own),
        None => encrypt.to(key),
    };
    for (recipient, key) in recipients {
        to = to.to_with(key, own_header(recipient).unwrap());
    }
    let plaintext = octets(case.plaintext());
    let made = match case.form {
        None => to.compact(&plaintext),
        Some(Form::Flattened) => to.flattened(&plaintext),
        Some(Form::General) => to.general(&plaintext),
    };
    same(
        case,
        &made.unwrap_or_else(|error| panic!("{}: {error}", case.id)),
    );
    assert!(fixed.is_used_up(), "{}", case.id);
}

/// From the CEK to the encrypted key, and from the plaintext to the ciphertext.
fn in_parts(case: &Case) {
    let cek = Cek::from_slice(&octets(case.cek()));
    for recipient in case.recipients() {
        let fixed = Fixed::new(draw(recipient));
        let made = key(recipient).encrypt_cek(&cek, &fixed).unwrap();
        let expected = octets(recipient.encrypted_key.as_deref().unwrap());
        assert_eq!(made.encrypted_key(), expected, "{}", case.id);
    }
    let json = members(case.json());
    let text = |name: &str| json[name].as_str().unwrap();
    let plaintext = octets(case.plaintext());
    let cipher = content_encryption(Enc::from_name(case.enc()).unwrap()).unwrap();
    let mut buffer = plaintext.clone();
    buffer.resize(cipher.ciphertext_len(plaintext.len()).unwrap(), 0);
    let aad = json
        .get("protected")
        .map_or("", |text| text.as_str().unwrap());
    let key = cipher.content_key(&cek).unwrap();
    let iv = octets(case.iv());
    let tag = key.encrypt(&iv, aad.as_bytes(), &mut buffer, plaintext.len());
    assert_eq!(jose_b64::encode(&buffer), text("ciphertext"), "{}", case.id);
    assert_eq!(jose_b64::encode(&*tag.unwrap()), text("tag"), "{}", case.id);
}

// ECE-08: in the one of RFC 7518, appendix C, the derived key is right only with the right names in it.
#[test]
fn messages_of_the_rfcs_come_out_octet_for_octet() {
    let mut seen = [0_usize; 4];
    for case in jose_vectors::all().of("jwe-encrypt") {
        let is_answered = case.recipients().iter().any(|one| one.answered);
        let way = if is_below_the_builder(case) {
            in_parts(case);
            0
        } else if is_direct(case) {
            direct(case);
            1
        } else {
            prepared(case);
            2
        };
        seen[way] = seen[way].saturating_add(1);
        if way == 2 && !is_answered {
            at_hand(case);
            seen[3] = seen[3].saturating_add(1);
        }
    }
    // 7520 5.11 and 5.12 in two forms each.
    assert_eq!(seen[0], 4);
    assert!(seen.into_iter().skip(1).all(|count| count > 4), "{seen:?}");
}
