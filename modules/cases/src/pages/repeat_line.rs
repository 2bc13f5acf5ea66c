//! What may be the same matter, and why it seems so. Linking is not merging.

use lianxin_db::{Db, Fault};
use lianxin_triage::duplicates::Why;
use lianxin_web::{Ask, Page};

use crate::State;
use crate::pages::degree::degree;
use crate::pages::list::row::status;
use crate::pages::names::{Names, Wanted};
use crate::triage::Repeat;

pub(crate) struct RepeatLine {
    pub id: String,
    pub href: String,
    pub title: String,
    pub more: String,
    pub why: String,
    pub level: u8,
    pub degree: String,
    /// The other case may take this one in.
    pub may_merge: bool,
    /// This case may take the other in.
    pub may_be_taken_in: bool,
}

pub(crate) async fn repeat_lines(
    ask: &Ask,
    db: &impl Db,
    page: &Page,
    repeats: &[Repeat],
) -> Result<Vec<RepeatLine>, Fault> {
    let mut wanted = Wanted::default();
    repeats.iter().for_each(|repeat| wanted.org(repeat.case.place_id));
    let names = Names::read(db, wanted, page.is_zh()).await?;
    Ok(repeats.iter().map(|repeat| repeat_line(ask, page, &names, repeat)).collect())
}

fn repeat_line(ask: &Ask, page: &Page, names: &Names, repeat: &Repeat) -> RepeatLine {
    let other = &repeat.case;
    let (level, word) = degree(page, Some(repeat.likely.degree));
    let mut why: Vec<String> = repeat.likely.why.iter().map(|why| why_words(page, *why)).collect();
    if !repeat.likely.shared_words.is_empty() {
        let words: Vec<String> =
            repeat.likely.shared_words.iter().map(|words| page.tw("cases-quoted", "words", words)).collect();
        why.push(page.tw("cases-dispatch-both-say", "words", words.concat()));
    }
    RepeatLine {
        id: other.id.to_string(),
        href: ask.href(&format!("/cases/{}", other.id)),
        title: lianxin_seal::mask_in_text(&other.title),
        more: format!(
            "{}·{}·{}",
            names.org(other.place_id),
            page.when(other.registered_at),
            status(page, other, false).text
        ),
        why: why.join(&page.t("cases-list-and")),
        level,
        degree: word,
        may_merge: other.is_open() && other.state() != State::Registered,
        may_be_taken_in: matches!(
            other.state(),
            State::Registered | State::Accepted | State::Dispatched | State::Signed
        ),
    }
}

fn why_words(page: &Page, why: Why) -> String {
    match why {
        Why::SameText => page.t("cases-dispatch-why-same-text"),
        Why::SimilarTitle => page.t("cases-dispatch-why-similar-title"),
        Why::SimilarText => page.t("cases-dispatch-why-similar-text"),
        Why::SamePlace => page.t("cases-dispatch-why-same-place"),
        Why::Near { metres } => page.tn("cases-dispatch-why-near", metres.round()),
        Why::Recent { days } => page.tn("cases-dispatch-why-recent", days),
    }
}
