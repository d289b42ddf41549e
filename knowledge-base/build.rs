//! Says that the starter articles are part of the build: `include_dir!` notices changed files by itself, but not new ones.
fn main() {
    println!("cargo::rerun-if-changed=articles");
    println!("cargo::rerun-if-changed=build.rs");
}
