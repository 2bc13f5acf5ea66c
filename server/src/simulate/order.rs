//! What somebody does to a case, written down before it is done: a second tap is the same order once more.

use lianxin_access::By;
use lianxin_base::Id;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    Accept,
    Refuse,
    HandOver,
    TellChannel,
    AskAgain,
    AnswerAtOnce,
    Merge,
    Relate,
    OpenChild,
    Dispatch,
    Sign,
    Assign,
    Arrive,
    Contact,
    Plan,
    Progress,
    Press,
    AnswerPress,
    AskReturn,
    AskExtend,
    AskSuspend,
    Decide,
    Lift,
    AskWhistle,
    Blow,
    DeclineWhistle,
    ReportIn,
    GiveResult,
    Score,
    Resolve,
    SendBack,
    Verify,
    CallBack,
    Rate,
    FixRating,
    AppealRating,
    AskRedo,
    AddWords,
    Withdraw,
}

impl Verb {
    pub const ALL: [Self; 39] = [
        Self::Accept,
        Self::Refuse,
        Self::HandOver,
        Self::TellChannel,
        Self::AskAgain,
        Self::AnswerAtOnce,
        Self::Merge,
        Self::Relate,
        Self::OpenChild,
        Self::Dispatch,
        Self::Sign,
        Self::Assign,
        Self::Arrive,
        Self::Contact,
        Self::Plan,
        Self::Progress,
        Self::Press,
        Self::AnswerPress,
        Self::AskReturn,
        Self::AskExtend,
        Self::AskSuspend,
        Self::Decide,
        Self::Lift,
        Self::AskWhistle,
        Self::Blow,
        Self::DeclineWhistle,
        Self::ReportIn,
        Self::GiveResult,
        Self::Score,
        Self::Resolve,
        Self::SendBack,
        Self::Verify,
        Self::CallBack,
        Self::Rate,
        Self::FixRating,
        Self::AppealRating,
        Self::AskRedo,
        Self::AddWords,
        Self::Withdraw,
    ];

    /// The page of these carries the revision that the person saw.
    pub const SEES_REVISION: [Self; 8] = [
        Self::Accept,
        Self::Refuse,
        Self::HandOver,
        Self::Dispatch,
        Self::Sign,
        Self::Resolve,
        Self::SendBack,
        Self::Verify,
    ];
}

#[derive(Clone, Debug)]
pub struct Order {
    pub verb: Verb,
    pub case: Id,
    pub revision: Option<i64>,
    pub by: By,
    /// Of what the order makes: part, ask, whistle, call.
    pub id: Id,
    /// Ask, part, request, other case or person that it concerns.
    pub target: Id,
    pub units: Vec<Id>,
    /// Category.
    pub code: String,
    /// Draws the rest: words, yes or no, how satisfied.
    pub seed: u64,
}
