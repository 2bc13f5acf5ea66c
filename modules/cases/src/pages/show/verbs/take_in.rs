//! Accept, answer at once, refuse; and what follows a refusal.

use lianxin_access::Done;
use lianxin_playbook::Category;
use lianxin_web::{Ask, Failed, Form};

use crate::{
    Accept, Act, GROUNDS, HandOver, KINDS, Verb, accept, answer_at_once, ask_again, hand_over, refuse,
    tell_channel,
};

use super::super::field::{Choice, Field, choice};
use super::{Asking, Doing, Picker, label, units};

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::Accept => return accepting(doing).await,
        Verb::AnswerAtOnce => vec![
            Field::choose(
                "category",
                label(ask, "category"),
                with_none(categories(ask), ask.t("cases-choose")),
            )
            .value(seen.case.category.clone())
            .optional(),
            Field::area("answer", label(ask, "answer")).hint(ask.t("cases-hint-answer")),
        ],
        Verb::Refuse => vec![
            Field::radios("ground", label(ask, "refuse-ground"), grounds(ask)),
            Field::area("directions", label(ask, "directions")).hint(ask.t("cases-hint-directions")),
        ],
        Verb::HandOver => vec![
            Field::radios("category", label(ask, "sealed-category"), sealed(ask)),
            Field::area("words", label(ask, "sealed-words")).hint(ask.t("cases-hint-sealed")),
        ],
        Verb::TellChannel => vec![Field::area("words", label(ask, "told"))],
        _ => vec![Field::area("words", label(ask, "asked-again"))],
    };
    Ok(fields.into())
}

fn grounds(ask: &Ask) -> Vec<Choice> {
    GROUNDS.iter().map(|ground| choice(ground, ask.t(&format!("cases-ground-{ground}")))).collect()
}

fn with_none(mut options: Vec<Choice>, text: String) -> Vec<Choice> {
    options.insert(0, choice("", text));
    options
}

/// All categories that a person can choose, under the names of their tops.
pub(crate) fn categories(ask: &Ask) -> Vec<Choice> {
    let all = &ask.county.playbook.categories;
    all.leaves().filter(|leaf| !leaf.is_sealed()).map(|leaf| choice(&leaf.code, path(ask, leaf))).collect()
}

/// What goes out sealed, with the body that it goes to.
fn sealed(ask: &Ask) -> Vec<Choice> {
    let playbook = &ask.county.playbook;
    let tag = ask.lang.tag();
    let option = |leaf: &Category| {
        let body = playbook.units.get(leaf.sealed_to.as_deref()?)?;
        let words = [("category", leaf.name.read_in(tag)), ("unit", body.name.read_in(tag))];
        Some(choice(&leaf.code, ask.args("cases-sealed-choice", &words)))
    };
    playbook.categories.leaves().filter_map(option).collect()
}

fn path(ask: &Ask, category: &Category) -> String {
    let tag = ask.lang.tag();
    let parent = ask.county.playbook.categories.parent(&category.code);
    let parent = parent.map(|parent| parent.name.read_in(tag)).unwrap_or_default();
    format!("{parent} › {}", category.name.read_in(tag))
}

/// Two steps: what field (or a search), then which matter in it.
async fn accepting(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, .. } = doing;
    let (picker, leaves) = pick(ask, &seen.case.category, &format!("{}/accept", seen.path()));
    let mut near = units::near(ask, seen).await?;
    near.extend(units::departments(ask, seen).await?);
    let accused = with_none(units::choices(ask, &near), ask.t("cases-accused-none"));
    let kinds = KINDS.iter().map(|kind| choice(kind, ask.t(&format!("cases-kind-{kind}")))).collect();
    let fields = vec![
        Field::radios("category", label(ask, "category"), leaves).value(seen.case.category.clone()),
        Field::radios("kind", label(ask, "kind"), kinds).value(seen.case.kind.clone()),
        Field::text("title", label(ask, "title")).value(seen.title(ask)).hint(ask.t("cases-hint-title")),
        Field::choose("accused", label(ask, "accused"), accused).hint(ask.t("cases-hint-accused")).optional(),
    ];
    Ok(Asking { picker: Some(picker), fields, sealed: None })
}

/// The tops as links, the search, and the leaves that one of them leaves.
fn pick(ask: &Ask, known: &str, path_of: &str) -> (Picker, Vec<Choice>) {
    let all = &ask.county.playbook.categories;
    let tag = ask.lang.tag();
    let q = ask.query("q").unwrap_or_default().to_owned();
    let known_top = all.parent(known).map(|top| top.code.clone()).unwrap_or_default();
    let top = ask.query("top").map_or(known_top, str::to_owned);
    let fits = |leaf: &&Category| {
        if q.is_empty() {
            leaf.parent_code == top
        } else {
            let q = q.to_lowercase();
            leaf.name.zh.contains(&q)
                || leaf.name.en.to_lowercase().contains(&q)
                || leaf.code.to_lowercase() == q
        }
    };
    let text = |leaf: &Category| {
        let pace = leaf.pace.words();
        let pace = pace.read_in(tag);
        let name = if q.is_empty() { leaf.name.read_in(tag).to_owned() } else { path(ask, leaf) };
        let sealed =
            if leaf.sensitive { format!("·{}", ask.t("cases-show-sensitive")) } else { String::new() };
        format!("{name}·{pace}{sealed}")
    };
    let leaves: Vec<Choice> = all
        .leaves()
        .filter(|leaf| !leaf.is_sealed())
        .filter(fits)
        .map(|leaf| choice(&leaf.code, text(leaf)))
        .collect();
    let chips = all
        .top()
        .map(|top| choice(ask.href(&format!("{path_of}?top={}", top.code)), top.name.read_in(tag)))
        .collect();
    let on = if q.is_empty() { ask.href(&format!("{path_of}?top={top}")) } else { String::new() };
    let found = if q.is_empty() {
        String::new()
    } else {
        ask.args("cases-found", &[("n", &leaves.len().to_string())])
    };
    let picker = Picker { label: ask.t("cases-pick-category"), q, chips, on, found };
    (picker, leaves)
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form) -> Done<()> {
    let id = doing.seen.case.id;
    let words = form.text("words");
    match doing.verb {
        Verb::Accept => {
            let title = form.text("title");
            let order = Accept {
                case: id,
                revision: form.number("revision"),
                category: form.text("category").to_owned(),
                kind: form.text("kind").to_owned(),
                item: String::new(),
                // Masked numbers must not replace what the title really says.
                title: if title == doing.seen.title(doing.ask) { String::new() } else { title.to_owned() },
                accused: form.id("accused"),
            };
            accept(act, order).await.map(|_| ())
        }
        Verb::AnswerAtOnce => answer_at_once(act, id, form.text("category"), form.text("answer")).await,
        Verb::HandOver => {
            let order = HandOver {
                id: act.tx.id(),
                case: id,
                revision: form.number("revision"),
                category: form.text("category").to_owned(),
                words: words.to_owned(),
            };
            hand_over(act, order).await
        }
        Verb::Refuse => {
            refuse(act, id, form.number("revision"), form.text("ground"), form.text("directions")).await
        }
        Verb::TellChannel => tell_channel(act, id, words).await,
        _ => ask_again(act, id, words).await,
    }
}
