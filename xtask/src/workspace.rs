//! What `cargo metadata` and `cargo tree` say about the workspace.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cargo;

/// The library crates that are published, from the bottom up.
pub const LIBRARIES: &[&str] = &[
    "jose-b64", "jose-jwk", "jose-jws", "jose-jwe", "jose-jwa", "jose-jwt",
];

/// The output of `cargo metadata`.
pub struct Metadata(Value);

/// A package of [`Metadata`].
#[derive(Clone, Copy)]
pub struct Package<'a>(&'a Value);

/// A dependency as a package states it.
pub struct Dependency<'a> {
    pub name: &'a str,
    pub normal: bool,
    pub optional: bool,
}

impl Metadata {
    /// All packages, those from outside too.
    pub fn read() -> Result<Metadata, String> {
        Self::parse(&cargo::output(&[
            "metadata",
            "--format-version",
            "1",
            "--all-features",
        ])?)
    }

    /// The packages of the workspace alone.
    pub fn read_members() -> Result<Metadata, String> {
        Self::parse(&cargo::output(&[
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
        ])?)
    }

    pub fn packages(&self) -> impl Iterator<Item = Package<'_>> {
        elements(&self.0["packages"]).map(Package)
    }

    pub fn package(&self, name: &str) -> Result<Package<'_>, String> {
        self.packages()
            .find(|package| package.name() == name)
            .ok_or(format!("cargo metadata has no package {name}"))
    }

    fn parse(text: &str) -> Result<Metadata, String> {
        serde_json::from_str(text)
            .map(Metadata)
            .map_err(|error| format!("cargo metadata: {error}"))
    }
}

impl<'a> Package<'a> {
    pub fn name(self) -> &'a str {
        text(&self.0["name"])
    }

    pub fn version(self) -> &'a str {
        text(&self.0["version"])
    }

    pub fn rust_version(self) -> Option<&'a str> {
        self.0["rust_version"].as_str()
    }

    /// The package's features, `default` among them.
    pub fn features(self) -> impl Iterator<Item = &'a str> {
        self.0["features"]
            .as_object()
            .into_iter()
            .flat_map(|features| features.keys().map(String::as_str))
    }

    /// What Cargo.toml states, with the names of the packages, not what they are renamed to.
    pub fn dependencies(self) -> impl Iterator<Item = Dependency<'a>> {
        elements(&self.0["dependencies"]).map(|dependency| Dependency {
            name: text(&dependency["name"]),
            normal: dependency["kind"].is_null(),
            optional: dependency["optional"].as_bool().unwrap_or(false),
        })
    }

    /// The names of the targets of one kind: `example`, `bin`.
    pub fn targets(self, kind: &str) -> impl Iterator<Item = &'a str> {
        let of_kind = move |target: &&Value| elements(&target["kind"]).any(|found| found == kind);
        elements(&self.0["targets"])
            .filter(of_kind)
            .map(|target| text(&target["name"]))
    }
}

/// The packages in a normal dependency tree, the package itself included, each as name and version.
/// `selection` is what `cargo tree` is to look at: `-p`, `--features` and the like.
pub fn tree(selection: &[&str]) -> Result<BTreeSet<(String, String)>, String> {
    let arguments = [
        &[
            "tree", "-e", "normal", "--prefix", "none", "--format", "{p}",
        ],
        selection,
    ]
    .concat();
    let mut packages = BTreeSet::new();
    for line in cargo::output(&arguments)?
        .lines()
        .filter(|line| !line.is_empty())
    {
        let mut words = line.split(' ');
        let (Some(name), Some(version)) = (
            words.next(),
            words.next().and_then(|word| word.strip_prefix('v')),
        ) else {
            return Err(format!(
                "{}: cannot read the line {line:?}",
                cargo::shown(&arguments)
            ));
        };
        packages.insert((name.to_owned(), version.to_owned()));
    }
    Ok(packages)
}

fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
