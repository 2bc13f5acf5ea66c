use std::fs;

use serde_json::json;

use crate::run::{county, data, path, run};

#[test]
fn the_clock_prints_the_deadline() {
    let told = run(&["clock", "2026-09-24 16:30", "4wh"]).done();
    assert_eq!(told.out, "2026-09-28 13:30\n");
    assert_eq!(run(&["clock", "2026-05-20 10:15", "30min"]).done().out, "2026-05-20 10:45\n");
    assert_eq!(run(&["clock", "2026-05-20 10:15", "5wd"]).done().out, "2026-05-27 17:00\n");
}

#[test]
fn a_clock_with_a_wrong_time_or_limit_says_how_to_write_it() {
    run(&["clock", "tomorrow", "4wh"]).stopped(&["tomorrow", "2026-09-24 16:30"]);
    run(&["clock", "2026-09-24 16:30", "4 moons"]).stopped(&["4 moons", "wd"]);
}

#[test]
fn a_county_is_made_once_and_listed() {
    let data = data();
    let folder = path(data.path());
    assert_eq!(run(&["county", "list", "--data", folder]).done().out, "");
    let made = run(&["county", "create", "--data", folder]).done();
    assert!(made.out.starts_with("370114 章丘区 Zhangqiu District"), "{}", made.out);
    assert!(run(&["county", "list", "--data", folder]).done().out.starts_with("370114 章丘区"));
    run(&["county", "create", "--data", folder]).stopped(&["370114", "already"]);
}

#[test]
fn the_keys_are_readable_by_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let data = county();
    let mode = fs::metadata(data.path().join("keys.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_county_keeps_a_copy_of_its_own_playbook() {
    let data = data();
    let playbook = concat!(env!("CARGO_MANIFEST_DIR"), "/../playbooks/zhangqiu");
    run(&["county", "create", "--playbook", playbook, "--data", path(data.path())]).done();
    assert!(data.path().join("playbooks/370114/limits.csv").is_file());
}

#[test]
fn a_whole_chain_is_told_with_its_last_link() {
    let data = county();
    let told = run(&["verify", "--data", path(data.path())]).done();
    assert!(told.out.starts_with("370114 whole: "), "{}", told.out);
    assert!(told.out.contains(" 0 waiting\nhead "), "{}", told.out);
}

#[test]
fn a_good_playbook_is_told_in_figures() {
    let told =
        run(&["playbook", "check", concat!(env!("CARGO_MANIFEST_DIR"), "/../playbooks/zhangqiu")]).done();
    assert!(told.out.contains("75 work areas") && told.out.contains("no mistake"), "{}", told.out);
}

#[test]
fn a_wrong_playbook_is_told_line_by_line() {
    let data = data();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../playbooks/zhangqiu")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), data.path().join(entry.file_name())).unwrap();
    }
    let limits = data.path().join("limits.csv");
    let broken = fs::read_to_string(&limits).unwrap().replacen("4wh", "4moons", 1);
    fs::write(&limits, broken).unwrap();
    let told = run(&["playbook", "check", path(data.path())]);
    told.stopped(&["mistakes: 1"]);
    assert!(told.out.contains("limits.csv line ") && told.out.contains("4moons"), "{}", told.out);
    let into = self::data();
    let made = run(&["county", "create", "--playbook", path(data.path()), "--data", path(into.path())]);
    made.stopped(&["limits.csv line ", "4moons"]);
    assert_eq!(fs::read_dir(into.path()).unwrap().count(), 0);
}

#[test]
fn a_program_learns_categories_and_suggests_them() {
    let data = data();
    let known = data.path().join("known.jsonl");
    let line = |id: &str, n: usize, title: &str, body: &str, label: &str| {
        json!({"id": format!("{id}{n}"), "title": format!("{title} {n}"), "body": body, "label": label})
            .to_string()
    };
    let mut lines: Vec<String> = Vec::new();
    for n in 0..20 {
        lines.push(line("a", n, "路灯不亮", "村口路灯坏了", "照明"));
        lines.push(line("b", n, "井盖丢失", "路上的井盖没有了", "道路"));
    }
    lines.push(json!({"id": "c", "title": "没有类别"}).to_string());
    fs::write(&known, lines.join("\n\n")).unwrap();
    let (model, out) = (data.path().join("model"), data.path().join("out.jsonl"));
    let told = run(&["triage", "train", path(&known), "--out", path(&model)]).done();
    assert_eq!(told.out, "40 texts, 2 labels, 1 lines left out\n");
    let new = data.path().join("new.jsonl");
    fs::write(&new, "{\"id\":\"n\",\"title\":\"路灯\",\"body\":\"灯不亮\",\"place\":\"三角湾\"}\n").unwrap();
    run(&["triage", "predict", "--model", path(&model), path(&new), path(&out)]).done();
    let line: serde_json::Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!((line["label"].as_str(), line["place"].as_str()), (Some("照明"), Some("三角湾")));
    assert!((0.0..=1.0).contains(&line["confidence"].as_f64().unwrap()));
}

#[test]
fn a_wrong_line_is_told_by_number_and_nothing_is_written() {
    let data = data();
    let (known, out) = (data.path().join("known.jsonl"), data.path().join("model"));
    fs::write(&known, "{\"title\":\"a\",\"label\":\"b\"}\n\n{\"title\":\n").unwrap();
    run(&["triage", "train", path(&known), "--out", path(&out)]).stopped(&["known.jsonl line 3"]);
    assert!(!out.exists());
}

#[test]
fn a_token_with_an_unknown_scope_is_not_made() {
    let data = county();
    let told = run(&["token", "create", "--name", "x", "--scope", "everything", "--data", path(data.path())]);
    told.stopped(&["everything"]);
}

#[test]
fn help_names_every_command() {
    let told = run(&["--help"]).done();
    for command in ["serve", "county", "triage", "playbook", "clock", "token", "verify", "LIANXIN_DATA"] {
        assert!(told.out.contains(command), "{command}");
    }
}
