//! `cargo xtask test`: the tests with all features, and again with features left out.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::Outcome;
use crate::cargo;
use crate::report::Report;

/// What is tested: a name for the table, and what cargo is to look at.
const RUNS: &[(&str, &[&str])] = &[
    (
        "everything, all features",
        &["--workspace", "--all-features"],
    ),
    // Without std the portable base64 engine is the one that decodes: it must refuse the same.
    (
        "jose-b64, no features",
        &["-p", "jose-b64", "--no-default-features"],
    ),
    (
        "jose-jwk, no features",
        &["-p", "jose-jwk", "--no-default-features"],
    ),
    (
        "jose-jws, no features",
        &["-p", "jose-jws", "--no-default-features"],
    ),
    (
        "jose-jwe, no features",
        &["-p", "jose-jwe", "--no-default-features"],
    ),
    // An algorithm whose feature is off must be refused with an error that says so.
    (
        "jose-jwt, no features",
        &["-p", "jose-jwt", "--no-default-features"],
    ),
    (
        "jose-jwt, jwe",
        &[
            "-p",
            "jose-jwt",
            "--no-default-features",
            "--features",
            "std,hmac,jwe",
        ],
    ),
    (
        "jose-jwa, no features",
        &["-p", "jose-jwa", "--no-default-features"],
    ),
    (
        "jose-jwa, hmac",
        &[
            "-p",
            "jose-jwa",
            "--no-default-features",
            "--features",
            "std,hmac",
        ],
    ),
    (
        "jose-jwa, jwe",
        &[
            "-p",
            "jose-jwa",
            "--no-default-features",
            "--features",
            "std,jwe",
        ],
    ),
    (
        "jose-jwa, all but rsa",
        &[
            "-p",
            "jose-jwa",
            "--no-default-features",
            "--features",
            "std,hmac,ecdsa,eddsa,ml-dsa,jwe,ecdh,pbes2,pem",
        ],
    ),
];

/// Runs them all; `more` goes to each `cargo test`.
pub fn run(more: &[String]) -> Outcome {
    let mut report = Report::default();
    let mut total = Tally::default();
    for (name, selection) in RUNS {
        let mut arguments = vec!["test", "--no-fail-fast"];
        arguments.extend(*selection);
        arguments.extend(more.iter().map(String::as_str));
        report.step(*name, || cargo_test(&arguments, &mut total));
    }
    let outcome = report.finish();
    let Tally {
        passed,
        failed,
        ignored,
    } = total;
    println!(
        "\n{passed} tests passed, {failed} failed, {ignored} ignored, in {} runs",
        RUNS.len()
    );
    outcome
}

/// What the lines `test result: …` add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Counts one line of output; lines of another kind count nothing.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                Some((number, "ignored")) => self.ignored += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

/// One `cargo test`, its output passed on line by line as it comes.
fn cargo_test(arguments: &[&str], total: &mut Tally) -> Outcome {
    let shown = cargo::shown(arguments);
    eprintln!("$ {shown}");
    let failed = |error: std::io::Error| format!("{shown}: {error}");
    let mut child = cargo::command(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(failed)?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            total.add(&line);
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown}: {status}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn result_lines_are_added_up() {
        let mut tally = Tally::default();
        tally.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s");
        tally.add("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s");
        tally.add("test parse::a ... ok");
        tally.add("7 passed");
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 2,
                ignored: 1
            }
        );
    }
}
