//! The top of a case page: number, place, category, matter, where it stands and who holds it.

use lianxin_web::Ask;

use crate::State;
use crate::pages::names::Names;

use super::seen::Seen;

pub(crate) struct Head {
    pub number: String,
    pub place: String,
    pub category: String,
    pub title: String,
    /// run soon late hold ok quiet
    pub state: &'static str,
    pub icon: &'static str,
    pub status: String,
    /// 现在由 官庄供电所 孙师傅 办
    pub holder: String,
    pub sensitive: bool,
    pub emergency: bool,
    pub round: i64,
    pub ending: String,
    pub href: String,
}

impl Head {
    pub fn of(ask: &Ask, seen: &Seen, names: &Names) -> Self {
        let case = &seen.case;
        let (state, icon, word) = status(seen);
        let ending = match case.state() {
            State::Done | State::Closed | State::Ended if !case.ending.is_empty() => {
                ask.t(&format!("cases-ending-{}", case.ending))
            }
            State::Refused if !case.ending.is_empty() => ask.t(&format!("cases-ground-{}", case.ending)),
            _ => String::new(),
        };
        Self {
            number: case.number.clone(),
            place: seen.place(ask),
            category: seen.category(ask),
            title: seen.title(ask),
            state,
            icon,
            status: ask.t(&format!("cases-state-{word}")),
            holder: holder(ask, seen, names),
            sensitive: case.sensitive,
            emergency: case.emergency,
            round: case.round,
            ending,
            href: ask.href(&seen.path()),
        }
    }
}

fn status(seen: &Seen) -> (&'static str, &'static str, &'static str) {
    let case = &seen.case;
    match case.state() {
        state if case.suspended_at.is_some() && state.in_hand() => ("hold", "player-pause", "suspended"),
        state if case.whistled && state.in_hand() => ("run", "users", "whistled"),
        State::Registered => ("soon", "inbox", "registered"),
        State::Accepted => ("soon", "inbox", "accepted"),
        State::Dispatched => ("soon", "send", "dispatched"),
        State::Signed => ("run", "tool", "signed"),
        State::Done => ("run", "checkbox", "done"),
        State::Closed => ("run", "phone", "closed"),
        State::Ended => ("ok", "circle-check", "ended"),
        State::Answered => ("ok", "circle-check", "answered"),
        State::Merged => ("quiet", "git-merge", "merged"),
        State::Refused => ("quiet", "circle-x", "refused"),
    }
}

fn holder(ask: &Ask, seen: &Seen, names: &Names) -> String {
    let case = &seen.case;
    let unit = names.org(case.unit_id);
    let person = names.person(case.handler_id);
    let town = seen.places.iter().find(|org| org.kind == "town");
    let town = town.map_or_else(String::new, |org| org.short(ask.is_zh()).to_owned());
    let key = match case.state() {
        State::Registered => "cases-show-holder-registered",
        State::Accepted => "cases-show-holder-accepted",
        State::Dispatched => "cases-show-holder-dispatched",
        State::Signed if person.is_empty() => "cases-show-holder-unit",
        State::Signed => "cases-show-holder-signed",
        State::Done => "cases-show-holder-done",
        State::Closed => "cases-show-holder-closed",
        _ => return String::new(),
    };
    ask.args(key, &[("unit", unit), ("person", person), ("town", &town)])
}
