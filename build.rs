//! The program carries the rulebook, the theme and the starter: a file that is new in one of them makes a new program.

fn main() {
    for folder in ["guidelines", "checks", "projects", "theme", "examples/starter"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
