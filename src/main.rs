//! The `rulebook` program.

use std::process::ExitCode;

/// Thousands of small texts are made and dropped on all threads: the system's allocator spends a third of a build on it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// mimalloc's `mi_option_purge_delay`, for which the bindings have no name (mimalloc.h, `mi_option_e`).
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    // Memory that is free goes back soon, or at once where we know that it was much. If all of it went back at once, each
    // piece would interrupt the other processors: a third of a build's time where there are many projects.
    // SAFETY: it stores one number, and no other thread runs yet.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 5) };
    rulebook::cli::main(give_back)
}

fn give_back() {
    // SAFETY: it only touches memory that nobody has.
    unsafe { libmimalloc_sys::mi_collect(true) };
}
