//! Parts that write down what is done with them, in one list.

use alloc::sync::Arc;
use std::sync::Mutex;

use jose_jwa::{RustCrypto, content_encryption};
use jose_jwe::{
    Alg, Backend, Cek, CekError, CekRequest, ContentEncryption, ContentError, ContentKey,
    DecryptCek, Enc, Key, RandomError, SecureRandom, Tag,
};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// These octets were drawn.
    Drawn(Vec<u8>),
    /// A key was asked.
    Asked,
    /// A content key was prepared from these octets.
    Prepared(Vec<u8>),
    /// Content of this length was decrypted, or not.
    Decrypted { len: usize, succeeded: bool },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Event>>>);

impl Log {
    pub(crate) fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// The operating system's randomness, written down; it fails after so many draws.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) log: Log,
    pub(crate) draws_left: Arc<Mutex<usize>>,
}

impl Logged {
    pub(crate) fn new(log: &Log) -> Logged {
        Logged::failing_after(usize::MAX, log)
    }

    pub(crate) fn failing_after(draws: usize, log: &Log) -> Logged {
        Logged {
            log: log.clone(),
            draws_left: Arc::new(Mutex::new(draws)),
        }
    }
}

impl SecureRandom for Logged {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let mut left = self.draws_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or(RandomError)?;
        RustCrypto.fill(out)?;
        self.log.add(Event::Drawn(out.to_vec()));
        Ok(())
    }
}

impl Backend for Logged {
    fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption> {
        content_encryption(enc)
    }
}

/// A key that writes down that it was asked.
#[derive(Debug)]
pub(crate) struct LoggedKey<K> {
    pub(crate) key: K,
    pub(crate) log: Log,
}

impl<K: Key> Key for LoggedKey<K> {
    fn alg(&self) -> Alg<'_> {
        self.key.alg()
    }

    fn kid(&self) -> Option<&str> {
        self.key.kid()
    }
}

impl<K: DecryptCek> DecryptCek for LoggedKey<K> {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        self.log.add(Event::Asked);
        self.key.decrypt_cek(request)
    }

    fn content_key(&self) -> Option<&dyn ContentKey> {
        self.key.content_key()
    }
}

/// A content encryption algorithm that writes down with which CEK it is used, and what comes of it.
#[derive(Debug)]
pub(crate) struct LoggedCipher {
    pub(crate) cipher: &'static dyn ContentEncryption,
    pub(crate) log: Log,
}

impl ContentEncryption for LoggedCipher {
    fn enc(&self) -> Enc<'_> {
        self.cipher.enc()
    }

    fn cek_len(&self) -> usize {
        self.cipher.cek_len()
    }

    fn iv_len(&self) -> usize {
        self.cipher.iv_len()
    }

    fn tag_len(&self) -> usize {
        self.cipher.tag_len()
    }

    fn ciphertext_len(&self, plaintext_len: usize) -> Option<usize> {
        self.cipher.ciphertext_len(plaintext_len)
    }

    fn content_key(&self, cek: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
        self.log.add(Event::Prepared(cek.expose_secret().to_vec()));
        let key = self.cipher.content_key(cek)?;
        let log = self.log.clone();
        Ok(Box::new(LoggedContentKey { key, log }))
    }
}

#[derive(Debug)]
struct LoggedContentKey {
    key: Box<dyn ContentKey>,
    log: Log,
}

impl ContentKey for LoggedContentKey {
    fn enc(&self) -> Enc<'_> {
        self.key.enc()
    }

    fn encrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        plaintext_len: usize,
    ) -> Result<Tag, ContentError> {
        self.key.encrypt(iv, aad, buffer, plaintext_len)
    }

    fn decrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8],
    ) -> Result<usize, ContentError> {
        let len = buffer.len();
        let found = self.key.decrypt(iv, aad, buffer, tag);
        let succeeded = found.is_ok();
        self.log.add(Event::Decrypted { len, succeeded });
        found
    }
}
