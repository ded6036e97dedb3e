//! The `rulebook` program.

use std::alloc::{GlobalAlloc, Layout};
use std::process::ExitCode;

use libmimalloc_sys as mi;

/// Thousands of small texts are made and dropped on all threads: the system's allocator spends a third of a build on it.
#[global_allocator]
static ALLOCATOR: Mimalloc = Mimalloc;

/// mimalloc, asked for an alignment only where its own is too small: to be asked costs a fiftieth of a build, and the crate
/// that binds it always asks.
struct Mimalloc;

impl Mimalloc {
    /// Whatever its size, a block of mimalloc begins at a multiple of this (mimalloc's types.h, `MI_INTPTR_SIZE`).
    const ALIGNED: usize = size_of::<usize>();
}

// SAFETY: mimalloc keeps the contract of an allocator, and whatever it gave it takes back from any of its functions.
unsafe impl GlobalAlloc for Mimalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= Self::ALIGNED {
            return unsafe { mi::mi_malloc(layout.size()) }.cast();
        }
        unsafe { mi::mi_malloc_aligned(layout.size(), layout.align()) }.cast()
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { mi::mi_zalloc_aligned(layout.size(), layout.align()) }.cast()
    }

    #[inline]
    unsafe fn dealloc(&self, at: *mut u8, _: Layout) {
        unsafe { mi::mi_free(at.cast()) }
    }

    #[inline]
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= Self::ALIGNED {
            return unsafe { mi::mi_realloc(at.cast(), size) }.cast();
        }
        unsafe { mi::mi_realloc_aligned(at.cast(), size, layout.align()) }.cast()
    }
}

/// mimalloc's `mi_option_purge_delay`, for which the bindings have no name (mimalloc.h, `mi_option_e`).
const PURGE_DELAY: mi::mi_option_t = 15;

fn main() -> ExitCode {
    // Memory that is free goes back after 20 ms, or at once where we know that it was much. If all of it went back at once,
    // each piece would interrupt the other processors: a third of a build's time where there are many projects.
    // SAFETY: it stores one number, and no other thread runs yet.
    unsafe { mi::mi_option_set(PURGE_DELAY, 20) };
    rulebook::cli::main(give_back)
}

fn give_back() {
    // SAFETY: it only touches memory that nobody has.
    unsafe { mi::mi_collect(true) };
}
