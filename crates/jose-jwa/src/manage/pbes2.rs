//! Key encryption with PBES2 (RFC 7518, section 4.8): PBES2-HS256+A128KW, PBES2-HS384+A192KW, PBES2-HS512+A256KW.

use alloc::sync::Arc;
use alloc::vec::Vec;

use jose_b64::{ObjectWriter, Value, encode};
use jose_jwe::{Cek, CekError, CekRequest, DecryptCek, EncryptCek, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, Jwk, LoadError, Material, NotPermitted, Operation, Secret, SecureRandom};
use pbkdf2::pbkdf2_hmac;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::Side;
use super::aes_kw::{Kek, wrapped_len};
use crate::load::{not_for_cek, not_for_cek_jwk};
use crate::sign::{Label, key_object};

/// A password for one of PBES2-HS256+A128KW, PBES2-HS384+A192KW, PBES2-HS512+A256KW: it encrypts and
/// decrypts.
///
/// It is no symmetric key: a password that a human can remember can be found by trying, and what each
/// attempt costs is the number of iterations. So nothing turns one of them into the other.
///
/// Where a message has several passwords, give each a Key ID: a recipient that has to try them all counts the
/// iterations of all of them against its limit.
///
/// To encrypt takes as long as the iterations take, for each recipient again. From the random source it
/// draws the salt, 16 octets in one call.
///
/// ```
/// use jose_jwa::Password;
/// use jose_jwk::Alg;
///
/// let password = Password::new(Alg::PBES2_HS512_A256KW, b"correct horse battery staple")?;
/// let slower = password.iterations(800_000)?;
/// # let _ = slower;
/// # Ok::<(), jose_jwk::LoadError>(())
/// ```
#[derive(Clone)]
pub struct Password {
    label: Label,
    hash: Hash,
    octets: Arc<Secret>,
    iterations: u32,
}

impl Password {
    /// A password from its octets; of a text these are its UTF-8.
    ///
    /// New messages cost 600,000 iterations with SHA-256 and 210,000 with SHA-384 and SHA-512 (PBE-06).
    ///
    /// # Errors
    ///
    /// - [`LoadError::EmptySecret`]: there is no octet.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of the three.
    pub fn new(alg: Alg<'_>, octets: &[u8]) -> Result<Password, LoadError> {
        let (alg, hash) = hash_of(alg).ok_or_else(|| not_for_cek(alg, "oct"))?;
        Password::of(Label::new(alg), hash, &Secret::from_slice(octets))
    }

    /// Loads an `oct` key, whose `k` is the password.
    ///
    /// The result encrypts and decrypts, so the JWK must permit both. A key whose `key_ops` names one
    /// of them is loaded by [`RustCrypto`](crate::RustCrypto) for that one.
    ///
    /// # Errors
    ///
    /// As [`Password::new`], and [`LoadError::NotPermitted`] when `use` or `alg` of the key say something
    /// else, or `key_ops` has none of `wrapKey`, `encrypt`, `deriveKey`, `deriveBits`, or none of
    /// `unwrapKey`, `decrypt`, `deriveKey`, `deriveBits`.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Password, LoadError> {
        Password::load_for(jwk, alg, Side::BOTH)
    }

    pub(crate) fn load_for(jwk: &Jwk, alg: Alg<'_>, sides: &[Side]) -> Result<Password, LoadError> {
        for side in sides {
            permitted(jwk, *side, alg)?;
        }
        let (Some((alg, hash)), Material::Oct(oct)) = (hash_of(alg), jwk.material()) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Password::of(Label::of(alg, jwk), hash, oct.k())
    }

    /// The same password at another number of iterations for each message that it encrypts.
    ///
    /// A recipient has a limit of its own: jose-jwe's is 1,200,000 unless it was told otherwise.
    ///
    /// # Errors
    ///
    /// [`LoadError::Invalid`]: below 1,000 (RFC 7518, section 4.8.1.2).
    pub fn iterations(mut self, iterations: u32) -> Result<Password, LoadError> {
        if iterations < MIN_ITERATIONS {
            return Err(LoadError::Invalid {
                what: "PBES2 takes at least 1,000 iterations",
            });
        }
        self.iterations = iterations;
        Ok(self)
    }

    fn of(label: Label, hash: Hash, octets: &Secret) -> Result<Password, LoadError> {
        if octets.is_empty() {
            return Err(LoadError::EmptySecret);
        }
        Ok(Password {
            label,
            hash,
            octets: Arc::new(octets.clone()),
            iterations: hash.default_iterations(),
        })
    }

    fn derive(&self, p2s: &[u8], iterations: u32) -> Option<Kek> {
        // The name stands before the salt input so that a key for one algorithm is none for another.
        let salt: Vec<u8> = [self.label.alg.name().as_bytes(), &[0], p2s].concat();
        let mut kek = Zeroizing::new([0; 32]);
        let kek = kek.get_mut(..self.hash.kek_len())?;
        let password = self.octets.expose_secret();
        match self.hash {
            Hash::Sha256 => pbkdf2_hmac::<Sha256>(password, &salt, iterations, kek),
            Hash::Sha384 => pbkdf2_hmac::<Sha384>(password, &salt, iterations, kek),
            Hash::Sha512 => pbkdf2_hmac::<Sha512>(password, &salt, iterations, kek),
        }
        Kek::new(kek)
    }
}

