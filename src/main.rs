//! The `rulebook` program.

fn main() {}
