//! RSAES-OAEP and RSAES-PKCS1-v1_5 on the `rsa` crate (RFC 8017, section 7; RFC 7518, sections 4.2 and 4.3).

use alloc::boxed::Box;
use alloc::vec::Vec;

use jose_jwe::{Cek, CekError, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, LoadError, RandomError, Rsa as RsaMaterial, SecureRandom};
#[cfg(feature = "rsa1_5")]
use rsa::Pkcs1v15Encrypt;
use rsa::traits::PaddingScheme;
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::{material, private_key, public_key};
use crate::load::KeyRules;
use crate::random::{Source, Watched};

/// One line an algorithm: what it is here, its name, its padding, and the smallest modulus in bits that
/// has room for a CEK of 64 octets and which no rule undercuts (RFC 8017, sections 7.1.1 and 7.2.1:
/// k ≥ mLen + 2hLen + 2, and k ≥ mLen + 11).
macro_rules! schemes {
    ($($(#[$on:meta])* $scheme:ident as $alg:ident: $padding:expr, $bits:literal;)*) => {
        #[derive(Clone, Copy)]
        pub(crate) enum Scheme {
            $($(#[$on])* $scheme,)*
        }

        impl Scheme {
            pub(crate) const fn alg(self) -> Alg<'static> {
                match self {
                    $($(#[$on])* Scheme::$scheme => Alg::$alg,)*
                }
            }

            const fn least_bits(self) -> usize {
                match self {
                    $($(#[$on])* Scheme::$scheme => $bits,)*
                }
            }

            fn encrypt(self, key: &RsaPublicKey, cek: &[u8], random: &mut Random<'_>) -> rsa::Result<Vec<u8>> {
                match self {
                    $($(#[$on])* Scheme::$scheme => PaddingScheme::encrypt($padding, random, key, cek),)*
                }
            }

            /// With a generator it is blinded in every feature set of the crate.
            fn decrypt(self, key: &RsaPrivateKey, octets: &[u8], random: &mut Random<'_>) -> rsa::Result<Vec<u8>> {
                match self {
                    $($(#[$on])* Scheme::$scheme => PaddingScheme::decrypt($padding, Some(random), key, octets),)*
                }
            }
        }
    };
}

// `Oaep::new` takes one hash for the label, which is empty, and for the mask (RKE-04).
schemes! {
    Oaep as RSA_OAEP: Oaep::<Sha1>::new(), 1024;
    Oaep256 as RSA_OAEP_256: Oaep::<Sha256>::new(), 1040;
    Oaep384 as RSA_OAEP_384: Oaep::<Sha384>::new(), 1296;
    Oaep512 as RSA_OAEP_512: Oaep::<Sha512>::new(), 1552;
    #[cfg(feature = "rsa1_5")]
    Pkcs1v15 as RSA1_5: Pkcs1v15Encrypt, 1024;
}

type Random<'a> = Watched<Source<'a>>;

/// A public key, prepared for one algorithm.
pub(crate) struct Encrypting {
    scheme: Scheme,
    key: RsaPublicKey,
}

/// A private key, prepared for one algorithm.
pub(crate) struct Decrypting {
    scheme: Scheme,
    key: RsaPrivateKey,
}

impl Scheme {
    /// RSAES-PKCS1-v1_5 is never found by its name (RKE-02).
    pub(crate) fn oaep(alg: Alg<'_>) -> Option<Scheme> {
        use Scheme::{Oaep, Oaep256, Oaep384, Oaep512};
        let all = [Oaep, Oaep256, Oaep384, Oaep512];
        all.into_iter().find(|scheme| scheme.alg() == alg)
    }
}

impl Encrypting {
    pub(crate) fn new(
        scheme: Scheme,
        n: &[u8],
        e: &[u8],
        rules: &KeyRules,
    ) -> Result<Encrypting, LoadError> {
        let key = public_key(n, e, scheme.least_bits(), rules)?;
        Ok(Encrypting { scheme, key })
    }

    pub(crate) fn to_material(&self) -> Result<RsaMaterial, LoadError> {
        material(&self.key)
    }

    pub(crate) fn encrypt(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        let mut random = Watched::new(Source::new(random));
        let octets = self
            .scheme
            .encrypt(&self.key, cek.expose_secret(), &mut random);
        match octets {
            Ok(octets) => Ok(EncryptedCek::new(&octets)),
            Err(_) if random.failed() => Err(EncryptCekError::Random),
            Err(_) => Err(EncryptCekError::Failed),
        }
    }
}

impl Decrypting {
    pub(crate) fn new(
        scheme: Scheme,
        key: &RsaMaterial,
        rules: &KeyRules,
    ) -> Result<Decrypting, LoadError> {
        let key = private_key(key, scheme.least_bits(), rules)?;
        Ok(Decrypting { scheme, key })
    }

    pub(crate) fn encrypting(&self) -> Encrypting {
        Encrypting {
            scheme: self.scheme,
            key: self.key.to_public_key(),
        }
    }

    /// The CEK, of whatever length: the caller of the key looks at that (RKE-01).
    ///
    /// The crate answers to bad PKCS #1 v1.5 padding with octets that look random; they go the same way.
    pub(crate) fn decrypt(
        &self,
        encrypted_key: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Cek, CekError> {
        let mut random = Watched::new(Source::new(random));
        match self.scheme.decrypt(&self.key, encrypted_key, &mut random) {
            Ok(octets) => Ok(Cek::from_slice(&Zeroizing::new(octets))),
            // Blinding comes before anything that depends on the key.
            Err(_) if random.failed() => Err(CekError::Unavailable(Box::new(RandomError))),
            Err(_) => Err(CekError::Invalid),
        }
    }
}
