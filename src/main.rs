//! The `rulebook` program.

use std::process::ExitCode;

/// Thousands of small texts are made and dropped on all threads: the system's allocator spends a third of a build on it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rulebook::cli::main()
}
