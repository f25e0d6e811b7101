//! What the test files share: messages that say whatever a test wants, keys that are not cryptography, and parts
//! that write down what is done with them.
#![cfg(test)]
#![allow(dead_code, reason = "each test file uses another part of this one")]

extern crate alloc;

pub(crate) mod cases;
pub(crate) mod log;
pub(crate) mod pairs;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use jose_jwa::{RustCrypto, content_encryption};
use jose_jwe::{
    AgreedCek, Alg, Cek, CekError, CekRequest, ContentEncryption, DecryptCek, DecryptError,
    Decrypted, Decrypter, DirectCek, Enc, Encrypt, EncryptCek, EncryptCekError, EncryptedCek, Key,
    ParseError, SecureRandom,
};

pub(crate) const TOY: Alg<'static> = Alg::new("X-TOY");

/// Every content encryption algorithm of the backend.
pub(crate) const ENCS: [Enc<'static>; 6] = [
    Enc::A128GCM,
    Enc::A192GCM,
    Enc::A256GCM,
    Enc::A128CBC_HS256,
    Enc::A192CBC_HS384,
    Enc::A256CBC_HS512,
];

pub(crate) fn cipher(enc: Enc<'_>) -> &'static dyn ContentEncryption {
    content_encryption(enc).unwrap()
}

/// A key that turns over the bits of the CEK, or of an agreed one, and counts how often it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Toy {
    alg: Alg<'static>,
    kid: Option<String>,
    secret: u8,
    answer: Answer,
    asked: Arc<AtomicUsize>,
}

/// What a toy says to whatever it is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// What it finds.
    Found,
    /// That there is none.
    Invalid,
    /// A CEK of this length.
    OfLength(usize),
    /// Nothing: it is not there.
    Offline,
}

impl Toy {
    pub(crate) fn new(alg: Alg<'static>) -> Toy {
        Toy {
            alg,
            kid: None,
            secret: 0x55,
            answer: Answer::Found,
            asked: Arc::default(),
        }
    }

    pub(crate) fn kid(mut self, kid: &str) -> Toy {
        self.kid = Some(kid.into());
        self
    }

    /// Another key of the same algorithm.
    pub(crate) fn secret(mut self, secret: u8) -> Toy {
        self.secret = secret;
        self
    }

    pub(crate) fn answers(mut self, answer: Answer) -> Toy {
        self.answer = answer;
        self
    }

    /// How often this key or a clone of it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    pub(crate) fn turn(&self, octets: &[u8]) -> Vec<u8> {
        octets.iter().map(|octet| octet ^ self.secret).collect()
    }
}

impl Key for Toy {
    fn alg(&self) -> Alg<'_> {
        self.alg
    }

    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }
}

impl EncryptCek for Toy {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        _: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.answer {
            Answer::Found => Ok(EncryptedCek::new(&self.turn(cek.expose_secret()))),
            Answer::Invalid => Err(EncryptCekError::Failed),
            Answer::OfLength(len) => Ok(EncryptedCek::new(&vec![1; len])),
            Answer::Offline => Err(EncryptCekError::Unavailable("the toy is offline".into())),
        }
    }
}

impl DirectCek for Toy {
    fn agree(
        &self,
        _: Enc<'_>,
        cek_len: usize,
        _: &dyn SecureRandom,
    ) -> Result<AgreedCek, EncryptCekError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let of_len = |len| Ok(AgreedCek::new(Cek::from_slice(&vec![self.secret; len])));
        match self.answer {
            Answer::Found => of_len(cek_len),
            Answer::Invalid => Err(EncryptCekError::Failed),
            Answer::OfLength(len) => of_len(len),
            Answer::Offline => Err(EncryptCekError::Unavailable("the toy is offline".into())),
        }
    }
}

impl DecryptCek for Toy {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.answer {
            Answer::Found if request.encrypted_key().is_empty() => {
                Ok(Cek::from_slice(&vec![self.secret; request.cek_len()]))
            }
            Answer::Found => Ok(Cek::from_slice(&self.turn(request.encrypted_key()))),
            Answer::Invalid => Err(CekError::Invalid),
            Answer::OfLength(len) => Ok(Cek::from_slice(&vec![1; len])),
            Answer::Offline => Err(CekError::Unavailable("the toy is offline".into())),
        }
    }
}

/// A message that says whatever a test wants and decrypts: refused is what it says.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    pub(crate) enc: Enc<'static>,
    /// Encoded, and no member at all where it is empty.
    pub(crate) protected: String,
    pub(crate) cek: Vec<u8>,
    pub(crate) aad: Option<Vec<u8>>,
    pub(crate) iv: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) tag: Vec<u8>,
}

pub(crate) const PLAIN: &[u8] = b"plain";

impl Sealed {
    /// With A128GCM, whatever the header says.
    pub(crate) fn new(header: impl AsRef<[u8]>) -> Sealed {
        Sealed::with(Enc::A128GCM, &jose_b64::encode(header), None, PLAIN)
    }

    /// A CEK of the octet 9; `protected` is what stands in the message, base64url or not.
    pub(crate) fn with(
        enc: Enc<'static>,
        protected: &str,
        aad: Option<&[u8]>,
        plaintext: &[u8],
    ) -> Sealed {
        let cek = vec![9; cipher(enc).cek_len()];
        Sealed::with_cek(enc, &cek, protected, aad, plaintext)
    }