key_object!("Password", Password);

impl EncryptCek for Password {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        let mut p2s = [0; SALT_LEN];
        random.fill(&mut p2s)?;
        let kek = self.derive(&p2s, self.iterations);
        let mut header = ObjectWriter::new();
        header
            .string("p2s", &encode(p2s))
            .u64("p2c", self.iterations.into());
        let encrypted_key = kek.ok_or(EncryptCekError::Failed)?.wrap(cek)?;
        Ok(EncryptedCek::with_parameters(&encrypted_key, header))
    }
}

/// The bounds of `p2c` are jose-jwe's to hold, before any key is asked (PBE-01, PBE-02).
impl DecryptCek for Password {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        let p2s = request.octets("p2s")?.ok_or(CekError::Invalid)?;
        let p2c = request.parameter("p2c").and_then(Value::as_u64);
        let p2c = p2c.and_then(|p2c| u32::try_from(p2c).ok());
        // The crate takes 0 for 1.
        let p2c = p2c.filter(|p2c| *p2c > 0).ok_or(CekError::Invalid)?;
        // Nothing of this is secret, and it is looked at before the costly step (PBE-03).
        let wrapped_len = wrapped_len(request.cek_len());
        if p2s.len() < MIN_SALT_LEN || wrapped_len != Some(request.encrypted_key().len()) {
            return Err(CekError::Invalid);
        }
        let kek = self.derive(&p2s, p2c).ok_or(CekError::Invalid)?;
        kek.unwrap(request.encrypted_key(), request.cek_len())
    }
}

/// RFC 7518, section 4.8.1.2.
const MIN_ITERATIONS: u32 = 1_000;
/// RFC 7518, section 4.8.1.1.
const MIN_SALT_LEN: usize = 8;
const SALT_LEN: usize = 16;

#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    const fn kek_len(self) -> usize {
        match self {
            Hash::Sha256 => 16,
            Hash::Sha384 => 24,
            Hash::Sha512 => 32,
        }
    }

    const fn default_iterations(self) -> u32 {
        match self {
            Hash::Sha256 => 600_000,
            Hash::Sha384 | Hash::Sha512 => 210_000,
        }
    }
}

/// A password is derived from as well: key sets name that too.
fn permitted(jwk: &Jwk, side: Side, alg: Alg<'_>) -> Result<(), NotPermitted> {
    side.permitted(jwk, alg).or_else(|reason| {
        jwk.permits_either(Operation::DeriveKey, Operation::DeriveBits, alg)
            .map_err(|_| reason)
    })
}

fn hash_of(alg: Alg<'_>) -> Option<(Alg<'static>, Hash)> {
    match alg {
        Alg::PBES2_HS256_A128KW => Some((Alg::PBES2_HS256_A128KW, Hash::Sha256)),
        Alg::PBES2_HS384_A192KW => Some((Alg::PBES2_HS384_A192KW, Hash::Sha384)),
        Alg::PBES2_HS512_A256KW => Some((Alg::PBES2_HS512_A256KW, Hash::Sha512)),
        _ => None,
    }
}
