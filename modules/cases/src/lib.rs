//! Cases: somebody says that something is wrong, and somebody holds it until it is honestly ended.
//!
//! One verb, one file: permission, rule, rows, event. `Case::change` is the one way in which a case changes.

mod accept;
mod add_words;
mod ask;
mod attach;
mod bulk;
mod call_back;
mod case;
mod case_rows;
mod channel;
mod check;
mod claim;
mod classify;
mod clock;
mod clocks_of_stage;
mod consent;
mod deadlines;
mod decide;
mod dispatch;
mod errand;
mod export;
mod export_cases;
mod figures;
mod filter;
mod follow;
mod forget;
mod found_by_search;
mod handle;
mod held;
pub mod import;
mod in_public;
mod listing;
mod mend;
mod merge;
mod moved;
mod notices;
mod number;
mod offers;
mod open_child;
mod over;
mod pages;
mod part;
mod pass_on;
mod press;
mod rate;
mod rating_appeal;
mod reach;
mod recompute_due;
mod refuse;
mod register;
mod register_rows;
mod resolve;
mod reveal;
mod sealed;
mod search;
mod sensitive;
mod standing;
mod state;
mod tell_progress;
mod time_left;
mod title;
mod todos;
mod triage;
mod triage_quality;
mod triage_record;
mod views;
mod whistle;
mod whistle_ask;

pub use accept::{Accept, KINDS, accept, answer_at_once};
pub use add_words::add_words;
pub use ask::{Asked, SUSPEND_GROUNDS, ask_extend, ask_return, ask_suspend, asks_of, named_unit};
pub use attach::{
    AttachedTo, Attachment, Files, NotTaken, Taken, attach, attachment, attachments_of, files, files_of,
    opened_files,
};
pub use call_back::{
    CallBack, Heard, Request, Solved, Then, ask_redo, call_back, redo_until, request, requests_of,
};
pub use case::{Act, Case, find, reaches, within};
pub use channel::Channel;
pub use claim::{Claim, claim, claims_of, release};
pub use classify::classify;
pub use clock::{ClockRow, clocks_of};
pub use clocks_of_stage::{RanClock, clocks_of_stage};
pub use consent::{
    CONSENT_GIVERS, CONSENT_KINDS, CONSENT_WAYS, Consent, Noted, RecordConsent, consents_of,
    may_open_consent, open_consent, record_consent, withdraw_consent,
};
pub use decide::{decide, lift};
pub use dispatch::{Dispatch, dispatch};
pub use errand::{
    Errand, ErrandItem, FinishItem, HandIn, ITEM_ENDINGS, errand_of, finish_item, hand_in, items_of,
    papers_complete, papers_of, visit,
};
pub use export::{Export, ExportError, write_export};
pub use export_cases::{MOST_EXPORTED, export_cases};
pub use figures::{
    Approver, Late, Life, LifeAsk, LifeCallBack, LifeCase, LifeClock, LifeExclusion, LifePart, LifeRequest,
    LifeScore, LifeWhistle, approvers_of, counted_anew, ids_after, lives_of, longest_late, reached_by,
};
pub use filter::{Due, Filter, Sort};
pub use follow::follow;
pub use forget::{ERASED, erase_request};
pub use handle::{arrive, assign, contact, live_parts, plan, progress, sign};
pub use held::{
    Looked, Opened, case_numbered, contact_of, looks_of, numbers_of, opened_of, reasons_of, request_numbered,
    requests_of_person,
};
pub use in_public::{PublicCase, Results, in_public, results_of};
pub use listing::{Counts, Cursor, Lens, Listed, cases_of, newest};
pub use mend::mend_derived;
pub use merge::{merge, relate};
pub use notices::{Notice, notices_about, notices_of, read_notices};
pub use number::forget_serials;
pub use offers::{Offer, Verb, may_reveal, offered, offers};
pub use open_child::{OpenChild, open_child};
pub use pages::followed;
pub use part::{Part, part, parts_of, unit_for};
pub use press::{answer_press, press};
pub use rate::{FIXES, FixRating, fix_rating, has_rated, rate};
pub use rating_appeal::{APPEAL_GROUNDS, Appeal, appeal_rating};
pub use reach::reach_of;
pub use refuse::{GROUNDS, ask_again, refuse, tell_channel};
pub use register::{MOST_WORDS, Register, Registered, register};
pub use resolve::{ENDINGS, Resolve, may_verify, resolve, send_back, verify, withdraw};
pub use reveal::{Contact, reveal};
pub use sealed::{
    ENDING as SEALED, HANDED_OVER, HandOver, Matter, SealedNote, answer_sealed, hand_over, note_of,
    open_sealed, sealed_for, sealed_note, words_said,
};
pub use search::{grams, search};
pub use sensitive::{PartHolder, Reader, hidden_from, holders_of, reads_whole};
pub use standing::{Standing, standing};
pub use state::State;
pub use tell_progress::{TellProgress, tell_progress};
pub use time_left::{Running, TimeLeft, Urgency, running_of, time_left};
pub use title::title_of;
pub use triage::{Suggestion, load_of, suggest, triage_of};
pub use triage_record::{Fared, TriageRecord, fared_since};
pub use views::{View, drop_view, save_view, views_of};
pub use whistle::{Blow, Score, Whistle, blow, give_result, report_in, score, scores_of, whistles_of};
pub use whistle_ask::{WhistleAsk, ask_whistle, decline_whistle, whistle_asked};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!(
    "cases",
    "0001_cases",
    "0002_imports",
    "0003_errands",
    "0004_in_hand",
    "0005_whistle_asks",
    "0006_sealed_notes",
    "0007_provisional",
    "0008_notices_in_order",
    "0009_rating_appeals"
);