    pub(crate) fn with_cek(
        enc: Enc<'static>,
        cek: &[u8],
        protected: &str,
        aad: Option<&[u8]>,
        plaintext: &[u8],
    ) -> Sealed {
        let cipher = cipher(enc);
        let iv = vec![3; cipher.iv_len()];
        let mut ciphertext = plaintext.to_vec();
        ciphertext.resize(cipher.ciphertext_len(plaintext.len()).unwrap(), 0);
        let authenticated = match aad {
            None => protected.to_owned(),
            Some(aad) => format!("{protected}.{}", jose_b64::encode(aad)),
        };
        let key = cipher.content_key(&Cek::from_slice(cek)).unwrap();
        let tag = key.encrypt(
            &iv,
            authenticated.as_bytes(),
            &mut ciphertext,
            plaintext.len(),
        );
        Sealed {
            enc,
            protected: protected.into(),
            cek: cek.into(),
            aad: aad.map(Into::into),
            iv,
            ciphertext,
            tag: tag.unwrap().to_vec(),
        }
    }

    /// The encrypted key for a toy.
    pub(crate) fn key_for(&self, toy: &Toy) -> String {
        jose_b64::encode(toy.turn(&self.cek))
    }

    /// The compact message for a toy.
    pub(crate) fn compact(&self, toy: &Toy) -> String {
        self.compact_with(&self.key_for(toy))
    }

    pub(crate) fn compact_with(&self, encrypted_key: &str) -> String {
        let [iv, ciphertext, tag] = [&self.iv, &self.ciphertext, &self.tag].map(jose_b64::encode);
        format!("{}.{encrypted_key}.{iv}.{ciphertext}.{tag}", self.protected)
    }

    /// The members that every form in JSON has, without braces.
    pub(crate) fn members(&self) -> String {
        let [iv, ciphertext, tag] = [&self.iv, &self.ciphertext, &self.tag].map(jose_b64::encode);
        let protected = match &*self.protected {
            "" => String::new(),
            protected => format!(r#""protected":"{protected}","#),
        };
        let aad = self.aad.as_ref().map(jose_b64::encode);
        let aad = aad.map(|aad| format!(r#""aad":"{aad}","#));
        format!(
            r#"{protected}{}"iv":"{iv}","ciphertext":"{ciphertext}","tag":"{tag}""#,
            aad.unwrap_or_default()
        )
    }

    /// A message in JSON with these members, too: `"encrypted_key":"…"`.
    pub(crate) fn json(&self, others: &str) -> String {
        format!("{{{},{others}}}", self.members())
    }

    /// The flattened message for a toy.
    pub(crate) fn flattened(&self, toy: &Toy) -> String {
        self.json(&format!(r#""encrypted_key":"{}""#, self.key_for(toy)))
    }

    /// The general message with these recipients, objects each.
    pub(crate) fn general<R: AsRef<str>>(&self, recipients: &[R]) -> String {
        let recipients: Vec<&str> = recipients.iter().map(AsRef::as_ref).collect();
        self.json(&format!(r#""recipients":[{}]"#, recipients.join(",")))
    }
}

/// Whether compression is compiled in.
pub(crate) const HAS_ZIP: bool = cfg!(feature = "zip");

/// The same recipient, who allows compression where it is compiled in.
pub(crate) fn allowing_zip(decrypter: Decrypter<'_>) -> Decrypter<'_> {
    #[cfg(feature = "zip")]
    return decrypter.allow_zip();
    #[cfg(not(feature = "zip"))]
    decrypter
}

/// The same message, compressed, where that is compiled in.
pub(crate) fn compressing(encrypt: Encrypt<'_>) -> Encrypt<'_> {
    #[cfg(feature = "zip")]
    return encrypt.compress();
    #[cfg(not(feature = "zip"))]
    encrypt
}

/// A recipient with this one key who accepts every content encryption algorithm.
pub(crate) fn decrypter<'k>(key: impl DecryptCek + 'k) -> Decrypter<'k> {
    Decrypter::new(&RustCrypto).key(key).accept(&ENCS)
}

/// The error of a message, and that no key was asked before it was seen.
#[track_caller]
pub(crate) fn refused_with(decrypter: &Decrypter<'_>, toy: &Toy, message: &str) -> DecryptError {
    let asked = toy.asked();
    let seen = if message.starts_with('{') {
        decrypter.decrypt_json(message)
    } else {
        decrypter.decrypt(message)
    };
    match seen {
        Ok(seen) => panic!("accepted: {message} as {seen:?}"),
        Err(error) => {
            assert_eq!(toy.asked(), asked, "a key was asked: {message}");
            error
        }
    }
}

/// The same with a recipient who has a toy key and has asked for nothing.
#[track_caller]
pub(crate) fn refused(message: &str) -> ParseError {
    let toy = Toy::new(TOY);
    match refused_with(&decrypter(toy.clone()), &toy, message) {
        DecryptError::Parse(error) => error,
        error => panic!("read, and refused for {error:?}: {message}"),
    }
}

/// The error of a compact message, and of flattened and general ones, with this protected header.
#[track_caller]
pub(crate) fn header_refused(header: impl AsRef<[u8]>) -> ParseError {
    let sealed = Sealed::new(header);
    let toy = Toy::new(TOY);
    let recipient = format!(r#"{{"encrypted_key":"{}"}}"#, sealed.key_for(&toy));
    let error = refused(&sealed.compact(&toy));
    assert_eq!(refused(&sealed.flattened(&toy)), error);
    assert_eq!(refused(&sealed.general(&[recipient])), error);
    error
}

/// What comes of a message.
#[track_caller]
pub(crate) fn read(decrypter: &Decrypter<'_>, message: &str) -> Decrypted {
    let seen = if message.starts_with('{') {
        decrypter.decrypt_json(message)
    } else {
        decrypter.decrypt(message)
    };
    seen.unwrap_or_else(|error| panic!("{error}: {message}"))
}
