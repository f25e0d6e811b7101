//! Compressed plaintexts (RFC 7516, section 4.1.3; RFC 1951): ZIP-01 to ZIP-06.
#![cfg(test)]
#![cfg(feature = "zip")]

extern crate alloc;

mod common;

use allocation_counter::measure;
use common::{PLAIN, Sealed, TOY, Toy, decrypter, header_refused, read, refused, refused_with};
use jose_jwa::RustCrypto;
use jose_jwe::{DecryptError, Decrypter, Enc, Encrypt, Limits, ParseError};

const HEADER: &str = r#"{"alg":"X-TOY","enc":"A128GCM","zip":"DEF"}"#;

fn with_limit(max: usize) -> Decrypter<'static> {
    let limits = Limits::with(|limits| limits.inflated_len = max);
    decrypter(Toy::new(TOY)).allow_zip().limits(limits)
}

/// A message whose plaintext, before it is inflated, is this.
fn sealed(deflated: &[u8]) -> Sealed {
    Sealed::with(Enc::A128GCM, &jose_b64::encode(HEADER), None, deflated)
}

/// What comes of a message with this plaintext, in all its forms.
#[track_caller]
fn inflate(deflated: &[u8], max: usize) -> Result<Vec<u8>, DecryptError> {
    let toy = Toy::new(TOY);
    let sealed = sealed(deflated);
    let seen = with_limit(max).decrypt(&sealed.compact(&toy));
    let json = with_limit(max).decrypt_json(&sealed.flattened(&toy));
    match (seen, json) {
        (Ok(seen), Ok(json)) => {
            assert_eq!(seen.plaintext(), json.plaintext());
            Ok(seen.into_plaintext())
        }
        (Err(error), Err(json)) => {
            assert_eq!(format!("{error:?}"), format!("{json:?}"));
            Err(error)
        }
        (seen, json) => panic!("{seen:?} and {json:?}"),
    }
}

#[track_caller]
fn fails(deflated: &[u8], max: usize) {
    let error = inflate(deflated, max).unwrap_err();
    assert_eq!(error.code(), "jwe/decryption-failed");
    assert_eq!(format!("{error:?}"), "DecryptError(decryption failed)");
}

/// One stored block, or the beginning of it: nothing is compressed.
fn stored(is_last: bool, octets: &[u8]) -> Vec<u8> {
    let len = u16::try_from(octets.len()).unwrap();
    let mut block = vec![u8::from(is_last)];
    block.extend(len.to_le_bytes());
    block.extend((!len).to_le_bytes());
    block.extend(octets);
    block
}

/// A last block of the fixed code (RFC 1951, section 3.2.6): zeros, as many as 1 + 258 × this.
fn zeros(repeats: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |value: u16, len: u16| {
        bits.extend((0..len).rev().map(|at| value >> at & 1 == 1));
    };
    code(0x30, 8); // the literal 0
    for _ in 0..repeats {
        code(0b1100_0101, 8); // length 258
        code(0, 5); // distance 1
    }
    code(0, 7); // the end
    let octet = |bits: &[bool]| {
        let bits = bits.iter().rev();
        bits.fold(0_u8, |octet, bit| octet << 1 | u8::from(*bit))
    };
    bits.chunks(8)
        .map(|chunk| {
            let mut chunk = chunk.to_vec();
            chunk.resize(8, false);
            octet(&chunk)
        })
        .collect()
}

fn zeros_len(repeats: usize) -> usize {
    repeats.saturating_mul(258).saturating_add(1)
}

