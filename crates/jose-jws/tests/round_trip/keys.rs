//! Two keys of every signature algorithm, with a Key ID that they share.

use jose_jwa::{Ecdsa, Ed448, Ed25519, Hmac, MlDsa, Rsa};
use jose_jwk::{Alg, Jwk};
use jose_jws::{Sign, Verify};

pub(crate) const KID: &str = "round-trip";

pub(crate) struct Pair {
    pub(crate) alg: Alg<'static>,
    pub(crate) sign: Box<dyn Sign>,
    pub(crate) verify: Box<dyn Verify>,
    /// Another key of the same algorithm and of the same Key ID.
    pub(crate) other: Box<dyn Verify>,
}

/// All algorithms of the backend, EdDSA with both curves.
pub(crate) fn every() -> Vec<Pair> {
    let hmac = [(Alg::HS256, 32), (Alg::HS384, 48), (Alg::HS512, 64)];
    let rsa = [
        Alg::RS256,
        Alg::RS384,
        Alg::RS512,
        Alg::PS256,
        Alg::PS384,
        Alg::PS512,
    ];
    let ecdsa = [
        (Alg::ES256, 32),
        (Alg::ES384, 48),
        (Alg::ES512, 66),
        (Alg::ES256K, 32),
    ];
    let ml_dsa = [Alg::ML_DSA_44, Alg::ML_DSA_65, Alg::ML_DSA_87];
    let mut every = Vec::new();
    every.extend(hmac.map(|(alg, len)| Pair::hmac(alg, len)));
    every.extend(rsa.map(Pair::rsa));
    every.extend(ecdsa.map(|(alg, len)| Pair::ecdsa(alg, len)));
    every.extend([Alg::EdDSA, Alg::Ed25519].map(Pair::ed25519));
    every.extend([Alg::EdDSA, Alg::Ed448].map(Pair::ed448));
    every.extend(ml_dsa.map(Pair::ml_dsa));
    every
}

impl Pair {
    fn new<K: Sign + 'static, V: Verify + 'static>(
        alg: Alg<'static>,
        [key, other]: [K; 2],
        public: impl Fn(&K) -> V,
    ) -> Pair {
        Pair {
            alg,
            verify: Box::new(public(&key)),
            other: Box::new(public(&other)),
            sign: Box::new(key),
        }
    }

    fn hmac(alg: Alg<'static>, len: usize) -> Pair {
        let key = |octet| Hmac::new(alg, &vec![octet; len]).unwrap().with_kid(KID);
        Pair::new(alg, [key(1), key(2)], Hmac::clone)
    }

    fn rsa(alg: Alg<'static>) -> Pair {
        let key = |name| {
            let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
            Rsa::load(&jwk, alg).unwrap().with_kid(KID)
        };
        Pair::new(alg, [key("rfc7515-a2"), key("rfc7520-3.4")], Rsa::public)
    }

    fn ecdsa(alg: Alg<'static>, len: usize) -> Pair {
        let key = |octet| {
            let mut d = vec![octet; len];
            d[0] = 0;
            Ecdsa::from_scalar(alg, &d).unwrap().with_kid(KID)
        };
        Pair::new(alg, [key(1), key(2)], Ecdsa::public)
    }

    fn ed25519(alg: Alg<'static>) -> Pair {
        let key = |octet| Ed25519::from_seed(alg, &[octet; 32]).unwrap().with_kid(KID);
        Pair::new(alg, [key(1), key(2)], Ed25519::public)
    }

    fn ed448(alg: Alg<'static>) -> Pair {
        let key = |octet| Ed448::from_seed(alg, &[octet; 57]).unwrap().with_kid(KID);
        Pair::new(alg, [key(1), key(2)], Ed448::public)
    }

    fn ml_dsa(alg: Alg<'static>) -> Pair {
        let key = |octet| MlDsa::from_seed(alg, &[octet; 32]).unwrap().with_kid(KID);
        Pair::new(alg, [key(1), key(2)], MlDsa::public)
    }
}
