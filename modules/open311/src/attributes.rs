//! `attribute[code]=value` and `attribute[code][]=value`: answers to the questions of a service definition.

use lianxin_base::{FieldError, Refused};
use lianxin_playbook::{Category, Datatype, Playbook, ServiceAttribute};

use crate::filter::instant;

/// What was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// One line each, question and answer, as whoever handles the matter reads them.
    pub lines: Vec<String>,
    /// The errand that was ordered; empty: none.
    pub errand: String,
}

const LONGEST_LINE: usize = 200;
const LONGEST_TEXT: usize = 1_000;

/// # Errors
/// A field error for each question that is required and not answered, or answered with what it does not take.
pub fn read(
    fields: &[(String, String)],
    playbook: &Playbook,
    category: &Category,
    lang: &str,
) -> Result<Answered, Vec<FieldError>> {
    let sent: Vec<(&str, &str)> =
        fields.iter().filter_map(|(name, value)| Some((code(name)?, value.trim()))).collect();
    let asked: Vec<&ServiceAttribute> = playbook.service_attributes.of(&category.code).collect();
    let mut wrong = Vec::new();
    if sent.iter().any(|(code, _)| asked.iter().all(|one| one.code != *code || !one.variable)) {
        wrong.extend(mistake("open311-refused-attribute-unknown"));
    }
    let mut answered = Answered::default();
    for one in asked.into_iter().filter(|one| one.variable) {
        let values: Vec<&str> = sent
            .iter()
            .filter(|(code, value)| *code == one.code && !value.is_empty())
            .map(|(_, value)| *value)
            .collect();
        match said(one, &values, lang) {
            Err(key) => wrong.extend(mistake(key)),
            Ok(None) => {}
            Ok(Some(text)) => {
                answered.lines.push(format!("{}: {text}", one.description.read_in(lang)));
                if one.errands {
                    values.first().copied().unwrap_or_default().clone_into(&mut answered.errand);
                }
            }
        }
    }
    if wrong.is_empty() { Ok(answered) } else { Err(wrong) }
}

fn mistake(code: &'static str) -> Vec<FieldError> {
    Refused::field("attribute", code).fields
}

/// `attribute[pole]` and `attribute[danger][]` name `pole` and `danger`.
fn code(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("attribute[")?;
    let (code, rest) = rest.split_once(']')?;
    matches!(rest, "" | "[]").then_some(code)
}

fn said(one: &ServiceAttribute, values: &[&str], lang: &str) -> Result<Option<String>, &'static str> {
    let [first, rest @ ..] = values else {
        return if one.required { Err("open311-refused-attribute-missing") } else { Ok(None) };
    };
    if !rest.is_empty() && one.datatype != Datatype::Multi {
        return Err("open311-refused-attribute-several");
    }
    let wrong = "open311-refused-attribute-value";
    let fits = match one.datatype {
        Datatype::String => !first.contains(['\n', '\r']) && first.chars().count() <= LONGEST_LINE,
        Datatype::Text => first.chars().count() <= LONGEST_TEXT,
        Datatype::Number => first.parse::<f64>().is_ok_and(f64::is_finite) && first.len() <= 20,
        Datatype::Datetime => instant(first).is_some(),
        Datatype::Single | Datatype::Multi => true,
    };
    if !fits {
        return Err(wrong);
    }
    if !matches!(one.datatype, Datatype::Single | Datatype::Multi) {
        return Ok(Some((*first).to_owned()));
    }
    let chosen: Option<Vec<&str>> = values
        .iter()
        .map(|key| {
            one.choices.iter().find(|choice| choice.key == **key).map(|choice| choice.name.read_in(lang))
        })
        .collect();
    Ok(Some(chosen.ok_or(wrong)?.join(", ")))
}
