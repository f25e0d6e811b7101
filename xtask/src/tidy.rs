//! `cargo xtask tidy`: what a reader may rely on in every source file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::cargo;

/// No file is longer.
const MOST_LINES: usize = 500;

/// The folders with sources.
const FOLDERS: &[&str] = &["crates", "xtask", "examples"];

/// Checks every Rust source file of the workspace.
pub fn run() -> Outcome {
    let root = cargo::root();
    let (mut faults, mut count) = (Vec::new(), 0);
    for folder in FOLDERS {
        let mut files = Vec::new();
        sources(&root.join(folder), &mut files)?;
        count += files.len();
        for file in files {
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            let shown = file
                .strip_prefix(&root)
                .unwrap_or(&file)
                .display()
                .to_string();
            faults.extend(check(&shown, &text));
        }
    }
    println!("{count} source files");
    crate::outcome(&faults)
}

/// What is wrong with one file.
fn check(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!(
            "{name} has {lines} lines; {MOST_LINES} are the limit"
        ));
    }
    if !text.starts_with("//! ") {
        faults.push(format!(
            "{name} does not open with `//!` and what it is about"
        ));
    }
    faults
}

/// All Rust source files below a folder, in a fixed order.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
    let mut paths: Vec<PathBuf> = entries
        .map_err(failed)?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // Somebody else's sources: build output, and packages that examples' scripts installed.
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                sources(&path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn faults_are_found() {
        assert_eq!(check("a", "//! About.\n"), [""; 0]);
        assert_eq!(check("a", "use b;\n").len(), 1);
        assert_eq!(check("a", "").len(), 1);
        assert_eq!(check("a", &"//! x\n".repeat(500)), [""; 0]);
        assert_eq!(check("a", &"//! x\n".repeat(501)).len(), 1);
    }
}
