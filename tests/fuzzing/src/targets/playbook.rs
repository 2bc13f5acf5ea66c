//! A playbook of which one file is anything: it is loaded, or each mistake is told; nothing else happens.

use std::borrow::Cow;

use include_dir::{Dir, include_dir};
use lianxin_playbook::{Files, Limit, Stage, load_files};

static ZHANGQIU: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../playbooks/zhangqiu");

fn standard() -> Files {
    ZHANGQIU.files().map(|file| (file.path().display().to_string(), Cow::Borrowed(file.contents()))).collect()
}

/// The first byte says which file; the rest stands in its place, or after its first half.
pub fn run(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    let mut files = standard();
    let names: Vec<String> = files.keys().cloned().collect();
    let name = names[usize::from(*which >> 1) % names.len()].clone();
    let whole = if which & 1 == 0 {
        rest.to_vec()
    } else {
        let own = &files[&name];
        let half = own.len() / 2;
        [&own[..half], rest, &own[half..]].concat()
    };
    files.insert(name, Cow::Owned(whole));
    match load_files(&files) {
        // What was loaded can be counted with.
        Ok(playbook) => {
            let start = "2026-05-20T02:15:00Z".parse().unwrap_or_default();
            for category in playbook.categories.leaves() {
                if let Some(rule) = playbook.limits.limit(category.pace, Stage::Resolve) {
                    let due = playbook.clock.deadline_by(rule, start);
                    assert!(due.is_none_or(|due| due.due >= start), "a deadline before its start");
                }
            }
            let _ = "3wd".parse::<Limit>();
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty(), "refused, and no mistake is told");
            for mistake in &mistakes {
                assert!(!mistake.en().is_empty(), "a mistake without words");
            }
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let files = standard();
    let mut seeds = Vec::new();
    for (which, name) in (0_u8..).zip(files.keys()) {
        let text = &files[name];
        // Whole small files, and the head of each, so that a mutation hits something that matters.
        let head = &text[..text.len().min(1_500)];
        let end = head.iter().rposition(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1);
        seeds.push([&[which << 1][..], &head[..end]].concat());
        seeds.push([&[(which << 1) | 1][..], b"\n"].concat());
        if text.len() < 6_000 {
            seeds.push([&[which << 1][..], text].concat());
        }
    }
    seeds
}
