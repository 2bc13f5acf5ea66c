//! Arrows only go down: server, modules, engines, platform.

use lianxin_house::crates::{FLOORS, FOUNDATION, crates};

fn height(floor: &str) -> usize {
    FLOORS.iter().position(|one| *one == floor).unwrap()
}

#[test]
fn nobody_uses_a_floor_above() {
    let crates = crates();
    for (name, one) in &crates {
        for used in &one.uses {
            let below = &crates[used];
            assert!(
                height(below.floor) <= height(one.floor),
                "{name} ({}) uses {used} ({})",
                one.floor,
                below.floor
            );
        }
    }
}

#[test]
fn a_module_uses_only_the_foundation() {
    let crates = crates();
    for (name, one) in crates.iter().filter(|(_, one)| one.floor == "modules") {
        let own = FOUNDATION.iter().position(|module| module == name).unwrap_or(FOUNDATION.len());
        for used in one.uses.iter().filter(|used| crates[*used].floor == "modules") {
            let allowed = FOUNDATION[..own].contains(&used.as_str());
            assert!(
                allowed,
                "{name} uses {used}; it may use {:?}, the rest it learns from events",
                &FOUNDATION[..own]
            );
        }
    }
}

#[test]
fn every_floor_that_is_built_is_seen() {
    let crates = crates();
    for floor in ["platform", "engines", "modules", "server", "tests"] {
        assert!(crates.values().any(|one| one.floor == floor), "{floor}");
    }
    assert!(crates["lianxin-web"].uses.contains(&"lianxin-access".to_owned()));
}
