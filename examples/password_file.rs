//! Protect a file with a password.
//!
//! `cargo run --release --example password_file`
//!
//! The key is made from the password with hundreds of thousands of iterations, so that guessing is dear.
//! How many stands in the file; whoever opens it decides how many it puts up with.

use std::error::Error;
use std::{env, fs, process};

use jose_jwa::{Password, RustCrypto};
use jose_jwe::{Alg, DecryptError, Decrypter, Enc, Encrypt, Limits};

/// Both sides of a file of up to 64 MiB.
fn limits() -> Limits {
    Limits::with(|limits| limits.token_len = 96 * 1024 * 1024)
}

fn lock(plaintext: &[u8], password: &str) -> Result<String, Box<dyn Error>> {
    let key = Password::new(Alg::PBES2_HS256_A128KW, password.as_bytes())?;
    let jwe = Encrypt::new(&RustCrypto, Enc::A256GCM)?;
    Ok(jwe
        .cty("text/plain")
        .limits(limits())
        .to(&key)
        .compact(plaintext)?)
}

fn unlock(file: &str, password: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let key = Password::new(Alg::PBES2_HS256_A128KW, password.as_bytes())?;
    let decrypter = Decrypter::new(&RustCrypto)
        .key(key)
        .accept(&[Enc::A256GCM])
        .limits(limits());
    Ok(decrypter.decrypt(file)?.into_plaintext())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::temp_dir().join(format!("jose-password-file-{}.jwe", process::id()));
    let diary = b"Dear diary, today nothing happened.";

    fs::write(&path, lock(diary, "correct horse battery staple")?)?;
    let file = fs::read_to_string(&path)?;
    fs::remove_file(&path)?;
    println!("{} octets became {}", diary.len(), file.len());

    let read = unlock(&file, "correct horse battery staple")?;
    assert_eq!(read, diary);
    println!("the right password: {}", String::from_utf8(read)?);

    match unlock(&file, "Tr0ub4dor&3") {
        Ok(_) => return Err("a wrong password opened the file".into()),
        Err(error) => println!("a wrong one: {error}"),
    }

    // A file that asks for a billion iterations costs nothing: it is refused before the first.
    let header = r#"{"alg":"PBES2-HS256+A128KW","p2s":"AAAAAAAAAAAAAAAAAAAAAA","p2c":1000000000,"enc":"A256GCM"}"#;
    let (_, rest) = file.split_once('.').unwrap_or_default();
    let dear = format!("{}.{rest}", jose_jwe::b64::encode(header));
    let error = unlock(&dear, "correct horse battery staple").err();
    let error = error
        .as_deref()
        .and_then(<dyn Error>::downcast_ref::<DecryptError>);
    let error = error.ok_or("a billion iterations were begun")?;
    println!("a billion iterations: {error} [{}]", error.code());
    Ok(())
}
