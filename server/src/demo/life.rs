//! What becomes of one request: the steps that still wait, and which turn it takes.

use lianxin_access::By;
use lianxin_base::{Id, Time};
use lianxin_cases::Channel;
use lianxin_playbook::Pace;

use super::matters::Said;

/// The one thing that makes this life differ from the plain one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    #[default]
    Plain,
    Return,
    Extend,
    Suspend,
    Whistle,
    /// Neighbours say the same; so many of them.
    Repeats(i64),
    /// It is one of those repeats: the place of its master among the lives.
    RepeatOf(usize),
    SendBack,
    Redo,
    RedoTwice,
    Press,
    Withdraw,
    /// A bad rating that the unit appeals.
    Appeal,
}

/// A step that somebody takes. Ids tell which part, ask or request it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Register,
    Accept,
    Refuse,
    HandOver,
    TellChannel,
    Answer,
    Merge,
    Withdraw,
    Dispatch,
    AskReturn,
    DecideReturn(Id),
    Sign,
    Assign,
    Arrive,
    Contact,
    Plan,
    Progress,
    Press,
    AnswerPress,
    AskExtend,
    DecideExtend(Id),
    AskSuspend,
    DecideSuspend(Id),
    Lift,
    AskWhistle,
    Blow,
    ReportIn(Id),
    GiveResult(Id),
    Score(Id, bool),
    Resolve,
    SendBack,
    Verify,
    Call(Id, u8),
    Rate(Id),
    Fix(Id),
    DecideAppeal(Id, Id),
    Visit,
    Papers,
    Finish,
}

/// Where a life of today's picture stands still, so that somebody finds it waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Registered,
    Accepted,
    Dispatched,
    ReturnAsked,
    Signed,
    ExtensionAsked,
    SuspensionAsked,
    Suspended,
    WhistleAsked,
    Whistled,
    Done,
    Closed,
    RatingAppealed,
}

impl Until {
    /// Is this step taken before the life stands still?
    pub fn allows(self, step: Step) -> bool {
        let stage = match step {
            Step::Register => 0,
            Step::Accept | Step::Merge | Step::HandOver => 1,
            Step::Dispatch => 2,
            Step::AskReturn => 3,
            Step::Sign | Step::Assign | Step::Arrive | Step::Contact | Step::Plan | Step::Progress => 4,
            Step::AskExtend | Step::AskSuspend | Step::AskWhistle => 5,
            Step::DecideSuspend(_) | Step::Blow => 6,
            Step::Resolve => 7,
            Step::Verify => 8,
            Step::DecideAppeal(..) => 10,
            _ => 9,
        };
        let last = match self {
            Self::Registered => 0,
            Self::Accepted => 1,
            Self::Dispatched => 2,
            Self::ReturnAsked => 3,
            Self::Signed => 4,
            Self::ExtensionAsked | Self::SuspensionAsked | Self::WhistleAsked => 5,
            Self::Suspended | Self::Whistled => 6,
            Self::Done => 7,
            Self::Closed => 8,
            Self::RatingAppealed => 9,
        };
        stage <= last
    }
}

/// Who leads: which kind of holder a picture of today wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lead {
    /// As the responsibility list says.
    #[default]
    Listed,
    Village,
    Area,
}

#[derive(Clone, Debug)]
pub struct Life {
    /// Among the villages.
    pub village: usize,
    pub place: Id,
    pub said: Said,
    pub turn: Turn,
    pub late: bool,
    pub channel: Channel,
    pub anonymous: bool,
    pub phone: String,
    pub name: String,
    pub person: Option<Id>,
    /// Who wrote it down, if not the person.
    pub writer: By,
    pub service: String,
    pub photo: bool,
    pub lead: Lead,
    pub until: Option<Until>,
    /// Office minutes between two steps; none: as the limits and the people allow.
    pub quick: Option<i64>,
    /// When something is asked for; none: soon. What is asked and not decided in time lapses, so that what shall wait
    /// today is asked today.
    pub asks_at: Option<Time>,
    pub case: Id,
    pub request: Id,
    pub pace: Pace,
    pub unit: Id,
    /// Who handles now, and everybody who did.
    pub handler: By,
    pub handlers: Vec<Id>,
    pub accepted_at: Time,
    pub returned: bool,
    pub asked: bool,
    pub sent_back: bool,
    pub rounds: i64,
    /// Taken back by the person: what was still to come does not.
    pub over: bool,
}

impl Life {
    pub fn new(village: usize, place: Id, said: Said) -> Self {
        Self {
            village,
            place,
            said,
            turn: Turn::Plain,
            late: false,
            channel: Channel::Code,
            anonymous: false,
            phone: String::new(),
            name: String::new(),
            person: None,
            writer: By::nobody(),
            service: String::new(),
            photo: false,
            lead: Lead::Listed,
            until: None,
            quick: None,
            asks_at: None,
            case: Id::nil(),
            request: Id::nil(),
            pace: Pace::Normal,
            unit: Id::nil(),
            handler: By::nobody(),
            handlers: vec![],
            accepted_at: Time::default(),
            returned: false,
            asked: false,
            sent_back: false,
            rounds: 0,
            over: false,
        }
    }

    pub fn is_errand(&self) -> bool {
        self.pace == Pace::Errand && self.rounds == 0
    }

    pub fn is_urgent(&self) -> bool {
        self.pace == Pace::Urgent
    }

    pub fn can_be_called(&self) -> bool {
        !self.anonymous && (!self.phone.is_empty() || self.person.is_some())
    }
}
