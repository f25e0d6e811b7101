//! A128GCM, A192GCM, A256GCM (RFC 7518, section 5.3).

use jose_jwe::ContentError;
use jose_jwk::Enc;

use super::{Vector, cipher, decrypt, encrypt, key, octets, some};

const GCM: [Enc<'static>; 3] = [Enc::A128GCM, Enc::A192GCM, Enc::A256GCM];

#[test]
fn rfc_7520_5_8_a128gcm() {
    Vector {
        enc: Enc::A128GCM,
        cek: &octets("aY5_Ghmk9KxWPBLu_glx1w"),
        iv: &octets("Qx0pmsDa8KnJc9Jo"),
        aad: b"eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIn0",
        plaintext: "You can trust us to stick with you through thick and thin\u{2013}to the bitter end. And you can trust us to keep any secret of yours\u{2013}closer than you keep it yourself. But you cannot trust us to let you face trouble alone, and go off without a word. We are your friends, Frodo.".as_bytes(),
        ciphertext: &octets("AwliP-KmWgsZ37BvzCefNen6VTbRK3QMA4TkvRkH0tP1bTdhtFJgJxeVmJkLD61A1hnWGetdg11c9ADsnWgL56NyxwSYjU1ZEHcGkd3EkU0vjHi9gTlb90qSYFfeF0LwkcTtjbYKCsiNJQkcIp1yeM03OmuiYSoYJVSpf7ej6zaYcMv3WwdxDFl8REwOhNImk2Xld2JXq6BR53TSFkyT7PwVLuq-1GwtGHlQeg7gDT6xW0JqHDPn_H-puQsmthc9Zg0ojmJfqqFvETUxLAF-KjcBTS5dNy6egwkYtOt8EIHK-oEsKYtZRaa8Z7MOZ7UGxGIMvEmxrGCPeJa14slv2-gaqK0kEThkaSqdYw0FkQZF"),
        tag: &octets("ER7MWJZ1FBI_NKvn7Zb1Lw"),
    }
    .check();
}

#[test]
fn rfc_7516_a_1_a256gcm() {
    Vector {
        enc: Enc::A256GCM,
        cek: &octets("saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw"),
        iv: &octets("48V1_ALb6US04U3b"),
        aad: b"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ",
        plaintext: b"The true sign of intelligence is not knowledge but imagination.",
        ciphertext: &octets(
            "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A",
        ),
        tag: &octets("XFBoMYUZodetZdvTiFvSkQ"),
    }
    .check();
}

/// JOSE's RFCs print nothing for A192GCM. Empty key and message: test cases 7 and 8 of the specification
/// that NIST SP 800-38D came from.
#[test]
fn gcm_specification_a192gcm() {
    Vector {
        enc: Enc::A192GCM,
        cek: &[0; 24],
        iv: &[0; 12],
        aad: &[],
        plaintext: &[],
        ciphertext: &[],
        tag: &0xcd33_b28a_c773_f74b_a00e_d1f3_1257_2435_u128.to_be_bytes(),
    }
    .check();
    Vector {
        enc: Enc::A192GCM,
        cek: &[0; 24],
        iv: &[0; 12],
        aad: &[],
        plaintext: &[0; 16],
        ciphertext: &0x98e7_247c_07f0_fe41_1c26_7e43_84b0_f600_u128.to_be_bytes(),
        tag: &0x2ff5_8d80_0339_27ab_8ef4_d458_7514_f0fb_u128.to_be_bytes(),
    }
    .check();
}

#[test]
fn gcm_01_a_tag_has_16_octets() {
    for enc in GCM {
        let cek = some(cipher(enc).cek_len());
        let (key, iv) = (key(enc, &cek), some(12));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &iv, b"aad", b"message").unwrap();
        assert_eq!((tag.len(), cipher(enc).tag_len()), (16, 16));
        for len in 0..16 {
            let cut = decrypt(&*key, &iv, b"aad", &ciphertext, &tag[..len]);
            assert_eq!(cut, Err(ContentError), "{enc} {len}");
            let cut = decrypt(&*key, &iv, b"aad", &ciphertext, &tag[16 - len..]);
            assert_eq!(cut, Err(ContentError), "{enc} {len}");
        }
        for more in [1, 4, 16, 48] {
            let mut long = tag.to_vec();
            long.resize(16 + more, 0);
            let long = decrypt(&*key, &iv, b"aad", &ciphertext, &long);
            assert_eq!(long, Err(ContentError), "{enc} {more}");
        }
        let zero = decrypt(&*key, &iv, b"aad", &ciphertext, &[0; 16]);
        assert_eq!(zero, Err(ContentError));
        assert!(decrypt(&*key, &iv, b"aad", &ciphertext, &tag).is_ok());
    }
}

#[test]
fn gcm_02_an_initialization_vector_has_12_octets() {
    for enc in GCM {
        let cek = some(cipher(enc).cek_len());
        let key = key(enc, &cek);
        assert_eq!(cipher(enc).iv_len(), 12);
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &[0; 12], b"", b"message").unwrap();
        for len in (0..40).filter(|len| *len != 12) {
            let iv = vec![0; len];
            let refused = encrypt(cipher(enc), &*key, &iv, b"", b"message");
            assert_eq!(refused.map(|_| ()), Err(ContentError), "{enc} {len}");
            let refused = decrypt(&*key, &iv, b"", &ciphertext, &tag);
            assert_eq!(refused, Err(ContentError), "{enc} {len}");
        }
    }
}

#[test]
fn jwe_19_an_empty_message_is_a_message() {
    for enc in GCM {
        let key = key(enc, &some(cipher(enc).cek_len()));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &[7; 12], b"aad", b"").unwrap();
        assert!(ciphertext.is_empty());
        let plaintext = decrypt(&*key, &[7; 12], b"aad", b"", &tag);
        assert_eq!(plaintext, Ok(Vec::new()));
        // But not one without a tag, or of another header.
        for (aad, tag) in [(&b"aad"[..], &b""[..]), (b"aad", &[0; 16]), (b"", &tag)] {
            let refused = decrypt(&*key, &[7; 12], aad, b"", tag);
            assert_eq!(refused, Err(ContentError));
        }
    }
}

/// The buffer must be what the ciphertext fills: no plaintext may stay behind it.
#[test]
fn a_buffer_of_another_length_is_refused() {
    for enc in GCM {
        let key = key(enc, &some(cipher(enc).cek_len()));
        for (buffer_len, plaintext_len) in [(7, 6), (6, 7), (0, 1), (1, 0), (16, usize::MAX)] {
            let mut buffer = vec![0; buffer_len];
            let refused = key.encrypt(&[7; 12], b"", &mut buffer, plaintext_len);
            assert_eq!(refused, Err(ContentError), "{buffer_len} {plaintext_len}");
        }
    }
}

#[test]
fn a_refused_message_is_not_decrypted() {
    for enc in GCM {
        let key = key(enc, &some(cipher(enc).cek_len()));
        let (ciphertext, tag) = encrypt(cipher(enc), &*key, &[7; 12], b"", &[5; 40]).unwrap();
        let mut wrong = tag.to_vec();
        wrong[15] ^= 1;
        let mut buffer = ciphertext.clone();
        assert!(key.decrypt(&[7; 12], b"", &mut buffer, &wrong).is_err());
        assert_eq!(buffer, ciphertext);
    }
}
