//! Builds again when the console was built again: rust-embed reads the folder at compile time.
fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
