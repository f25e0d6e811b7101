//! `cargo xtask ci`: everything but the tests. What is quick comes first.

use crate::Outcome;
use crate::report::Report;
use crate::{deny, doc, examples, lint, msrv, tidy, tree};

/// Runs all checks and prints the table; it fails when one of them does.
pub fn run() -> Outcome {
    let mut report = Report::default();
    report.step("fmt", lint::fmt);
    report.step("tidy", tidy::run);
    report.step("tree", tree::run);
    report.step("msrv", msrv::run);
    report.step("deny", deny::run);
    report.step("clippy", lint::clippy);
    report.step("doc", doc::run);
    report.step("examples", examples::run);
    report.finish()
}