#[test]
fn streams_of_every_kind_of_block_inflate() {
    let max = 1 << 20;
    assert_eq!(inflate(&stored(true, b""), max).unwrap(), b"");
    assert_eq!(inflate(&stored(true, PLAIN), max).unwrap(), PLAIN);
    let two = [
        stored(false, b"pl"),
        stored(false, b""),
        stored(true, b"ain"),
    ]
    .concat();
    assert_eq!(inflate(&two, max).unwrap(), PLAIN);
    // The empty stream of the fixed code, as compressors write it.
    assert_eq!(inflate(&[3, 0], max).unwrap(), b"");
    for repeats in [0, 1, 2, 100, 1_000] {
        let plaintext = inflate(&zeros(repeats), max).unwrap();
        assert_eq!(plaintext, vec![0; zeros_len(repeats)]);
    }
    // RFC 1951 leaves it to the compressor; what ours makes is read by ours.
    for len in [0, 1, 2, 1_023, 1_024, 1_025, 65_535, 65_536, 200_000] {
        let plaintext: Vec<u8> = (0..=255).cycle().take(len).collect();
        let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
        let token = encrypt.compress().to(&Toy::new(TOY)).compact(&plaintext);
        let seen = read(&with_limit(len), &token.unwrap());
        assert_eq!(seen.plaintext(), plaintext);
    }
}

// ZIP-01: exactly as much as is allowed, and not an octet more.
#[test]
fn zip_01_the_limit_is_exact() {
    let default = Limits::default().inflated_len;
    assert_eq!(default, 256 * 1024);
    for len in [
        0, 1, 1_000, 1_023, 1_024, 1_025, 2_047, 2_048, 2_049, 65_535,
    ] {
        let deflated = stored(true, &vec![7; len]);
        assert_eq!(inflate(&deflated, len).unwrap().len(), len);
        assert_eq!(inflate(&deflated, usize::MAX).unwrap().len(), len);
        if let Some(less) = len.checked_sub(1) {
            fails(&deflated, less);
        }
    }
    // The end of the stream comes long after its last octet.
    for len in [1, 1_024, 2_048, 60_000] {
        let empty = stored(false, b"");
        let deflated = [&stored(false, &vec![7; len]), &*empty.repeat(50), &[3, 0]].concat();
        assert_eq!(inflate(&deflated, len).unwrap().len(), len);
        fails(&deflated, len.saturating_sub(1));
    }
    for repeats in [1, 3, 4, 100, 1_016, 1_017, 5_000] {
        let len = zeros_len(repeats);
        let deflated = zeros(repeats);
        assert_eq!(inflate(&deflated, len).unwrap().len(), len);
        for less in [len.saturating_sub(1), len.div_euclid(2), 1, 0] {
            fails(&deflated, less);
        }
    }
    let most = zeros(1_016);
    assert!(zeros_len(1_016) <= default && zeros_len(1_017) > default);
    let toy = Toy::new(TOY);
    let decrypter = decrypter(toy.clone()).allow_zip();
    assert!(decrypter.decrypt(&sealed(&most).compact(&toy)).is_ok());
    let more = sealed(&zeros(1_017)).compact(&toy);
    assert_eq!(
        decrypter.decrypt(&more).unwrap_err().code(),
        "jwe/decryption-failed"
    );
}

// ZIP-01: 64 MiB in 16 KiB cost no more than the limit allows.
#[test]
fn zip_01_a_bomb_costs_no_more_than_the_limit() {
    let bomb = zeros((64_usize << 20).div_euclid(258));
    assert!(bomb.len().saturating_mul(150) < 64 << 20, "{}", bomb.len());
    // Bits of a longer code: a thousand to one, as compressors make of zeros.
    let plaintext = vec![0; 8 << 20];
    let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let toy = Toy::new(TOY);
    let raised = Limits::with(|limits| limits.inflated_len = plaintext.len());
    let encrypt = encrypt.limits(raised).compress();
    let dense = encrypt.to(&toy).compact(&plaintext).unwrap();
    assert!(
        dense.len().saturating_mul(500) < plaintext.len(),
        "{}",
        dense.len()
    );
    for (token, max) in [
        (sealed(&bomb).compact(&toy), 256 * 1024),
        (dense.clone(), 256 * 1024),
        (dense, 1 << 20),
    ] {
        let decrypter = with_limit(max);
        let mut code = "";
        let used = measure(|| code = decrypter.decrypt(&token).unwrap_err().code());
        assert_eq!(code, "jwe/decryption-failed");
        // Room that was doubled, its last half, the ciphertext, and the state of the decompressor.
        let most = max
            .saturating_mul(2)
            .saturating_add(token.len().saturating_mul(2));
        let most = most.saturating_add(64 * 1024);
        assert!(
            used.bytes_max < u64::try_from(most).unwrap(),
            "{} of {max}",
            used.bytes_max
        );
    }
}

