//! `sahut doctor`: one line a part, and what to do about it.

use std::process::ExitCode;

use crate::checks::{self, Check, State};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;

/// Exit code 1 when something does not work.
pub async fn run(config: Result<Config>) -> ExitCode {
    let checks = match config {
        Ok(config) => checks::everything(&config, &Clock::System).await,
        Err(error) => {
            let remedy = "mend the file or the SAHUT_… variable; nothing else was checked";
            vec![Check::fail("configuration", error.to_string(), remedy)]
        }
    };
    for check in &checks {
        println!("{}", line(check));
    }
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    match (count(State::Fail), count(State::Warn)) {
        (0, 0) => println!("\nEverything is well."),
        (0, warnings) => println!("\nEverything works; {warnings} to look at."),
        (failures, _) => {
            println!("\n{failures} must be mended.");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn line(check: &Check) -> String {
    let first = format!("{:5} {:13} {}", check.state.code(), check.part, check.found.replace('\n', " "));
    match &check.remedy {
        Some(remedy) => format!("{first}\n      {:13} -> {remedy}", ""),
        None => first,
    }
}
