//! The words of the program: one Fluent file per module and language, zh-CN first.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::Lang;

type Bundle = FluentBundle<FluentResource>;

/// All texts of all modules.
pub struct Texts {
    zh: Bundle,
    en: Bundle,
}

const SHELL: [(&str, &str); 2] = [
    (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")),
    (include_str!("../text/problem.zh-CN.ftl"), include_str!("../text/problem.en.ftl")),
];

impl Texts {
    /// From the modules' files. A file with a mistake keeps its good entries; a test over all modules finds the rest.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut zh, mut en) = (bundle(Lang::Zh), bundle(Lang::En));
        for (zh_text, en_text) in SHELL.into_iter().chain(files) {
            add(&mut zh, zh_text);
            add(&mut en, en_text);
        }
        Self { zh, en }
    }

    /// The text of a key; the key itself where there is none, so that a gap is seen and nothing breaks.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
        let bundle = match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, "text missing");
            return key.to_owned();
        };
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(*name, number_or_text(value));
        }
        bundle.format_pattern(pattern, Some(&fluent), &mut Vec::new()).into_owned()
    }

    pub fn has(&self, key: &str) -> bool {
        self.zh.has_message(key)
    }
}

/// A whole number stays one, so that English can say “1 case” and “2 cases”.
fn number_or_text(value: &str) -> FluentValue<'static> {
    let short = value.len() < 10 && !(value.len() > 1 && value.starts_with('0'));
    match value.parse::<i64>() {
        Ok(number) if short => FluentValue::from(number),
        _ => FluentValue::String(Cow::Owned(value.to_owned())),
    }
}

fn bundle(lang: Lang) -> Bundle {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    bundle
}

fn add(bundle: &mut Bundle, text: &str) {
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(good, mistakes)| {
        tracing::error!(?mistakes, "a text file has mistakes");
        good
    });
    if let Err(doubles) = bundle.add_resource(resource) {
        tracing::error!(?doubles, "a text stands twice");
    }
}
