//! One part of a matter that needs an order of its own; or a second need that the same person named in one breath.

use lianxin_access::Done;
use lianxin_base::{Id, Refused, day_in_china};
use lianxin_seal::CaseNumber;

use crate::accept::{pace_of, take_on};
use crate::call_back::{Request, requests_of};
use crate::case::note;
use crate::merge::link;
use crate::number::next_serial;
use crate::register_rows::{insert_case, insert_need};
use crate::{Act, Case, reach, search, title_of};

#[derive(Clone, Debug)]
pub struct OpenChild {
    pub parent: Id,
    pub category: String,
    pub words: String,
    /// The person named it: they are told its number, answered and called back for it. Otherwise it is a part of the work
    /// that concerns the units alone.
    pub told: bool,
}

/// Opens a case beside another one, accepted at once. Answers its id.
///
/// # Errors
/// `cases-refused-words-few`, `-category` beside their fields; `cases-refused-child-who` when several people share the
/// parent, so that nobody knows whose need it is; `cases-refused-moved-on`.
pub async fn open_child(act: Act<'_>, order: OpenChild) -> Done<Id> {
    let parent = act.case("case.dispatch", order.parent).await?;
    if !parent.is_open() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if order.words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-words-few").into());
    }
    let playbook = &act.county.playbook;
    let category = playbook.categories.get(&order.category).filter(|category| !category.is_top());
    let category = category.filter(|category| !category.is_sealed());
    let category = category.ok_or_else(|| Refused::field("category", "cases-refused-category"))?;
    let requests = if order.told { requests_of(act.tx, parent.id).await? } else { Vec::new() };
    if order.told && requests.len() != 1 {
        return Err(Refused::field("told", "cases-refused-child-who").into());
    }
    let mut like = Case { service: String::new(), ..parent.clone() };
    like.category.clone_from(&category.code);
    like.sensitive = category.sensitive;
    pace_of(&like, category.pace).code().clone_into(&mut like.pace);
    like.item = playbook.primary_item(&category.code).map(|item| item.code.clone()).unwrap_or_default();
    let mut case = follow_on(act, &like, &order.words, requests.first()).await?;
    case.parent_id = Some(parent.id);
    link(act, parent.id, case.id, "child").await?;
    let (id, told) = (parent.id, order.told);
    let event =
        case.change(act, |event| event.id("parent", id).data("told", told), "case.open-child").await?;
    note(act.tx, case.id, event, &order.words, told).await?;
    Ok(case.id)
}

/// A new accepted case at the same place, in the same category, with a number of its own. `need_of`: the requester is
/// answered and called back for it.
pub(crate) async fn follow_on(
    act: Act<'_>,
    from: &Case,
    words: &str,
    need_of: Option<&Request>,
) -> Done<Case> {
    let day = day_in_china(act.now());
    let serial = next_serial(act, day).await?;
    let number = CaseNumber::new(day, serial).map(|number| number.to_string());
    let number = number.ok_or_else(|| Refused::invalid("cases-refused-form"))?;
    // What is ordered stays with the order: no service item comes along.
    let mut case = Case {
        title: title_of(words),
        words: words.trim().into(),
        kind: from.kind.clone(),
        category: from.category.clone(),
        item: from.item.clone(),
        pace: from.pace.clone(),
        sensitive: from.sensitive,
        channel: from.channel.clone(),
        place_words: from.place_words.clone(),
        lon: from.lon,
        lat: from.lat,
        accused_id: from.accused_id,
        ..Case::untouched(act.tx.id(), number, from.place_id, act.now())
    };
    insert_case(act, &case).await?;
    if let Some(request) = need_of {
        insert_need(act, &case, request).await?;
    }
    reach::rewrite(act.tx, &case).await?;
    search::index(act.tx, &case).await?;
    take_on(act, &mut case).await?;
    // The first revision is the making itself; `change` writes the second with its event.
    let subject = lianxin_events::Subject { kind: "case", id: case.id, revision: 1 };
    let event = lianxin_events::Event::new("case.register", subject)
        .place(case.place_id)
        .data("channel", case.channel.as_str());
    lianxin_events::append(act.tx, act.by.actor(), event).await?;
    Ok(case)
}