// ZIP-01: what recipients must refuse is not made.
#[test]
fn zip_01_the_sender_obeys_the_limit() {
    let toy = Toy::new(TOY);
    for len in [0, 1, 100_000] {
        let plaintext = vec![0; len];
        for (max, is_made) in [(Some(len), true), (len.checked_sub(1), false)] {
            let Some(max) = max else { continue };
            let limits = Limits::with(|limits| limits.inflated_len = max);
            let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
            let made = encrypt
                .limits(limits)
                .compress()
                .to(&toy)
                .compact(&plaintext);
            match made {
                Ok(token) => {
                    assert!(is_made);
                    assert_eq!(read(&with_limit(max), &token).plaintext(), plaintext);
                }
                Err(error) => {
                    assert_eq!(
                        (error.code(), is_made),
                        ("jwe/build-inflated-too-long", false)
                    );
                }
            }
        }
    }
}

// ZIP-01: nothing is allocated for what may come.
#[test]
fn zip_01_the_limit_itself_costs_nothing() {
    let toy = Toy::new(TOY);
    let token = sealed(&stored(true, PLAIN)).compact(&toy);
    let decrypter = with_limit(usize::MAX);
    let used = measure(|| drop(decrypter.decrypt(&token).unwrap()));
    assert!(used.bytes_max < 32 * 1024, "{}", used.bytes_max);
}

// ZIP-05
#[test]
fn zip_05_a_stream_that_ends_too_early() {
    let max = 1 << 20;
    let whole = [
        stored(true, b"a plaintext in a stored block"),
        [stored(false, b"two "), stored(true, b"blocks")].concat(),
        zeros(0),
        zeros(10),
        vec![3, 0],
    ];
    for stream in whole {
        assert!(inflate(&stream, max).is_ok());
        for len in 0..stream.len() {
            fails(&stream[..len], max);
        }
    }
    // A block that is not the last one has no end.
    fails(&stored(false, PLAIN), max);
    fails(b"", max);
}

// ZIP-05
#[test]
fn zip_05_anything_after_the_last_block() {
    let max = 1 << 20;
    for stream in [
        stored(true, b""),
        stored(true, PLAIN),
        zeros(0),
        zeros(10),
        vec![3, 0],
    ] {
        for more in [
            b"\0".as_slice(),
            b"\x01",
            b"\xff",
            b"trailing",
            &[0; 64],
            &[0xff; 40_000],
            &stored(true, PLAIN),
            &stored(false, b""),
        ] {
            fails(&[&stream, more].concat(), max);
        }
    }
}

// ZIP-04: zlib and gzip put something around the stream, and both are something else.
#[test]
fn zip_04_a_stream_in_a_wrapper() {
    let max = 1 << 20;
    let raw = stored(true, b"a");
    let adler = 0x0062_0062_u32.to_be_bytes();
    for header in [[0x78, 0x01], [0x78, 0x5e], [0x78, 0x9c], [0x78, 0xda]] {
        fails(&[&header, &*raw, &adler].concat(), max);
        fails(&[&header, &*raw].concat(), max);
    }
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let crc = [0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0];
    fails(&[&gzip, &*raw, &crc].concat(), max);
    fails(&[&gzip, &*raw].concat(), max);
    assert_eq!(inflate(&raw, max).unwrap(), b"a");
}

// ZIP-05: what is no DEFLATE at all.
#[test]
fn zip_05_what_is_no_stream() {
    let max = 1 << 20;
    for octets in [
        b"{}".as_slice(),
        b"plain",
        // The third kind of block does not exist.
        &[0b111],
        &[0b110, 0, 0],
        // A stored block whose lengths do not agree.
        &[1, 5, 0, 5, 0, b'p', b'l', b'a', b'i', b'n'],
        // A distance beyond the beginning.
        &[0x63, 0x00, 0x02, 0x04],
        // A code that says nothing.
        &[0b101, 0, 0, 0, 0, 0, 0],
    ] {
        fails(octets, max);
    }
    // What of a stream can be turned over is noticed or inflates to something: never a panic.
    let stream = zeros(5);
    for at in 0..stream.len() {
        for bit in 0..8 {
            let mut other = stream.clone();
            other[at] ^= 1 << bit;
            let _ = inflate(&other, max);
        }
    }
}

