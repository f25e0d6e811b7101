//! A128CBC-HS256, A192CBC-HS384, A256CBC-HS512 (RFC 7518, section 5.2).

use aes::Aes128;
use cbc::Encryptor;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jose_jwe::ContentError;
use jose_jwk::Enc;
use sha2::Sha256;

use super::{Vector, cipher, decrypt, encrypt, key, octets, some};

const CBC: [Enc<'static>; 3] = [Enc::A128CBC_HS256, Enc::A192CBC_HS384, Enc::A256CBC_HS512];

/// The message of RFC 7518, appendix B, is the same in all three; the key is 00 01 02 …
fn appendix_b(enc: Enc<'static>, cek_len: u8, ciphertext: &str, tag: &str) {
    let cek: Vec<u8> = (0..cek_len).collect();
    Vector {
        enc,
        cek: &cek,
        iv: &octets("GvOMLcK5b_3YZpQJI0G8BA"),
        aad: b"The second principle of Auguste Kerckhoffs",
        plaintext: b"A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience",
        ciphertext: &octets(ciphertext),
        tag: &octets(tag),
    }
    .check();
}

#[test]
fn rfc_7518_b_1_a128cbc_hs256() {
    appendix_b(
        Enc::A128CBC_HS256,
        32,
        "yA7foy3fOdXvAMC0aINCeaLkahuASfeS92v-VLkDqcmpSsm0etJlXF8Q-a73FCfi_G-bPzmaIhSJ8WNixwMjNgnUWsaYZOMyHPgpNaxAlshuEzMUxUAZ6Mp5gN-kuc8bOExIbzpUxRB4FY7l153ln7002Eiz1pVQpnZGNEQnreVLiFH_tZj3-AB0uUc8guLb",
        "ZSw_o2sKfFsyGfqzowvBxA",
    );
}

#[test]
fn rfc_7518_b_2_a192cbc_hs384() {
    appendix_b(
        Enc::A192CBC_HS384,
        48,
        "6mXaa1nmHttBm-YtGXEq5dMD7rUAUtDf1ml_dyJMjtsADSeb3BTBByZUvTCUQjDGV77UygyfSoRm8isibRdGIUv4z8JACt2fUSbkeWY_yQs77Xh6Lw_8vzkEvipkHVwhBb_lkbriOx10SeUy7vYKmsi7bGsB011JeHvNV-9ISSfygK3JGsDE55x7Ee_GAFTj",
        "hJCsDliUm_5Rh11zP5OsIHUWgDnMxzPX",
    );
}

#[test]
fn rfc_7518_b_3_a256cbc_hs512() {
    appendix_b(
        Enc::A256CBC_HS512,
        64,
        "Sv-qrbeMMcXaSxtZDRD_vT3Y1dMCQjUmkS2gN-y8x72CLDAd1nw3O8y1hK0-knnC5tEqE3S3fwd1U9-ClBBEazbr2XBmKWrmQn6nXC4IRqEaCcz1Nw3IC_7LrSjHPwmzo7deZiollEEK5Jay4uZgnjHm4CzIN_BT0h83_09RlQu-JjjQndekkwkwgG0HA7H2",
        "TdO0wIin9FwhaDlkWyASvy5iaajFaoFtvBsmd2GVW8U",
    );
}

#[test]
fn rfc_7516_b_a128cbc_hs256() {
    Vector {
        enc: Enc::A128CBC_HS256,
        cek: &octets("BNMfxVSd_P4LZJ36P6pqzmt81C1vawnbyLEA8I-cLM8"),
        iv: &octets("AxY8DCtDaGlsbGljb3RoZQ"),
        aad: b"eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
        plaintext: b"Live long and prosper.",
        ciphertext: &octets("KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY"),
        tag: &octets("U0m_YmjN04DJvceFICbCVQ"),
    }
    .check();
}

/// Somebody who holds the key and makes what no honest sender makes: an A128CBC-HS256 message of these
/// blocks, with a tag that is right.
fn forged(blocks: &[u8], aad: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (cek, iv) = (some(32), some(16));
    let mut buffer = blocks.to_vec();
    let cbc = Encryptor::<Aes128>::new_from_slices(&cek[16..], &iv).unwrap();
    cbc.encrypt_padded::<NoPadding>(&mut buffer, blocks.len() / 16 * 16)
        .unwrap();
    let tag = mac(&cek[..16], aad, &iv, &buffer);
    (buffer, tag)
}

fn mac(mac_key: &[u8], aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(mac_key).unwrap();
    let al = (aad.len() * 8).to_be_bytes();
    for part in [aad, iv, ciphertext, &[0; 8][al.len()..], &al] {
        mac.update(part);
    }
    mac.finalize().into_bytes()[..16].to_vec()
}

fn open(ciphertext: &[u8], aad: &[u8], tag: &[u8]) -> Result<Vec<u8>, ContentError> {
    decrypt(
        &*key(Enc::A128CBC_HS256, &some(32)),
        &some(16),
        aad,
        ciphertext,
        tag,
    )
}

#[test]
fn cbc_01_a_tag_has_the_length_of_its_algorithm() {
    for enc in CBC {
        let needed = cipher(enc).tag_len();
        let (key, iv) = (key(enc, &some(cipher(enc).cek_len())), some(16));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &iv, b"aad", b"message").unwrap();
        for len in 0..needed {
            let cut = decrypt(&*key, &iv, b"aad", &ciphertext, &tag[..len]);
            assert_eq!(cut, Err(ContentError), "{enc} {len}");
        }
        for more in [1, 8, 16, 32, 100] {
            let mut long = tag.to_vec();
            long.resize(needed + more, 0);
            let long = decrypt(&*key, &iv, b"aad", &ciphertext, &long);
            assert_eq!(long, Err(ContentError), "{enc} {more}");
        }
        assert!(decrypt(&*key, &iv, b"aad", &ciphertext, &tag).is_ok());
    }
    // The whole output of the MAC, of which the tag is one half.
    let whole = octets("ZSw_o2sKfFsyGfqzowvBxOblRYJHZRXwrZ91orccc-8");
    let cek: Vec<u8> = (0..32).collect();
    let (iv, key) = (
        octets("GvOMLcK5b_3YZpQJI0G8BA"),
        key(Enc::A128CBC_HS256, &cek),
    );
    let aad = b"The second principle of Auguste Kerckhoffs";
    let plaintext = b"A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience";
    let (ciphertext, tag) =
        encrypt(cipher(Enc::A128CBC_HS256), &*key, &iv, aad, plaintext).unwrap();
    assert_eq!(*tag, whole[..16]);
    for tag in [&whole[..], &whole[16..], &whole[..24]] {
        assert_eq!(
            decrypt(&*key, &iv, aad, &ciphertext, tag),
            Err(ContentError)
        );
    }
}

