//! Which crate stands on which floor, and which crates it uses.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::sources::root;

/// The floors from the ground up; the folder of a crate says on which it stands.
pub const FLOORS: [&str; 5] = ["platform", "engines", "modules", "server", "tests"];

/// Modules that other modules may use, each only those before it.
pub const FOUNDATION: [&str; 3] = ["lianxin-orgs", "lianxin-people", "lianxin-cases"];

#[derive(Debug)]
pub struct Crate {
    pub floor: &'static str,
    /// Crates of this house that it uses outside its own tests.
    pub uses: Vec<String>,
}

/// All crates of the house, as cargo tells them.
pub fn crates() -> BTreeMap<String, Crate> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let told = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("cargo tells JSON");
    let packages = told["packages"].as_array().expect("packages");
    let root = format!("{}/", root().display());
    packages
        .iter()
        .map(|package| {
            let manifest = package["manifest_path"].as_str().expect("a manifest");
            let folder = manifest.strip_prefix(&root).expect("inside the house");
            let floor = FLOORS.into_iter().find(|floor| folder.starts_with(&format!("{floor}/")));
            let floor = floor.unwrap_or_else(|| panic!("{folder} stands on no floor"));
            (name(package), Crate { floor, uses: uses(package) })
        })
        .collect()
}

fn name(package: &Value) -> String {
    package["name"].as_str().expect("a name").to_owned()
}

fn uses(package: &Value) -> Vec<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    let own = all.iter().filter(|one| one["path"].is_string() && one["kind"] != "dev");
    own.map(name).collect()
}
