//! Encrypt one document for several people, each with a key of another kind.
//!
//! `cargo run --example encrypt_for_several`
//!
//! The document is encrypted once, with a key that is drawn for it. That key is then encrypted for
//! each recipient; whoever holds one of the private keys can read, and nobody learns another's key.

use std::error::Error;

use jose_jwa::{AesKw, EcdhEs, EcdhEsKwPublic, RsaOaep, RsaOaepPublic, RustCrypto};
use jose_jwe::{Alg, DecryptCek, Decrypter, Enc, Encrypt, Jwk};

fn main() -> Result<(), Box<dyn Error>> {
    // What each recipient has published, or shares with us.
    let auditor = Jwk::parse(include_bytes!("keys/auditor.json"))?; // RSA
    let lawyer = Jwk::parse(include_bytes!("keys/lawyer.json"))?; // X25519
    let archive = AesKw::new(Alg::A256KW, &[0x5A; 32])?.with_kid("archive-2026"); // a shared secret

    let for_auditor = RsaOaepPublic::load(&auditor, Alg::RSA_OAEP_256)?;
    let for_lawyer = EcdhEsKwPublic::load(&lawyer, Alg::ECDH_ES_A256KW)?;

    let contract = b"The price is 1,200,000.";
    let json = Encrypt::new(&RustCrypto, Enc::A256GCM)?
        .cty("text/plain")
        .header("https://example.com/matter", &4711) // protected, and for everybody to read
        .aad(b"contract 4711") // the same for octets of any length
        .to(&for_auditor)
        .to(&for_lawyer)
        .to(&archive)
        .general(contract)?;
    println!("{} octets for three recipients", json.len());

    // Each recipient knows nothing but its own key, and finds its place in the message by `alg` and `kid`.
    let keys: [Box<dyn DecryptCek>; 3] = [
        Box::new(RsaOaep::load(&auditor, Alg::RSA_OAEP_256)?),
        Box::new(EcdhEs::load(&lawyer, Alg::ECDH_ES_A256KW)?),
        Box::new(archive),
    ];
    for key in keys {
        let decrypter = Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A256GCM]);
        let decrypted = decrypter.decrypt_json(&json)?;
        assert_eq!(decrypted.plaintext(), contract);
        assert_eq!(decrypted.aad(), Some(&b"contract 4711"[..]));
        let matter = decrypted.header().value("https://example.com/matter");
        assert_eq!(matter.and_then(|matter| matter.as_u64()), Some(4711));
        println!("read by {:?}", decrypted.key_id());
    }

    // Somebody who was not meant, with a key of the same kind and under a name of the recipients'.
    let stranger = AesKw::new(Alg::A256KW, &[0xA5; 32])?.with_kid("archive-2026");
    let stranger = Decrypter::new(&RustCrypto)
        .key(stranger)
        .accept(&[Enc::A256GCM]);
    match stranger.decrypt_json(&json) {
        Ok(_) => Err("a stranger has read the contract".into()),
        Err(error) => {
            println!("a stranger: {error} [{}]", error.code());
            Ok(())
        }
    }
}