// ZIP-02: nothing protects it there.
#[test]
fn zip_02_zip_is_protected() {
    let toy = Toy::new(TOY);
    let protected = jose_b64::encode(r#"{"enc":"A128GCM"}"#);
    let sealed = Sealed::with(Enc::A128GCM, &protected, None, &stored(true, PLAIN));
    let key = sealed.key_for(&toy);
    for value in [r#""DEF""#, r#""GZ""#, "null"] {
        let member = format!(r#""zip":{value}"#);
        for json in [
            sealed.json(&format!(
                r#""header":{{"alg":"X-TOY",{member}}},"encrypted_key":"{key}""#
            )),
            sealed.json(&format!(
                r#""unprotected":{{{member}}},"header":{{"alg":"X-TOY"}},"encrypted_key":"{key}""#
            )),
            sealed.general(&[format!(
                r#"{{"header":{{"alg":"X-TOY",{member}}},"encrypted_key":"{key}"}}"#
            )]),
        ] {
            let expected = ParseError::MustBeProtected { name: "zip" };
            assert_eq!(refused(&json), expected);
            let error = refused_with(&decrypter(toy.clone()).allow_zip(), &toy, &json);
            assert_eq!(error.code(), "jwe/must-be-protected");
        }
    }
}

// ZIP-03
#[test]
fn zip_03_another_algorithm_or_none() {
    let header = |zip: &str| format!(r#"{{"alg":"X-TOY","enc":"A128GCM","zip":{zip}}}"#);
    let toy = Toy::new(TOY);
    for (zip, code) in [
        (r#""GZ""#, "jwe/unknown-zip"),
        (r#""def""#, "jwe/unknown-zip"),
        (r#""DEF ""#, "jwe/unknown-zip"),
        (r#""DEFLATE""#, "jwe/unknown-zip"),
        (r#""__proto__""#, "jwe/unknown-zip"),
        (r#""none""#, "jwe/unknown-zip"),
        (r#""""#, "jwe/unknown-zip"),
        ("null", "jwe/parameter"),
        ("true", "jwe/parameter"),
        ("0", "jwe/parameter"),
        (r#"["DEF"]"#, "jwe/parameter"),
        (r#"{"DEF":1}"#, "jwe/parameter"),
    ] {
        assert_eq!(header_refused(header(zip)).code(), code, "{zip}");
        let token = Sealed::new(header(zip)).compact(&toy);
        let error = refused_with(&decrypter(toy.clone()).allow_zip(), &toy, &token);
        assert_eq!(error.code(), code, "{zip}");
    }
    // However it is written.
    let escaped = Sealed::with(
        Enc::A128GCM,
        &jose_b64::encode(r#"{"alg":"X-TOY","enc":"A128GCM","\u007aip":"\u0044EF"}"#),
        None,
        &stored(true, PLAIN),
    );
    let seen = read(&decrypter(toy.clone()).allow_zip(), &escaped.compact(&toy));
    assert_eq!(seen.plaintext(), PLAIN);
}

// ZIP-06: a recipient who has not asked for it does not inflate, and asks no key.
#[test]
fn zip_06_off_unless_allowed() {
    assert_eq!(header_refused(HEADER), ParseError::ZipNotAllowed);
    // The plaintext is never handed out as it is.
    let toy = Toy::new(TOY);
    let token = sealed(&stored(true, PLAIN)).compact(&toy);
    let error = refused_with(&decrypter(toy.clone()), &toy, &token);
    assert_eq!(error.code(), "jwe/zip-not-allowed");
    // And one that has asked for it takes what is not compressed, too.
    let plain = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#).compact(&toy);
    assert_eq!(read(&with_limit(0), &plain).plaintext(), PLAIN);
}
