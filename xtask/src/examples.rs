//! `cargo xtask examples`: an example that stops compiling or that fails is a fault.

use crate::Outcome;
use crate::cargo;
use crate::workspace::Metadata;

const PACKAGE: &str = "jose-examples";

/// Runs every example of the examples' package, one after the other.
pub fn run() -> Outcome {
    let metadata = Metadata::read_members()?;
    let names: Vec<&str> = metadata.package(PACKAGE)?.targets("example").collect();
    if names.is_empty() {
        return Err(format!("{PACKAGE} has no examples"));
    }
    let outcomes = names
        .iter()
        .map(|name| cargo::run(&["run", "--quiet", "-p", PACKAGE, "--example", name]));
    let faults: Vec<String> = outcomes.filter_map(Result::err).collect();
    println!(
        "{} of {} examples ran",
        names.len() - faults.len(),
        names.len()
    );
    crate::outcome(&faults)
}
