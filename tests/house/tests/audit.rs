//! An auditor reads what was done in words, never the name of an event.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use lianxin_audit::kind_of;
use lianxin_house::sources::sources;

/// What programs write in quotes as `noun.act`: events, and whatever else is spelled so.
fn quoted() -> BTreeSet<String> {
    let spelled = |piece: &&str| {
        piece.split_once('.').is_some_and(|(noun, act)| {
            [noun, act].iter().all(|word| {
                !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
            })
        })
    };
    let written = sources(&["rs"]).into_iter().filter(|source| !source.path.contains("tests"));
    written
        .flat_map(|source| source.text.split('"').filter(spelled).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Capabilities and files are spelled like events.
fn is_no_event(word: &str) -> bool {
    let capabilities = include_str!("../../../playbooks/zhangqiu/capabilities.csv");
    let is_capability = capabilities.lines().any(|line| line.split(',').next() == Some(word));
    let is_also_event =
        ["org.move", "post.grant", "playbook.approve", "holdings.export", "audit.export"].contains(&word);
    (is_capability && !is_also_event)
        || [".html", ".csv", ".toml", ".sqlite"].iter().any(|end| word.ends_with(end))
}

#[test]
fn every_act_that_an_auditor_reads_has_words() {
    let texts = include_str!("../../../modules/audit/text/zh-CN.ftl");
    let acts: Vec<String> =
        quoted().into_iter().filter(|word| kind_of(word).is_some() && !is_no_event(word)).collect();
    assert!(acts.len() > 30, "{acts:?}");
    let silent: Vec<&String> = acts
        .iter()
        .filter(|act| !texts.contains(&format!("\naudit-verb-{} = ", act.replace('.', "-"))))
        .collect();
    assert!(silent.is_empty(), "no words for {silent:?}");
}
