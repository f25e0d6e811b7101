//! The project's own commands: `cargo xtask`, one file per task.

mod cargo;
mod ci;
mod deny;
mod doc;
mod examples;
mod lint;
mod msrv;
mod report;
mod test;
mod tidy;
mod tree;
mod workspace;

use std::process::ExitCode;

/// What a task returns: nothing, or everything that is wrong, ready to be printed.
type Outcome = Result<(), String>;

/// One line a fault; none is a success.
fn outcome(faults: &[String]) -> Outcome {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// A task: its name, what it does, and the function that gets the arguments after the name.
struct Task {
    name: &'static str,
    help: &'static str,
    takes_arguments: bool,
    run: fn(&[String]) -> Outcome,
}

const TASKS: &[Task] = &[
    Task {
        name: "test",
        help: "all tests, with all features and with features left out; more arguments go to cargo test",
        takes_arguments: true,
        run: test::run,
    },
    Task {
        name: "ci",
        help: "everything else that is checked, with a table at the end",
        takes_arguments: false,
        run: |_| ci::run(),
    },
    Task {
        name: "lint",
        help: "formatting, then clippy for each crate in each feature set",
        takes_arguments: false,
        run: |_| lint::fmt().and_then(|()| lint::clippy()),
    },
    Task {
        name: "doc",
        help: "the documentation, where a warning is an error",
        takes_arguments: false,
        run: |_| doc::run(),
    },
    Task {
        name: "tree",
        help: "which crate may depend on what, and how many crates that brings",
        takes_arguments: false,
        run: |_| tree::run(),
    },
    Task {
        name: "msrv",
        help: "each crate's rust-version against those of everything below it",
        takes_arguments: false,
        run: |_| msrv::run(),
    },
    Task {
        name: "tidy",
        help: "lengths and first lines of the source files",
        takes_arguments: false,
        run: |_| tidy::run(),
    },
    Task {
        name: "deny",
        help: "licenses, sources and banned crates (deny.toml)",
        takes_arguments: false,
        run: |_| deny::run(),
    },
    Task {
        name: "examples",
        help: "runs every example",
        takes_arguments: false,
        run: |_| examples::run(),
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprint!("xtask: there is no task {name:?}\n\n{}", usage());
        return ExitCode::from(2);
    };
    if !task.takes_arguments && !rest.is_empty() {
        eprintln!("xtask {name}: takes no arguments, got {rest:?}");
        return ExitCode::from(2);
    }
    match (task.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => {
            eprintln!("\nxtask {name} failed:\n{faults}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask <task>\n\n");
    for task in TASKS {
        text += &format!("  {:10} {}\n", task.name, task.help);
    }
    text
}
