//! Builds again when the console was built again: rust-embed reads the folder at compile time.
fn main() {
    // A folder that is absent would count as changed at every build.
    std::fs::create_dir_all("../../web/dist").ok();
    println!("cargo::rerun-if-changed=../../web/dist");
}
