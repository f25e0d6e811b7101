//! Calling cargo, always in the workspace's root and with nothing to read from.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Outcome;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    // `cargo run` sets the variable; the folder of the build is for a binary that is called directly.
    let member =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let mut root = PathBuf::from(member);
    root.pop();
    root
}

/// A cargo command in the workspace's root.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

/// Runs cargo and lets its output through.
pub fn run(arguments: &[&str]) -> Outcome {
    run_command(command(arguments), arguments)
}

/// Runs cargo with one environment variable more and lets its output through.
pub fn run_with(variable: (&str, &str), arguments: &[&str]) -> Outcome {
    let mut command = command(arguments);
    command.env(variable.0, variable.1);
    run_command(command, arguments)
}

/// Runs cargo and returns what it writes to its standard output.
pub fn output(arguments: &[&str]) -> Result<String, String> {
    let shown = shown(arguments);
    let output = command(arguments)
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "{shown}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{shown}: the output is not UTF-8"))
}

/// A command as one would type it.
pub fn shown(arguments: &[&str]) -> String {
    format!("cargo {}", arguments.join(" "))
}

fn run_command(mut command: Command, arguments: &[&str]) -> Outcome {
    let shown = shown(arguments);
    eprintln!("$ {shown}");
    let status = command
        .status()
        .map_err(|error| format!("{shown}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown}: {status}"))
    }
}
