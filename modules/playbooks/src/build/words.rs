use lianxin_playbook::{Category, Effect, EmergencyWord, ServiceAttribute};

use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

/// Words of danger, by what they do.
pub(crate) fn emergency_words(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let doing = |effect: &Effect| {
        let words = tongue.book.emergency_words.iter().filter(move |one| one.effect == *effect);
        let columns = tongue.columns(&["word", "word-en", "call", "category"]);
        Sheet::new(effect.code(), tongue.words(&effect.words()), columns)
            .with(words.map(|one| word(tongue, one)))
    };
    Effect::ALL.iter().map(doing).filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn word(tongue: &Tongue<'_>, one: &EmergencyWord) -> Line {
    let cells = vec![
        one.word.zh.clone(),
        one.word.en.clone(),
        tongue.list(one.call.clone()),
        tongue.category(&one.category_code),
    ];
    Line::new(&one.code, cells, tongue.basis(&one.basis))
}

/// What other programs ask beside the words, category by category.
pub(crate) fn questions(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let of = |category: &Category| {
        let asked = tongue.book.service_attributes.of(&category.code);
        let heading = format!("{} {}", category.code, tongue.words(&category.name));
        Sheet::new(&category.code, heading, tongue.columns(&["question", "answer", "choices", "needed"]))
            .with(asked.map(|one| question(tongue, one)))
    };
    tongue.book.categories.leaves().map(of).filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn question(tongue: &Tongue<'_>, one: &ServiceAttribute) -> Line {
    let asked = tongue.words(&one.description);
    let hint = tongue.words(&one.hint);
    let cells = vec![
        if hint.is_empty() {
            asked
        } else {
            tongue.args("playbooks-basis-note", &[("mark", &asked), ("note", &hint)])
        },
        tongue.words(&one.datatype.words()),
        tongue.list(one.choices.iter().map(|choice| tongue.words(&choice.name))),
        tongue.yes(one.required),
    ];
    Line::new(&one.code, cells, tongue.basis(&one.basis))
}

/// The words from which categories are suggested, and the labels of another classification.
pub(crate) fn words(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let of = |top: &Category| {
        let heading = format!("{} {}", top.code, tongue.words(&top.name));
        let seeds = tongue.book.categories.under(&top.code).filter_map(|one| {
            let seed = tongue.book.seeds.get(&one.code)?;
            // The words are matched with what people write, which is Chinese.
            let cells = vec![tongue.words(&one.name), seed.words.join("、")];
            Some(Line::new(&one.code, cells, String::new()))
        });
        Sheet::new(&top.code, heading, tongue.columns(&["category", "words"])).with(seeds)
    };
    let label = |label: &lianxin_playbook::Label| {
        let covered = tongue.list(label.category_codes.iter().map(|code| tongue.category(code)));
        let cells = vec![tongue.words(&label.name), covered, tongue.category(&label.primary_category_code)];
        Line::new(&label.code, cells, tongue.basis(&label.basis))
    };
    let labels =
        Sheet::new("labels", tongue.t("playbooks-labels"), tongue.columns(&["label", "covers", "else"]))
            .with(tongue.book.labels.iter().map(label));
    let seeds = tongue.book.categories.top().map(of).filter(|sheet| !sheet.lines.is_empty());
    seeds.chain([labels]).collect()
}
