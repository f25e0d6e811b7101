//! Key agreement on one curve (RFC 7518, section 4.6; RFC 8037, section 3.2; RFC 7748).

use alloc::vec;
use alloc::vec::Vec;

use jose_jwe::EncryptCekError;
use jose_jwk::{Crv, LoadError, Material, SecureRandom};
use zeroize::Zeroizing;

#[cfg(feature = "x448")]
use super::arithmetic::MontgomeryX448;
use super::arithmetic::{Arithmetic, MontgomeryX25519, Weierstrass};

/// The shared secret Z, in the length of the field.
pub(super) type SharedSecret = Zeroizing<Vec<u8>>;

/// One line a curve: its name, what computes on it, the bits of a private key.
macro_rules! curves {
    ($($(#[$on:meta])* $crv:ident: $arithmetic:ty, $bits:literal;)*) => {
        /// A private key.
        #[expect(non_camel_case_types, reason = "named like the constants of `Crv`")]
        pub(super) enum Private {
            $($(#[$on])* $crv(<$arithmetic as Arithmetic>::Scalar),)*
        }

        /// A public key, checked to be one with which a secret can be agreed on.
        #[derive(PartialEq)]
        #[expect(non_camel_case_types, reason = "named like the constants of `Crv`")]
        pub(super) enum Public {
            $($(#[$on])* $crv(<$arithmetic as Arithmetic>::Point),)*
        }

        /// Whether this curve is one of these and compiled in.
        pub(super) fn is_known(crv: Crv<'_>) -> bool {
            $($(#[$on])* if crv == Crv::$crv {
                return true;
            })*
            false
        }

        impl Private {
            /// `None` for a curve that is not [known](is_known).
            pub(super) fn from_scalar(crv: Crv<'_>, d: &[u8]) -> Option<Result<Private, LoadError>> {
                $($(#[$on])* if crv == Crv::$crv {
                    // The crates fill shorter scalars up with zeros.
                    if d.len() != field_len($bits) {
                        return Some(Err(SCALAR));
                    }
                    let scalar = <$arithmetic>::scalar(d);
                    return Some(scalar.map(Private::$crv).ok_or(SCALAR));
                })*
                None
            }

            pub(super) fn public(&self) -> Public {
                match self {
                    $($(#[$on])* Private::$crv(d) => Public::$crv(<$arithmetic>::public(d)),)*
                }
            }

            /// Z with the sender's ephemeral key. `None` when that is no key on this curve, or one
            /// with which the secret would be zero (ECE-01, ECE-02, ECE-03, ECE-05).
            pub(super) fn agree(&self, epk: &Material) -> Option<SharedSecret> {
                match self {
                    $($(#[$on])* Private::$crv(d) => {
                        if epk.crv() != Some(Crv::$crv) {
                            return None;
                        }
                        <$arithmetic>::agree(d, &<$arithmetic>::point(epk)?)
                    })*
                }
            }
        }

        impl Public {
            /// `None` for a curve that is not [known](is_known).
            pub(super) fn new(material: &Material) -> Option<Result<Public, LoadError>> {
                let crv = material.crv()?;
                $($(#[$on])* if crv == Crv::$crv {
                    // Any private key finds out the points with which every secret is zero.
                    let usable = |point: &_| {
                        let one = <$arithmetic>::scalar(&one(field_len($bits)))?;
                        <$arithmetic>::agree(&one, point)
                    };
                    let point = <$arithmetic>::point(material).filter(|point| usable(point).is_some());
                    return Some(point.map(Public::$crv).ok_or(POINT));
                })*
                None
            }

            pub(super) fn to_material(&self) -> Result<Material, LoadError> {
                match self {
                    $($(#[$on])* Public::$crv(point) => <$arithmetic>::material(Crv::$crv, point),)*
                }
                .ok_or(POINT)
            }

            /// Draws an ephemeral key: its public part, and Z with this key (ECE-10).
            pub(super) fn agree(&self, random: &dyn SecureRandom) -> Result<(Material, SharedSecret), EncryptCekError> {
                match self {
                    $($(#[$on])* Public::$crv(point) => {
                        let d = draw::<$arithmetic>($bits, random)?;
                        let epk = <$arithmetic>::material(Crv::$crv, &<$arithmetic>::public(&d));
                        let z = <$arithmetic>::agree(&d, point);
                        epk.zip(z).ok_or(EncryptCekError::Failed)
                    })*
                }
            }
        }
    };
}

curves! {
    P_256: Weierstrass<p256::NistP256>, 256;
    P_384: Weierstrass<p384::NistP384>, 384;
    P_521: Weierstrass<p521::NistP521>, 521;
    X25519: MontgomeryX25519, 256;
    #[cfg(feature = "x448")]
    X448: MontgomeryX448, 448;
}

const SCALAR: LoadError = LoadError::Invalid {
    what: "d is zero, not below the order, or not as long as the field",
};
const POINT: LoadError = LoadError::Invalid {
    what: "the public key is no point on the curve, or one of small order",
};

const fn field_len(bits: usize) -> usize {
    bits.div_ceil(8)
}

/// The private key 1, which on the curves of RFC 7748 stands for another one.
fn one(len: usize) -> Vec<u8> {
    let mut one = vec![0; len];
    if let Some(last) = one.last_mut() {
        *last = 1;
    }
    one
}

/// A private key is drawn until one fits. Of a source of random octets the first one always fits on
/// P-521 and X448 and X25519, and with a probability above 1 − 2⁻³² on the others.
const MAX_DRAWS: usize = 64;

fn draw<A: Arithmetic>(
    bits: usize,
    random: &dyn SecureRandom,
) -> Result<A::Scalar, EncryptCekError> {
    let len = field_len(bits);
    let mut octets = Zeroizing::new(vec![0; len]);
    for _ in 0..MAX_DRAWS {
        random.fill(&mut octets)?;
        // No private key of P-521 has more than one bit in its first octet.
        if let (Some(first), 1..=7) = (octets.first_mut(), bits % 8) {
            *first &= u8::MAX >> (8_usize.saturating_sub(bits % 8));
        }
        if let Some(scalar) = A::scalar(&octets) {
            return Ok(scalar);
        }
    }
    Err(EncryptCekError::Random)
}

#[cfg(test)]
mod tests {
    use jose_b64::{decode, encode};
    use jose_jwk::{Jwk, RandomError, SecureRandom};

    use super::{Private, Public};

    #[derive(Debug)]
    struct Fixed(&'static str);

    impl SecureRandom for Fixed {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.copy_from_slice(&decode(self.0).map_err(|_| RandomError)?);
            Ok(())
        }
    }

    /// Z and `epk` for both sides, of the recipient's key and the sender's private one.
    fn check(recipient: &str, d: &str, ephemeral: &'static str, x: &str, z: &str) {
        let recipient: Jwk = recipient.parse().unwrap();
        let crv = recipient.crv().unwrap();
        let private = Private::from_scalar(crv, &decode(d).unwrap());
        let private = private.unwrap().unwrap();
        let public = Public::new(recipient.material()).unwrap().unwrap();
        assert!(private.public() == public);
        let (epk, secret) = public.agree(&Fixed(ephemeral)).unwrap();
        assert_eq!(encode(&secret), z);
        assert_eq!(encode(private.agree(&epk).unwrap()), z);
        let epk = Jwk::from_material(epk).to_json().unwrap();
        assert!(epk.contains(x), "{epk}");
    }

    #[test]
    fn rfc7518_appendix_c() {
        check(
            r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#,
            "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
            "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
            "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "nlbZHYFxNdNyg0KDv4QmnPsxbqPagGpI9tqneYz-kMQ",
        );
    }

    #[test]
    fn rfc8037_a6_x25519() {
        check(
            r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#,
            "XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os",
            "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo",
            "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",
            "Sl2dW6TOLeFyjjv0gDUPJeB-IclH0Z4zdvCbPB4WF0I",
        );
    }

    #[cfg(feature = "x448")]
    #[test]
    fn rfc8037_a7_x448() {
        check(
            r#"{"kty":"OKP","crv":"X448","x":"PreoKbDNIPW8_AtZm2_sz22kYnEHvbDU80W0MCfYuXL8PjT7QjKhPKcG3LV67D2uB73BxnvzNgk"}"#,
            "HDBqesKg4uCZCylEcMujOeZFN3KwdYEdj60NHWknwSC7XuiXKw0-ITdMnJIbCdGwNm8QtlFzmS0",
            "mo9JJdFRn1d1z0awS1gA1O6e6LrovFVl1JjCjdnJuvV0qUGXRIlzkQBjgqbxJ6sdmsLYwKWYcms",
            "mwj3zDG34-Z9ItWuoSEHSic70rg94Jxj-qc9LCLF2bvINmRyQdlT1AxbEtqIEg1TF3-A5TLEH6A",
            "B__0GBrGzJXsHBapSg900S2iMs5Ap3VSKB0oK7YMC1b9JGTDNVQ5NlIcJEAwhdWaRJpQN1FKh50",
        );
    }
}
