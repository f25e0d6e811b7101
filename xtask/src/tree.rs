//! `cargo xtask tree`: which crate may depend on what, and how many crates a user gets with it.

use std::collections::BTreeSet;

use crate::Outcome;
use crate::workspace::{LIBRARIES, Metadata, tree};

/// What each library may use of the others. `?` marks what must be optional.
const RULE: &[(&str, &[&str])] = &[
    ("jose-b64", &[]),
    ("jose-jwk", &["jose-b64"]),
    ("jose-jws", &["jose-b64", "jose-jwk"]),
    ("jose-jwe", &["jose-b64", "jose-jwk"]),
    (
        "jose-jwa",
        &["jose-b64", "jose-jwk", "jose-jws", "jose-jwe?"],
    ),
    (
        "jose-jwt",
        &["jose-b64", "jose-jwk", "jose-jws", "jose-jwe?", "jose-jwa?"],
    ),
];

/// The crates that know formats and protocols but no algorithm, with the features that bring none.
const WITHOUT_ALGORITHMS: &[(&str, &[&str])] = &[
    ("jose-b64", &["--all-features"]),
    ("jose-jwk", &["--all-features"]),
    ("jose-jws", &["--all-features"]),
    ("jose-jwe", &["--all-features"]),
    (
        "jose-jwt",
        &["--no-default-features", "--features", "std,jwe"],
    ),
];

/// Crates that implement, or are the common base of, cryptographic algorithms. `subtle`, `zeroize`
/// and `base64ct` are none: they handle secrets. Nor are the containers `der`, `pkcs8` and so on.
const ALGORITHMS: &[&str] = &[
    "aead",
    "aes",
    "aes-gcm",
    "aes-kw",
    "aws-lc-rs",
    "aws-lc-sys",
    "cbc",
    "cipher",
    "crypto-bigint",
    "crypto-common",
    "ctr",
    "curve25519-dalek",
    "digest",
    "ecdsa",
    "ed25519-dalek",
    "ed448",
    "ed448-goldilocks",
    "elliptic-curve",
    "getrandom",
    "ghash",
    "hash2curve",
    "hmac",
    "k256",
    "keccak",
    "ml-dsa",
    "module-lattice",
    "openssl",
    "p256",
    "p384",
    "p521",
    "pbkdf2",
    "polyval",
    "rand",
    "rand_core",
    "ring",
    "rsa",
    "sha1",
    "sha2",
    "sha3",
    "shake",
    "signature",
    "universal-hash",
    "x25519-dalek",
    "x448",
];

/// What no library brings with it, whatever its features.
const KEPT_OUT: &[(&str, &str)] = &[
    (
        "serde_derive",
        "it doubles the time a build takes, and brings a second syn",
    ),
    ("thiserror", "errors are written by hand"),
    ("anyhow", "errors have types"),
    (
        "rand",
        "randomness comes from the caller or the operating system",
    ),
];

/// How many crates a selection may bring, itself included.
const LIMITS: &[(&str, usize, &[&str])] = &[
    ("jose-jws alone", 15, &["-p", "jose-jws"]),
    ("jose-jwe alone", 16, &["-p", "jose-jwe"]),
    (
        "jose-jwt with HS256, ES256 and Ed25519",
        60,
        &[
            "-p",
            "jose-jwt",
            "--no-default-features",
            "--features",
            "std,hmac,ecdsa,eddsa",
        ],
    ),
];

/// Checks all of the above.
pub fn run() -> Outcome {
    let mut faults = Vec::new();
    let metadata = Metadata::read_members()?;
    for (library, allowed) in RULE {
        let stated = metadata
            .package(library)?
            .dependencies()
            .filter(|dependency| dependency.normal);
        let stated: Vec<(&str, bool)> = stated
            .map(|dependency| (dependency.name, dependency.optional))
            .collect();
        faults.extend(breaches(library, allowed, &stated));
    }
    for (library, features) in WITHOUT_ALGORITHMS {
        let names = names(&[&["-p", *library], *features].concat())?;
        let found: Vec<&str> = ALGORITHMS
            .iter()
            .copied()
            .filter(|name| names.contains(*name))
            .collect();
        if !found.is_empty() {
            faults.push(format!(
                "{library} must know no algorithm, but its tree has {}",
                found.join(", ")
            ));
        }
    }
    for library in LIBRARIES {
        let names = names(&["-p", library, "--all-features"])?;
        let found = KEPT_OUT.iter().filter(|(name, _)| names.contains(*name));
        faults.extend(found.map(|(name, why)| format!("{library} has {name} in its tree: {why}")));
    }
    faults.extend(rsa_without_its_feature(&metadata)?);
    for (what, limit, selection) in LIMITS {
        let count = tree(selection)?.len();
        println!("{what}: {count} crates, fewer than {limit} allowed");
        if count >= *limit {
            faults.push(format!(
                "{what} brings {count} crates; it must be fewer than {limit}"
            ));
        }
    }
    crate::outcome(&faults)
}

/// What a library uses of this workspace but may not.
fn breaches(library: &str, allowed: &[&str], stated: &[(&str, bool)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, optional) in stated.iter().filter(|(name, _)| name.starts_with("jose-")) {
        if allowed.contains(name) {
            continue;
        }
        let if_optional = allowed
            .iter()
            .any(|rule| rule.strip_suffix('?') == Some(name));
        match (if_optional, optional) {
            (true, true) => {}
            (true, false) => faults.push(format!(
                "{library} depends on {name}, which must be optional"
            )),
            (false, _) => faults.push(format!("{library} must not depend on {name}")),
        }
    }
    faults
}

/// `rsa` has an advisory without a patched release, so whoever leaves the feature out must be rid of it.
fn rsa_without_its_feature(metadata: &Metadata) -> Result<Option<String>, String> {
    let package = metadata.package("jose-jwa")?;
    let others: Vec<&str> = package
        .features()
        .filter(|name| !matches!(*name, "rsa" | "rsa1_5" | "default"))
        .collect();
    let names = names(&[
        "-p",
        "jose-jwa",
        "--no-default-features",
        "--features",
        &others.join(","),
    ])?;
    Ok(names
        .contains("rsa")
        .then(|| "jose-jwa has the rsa crate in its tree without the feature rsa".into()))
}

fn names(selection: &[&str]) -> Result<BTreeSet<String>, String> {
    Ok(tree(selection)?.into_iter().map(|(name, _)| name).collect())
}

#[cfg(test)]
mod tests {
    use super::breaches;

    #[test]
    fn breaches_of_the_rule_are_found() {
        let allowed = &["jose-b64", "jose-jwe?"];
        assert_eq!(
            breaches(
                "x",
                allowed,
                &[("jose-b64", false), ("jose-jwe", true), ("serde", false)]
            ),
            [""; 0]
        );
        assert_eq!(breaches("x", allowed, &[("jose-jws", true)]).len(), 1);
        assert_eq!(breaches("x", allowed, &[("jose-jwe", false)]).len(), 1);
    }
}