/// Texts of one language, a file a room.
macro_rules! texts {
    ($lang:literal) => {
        concat!(
            include_str!(concat!("../text/", $lang, "/refused.ftl")),
            include_str!(concat!("../text/", $lang, "/words.ftl")),
            include_str!(concat!("../text/", $lang, "/report.ftl")),
            include_str!(concat!("../text/", $lang, "/follow.ftl")),
            include_str!(concat!("../text/", $lang, "/show.ftl")),
            include_str!(concat!("../text/", $lang, "/enter.ftl")),
            include_str!(concat!("../text/", $lang, "/list.ftl")),
            include_str!(concat!("../text/", $lang, "/import.ftl")),
            include_str!(concat!("../text/", $lang, "/dispatch.ftl")),
            include_str!(concat!("../text/", $lang, "/sealed.ftl")),
            include_str!(concat!("../text/", $lang, "/todos.ftl")),
            include_str!(concat!("../text/", $lang, "/check.ftl")),
        )
    };
}

pub fn module() -> Module {
    let menu = Menu {
        path: "/cases",
        text: "cases-menu",
        icon: "message-2",
        access: Access::Capability("case.see"),
        order: 20,
        tab: true,
    };
    let sealed = Menu {
        path: "/sealed",
        text: "cases-menu-sealed",
        icon: "lock",
        access: Access::Capability("sealed.open"),
        order: 24,
        tab: false,
    };
    Module {
        migrations: Some(MIGRATIONS),
        routes: pages::routes(),
        menu: vec![menu, sealed],
        todos: Some(todos::todos),
        consumers: vec![std::sync::Arc::new(TriageRecord)],
        jobs: vec![
            deadlines::JOB,
            recompute_due::JOB,
            pass_on::JOB,
            attach::SWEEP,
            consent::ERASE,
            forget::JOB,
        ],
        checks: check::CHECKS.to_vec(),
        moved: Some(moved::moved),
        ..Module::new("cases", (texts!("zh-CN"), texts!("en")))
    }
}
