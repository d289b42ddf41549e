//! Reads the command line and runs one command; everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use sahut::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match actix_web::rt::System::new().block_on(cli::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sahut: {error}");
            ExitCode::FAILURE
        }
    }
}
