use lianxin_playbook::{Capability, NodeLevel, Role, Scope, Separation};

use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

/// Each role with what it may do and how far, level by level; then each permission with who has it.
pub(crate) fn roles(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let at = |level: &NodeLevel| {
        let roles = tongue.book.roles.iter().filter(move |role| role.node_level == *level);
        let columns = tongue.columns(&["role", "may"]);
        Sheet::new(level.code(), tongue.words(&level.words()), columns)
            .with(roles.map(|one| role(tongue, one)))
    };
    let mut sheets: Vec<Sheet> =
        NodeLevel::ALL.iter().map(at).filter(|sheet| !sheet.lines.is_empty()).collect();
    let columns = tongue.columns(&["capability", "held-by"]);
    sheets.push(
        Sheet::new("capabilities", tongue.t("playbooks-capabilities"), columns)
            .with(tongue.book.capabilities.iter().map(|one| capability(tongue, one))),
    );
    sheets
}

/// 本村：查看诉求、受理；本人：评价
fn role(tongue: &Tongue<'_>, role: &Role) -> Line {
    let within = |scope: &Scope| {
        let held = tongue.book.capabilities.iter().filter(|one| role.scopes.get(&one.code) == Some(scope));
        let names: Vec<String> = held.map(|one| tongue.words(&one.name)).collect();
        let words = [("scope", tongue.words(&scope.words())), ("may", tongue.list(names.clone()))];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
        (!names.is_empty()).then(|| tongue.args("playbooks-may-within", &words))
    };
    let may: Vec<String> = Scope::ALL.iter().filter_map(within).collect();
    let may = if may.is_empty() { tongue.t("playbooks-may-nothing") } else { may.join("\n") };
    Line::new(&role.code, vec![tongue.words(&role.name), may], tongue.basis(&role.basis))
}

fn capability(tongue: &Tongue<'_>, one: &Capability) -> Line {
    let holder = |role: &Role| {
        let scope = role.scopes.get(&one.code).map(|scope| tongue.words(&scope.words())).unwrap_or_default();
        let words = [("role", tongue.words(&role.name)), ("scope", scope)];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
        tongue.args("playbooks-held-within", &words)
    };
    let cells = vec![tongue.words(&one.name), tongue.list(tongue.book.roles.holders(&one.code).map(holder))];
    Line::new(&one.code, cells, tongue.basis(&one.basis))
}

/// What one person must not join.
pub(crate) fn separations(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let columns = tongue.columns(&["pair", "why", "one-held-by", "other-held-by"]);
    vec![
        Sheet::new("pairs", tongue.t("playbooks-separations-pairs"), columns)
            .saying("about", tongue.t("playbooks-separations-said"))
            .with(tongue.book.separations.iter().map(|pair| separation(tongue, pair))),
    ]
}

fn separation(tongue: &Tongue<'_>, pair: &Separation) -> Line {
    let holders =
        |code: &str| tongue.list(tongue.book.roles.holders(code).map(|role| tongue.words(&role.name)));
    let words = [("one", tongue.capability(&pair.one)), ("other", tongue.capability(&pair.other))];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let cells = vec![
        tongue.args("playbooks-not-both", &words),
        tongue.words(&pair.reason),
        holders(&pair.one),
        holders(&pair.other),
    ];
    Line::new(format!("{} {}", pair.one, pair.other), cells, tongue.basis(&pair.basis))
}
