//! A case as another program sees it: numbers masked, no person, and of a sensitive case only number, place, state and
//! clocks (`case.see` without `case.see-sensitive`).

use lianxin_base::{Id, Time};
use lianxin_cases::Case;
use lianxin_orgs::Tree;
use lianxin_seal::mask_in_text;
use schemars::JsonSchema;
use serde::Serialize;

/// A place or unit by its code.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Named {
    pub code: String,
    pub name: String,
}

impl Named {
    pub fn of(tree: &Tree, id: Id, zh: bool) -> Option<Self> {
        tree.get(id).map(|org| Self { code: org.code.clone(), name: org.name(zh).to_owned() })
    }
}

/// A case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseView {
    pub id: Id,
    /// As people read it: `26-0520-0001-3`.
    pub number: String,
    /// Rises with every change.
    pub revision: i64,
    /// registered, refused, answered, merged, accepted, dispatched, signed, done, closed or ended.
    pub state: String,
    pub open: bool,
    pub suspended: bool,
    /// Words, answer and point are then left out.
    pub sensitive: bool,
    pub emergency: bool,
    pub title: Option<String>,
    /// Phone and ID numbers are masked.
    pub words: Option<String>,
    pub kind: String,
    /// Code; empty until somebody classified it.
    pub category: String,
    pub item: String,
    pub service: String,
    pub pace: String,
    pub channel: String,
    pub place: Option<Named>,
    pub place_words: Option<String>,
    /// WGS-84.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Who leads now.
    pub unit: Option<Named>,
    pub master_id: Option<Id>,
    pub parent_id: Option<Id>,
    pub round: i64,
    pub registered_at: Time,
    pub accepted_at: Option<Time>,
    pub dispatched_at: Option<Time>,
    pub signed_at: Option<Time>,
    pub done_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub ended_at: Option<Time>,
    /// What the person was promised: in force, and as first given.
    pub promise_due: Option<Time>,
    pub promise_original: Option<Time>,
    /// The nearest deadline, and of which stage it is.
    pub due_at: Option<Time>,
    pub due_stage: String,
    /// solved, explained, not-possible, out-of-duty or withdrawn; why it was refused.
    pub ending: String,
    pub answer: Option<String>,
    pub hotline_number: String,
    pub hotline_due: Option<Time>,
}

impl CaseView {
    pub fn of(case: &Case, tree: &Tree, zh: bool) -> Self {
        let shown = |text: &str| (!case.sensitive).then(|| mask_in_text(text));
        Self {
            id: case.id,
            number: case.number.clone(),
            revision: case.revision,
            state: case.state.clone(),
            open: case.is_open(),
            suspended: case.suspended_at.is_some() && case.is_open(),
            sensitive: case.sensitive,
            emergency: case.emergency,
            title: shown(&case.title),
            words: shown(&case.words),
            kind: case.kind.clone(),
            category: case.category.clone(),
            item: case.item.clone(),
            service: case.service.clone(),
            pace: case.pace.clone(),
            channel: case.channel.clone(),
            place: Named::of(tree, case.place_id, zh),
            place_words: shown(&case.place_words),
            lon: case.lon.filter(|_| !case.sensitive),
            lat: case.lat.filter(|_| !case.sensitive),
            unit: case.unit_id.and_then(|unit| Named::of(tree, unit, zh)),
            master_id: case.master_id,
            parent_id: case.parent_id,
            round: case.round,
            registered_at: case.registered_at,
            accepted_at: case.accepted_at,
            dispatched_at: case.dispatched_at,
            signed_at: case.signed_at,
            done_at: case.done_at,
            closed_at: case.closed_at,
            ended_at: case.ended_at,
            promise_due: case.promise_due,
            promise_original: case.promise_original,
            due_at: case.due_at,
            due_stage: case.due_stage.clone(),
            ending: case.ending.clone(),
            answer: shown(&case.answer),
            hotline_number: case.hotline_number.clone(),
            hotline_due: case.hotline_due,
        }
    }
}
