//! How much work a message may cause, counted before any key is asked (JWE-08, JWE-20, PBE-01, PBE-05, DOS-02).

use jose_jwa::{Password, RustCrypto};
use jose_jwe::{Alg, DecryptError, Decrypter, Enc, Encrypt, Limits};

use crate::common::{ENCS, PLAIN, Sealed, TOY, Toy, read};
use crate::of;

fn sealed() -> Sealed {
    Sealed::new(r#"{"enc":"A128GCM"}"#)
}

fn recipient(sealed: &Sealed, members: &str) -> String {
    let key = sealed.key_for(&Toy::new(TOY));
    format!(r#"{{"header":{{"alg":"X-TOY"{members}}},"encrypted_key":"{key}"}}"#)
}

#[track_caller]
fn too_much(decrypter: &Decrypter<'_>, json: &str, expected: (&str, u64, u64)) {
    let error = decrypter.decrypt_json(json).unwrap_err();
    assert_eq!(error.code(), "jwe/too-much-work");
    assert!(error.to_string().contains(expected.0), "{error}");
    let DecryptError::TooMuchWork {
        what,
        required,
        limit,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!((what, required, limit), expected);
}

// JWE-20, DOS-02: all recipients and all keys together.
#[test]
fn jwe_20_attempts() {
    let sealed = sealed();
    let toys: Vec<Toy> = (1..=8).map(|secret| Toy::new(TOY).secret(secret)).collect();
    let keys: Vec<&Toy> = toys.iter().collect();
    let list = |count: usize| sealed.general(&vec![recipient(&sealed, ""); count]);
    let what = "attempts to decrypt";
    for (recipients, tries, required) in
        [(16, 1, 16), (2, 8, 16), (3, 8, 24), (16, 2, 32), (9, 2, 18)]
    {
        let decrypter = of(&keys[..tries]).try_candidates(tries);
        let asked: usize = toys.iter().map(Toy::asked).sum();
        if required <= 16 {
            let error = decrypter.decrypt_json(&list(recipients)).unwrap_err();
            assert_eq!(error.code(), "jwe/decryption-failed");
            let now: usize = toys.iter().map(Toy::asked).sum();
            assert_eq!(
                now.saturating_sub(asked),
                usize::try_from(required).unwrap()
            );
        } else {
            too_much(&decrypter, &list(recipients), (what, required, 16));
            assert_eq!(toys.iter().map(Toy::asked).sum::<usize>(), asked);
        }
    }
    let limits = |max: usize| Limits::with(|limits| limits.decryptions = max);
    too_much(&of(&keys[..1]).limits(limits(2)), &list(3), (what, 3, 2));
    too_much(&of(&keys[..1]).limits(limits(0)), &list(1), (what, 1, 0));
    // Those that have no key do not count.
    let theirs = recipient(&sealed, r#","kid":"x""#).replace("X-TOY", "X-OTHER");
    let mut many = vec![theirs; 15];
    many.push(recipient(&sealed, ""));
    let ours = Toy::new(TOY);
    let one = of(&[&ours]).limits(limits(1));
    assert_eq!(read(&one, &sealed.general(&many)).plaintext(), PLAIN);
}

// PBE-05: the iterations of all attempts together.
#[test]
fn pbe_05_iterations_of_all_attempts() {
    let sealed = sealed();
    let with = |p2c: u32| recipient(&sealed, &format!(r#","p2c":{p2c}"#));
    let ours = Toy::new(TOY);
    let what = "PBES2 iterations";
    let max = 1_200_000;
    let decrypter = of(&[&ours]);
    for (list, required) in [
        (vec![1_200_000, 1_000], 1_201_000),
        (vec![600_000, 600_001], 1_200_001),
        (vec![1_200_000; 16], 19_200_000),
    ] {
        let list: Vec<String> = list.into_iter().map(with).collect();
        too_much(&decrypter, &sealed.general(&list), (what, required, max));
    }
    assert_eq!(ours.asked(), 0);
    let list = [with(600_000), with(600_000)];
    assert_eq!(read(&decrypter, &sealed.general(&list)).plaintext(), PLAIN);
    // Each key that is tried is asked to do it.
    let another = Toy::new(TOY).secret(1);
    let two = of(&[&ours, &another]).try_candidates(2);
    let list = [with(600_001)];
    too_much(&two, &sealed.general(&list), (what, 1_200_002, max));
    // PBE-04: nobody does it who has no such key.
    let theirs = with(1_200_000).replace("X-TOY", "X-OTHER");
    let list = [&theirs, &theirs, &with(1_200_000)];
    assert_eq!(read(&decrypter, &sealed.general(&list)).plaintext(), PLAIN);
    let limits = Limits::with(|limits| limits.pbes2_max_iterations = 2_000_000);
    let list = [with(1_000_000), with(1_000_000)];
    let raised = decrypter.limits(limits);
    assert_eq!(read(&raised, &sealed.general(&list)).plaintext(), PLAIN);
}

// PBE-02, PBE-06: limits of one's own, for real passwords.
#[test]
fn pbe_02_the_bounds_are_the_recipients() {
    let password = Password::new(Alg::PBES2_HS256_A128KW, b"swordfish").unwrap();
    let sender = password.clone().iterations(2_000).unwrap();
    let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let token = encrypt.to(&sender).compact(PLAIN).unwrap();
    let decrypter = Decrypter::new(&RustCrypto).key(password).accept(&ENCS);
    assert_eq!(read(&decrypter, &token).plaintext(), PLAIN);
    for (min, max, code) in [
        (2_000, 2_000, None),
        (2_001, 3_000, Some("jwe/iterations")),
        (1_000, 1_999, Some("jwe/iterations")),
    ] {
        let limits = Limits::with(|limits| {
            (limits.pbes2_min_iterations, limits.pbes2_max_iterations) = (min, max);
        });
        let seen = decrypter.clone().limits(limits).decrypt(&token);
        assert_eq!(seen.err().map(|error| error.code()), code);
    }
    assert!(Password::new(Alg::PBES2_HS256_A128KW, b"").is_err());
}
