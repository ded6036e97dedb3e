//! The `rulebook` program.

use std::process::ExitCode;

/// Parsing makes many small objects, and this allocator is fast at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rulebook::cli::main()
}
