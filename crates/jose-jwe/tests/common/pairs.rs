//! A sender's and a recipient's key for every algorithm of the backend.

use std::sync::LazyLock;

use jose_jwa::{
    AesGcmKw, AesKw, Dir, EcdhEs, EcdhEsKwPublic, EcdhEsPublic, Password, Rsa1_5, RsaOaep,
};
use jose_jwe::jwk::Crv;
use jose_jwe::{
    Alg, BuildError, DecryptCek, DirectCek, Enc, Encrypt, EncryptCek, Jwk, RecipientHeaderBuilder,
};

use super::cipher;

/// The two sides of one key.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) alg: Alg<'static>,
    pub(crate) sender: Sender,
    pub(crate) recipient: Box<dyn DecryptCek>,
}

#[derive(Debug)]
pub(crate) enum Sender {
    To(Box<dyn EncryptCek>),
    Direct(Box<dyn DirectCek>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Compact,
    Flattened,
    General,
}

pub(crate) const FORMS: [Form; 3] = [Form::Compact, Form::Flattened, Form::General];

impl Pair {
    fn to(
        alg: Alg<'static>,
        sender: impl EncryptCek + 'static,
        key: impl DecryptCek + 'static,
    ) -> Pair {
        Pair {
            alg,
            sender: Sender::To(Box::new(sender)),
            recipient: Box::new(key),
        }
    }

    fn direct(
        alg: Alg<'static>,
        sender: impl DirectCek + 'static,
        key: impl DecryptCek + 'static,
    ) -> Pair {
        Pair {
            alg,
            sender: Sender::Direct(Box::new(sender)),
            recipient: Box::new(key),
        }
    }

    /// The message.
    pub(crate) fn encrypt(
        &self,
        encrypt: Encrypt<'_>,
        form: Form,
        plaintext: &[u8],
    ) -> Result<String, BuildError> {
        match (&self.sender, form) {
            (Sender::To(key), Form::Compact) => encrypt.to(key).compact(plaintext),
            (Sender::To(key), Form::Flattened) => encrypt.to(key).flattened(plaintext),
            (Sender::To(key), Form::General) => encrypt.to(key).general(plaintext),
            (Sender::Direct(key), Form::Compact) => encrypt.direct(key).compact(plaintext),
            (Sender::Direct(key), Form::Flattened) => encrypt.direct(key).flattened(plaintext),
            (Sender::Direct(key), Form::General) => encrypt.direct(key).general(plaintext),
        }
    }

    /// The same with what it says of its one recipient in a header of the recipient's own.
    pub(crate) fn encrypt_own(&self, encrypt: Encrypt<'_>, plaintext: &[u8]) -> String {
        let Sender::To(key) = &self.sender else {
            panic!("{:?}", self.alg)
        };
        let to = encrypt.to_with(key, RecipientHeaderBuilder::new());
        to.flattened(plaintext).unwrap()
    }
}

/// A JWK of the vectors, without its `kid`, `alg` and `use`.
pub(crate) fn material(name: &str) -> Jwk {
    let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
    Jwk::from_material(jwk.material().clone())
}

const CURVES: [(Crv<'static>, usize); 5] = [
    (Crv::P_256, 32),
    (Crv::P_384, 48),
    (Crv::P_521, 66),
    (Crv::X25519, 32),
    (Crv::X448, 56),
];

fn ecdh(alg: Alg<'static>, crv: Crv<'_>, len: usize) -> Pair {
    let key = EcdhEs::from_scalar(alg, crv, &[&[0; 2], &*vec![5; len]].concat()[..len]).unwrap();
    let public = key.public_jwk();
    match alg {
        Alg::ECDH_ES => Pair::direct(alg, EcdhEsPublic::load(&public).unwrap(), key),
        _ => Pair::to(alg, EcdhEsKwPublic::load(&public, alg).unwrap(), key),
    }
}

/// Of every algorithm but `dir`; of ECDH-ES one for each curve.
pub(crate) static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let mut pairs = Vec::new();
    for (alg, len) in [(Alg::A128KW, 16), (Alg::A192KW, 24), (Alg::A256KW, 32)] {
        let key = AesKw::new(alg, &vec![1; len]).unwrap();
        pairs.push(Pair::to(alg, key.clone(), key));
    }
    for (alg, len) in [
        (Alg::A128GCMKW, 16),
        (Alg::A192GCMKW, 24),
        (Alg::A256GCMKW, 32),
    ] {
        let key = AesGcmKw::new(alg, &vec![2; len]).unwrap();
        pairs.push(Pair::to(alg, key.clone(), key));
    }
    let rsa = material("rfc7516-a1");
    for alg in [
        Alg::RSA_OAEP,
        Alg::RSA_OAEP_256,
        Alg::RSA_OAEP_384,
        Alg::RSA_OAEP_512,
    ] {
        let key = RsaOaep::load(&rsa, alg).unwrap();
        pairs.push(Pair::to(alg, key.public(), key));
    }
    let key = Rsa1_5::load(&rsa).unwrap();
    pairs.push(Pair::to(Alg::RSA1_5, key.public(), key));
    for alg in [
        Alg::ECDH_ES,
        Alg::ECDH_ES_A128KW,
        Alg::ECDH_ES_A192KW,
        Alg::ECDH_ES_A256KW,
    ] {
        pairs.extend(CURVES.map(|(crv, len)| ecdh(alg, crv, len)));
    }
    for alg in [
        Alg::PBES2_HS256_A128KW,
        Alg::PBES2_HS384_A192KW,
        Alg::PBES2_HS512_A256KW,
    ] {
        let key = Password::new(alg, b"correct horse battery staple").unwrap();
        let key = key.iterations(1_000).unwrap();
        pairs.push(Pair::to(alg, key.clone(), key));
    }
    pairs
});

/// The first pair of this algorithm.
pub(crate) fn pair(alg: Alg<'_>) -> &'static Pair {
    PAIRS.iter().find(|pair| pair.alg == alg).unwrap()
}

/// The key that is the CEK for this `enc`.
pub(crate) fn dir(enc: Enc<'_>) -> Pair {
    let octets = vec![4; cipher(enc).cek_len()];
    let key = Dir::new(enc, &octets).unwrap();
    Pair::direct(Alg::DIR, key.clone(), key)
}
