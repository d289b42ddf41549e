use std::process::ExitCode;

use clap::Parser;
use sahut::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match actix_web::rt::System::new().block_on(cli::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sahut: {error}");
            ExitCode::FAILURE
        }
    }
}
