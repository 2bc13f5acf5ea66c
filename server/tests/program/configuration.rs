use std::fs;

use crate::run::{data, path, program, run, told};

#[test]
fn file_then_environment_then_flag_and_the_later_wins() {
    let (file, environment, flag) = (data(), data(), data());
    let settings = data();
    let config = settings.path().join("lianxin.toml");
    fs::write(&config, format!("data = \"{}\"\n", path(file.path()))).unwrap();
    let words = |arguments: &[&str], variable: bool| {
        let mut command = program();
        command.current_dir(settings.path()).args(["verify"]).args(arguments);
        if variable {
            command.env("LIANXIN_DATA", environment.path());
        }
        told(&command.output().unwrap()).err
    };
    assert!(words(&[], false).contains(path(file.path())));
    assert!(words(&[], true).contains(path(environment.path())));
    assert!(words(&["--data", path(flag.path())], true).contains(path(flag.path())));
}

#[test]
fn a_wrong_file_is_told_by_line() {
    let settings = data();
    let config = settings.path().join("settings.toml");
    fs::write(&config, "listen = \"127.0.0.1:1\"\ncolour = \"red\"\n").unwrap();
    run(&["county", "list", "--config", path(&config)]).stopped(&["settings.toml line 2", "colour"]);
    run(&["county", "list", "--config", "/nowhere/lianxin.toml"])
        .stopped(&["/nowhere/lianxin.toml", "--config"]);
}

#[test]
fn wrong_settings_say_how_to_write_them() {
    run(&["verify", "--county", "zhangqiu"]).stopped(&["zhangqiu", "--county 370114"]);
    run(&["verify", "--database", "mysql://x"]).stopped(&["--database", "postgres://"]);
    run(&["serve", "--listen", "nowhere"]).stopped(&["nowhere", "127.0.0.1:8080"]);
    run(&["serve", "--rate-limit", "maybe"]).stopped(&["maybe", "on or off"]);
    run(&["serve", "--certificate", "a.pem"]).stopped(&["--certificate-key"]);
    run(&["serve", "--proxies", "me"]).stopped(&["me", "10.0.0.2"]);
}