/// The padding is not looked at before the tag is right: nothing is decrypted, and the error is the same.
#[test]
fn cbc_02_without_its_tag_no_block_is_decrypted() {
    let good = forged(&[[b'm'; 15].as_slice(), &[1]].concat(), b"aad");
    let bad = forged(&[b'm'; 16], b"aad");
    assert_eq!(open(&good.0, b"aad", &good.1).unwrap(), [b'm'; 15]);
    for (ciphertext, tag) in [good, bad] {
        for at in 0..16 {
            let mut wrong = tag.clone();
            wrong[at] ^= 1;
            let mut buffer = ciphertext.clone();
            let key = key(Enc::A128CBC_HS256, &some(32));
            let refused = key.decrypt(&some(16), b"aad", &mut buffer, &wrong);
            assert_eq!(refused, Err(ContentError));
            assert_eq!(buffer, ciphertext);
        }
    }
}

/// Octets that move from one part to the next make the same input but for AL.
#[test]
fn cbc_03_the_parts_cannot_be_cut_elsewhere() {
    let (ciphertext, tag) = forged(&[16; 32], b"0123456789abcdef");
    assert_eq!(
        open(&ciphertext, b"0123456789abcdef", &tag).unwrap(),
        [16; 16]
    );
    let key = key(Enc::A128CBC_HS256, &some(32));
    let all = [b"0123456789abcdef", &some(16)[..], &ciphertext].concat();
    for cut in [0, 16, 32] {
        let (aad, rest) = all.split_at(cut);
        let (iv, ciphertext) = rest.split_at(16);
        let opened = decrypt(&*key, iv, aad, ciphertext, &tag);
        assert_eq!(opened.is_ok(), cut == 16, "{cut}");
    }
}

/// JWE-19: a tag over nothing is no message, since there is always padding.
#[test]
fn cbc_04_jwe_19_a_ciphertext_is_whole_blocks_and_not_empty() {
    for len in [0, 1, 8, 15, 17, 31, 33, 47] {
        let ciphertext = some(len);
        let tag = mac(&some(32)[..16], b"aad", &some(16), &ciphertext);
        assert_eq!(open(&ciphertext, b"aad", &tag), Err(ContentError), "{len}");
    }
    // The forger's tags are right ones.
    let (ciphertext, tag) = forged(&[16; 16], b"aad");
    assert_eq!(mac(&some(32)[..16], b"aad", &some(16), &ciphertext), tag);
    assert_eq!(open(&ciphertext, b"aad", &tag), Ok(Vec::new()));
}

