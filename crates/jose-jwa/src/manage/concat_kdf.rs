//! The Concat KDF with SHA-256 (NIST SP 800-56A, section 5.8.1; RFC 7518, section 4.6.2).

use digest::Digest;
use sha2::Sha256;
use zeroize::Zeroize as _;

/// Derives `out.len()` octets from the shared secret Z.
///
/// `algorithm_id` is the `enc` of the message where the octets are the CEK, and its `alg` where they
/// are the key that encrypts the CEK (ECE-08).
///
/// `None` when a length does not fit in the 32 bits that the RFC has for it.
pub(super) fn concat_kdf(
    z: &[u8],
    algorithm_id: &str,
    apu: &[u8],
    apv: &[u8],
    out: &mut [u8],
) -> Option<()> {
    let algorithm_id_len = length(algorithm_id.as_bytes())?;
    let (apu_len, apv_len) = (length(apu)?, length(apv)?);
    let supp_pub_info = u32::try_from(out.len().checked_mul(8)?).ok()?.to_be_bytes();
    for (round, chunk) in (1_u32..).zip(out.chunks_mut(HASH_LEN)) {
        let mut hash = Sha256::new()
            .chain_update(round.to_be_bytes())
            .chain_update(z)
            // OtherInfo: AlgorithmID ‖ PartyUInfo ‖ PartyVInfo ‖ SuppPubInfo.
            .chain_update(algorithm_id_len)
            .chain_update(algorithm_id)
            .chain_update(apu_len)
            .chain_update(apu)
            .chain_update(apv_len)
            .chain_update(apv)
            .chain_update(supp_pub_info)
            .finalize();
        // The last round may be longer than what is left to fill.
        for (octet, derived) in chunk.iter_mut().zip(&hash) {
            *octet = *derived;
        }
        hash.zeroize();
    }
    Some(())
}

const HASH_LEN: usize = 32;

fn length(data: &[u8]) -> Option<[u8; 4]> {
    Some(u32::try_from(data.len()).ok()?.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::concat_kdf;

    /// RFC 7518, appendix C.
    const Z: [u8; 32] = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110,
        163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ];

    fn derive<const N: usize>(algorithm_id: &str, apu: &[u8], apv: &[u8]) -> [u8; N] {
        let mut out = [0; N];
        concat_kdf(&Z, algorithm_id, apu, apv, &mut out).unwrap();
        out
    }

    /// ECE-08.
    #[test]
    fn rfc7518_appendix_c() {
        let expected = [
            86, 170, 141, 234, 248, 35, 109, 32, 92, 34, 40, 205, 113, 167, 16, 26,
        ];
        assert_eq!(derive("A128GCM", b"Alice", b"Bob"), expected);
        for (algorithm_id, apu, apv) in [
            ("ECDH-ES", &b"Alice"[..], &b"Bob"[..]),
            ("A128GCM", b"Bob", b"Alice"),
            ("A128GCM", b"AliceB", b"ob"),
            ("A128GCM", b"", b""),
            ("A128GC", b"MAlice", b"Bob"),
        ] {
            assert_ne!(derive(algorithm_id, apu, apv), expected);
        }
    }

    /// ECE-09. The figures come from another implementation of the formula.
    #[test]
    fn several_rounds() {
        assert_eq!(
            hex(&derive::<24>("A192GCM", b"Alice", b"Bob")),
            "ee51d25d3d4ce36e16455808f5663481ffe575ebcb23d1b1"
        );
        assert_eq!(
            hex(&derive::<48>("A192CBC-HS384", b"Alice", b"Bob")),
            "60597bbf9eb991c5162f19f3728c27440a74602fa26ace48796b6a9322dd13cb\
             c26d50be3342992dccb45c81a7b5d5b7"
        );
        assert_eq!(
            hex(&derive::<65>("X-LONG", b"Alice", b"Bob")),
            "7bc488cde20803862ad5627bd0c5965fde630b109d78fe8086cd9ad07af7a0c4\
             e43ac1fdbf155e0657984f1dd114e74f9528bfb2b685dbaca8df22996ed2f4f618"
        );
        assert_eq!(
            hex(&derive::<96>("X-LONG", b"Alice", b"Bob")),
            "685d9b72584facdceb917443899ae0d41e22c827c9cb31d3d81a3fc2b634df65\
             280dba9cb949a252b4a2816b9da0d7edc366c47fddcf90c2b395812ee82579f2\
             920e16232968a85dc988efa91709ff86f9a8f27a671770cd1836eb06b3921f1d"
        );
    }

    /// The length itself goes into the hash: no result begins another.
    #[test]
    fn every_length_is_another_result() {
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for len in 8..=130 {
            let mut out = alloc::vec![0; len];
            concat_kdf(&Z, "X-LONG", b"", b"", &mut out).unwrap();
            assert!(out.windows(8).all(|window| window != [0; 8]));
            assert!(!seen.iter().any(|other| other.starts_with(&out[..8])));
            seen.push(out);
        }
    }

    fn hex(octets: &[u8]) -> String {
        let digits = octets.iter().map(|octet| alloc::format!("{octet:02x}"));
        digits.collect()
    }
}
