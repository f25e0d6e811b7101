//! No message decrypts of which one bit was changed, whichever it is (RFC 7518, section 5).

use jose_jwe::ContentError;
use proptest::prelude::{Strategy, any, proptest};
use proptest::sample::{Index, select};

use super::{ENCS, cipher, decrypt, encrypt, key, some};

fn octets(max: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..max)
}

proptest! {
    #[test]
    fn one_changed_bit_of_anything_is_refused(
        enc in select(&ENCS[..]),
        plaintext in octets(80),
        aad in octets(40),
        seed in any::<u8>(),
        bit in any::<Index>(),
    ) {
        let cipher = cipher(enc);
        let key = key(enc, &vec![seed; cipher.cek_len()]);
        let iv = vec![seed; cipher.iv_len()];
        let (ciphertext, tag) = encrypt(cipher, &*key, &iv, &aad, &plaintext).unwrap();
        assert_eq!(decrypt(&*key, &iv, &aad, &ciphertext, &tag).as_deref(), Ok(&plaintext[..]));

        let mut parts = [iv, aad, ciphertext, tag.to_vec()];
        let mut bit = bit.index(parts.iter().map(Vec::len).sum::<usize>() * 8);
        for part in &mut parts {
            if let Some(octet) = part.get_mut(bit / 8) {
                *octet ^= 1 << (bit % 8);
                break;
            }
            bit -= part.len() * 8;
        }
        let [iv, aad, ciphertext, tag] = &parts;
        assert_eq!(decrypt(&*key, iv, aad, ciphertext, tag), Err(ContentError));
    }

    /// Whatever is fed in: an error, and no panic.
    #[test]
    fn anything_is_refused(
        enc in select(&ENCS[..]),
        iv in octets(20),
        aad in octets(40),
        ciphertext in octets(70),
        tag in octets(40),
    ) {
        let key = key(enc, &some(cipher(enc).cek_len()));
        assert_eq!(decrypt(&*key, &iv, &aad, &ciphertext, &tag), Err(ContentError));
    }
}
