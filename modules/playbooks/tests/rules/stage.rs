use std::borrow::Cow;

use lianxin_playbook::{Files, Playbook, load_files};
use lianxin_trial::{Trial, files};
use lianxin_web::Module;

pub fn modules() -> Vec<Module> {
    vec![
        lianxin_orgs::module(),
        lianxin_people::module(),
        lianxin_cases::module(),
        lianxin_playbooks::module(),
    ]
}

/// The trial playbook with one text replaced; the text must be there.
pub fn changed(changes: &[(&str, &str, &str)]) -> Playbook {
    let mut all: Files = files();
    for (file, old, new) in changes {
        let text = String::from_utf8(all[*file].to_vec()).unwrap();
        assert!(text.contains(old), "{file} holds no {old}");
        all.insert((*file).to_owned(), Cow::Owned(text.replacen(old, new, 1).into_bytes()));
    }
    load_files(&all).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

/// An earlier version was in force: the lamp's limit was longer, one service cost something, one word was not there.
pub fn earlier() -> Playbook {
    changed(&[
        ("playbook.toml", "\"2026.1\"", "\"2025.4\""),
        ("services.csv", "30wd,0,yes,J01", "45wd,500,yes,J01"),
        ("emergency-words.csv", "没饭吃,nothing to eat", "断粮,out of food"),
    ])
}

/// Writes the earlier version down, then starts the program as it is.
pub async fn with_two_versions(trial: &Trial) {
    let tx = trial.begin().await;
    lianxin_playbooks::record(&tx, &earlier()).await.unwrap().expect("a first version");
    tx.commit().await.unwrap();
    trial.at("2026-05-21 09:00");
    trial.work().await;
}
