//! The day of a county of one million people: what is asked how often.

use lianxin_base::Random;

/// One kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Create,
    Dispatch,
    Sign,
    Contact,
    Resolve,
    Verify,
    CallBack,
    Rate,
    Home,
    Village,
    ReportForm,
    Follow,
    Public,
    Services,
    Desk,
    List,
    Case,
    Search,
    Board,
    DispatchDesk,
    ActPage,
    SignIn,
    /// An open board fetches itself because something changed: no arrival of its own.
    LiveBoard,
}

/// New cases a day, each with its life.
const CASES: f64 = 2_000.0;
/// Page views of residents a day.
const RESIDENTS: f64 = 60_000.0;
/// 3,000 staff, 150 page views each.
const STAFF: f64 = 3_000.0 * 150.0;
const SIGN_INS: f64 = 3_000.0;
/// Boards that stay open.
pub const BOARDS: usize = 200;
/// The busy part of the day: this share within these seconds.
const SHARE: f64 = 0.7;
const BUSY: f64 = 8.0 * 3_600.0;

impl Kind {
    pub const ALL: [Self; 23] = [
        Self::Create,
        Self::Dispatch,
        Self::Sign,
        Self::Contact,
        Self::Resolve,
        Self::Verify,
        Self::CallBack,
        Self::Rate,
        Self::Home,
        Self::Village,
        Self::ReportForm,
        Self::Follow,
        Self::Public,
        Self::Services,
        Self::Desk,
        Self::List,
        Self::Case,
        Self::Search,
        Self::Board,
        Self::DispatchDesk,
        Self::ActPage,
        Self::SignIn,
        Self::LiveBoard,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Dispatch => "dispatch",
            Self::Sign => "sign",
            Self::Contact => "contact",
            Self::Resolve => "resolve",
            Self::Verify => "verify",
            Self::CallBack => "call-back",
            Self::Rate => "rate",
            Self::Home => "home",
            Self::Village => "village",
            Self::ReportForm => "report-form",
            Self::Follow => "follow",
            Self::Public => "public",
            Self::Services => "services",
            Self::Desk => "desk",
            Self::List => "list",
            Self::Case => "case",
            Self::Search => "search",
            Self::Board => "board",
            Self::DispatchDesk => "dispatch-desk",
            Self::ActPage => "act-page",
            Self::SignIn => "sign-in",
            Self::LiveBoard => "live-board",
        }
    }

    /// Times a day.
    fn a_day(self) -> f64 {
        match self {
            Self::Create | Self::Dispatch | Self::Sign | Self::Contact | Self::Resolve | Self::Verify => {
                CASES
            }
            // Some cannot be called, and few rate by themselves.
            Self::CallBack => CASES * 0.8,
            Self::Rate => CASES * 0.3,
            Self::Home => RESIDENTS * 0.20,
            Self::Village => RESIDENTS * 0.25,
            Self::ReportForm => RESIDENTS * 0.15,
            Self::Follow => RESIDENTS * 0.25,
            Self::Public => RESIDENTS * 0.10,
            Self::Services => RESIDENTS * 0.05,
            Self::Desk => STAFF * 0.25,
            Self::List => STAFF * 0.25,
            Self::Case => STAFF * 0.25,
            Self::Search => STAFF * 0.08,
            Self::Board => STAFF * 0.07,
            Self::DispatchDesk => STAFF * 0.05,
            Self::ActPage => STAFF * 0.05,
            Self::SignIn => SIGN_INS,
            Self::LiveBoard => 0.0,
        }
    }

    /// By chance, as often as in the mix.
    pub fn draw(chance: &Random) -> Self {
        const PARTS: f64 = 1e9;
        let all: f64 = Self::ALL.iter().map(|kind| kind.a_day()).sum();
        let mut at = chance.below(PARTS as u64) as f64 / PARTS * all;
        for kind in Self::ALL {
            at -= kind.a_day();
            if at < 0.0 {
                return kind;
            }
        }
        Self::Desk
    }
}

/// Requests a second in the busy hours.
pub fn rate() -> f64 {
    Kind::ALL.iter().map(|kind| kind.a_day()).sum::<f64>() * SHARE / BUSY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busy_hours_of_a_county_are_some_thirteen_requests_a_second() {
        assert!((12.5..13.5).contains(&rate()), "{}", rate());
    }

    #[test]
    fn kinds_are_drawn_as_often_as_the_day_has_them() {
        let chance = Random::seeded(1);
        let desks = (0..10_000).filter(|_| Kind::draw(&chance) == Kind::Desk).count();
        assert!((1_900..2_400).contains(&desks), "{desks}");
    }
}