#[test]
fn jwe_19_an_empty_message_is_one_block_of_padding() {
    for enc in CBC {
        let key = key(enc, &some(cipher(enc).cek_len()));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &some(16), b"aad", b"").unwrap();
        assert_eq!(ciphertext.len(), 16);
        let plaintext = decrypt(&*key, &some(16), b"aad", &ciphertext, &tag);
        assert_eq!(plaintext, Ok(Vec::new()));
    }
}

/// With a tag that is right: the sender holds the key, and still no panic and no half-padded message.
#[test]
fn cbc_05_padding_is_exact() {
    let block = |fill: u8, end: &[u8]| {
        let mut block = vec![fill; 16 - end.len()];
        block.extend(end);
        block
    };
    let bad = [
        block(0, &[]),
        block(b'm', &[0]),
        block(b'm', &[17]),
        block(17, &[]),
        block(32, &[]),
        block(0xff, &[]),
        block(b'm', &[2]),
        block(b'm', &[1, 2]),
        block(b'm', &[3, 3, 2]),
        block(b'm', &[3, 2, 3]),
        block(b'm', &[0, 2]),
        block(15, &[16]),
        block(16, &[16, 15, 16]),
    ];
    for last in bad {
        for before in [0, 16, 48] {
            let blocks = [vec![16; before], last.clone()].concat();
            let (ciphertext, tag) = forged(&blocks, b"");
            assert_eq!(open(&ciphertext, b"", &tag), Err(ContentError), "{last:?}");
        }
    }
    for n in 1..=16_u8 {
        let last = block(b'm', &vec![n; usize::from(n)]);
        let (ciphertext, tag) = forged(&last, b"");
        let plaintext = open(&ciphertext, b"", &tag).unwrap();
        assert_eq!(plaintext, vec![b'm'; usize::from(16 - n)]);
    }
}

#[test]
fn cbc_06_an_initialization_vector_has_16_octets() {
    for enc in CBC {
        let cek = some(cipher(enc).cek_len());
        let key = key(enc, &cek);
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &[0; 16], b"", b"message").unwrap();
        for len in (0..40).filter(|len| *len != 16) {
            let iv = vec![0; len];
            let refused = encrypt(cipher(enc), &*key, &iv, b"", b"message");
            assert_eq!(refused.map(|_| ()), Err(ContentError), "{enc} {len}");
            let refused = decrypt(&*key, &iv, b"", &ciphertext, &tag);
            assert_eq!(refused, Err(ContentError), "{enc} {len}");
        }
    }
    // Also under a tag that was made over it.
    let ciphertext = forged(&[16; 16], b"").0;
    for len in [0, 12, 15, 17, 32] {
        let (cek, iv) = (some(32), some(len));
        let tag = mac(&cek[..16], b"", &iv, &ciphertext);
        let refused = decrypt(&*key(Enc::A128CBC_HS256, &cek), &iv, b"", &ciphertext, &tag);
        assert_eq!(refused, Err(ContentError), "{len}");
    }
}

/// A comparison that stops early would still find these; that each octet of the tag counts is what can be
/// seen from outside (CBC-07).
#[test]
fn cbc_07_every_octet_of_the_tag_counts() {
    for enc in CBC {
        let key = key(enc, &some(cipher(enc).cek_len()));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &some(16), b"", b"message").unwrap();
        for at in 0..tag.len() {
            for bit in 0..8 {
                let mut wrong = tag.to_vec();
                wrong[at] ^= 1 << bit;
                let refused = decrypt(&*key, &some(16), b"", &ciphertext, &wrong);
                assert_eq!(refused, Err(ContentError), "{enc} {at} {bit}");
            }
        }
    }
}

/// The MAC key is the first half and the encryption key the second, never the other way round.
#[test]
fn the_halves_of_the_key_are_not_exchanged() {
    let cek = some(32);
    let turned = [&cek[16..], &cek[..16]].concat();
    let (ciphertext, tag) = forged(&[16; 16], b"");
    let refused = decrypt(
        &*key(Enc::A128CBC_HS256, &turned),
        &some(16),
        b"",
        &ciphertext,
        &tag,
    );
    assert_eq!(refused, Err(ContentError));
}

#[test]
fn a_buffer_without_room_for_its_padding_is_refused() {
    for enc in CBC {
        let key = key(enc, &some(cipher(enc).cek_len()));
        let lens = [
            (0, 0),
            (7, 7),
            (15, 15),
            (16, 16),
            (32, 15),
            (16, 17),
            (48, 16),
            (16, usize::MAX),
        ];
        for (buffer_len, plaintext_len) in lens {
            let mut buffer = vec![0; buffer_len];
            let refused = key.encrypt(&some(16), b"", &mut buffer, plaintext_len);
            assert_eq!(refused, Err(ContentError), "{buffer_len} {plaintext_len}");
        }
    }
}
