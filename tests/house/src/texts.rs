//! The texts of the program in both languages, and where they are used.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::sources::{Source, sources};

/// Key and the words that it expects from the program (`$n`).
pub type Keys = BTreeMap<String, BTreeSet<String>>;

/// The keys of a Fluent file; a file with a mistake stops the test.
pub fn keys(source: &Source) -> Keys {
    let resource = parser::parse(source.text.as_str())
        .unwrap_or_else(|(_, mistakes)| panic!("{} has mistakes: {mistakes:?}", source.path));
    let mut keys = Keys::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut words = BTreeSet::new();
        if let Some(pattern) = &message.value {
            pattern_words(pattern, &mut words);
        }
        let doubled = keys.insert(message.id.name.to_owned(), words);
        assert!(doubled.is_none(), "{} says {} twice", source.path, message.id.name);
    }
    keys
}

fn pattern_words(pattern: &Pattern<&str>, words: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => inline_words(inline, words),
            Expression::Select { selector, variants } => {
                inline_words(selector, words);
                for variant in variants {
                    pattern_words(&variant.value, words);
                }
            }
        }
    }
}

fn inline_words(inline: &InlineExpression<&str>, words: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        words.insert(id.name.to_owned());
    }
}

/// Each pair of files: `text/zh-CN.ftl` and `text/en.ftl`, or `text/zh-CN/list.ftl` and `text/en/list.ftl`.
pub fn pairs() -> Vec<(Source, Source)> {
    let mut files: BTreeMap<String, Source> =
        sources(&["ftl"]).into_iter().map(|source| (source.path.clone(), source)).collect();
    let chinese: Vec<String> = files.keys().filter(|path| path.contains("zh-CN")).cloned().collect();
    let pair = |path: String| {
        let other = path.replace("zh-CN", "en");
        let zh = files.remove(&path).expect("listed");
        let en = files.remove(&other).unwrap_or_else(|| panic!("{path} has no {other}"));
        (zh, en)
    };
    let pairs = chinese.into_iter().map(pair).collect();
    assert!(files.is_empty(), "without a Chinese file: {:?}", files.keys());
    pairs
}

/// What stands in quotes in programs and pages. A piece that is put together at run time (`"cases-state-{state}"`,
/// `"cases-state-" ~ state`) counts for every key that begins like it.
pub struct Quoted {
    whole: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

impl Quoted {
    pub fn read() -> Self {
        let (mut whole, mut beginnings) = (BTreeSet::new(), BTreeSet::new());
        for source in sources(&["rs", "html", "ts"]) {
            for piece in source.text.split(['"', '\'', '`']) {
                let start: String = piece.chars().take_while(|c| is_of_key(*c)).collect();
                if start.len() == piece.len() {
                    whole.insert(start.clone());
                }
                if start.contains('-')
                    && (start.len() < piece.len() && piece[start.len()..].starts_with('{')
                        || start.ends_with('-'))
                {
                    beginnings.insert(start);
                }
            }
        }
        Self { whole, beginnings }
    }

    pub fn has(&self, key: &str) -> bool {
        self.whole.contains(key) || self.beginnings.iter().any(|start| key.starts_with(start))
    }
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// Keys that programs and pages ask for, with the file that asks.
pub fn asked() -> Vec<(String, String)> {
    const CALLS: [&str; 14] = [
        ".t(\"",
        ".tn(\"",
        ".tw(\"",
        ".args(\"",
        "say(\"",
        "forbidden(\"",
        "absent(\"",
        "conflict(\"",
        "invalid(\"",
        "too_often(\"",
        "text: \"",
        "code: \"",
        "title: \"",
        "act: \"",
    ];
    let mut asked = Vec::new();
    for source in sources(&["rs", "html"]) {
        if source.path.starts_with("tests/") || source.path.contains("/tests/") {
            continue;
        }
        for call in CALLS {
            for (at, _) in source.text.match_indices(call) {
                let rest = &source.text[at + call.len()..];
                let Some(key) = rest.split('"').next() else { continue };
                if key.contains('-') && !key.ends_with('-') && key.chars().all(is_of_key) {
                    asked.push((key.to_owned(), source.path.clone()));
                }
            }
        }
    }
    asked
}
