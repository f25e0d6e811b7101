//! AlgorithmIdentifier: which key a container holds (RFC 5280, section 4.1.1.2; RFC 5480; RFC 8410; RFC 3279).

use alloc::boxed::Box;
use alloc::string::ToString;

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Tag, Tagged};

use super::field::Fields;
use super::{Container, PemError};
use crate::name::Crv;

/// What the key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rsa,
    Ec(Crv<'static>),
    Okp(Crv<'static>),
}

const fn oid(arcs: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(arcs)
}

const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");

const EC_CURVES: &[(ObjectIdentifier, Crv<'static>)] = &[
    (oid("1.2.840.10045.3.1.7"), Crv::P_256),
    (oid("1.3.132.0.34"), Crv::P_384),
    (oid("1.3.132.0.35"), Crv::P_521),
    (oid("1.3.132.0.10"), Crv::SECP256K1),
];

const OKP_CURVES: &[(ObjectIdentifier, Crv<'static>)] = &[
    (oid("1.3.101.110"), Crv::X25519),
    (oid("1.3.101.111"), Crv::X448),
    (oid("1.3.101.112"), Crv::Ed25519),
    (oid("1.3.101.113"), Crv::Ed448),
];

/// Names for an error, of what people have and this crate does not read.
const OTHERS: &[(&str, &str)] = &[
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10046.2.1", "Diffie-Hellman"),
    ("1.2.840.113549.1.3.1", "Diffie-Hellman"),
    ("1.2.840.113549.1.1.7", "RSAES-OAEP"),
    ("1.3.132.1.12", "ECDH only"),
    ("1.3.132.1.13", "ECMQV only"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512"),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768"),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024"),
    ("1.2.840.10045.3.1.1", "P-192"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
    ("1.2.156.10197.1.301", "SM2"),
];

impl Algorithm {
    /// Reads an AlgorithmIdentifier.
    pub(super) fn of(value: AnyRef<'_>, container: Container) -> Result<Self, PemError> {
        let mut fields = Fields::of_value(value, container, "algorithm")?;
        let id = fields.oid("algorithm")?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.any("parameters")?)
        };
        fields.finish()?;
        let malformed = |what| PemError::Malformed { container, what };

        if id == RSA_ENCRYPTION {
            // RFC 3279, section 2.3.1: the parameters are NULL, neither absent nor anything else.
            return match parameters {
                Some(value) if value.is_null() => Ok(Algorithm::Rsa),
                _ => Err(malformed("parameters of rsaEncryption are not NULL")),
            };
        }
        if id == EC_PUBLIC_KEY {
            let parameters = parameters.ok_or_else(|| malformed("the curve is not named"))?;
            return named_curve(parameters, container).map(Algorithm::Ec);
        }
        if let Some((_, curve)) = OKP_CURVES.iter().find(|(known, _)| *known == id) {
            // RFC 8410, section 3: the parameters are absent.
            return match parameters {
                None => Ok(Algorithm::Okp(*curve)),
                Some(_) => Err(malformed("parameters where there must be none")),
            };
        }
        if id == RSASSA_PSS {
            // Its owner restricted the key to PSS, maybe to one hash; a JWK of kty RSA without alg
            // would not say so any more.
            return Err(PemError::UnknownAlgorithm {
                container,
                found: "RSASSA-PSS only".into(),
            });
        }
        Err(PemError::UnknownAlgorithm {
            container,
            found: name_of(id),
        })
    }
}

/// Reads ECParameters, which must name the curve.
pub(super) fn named_curve(
    parameters: AnyRef<'_>,
    container: Container,
) -> Result<Crv<'static>, PemError> {
    match parameters.tag() {
        Tag::ObjectIdentifier => {}
        Tag::Sequence => return Err(PemError::ExplicitCurve { container }),
        _ => {
            return Err(PemError::Malformed {
                container,
                what: "the curve is not named",
            });
        }
    }
    let id = parameters
        .decode_as::<ObjectIdentifier>()
        .map_err(|_| PemError::Malformed {
            container,
            what: "the curve is not named",
        })?;
    match EC_CURVES.iter().find(|(known, _)| *known == id) {
        Some((_, curve)) => Ok(*curve),
        None => Err(PemError::UnknownCurve {
            container,
            found: name_of(id),
        }),
    }
}

fn name_of(id: ObjectIdentifier) -> Box<str> {
    let id = id.to_string();
    let known = OTHERS.iter().find(|(other, _)| *other == id);
    known.map_or_else(|| id.as_str().into(), |(_, name)| (*name).into())
}
