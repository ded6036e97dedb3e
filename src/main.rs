//! The `rulebook` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    rulebook::cli::main()
}
