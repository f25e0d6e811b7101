//! Several steps one after the other, and the table that says how each went.

use std::time::{Duration, Instant};

use crate::Outcome;

/// What was run so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
}

impl Report {
    /// Runs one step. A failure does not keep the next ones from running.
    pub fn step(&mut self, name: impl Into<String>, run: impl FnOnce() -> Outcome) {
        let name = name.into();
        eprintln!("\n=== {name}");
        let start = Instant::now();
        let outcome = run();
        if let Err(faults) = &outcome {
            eprintln!("{faults}");
        }
        self.steps.push(Step {
            name,
            outcome,
            took: start.elapsed(),
        });
    }

    /// Prints the table and says which steps failed.
    pub fn finish(self) -> Outcome {
        let width = self
            .steps
            .iter()
            .map(|step| step.name.len())
            .max()
            .unwrap_or(0);
        println!("\n{:width$}  result   seconds", "step");
        for step in &self.steps {
            let result = if step.outcome.is_ok() { "ok" } else { "FAILED" };
            println!(
                "{:width$}  {result:6}  {:8.1}",
                step.name,
                step.took.as_secs_f64()
            );
        }
        let failed = self
            .steps
            .iter()
            .filter_map(|step| Some((&step.name, step.outcome.as_ref().err()?)));
        let faults: Vec<String> = failed
            .map(|(name, faults)| format!("{name}: {faults}"))
            .collect();
        crate::outcome(&faults)
    }
}
