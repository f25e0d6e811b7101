//! Sign a file without putting it into the token: the signature travels beside it.
//!
//! `cargo run --example detached_file`
//!
//! The file is signed as it is (`b64` is false, RFC 7797), so that it is neither encoded nor copied: the
//! key reads the header and the file as parts that follow each other.

use std::error::Error;
use std::fs;

use jose_jwt::Alg;
use jose_jwt::jwa::{Ed25519, RustCrypto};
use jose_jwt::jwk::{Limits, SecureRandom};
use jose_jwt::jws::{Builder, Compact, ReadOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = own_directory()?;
    let (path, signature_path) = (directory.join("image.bin"), directory.join("image.bin.jws"));
    fs::write(&path, vec![0xA5; 3 * 1024 * 1024])?;

    let mut seed = [0; 32];
    RustCrypto.fill(&mut seed)?;
    let key = Ed25519::from_seed(Alg::EdDSA, &seed)?;

    // A limit guards both sides against files that nobody meant; three mebioctets need a larger one.
    let limits = Limits::with(|limits| limits.token_len = 64 * 1024 * 1024);

    let file = fs::read(&path)?;
    let jws = Builder::unencoded(&file)
        .detached()
        .limits(limits.clone())
        .sign(&key)?;
    fs::write(&signature_path, &jws)?;
    println!("{} octets signed by {jws}", file.len());

    // The recipient has the file, the signature and the public key.
    let public = key.public();
    let (mut file, jws) = (fs::read(&path)?, fs::read_to_string(&signature_path)?);
    let options = ReadOptions::new().limits(limits);
    let verified = Compact::parse_detached(&jws, &file, &options)?.verify(&public)?;
    println!("confirmed: {} octets", verified.payload().len());

    // One bit of it is another one.
    if let Some(octet) = file.last_mut() {
        *octet ^= 1;
    }
    match Compact::parse_detached(&jws, &file, &options)?.verify(&public) {
        Ok(_) => return Err("a changed file was accepted".into()),
        Err(error) => println!("changed: {error} [{}]", error.code()),
    }
    fs::remove_dir_all(directory)?;
    Ok(())
}

/// A directory of this run's own.
fn own_directory() -> Result<std::path::PathBuf, std::io::Error> {
    let path = std::env::temp_dir().join(format!("jose-detached-{}", std::process::id()));
    fs::create_dir_all(&path)?;
    Ok(path)
}
