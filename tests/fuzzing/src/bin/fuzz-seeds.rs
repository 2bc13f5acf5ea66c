//! Writes a target's seeds into a folder, a file each, for cargo-fuzz to begin with: `fuzz-seeds TARGET FOLDER`.

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, folder] = &arguments[..] else { panic!("fuzz-seeds TARGET FOLDER") };
    for (number, seed) in (lianxin_fuzzing::target(name).seeds)().iter().enumerate() {
        let file = Path::new(folder).join(format!("seed-{number:02}"));
        std::fs::write(file, seed).expect("the folder can be written");
    }
}
