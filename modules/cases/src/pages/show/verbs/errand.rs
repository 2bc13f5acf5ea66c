//! An errand, step by step: the visit, the person's consent, the papers, the window, the result.

use chrono::NaiveDate;
use lianxin_access::Done;
use lianxin_base::{Id, day_in_china};
use lianxin_web::{Ask, Failed, Form};

use crate::attach::Taken;
use crate::errand::papers_of;
use crate::{
    Act, CONSENT_GIVERS, CONSENT_KINDS, CONSENT_WAYS, FinishItem, HandIn, ITEM_ENDINGS, RecordConsent, Verb,
    finish_item, hand_in, papers_complete, record_consent, visit,
};

use super::super::field::{Choice, Field, FieldKind, choice};
use super::super::seen::Seen;
use super::{Asking, Doing, hold::keep, label, moment, of, units};

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::Visit => vec![
            Field::area("words", label(ask, "visit-words")).hint(ask.t("cases-hint-visit")),
            Field::new(FieldKind::Moment, "again", label(ask, "again"))
                .hint(ask.t("cases-hint-again"))
                .optional(),
        ],
        Verb::RecordConsent => consenting(ask),
        Verb::PapersComplete => vec![
            Field::note(label(ask, "papers"), papers(doing)),
            Field::new(FieldKind::Photos, "photos", label(ask, "papers-photos")),
            Field::area("words", label(ask, "papers-words")).optional(),
        ],
        Verb::HandIn => {
            let also = match ask.county.playbook.responsibility.get(&seen.case.item) {
                Some(item) => units::of_item(ask, seen, item).await?,
                None => Vec::new(),
            };
            vec![
                Field::note(label(ask, "window"), window(doing)),
                Field::ticks("also", label(ask, "also"), units::choices(ask, &also)).optional(),
                Field::area("words", label(ask, "hand-in-words")).optional(),
            ]
        }
        _ => vec![
            Field::radios("ending", label(ask, "ending"), of_list(ask, &ITEM_ENDINGS, "cases-item"))
                .hint(ask.t("cases-hint-ending")),
            Field::area("words", label(ask, "answer")).hint(ask.t("cases-hint-answer")),
        ],
    };
    Ok(fields.into())
}

fn consenting(ask: &Ask) -> Vec<Field> {
    let today = day_in_china(ask.now);
    let year = today.checked_add_months(chrono::Months::new(12)).unwrap_or(today);
    vec![
        Field::radios("kind", label(ask, "consent-kind"), of_list(ask, &CONSENT_KINDS, "cases-consent"))
            .value(CONSENT_KINDS[0]),
        Field::text("purpose", label(ask, "consent-purpose")).hint(ask.t("cases-hint-consent-purpose")),
        Field::new(FieldKind::Date, "keep_until", label(ask, "consent-until"))
            .value(year.to_string())
            .hint(ask.t("cases-hint-consent-until")),
        Field::radios(
            "given_by",
            label(ask, "consent-giver"),
            of_list(ask, &CONSENT_GIVERS, "cases-consent-by"),
        )
        .value(CONSENT_GIVERS[0]),
        Field::radios("way", label(ask, "consent-way"), of_list(ask, &CONSENT_WAYS, "cases-consent-way")),
        Field::area("note", label(ask, "consent-note")).hint(ask.t("cases-hint-consent-note")).optional(),
        Field::text("number", label(ask, "consent-number")).optional(),
    ]
}

fn of_list(ask: &Ask, words: &[&'static str], prefix: &str) -> Vec<Choice> {
    words.iter().map(|word| choice(word, ask.t(&format!("{prefix}-{word}")))).collect()
}

/// The item's own papers, or all that are still needed.
fn papers(doing: Doing<'_>) -> String {
    let playbook = &doing.ask.county.playbook;
    let items = doing.seen.standing.items.iter();
    let wanted = items.filter(|item| doing.of.is_none_or(|of| of == item.id));
    let services: Vec<_> = wanted.filter_map(|item| playbook.service(&item.service)).collect();
    papers_of(services.into_iter()).read_in(doing.ask.lang.tag()).to_owned()
}

fn window(doing: Doing<'_>) -> String {
    let playbook = &doing.ask.county.playbook;
    let item = doing.seen.standing.items.iter().find(|item| Some(item.id) == doing.of);
    let service = item.and_then(|item| playbook.service(&item.service));
    let unit = service.and_then(|service| playbook.units.get(&service.decided_by));
    unit.map_or_else(String::new, |unit| unit.name.read_in(doing.ask.lang.tag()).to_owned())
}

/// What an item of this case is called.
pub(crate) fn item_name(ask: &Ask, seen: &Seen, of: Option<Id>) -> String {
    let item = seen.standing.items.iter().find(|item| Some(item.id) == of);
    let service = item.and_then(|item| ask.county.playbook.service(&item.service));
    service.map_or_else(String::new, |service| service.name.read_in(ask.lang.tag()).to_owned())
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    let case = doing.seen.case.id;
    let words = form.text("words");
    match doing.verb {
        Verb::Visit => {
            let again = moment(form, "again", "cases-refused-visit-again")?;
            visit(act, case, words, again).await.map(|_| ())
        }
        Verb::RecordConsent => {
            let text = |name: &str| form.text(name).to_owned();
            let new = RecordConsent {
                id: form.id("form").unwrap_or_else(|| act.tx.id()),
                case,
                kind: text("kind"),
                purpose: text("purpose"),
                way: text("way"),
                given_by: text("given_by"),
                keep_until: form.text("keep_until").parse::<NaiveDate>().ok(),
                note: text("note"),
                number: text("number"),
            };
            record_consent(act, new).await
        }
        Verb::PapersComplete => {
            let event = papers_complete(act, of(doing)?, words).await?;
            keep(act, case, Some(event), "papers", taken).await
        }
        Verb::HandIn => {
            let also = form.all("also").filter_map(|unit| unit.parse().ok()).collect();
            hand_in(act, HandIn { item: of(doing)?, also, words: words.to_owned() }).await
        }
        _ => {
            let order = FinishItem {
                item: of(doing)?,
                ending: form.text("ending").to_owned(),
                words: words.to_owned(),
            };
            finish_item(act, order).await.map(|_| ())
        }
    }
}
