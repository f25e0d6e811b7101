//! `cargo xtask msrv`: each library's `rust-version` is at least that of every package below it.
//!
//! That the sources themselves keep to it is checked by clippy's `incompatible_msrv`.

use std::collections::BTreeMap;

use crate::Outcome;
use crate::workspace::{LIBRARIES, Metadata, tree};

/// Checks every library with all of its features.
pub fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let stated: BTreeMap<(&str, &str), Version> = metadata
        .packages()
        .filter_map(|package| {
            Some((
                (package.name(), package.version()),
                Version::parse(package.rust_version()?)?,
            ))
        })
        .collect();
    let mut faults = Vec::new();
    println!("{:10} {:>6} {:>6}  by", "crate", "states", "needs");
    for library in LIBRARIES {
        let package = metadata.package(library)?;
        let Some(own) = stated.get(&(package.name(), package.version())).copied() else {
            faults.push(format!("{library} states no rust-version"));
            continue;
        };
        let packages = tree(&["-p", library, "--all-features", "--target", "all"])?;
        let below = packages.iter().filter(|(name, _)| name != library);
        let needs = below
            .filter_map(|(name, version)| {
                Some((
                    *stated.get(&(name.as_str(), version.as_str()))?,
                    name,
                    version,
                ))
            })
            .max();
        let Some((needed, name, version)) = needs else {
            println!("{library:10} {own:>6}");
            continue;
        };
        println!("{library:10} {own:>6} {needed:>6}  {name} {version}");
        if needed > own {
            faults.push(format!(
                "{library} states rust-version {own}, but {name} {version} needs {needed}"
            ));
        }
    }
    crate::outcome(&faults)
}

/// A Rust version; the third number is left out as often as not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    fn parse(text: &str) -> Option<Version> {
        let mut numbers = text.split('.').map(str::parse);
        let mut next = || numbers.next().unwrap_or(Ok(0)).ok();
        Some(Version {
            major: next()?,
            minor: next()?,
            patch: next()?,
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Version {
            major,
            minor,
            patch,
        } = self;
        match patch {
            0 => f.pad(&format!("{major}.{minor}")),
            _ => f.pad(&format!("{major}.{minor}.{patch}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_by_number() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("1.100") > version("1.87"));
        assert!(version("1.87.1") > version("1.87"));
        assert_eq!(version("1.85.0"), version("1.85"));
        assert_eq!(version("1.85.0").to_string(), "1.85");
        assert_eq!(Version::parse("1.x"), None);
    }
}
