//! Time limits: how long each stage may take at each pace, and who is told before and after.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::addressees::Addressee;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::tables::{Row, Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "limits.csv",
    key: &["pace", "stage"],
    columns: &[
        "pace",
        "stage",
        "stage_zh",
        "stage_en",
        "starts_at",
        "limit",
        "yellow_left",
        "yellow_goes_to",
        "red_goes_to",
        "then_goes_to",
        "extension_times",
        "extension_each",
        "extension_decided_by",
        "max_total",
        "persons_right",
        "reason_zh",
        "reason_en",
        "basis",
        "basis_zh",
    ],
    open: false,
};

codes! {
    /// Unit of a limit; each belongs to one of three clocks (rule T1).
    TimeUnit {
        Minutes = "min", "分钟", "minutes, round the clock";
        Hours = "h", "小时", "hours, round the clock";
        Days = "d", "日", "calendar days";
        WorkingHours = "wh", "工作小时", "working hours";
        WorkingDays = "wd", "个工作日", "working days";
    }
}

/// How long something may take: `30min`, `24h`, `60d`, `4wh`, `5wd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Limit {
    pub count: u32,
    pub unit: TimeUnit,
}

/// A text that is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no limit; write 30min, 24h, 60d, 4wh or 5wd / “{0}”不是时限，应写作 30min、24h、60d、4wh 或 5wd"
)]
pub struct NotALimit(pub String);

/// The largest count that a limit may have: a hundred years of hours fit.
const MOST: u32 = 1_000_000;

impl Limit {
    pub const fn new(count: u32, unit: TimeUnit) -> Self {
        Self { count, unit }
    }

    /// In words: 5 个工作日, 5 working days.
    pub fn words(self) -> Words {
        let unit = self.unit.words();
        let en = unit.en.split(',').next().unwrap_or_default();
        let en = if self.count == 1 { en.trim_end_matches('s') } else { en };
        Words::new(format!("{} {}", self.count, unit.zh), format!("{} {en}", self.count))
    }
}

impl std::str::FromStr for Limit {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = trimmed.split_at(digits);
        let count = count.parse().ok().filter(|count| *count <= MOST);
        match (count, TimeUnit::parse(unit.trim())) {
            (Some(count), Some(unit)) => Ok(Self { count, unit }),
            _ => Err(NotALimit(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Limit {
    type Error = NotALimit;
    fn try_from(text: String) -> Result<Self, NotALimit> {
        text.parse()
    }
}

impl From<Limit> for String {
    fn from(limit: Limit) -> Self {
        limit.to_string()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

codes! {
    /// Which row of limits a matter follows. The first four are paces of categories.
    Pace {
        Urgent = "urgent", "紧急", "Urgent";
        Fast = "fast", "快办", "Fast";
        Normal = "normal", "一般", "Normal";
        Long = "long", "长办", "Long";
        PassOn = "pass-on", "封存移交", "Sealed hand-over";
        Any = "any", "通用", "Any";
        WhistleEmergency = "whistle-emergency", "应急哨", "Emergency whistle";
        WhistleUrgent = "whistle-urgent", "紧急哨", "Urgent whistle";
        WhistleOrdinary = "whistle-ordinary", "日常哨", "Ordinary whistle";
        WhistleAny = "whistle-any", "各类哨", "Any whistle";
        Errand = "errand", "代办", "Errand";
        Enterprise = "enterprise", "企业诉求", "Enterprise";
        Mediation = "mediation", "调解", "Mediation";
        Petition = "petition", "信访", "Petition";
        Publication = "publication", "公开", "Publication";
    }
}

impl Pace {
    /// True for the four paces that a category may have.
    pub const fn is_for_cases(self) -> bool {
        matches!(self, Self::Urgent | Self::Fast | Self::Normal | Self::Long)
    }

    /// Where to look next when a pace has no row for a stage. A firm's case and an errand
    /// are verified and called back as ordinary cases are.
    const fn falls_back_to(self) -> Option<Self> {
        match self {
            Self::WhistleEmergency | Self::WhistleUrgent | Self::WhistleOrdinary => Some(Self::WhistleAny),
            Self::Errand | Self::Enterprise => Some(Self::Normal),
            Self::Urgent | Self::Fast | Self::Normal | Self::Long => Some(Self::Any),
            _ => None,
        }
    }
}

codes! {
    /// Kind of a whistle call.
    WhistleKind {
        Emergency = "emergency", "应急哨", "Emergency";
        Urgent = "urgent", "紧急哨", "Urgent";
        Ordinary = "ordinary", "日常哨", "Ordinary";
    }
}

impl WhistleKind {
    pub const fn pace(self) -> Pace {
        match self {
            Self::Emergency => Pace::WhistleEmergency,
            Self::Urgent => Pace::WhistleUrgent,
            Self::Ordinary => Pace::WhistleOrdinary,
        }
    }
}

codes! {
    /// What must be done by the deadline.
    Stage {
        Accept = "accept", "受理", "Accept";
        Dispatch = "dispatch", "派单", "Dispatch";
        Sign = "sign", "签收", "Sign";
        Contact = "contact", "联系群众", "Contact";
        Arrive = "arrive", "到场", "Arrive";
        Plan = "plan", "阶段答复", "Plan";
        Resolve = "resolve", "办结", "Resolve";
        Verify = "verify", "核查", "Verify";
        CallBack = "call-back", "回访", "Call back";
        MergedCallBack = "merged-call-back", "并案逐一回访", "Call back each merged requester";
        EmergencyPassOn = "emergency-pass-on", "紧急移交", "Pass on an emergency";
        OralReport = "oral-report", "突发事件口头报告", "Oral report";
        ReturnAsk = "return-ask", "退单申请", "Ask to return";
        ReturnDecide = "return-decide", "退单审定", "Decide a return";
        ExtendDecide = "extend-decide", "延期审批", "Decide an extension";
        SuspendDecide = "suspend-decide", "中止审批", "Decide a suspension";
        PressReply = "press-reply", "督办答复", "Answer a press";
        ReopenWindow = "reopen-window", "可要求重办", "May ask for a redo";
        ReopenOnce = "reopen-1", "一次重办", "First redo";
        ReopenTwice = "reopen-2", "二次重办", "Second redo";
        BadRatingFix = "bad-rating-fix", "差评整改", "Put a bad rating right";
        ReportIn = "report-in", "报到", "Report in";
        Result = "result", "处置", "Result";
        MutualScore = "mutual-score", "双向评价", "Mutual score";
        Visit = "visit", "上门", "Visit";
        JudicialConfirmation = "judicial-confirmation", "司法确认申请", "Ask for judicial confirmation";
        Register = "register", "登记分流", "Register";
        Tell = "tell", "告知", "Tell";
        NotOurs = "not-ours", "异议", "Say it is not ours";
        ChannelTold = "channel-told", "告知信访渠道", "Tell the petition channel";
        ObjectionAnswer = "objection-answer", "公开异议答复", "Answer an objection";
    }
}

codes! {
    /// The moment from which a limit runs.
    StartsAt {
        Registered = "registered", "登记", "Registered";
        Acceptance = "acceptance", "受理", "Acceptance";
        Dispatch = "dispatch", "派单", "Dispatch";
        Done = "done", "办完", "Done";
        Verified = "verified", "核查通过", "Verified";
        CalledBack = "called-back", "回访", "Called back";
        Event = "event", "事件发生", "Event";
        ReturnAsked = "return-asked", "申请退单", "Return asked";
        ExtensionAsked = "extension-asked", "申请延期", "Extension asked";
        SuspensionAsked = "suspension-asked", "申请中止", "Suspension asked";
        Press = "press", "督办", "Press";
        Reopened = "reopened", "重办", "Reopened";
        ReopenedAgain = "reopened-again", "再次重办", "Reopened again";
        BadRating = "bad-rating", "差评", "Bad rating";
        Whistle = "whistle", "吹哨", "Whistle";
        WhistleClosed = "whistle-closed", "哨单办结", "Whistle closed";
        Order = "order", "点单", "Order";
        Sign = "sign", "签收", "Sign";
        PapersComplete = "papers-complete", "材料齐全", "Papers complete";
        Application = "application", "申请", "Application";
        AgreementInForce = "agreement-in-force", "协议生效", "Agreement in force";
        Receipt = "receipt", "收到", "Receipt";
        Objection = "objection", "提出异议", "Objection";
    }
}

/// How often and how far a deadline may be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub times: u32,
    pub each: Limit,
    /// Who decides the first extension, the second, ...; the last one decides the rest.
    pub decided_by: Vec<Addressee>,
}

/// One row of limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRule {
    pub pace: Pace,
    pub stage: Stage,
    pub name: Words,
    pub starts_at: StartsAt,
    /// None: the service item's own limit counts.
    pub limit: Option<Limit>,
    /// Turns yellow when no more than this is left; none: never yellow.
    pub yellow_left: Option<Limit>,
    pub yellow_goes_to: Vec<Addressee>,
    pub red_goes_to: Vec<Addressee>,
    /// Whom a passed deadline reaches next, in order, each after a time past the deadline if one is set.
    pub then_goes_to: Vec<Later>,
    /// None: no extension.
    pub extension: Option<Extension>,
    /// The most that limit and extensions may come to.
    pub max_total: Option<Limit>,
    /// Something a person may do, not an office's duty: calendar days that end on a day off move on.
    pub persons_right: bool,
    pub reason: Words,
    pub basis: Basis,
}

/// An addressee of a late matter, and how long past the deadline; `town-leader`, `district-supervisor@3wd`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    pub to: Addressee,
    /// None: when the one before did not act, at the program's next round.
    pub after: Option<Limit>,
}

#[derive(Debug, Clone)]
pub struct Limits {
    rows: Vec<LimitRule>,
    at: HashMap<(Pace, Stage), usize>,
}

/// The rows in file order.
impl std::ops::Deref for Limits {
    type Target = [LimitRule];
    fn deref(&self) -> &Self::Target {
        &self.rows
    }
}

impl Limits {
    /// The row for a pace and a stage: its own, else that of the pace it falls back to, at last `any`.
    pub fn limit(&self, pace: Pace, stage: Stage) -> Option<&LimitRule> {
        let mut wanted = Some(pace);
        while let Some(pace) = wanted {
            if let Some(at) = self.at.get(&(pace, stage)) {
                return self.rows.get(*at);
            }
            wanted = pace.falls_back_to();
        }
        None
    }

    /// The row for a whistle call of a kind.
    pub fn whistle(&self, kind: WhistleKind, stage: Stage) -> Option<&LimitRule> {
        self.limit(kind.pace(), stage)
    }

    pub(crate) fn read(table: &Table, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Self {
        let mut rows = Vec::new();
        for row in &table.rows {
            rows.extend(read_rule(row, known, mistakes));
        }
        let at = rows
            .iter()
            .enumerate()
            .map(|(at, rule): (usize, &LimitRule)| ((rule.pace, rule.stage), at))
            .collect();
        Self { rows, at }
    }
}

fn read_rule(row: &Row, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Option<LimitRule> {
    let pace = row.code("pace", mistakes);
    let stage = row.code("stage", mistakes);
    let starts_at = row.code("starts_at", mistakes);
    let limit = if row.cell("limit") == "item" { None } else { row.limit("limit", mistakes) };
    let rule = LimitRule {
        pace: pace?,
        stage: stage?,
        name: row.words("stage", mistakes),
        starts_at: starts_at?,
        limit,
        yellow_left: row.optional_limit("yellow_left", mistakes),
        yellow_goes_to: known.list(row, "yellow_goes_to", mistakes),
        red_goes_to: known.list(row, "red_goes_to", mistakes),
        then_goes_to: read_later(row, known, mistakes),
        extension: read_extension(row, known, mistakes),
        max_total: row.optional_limit("max_total", mistakes),
        persons_right: row.yes("persons_right", mistakes),
        reason: row.words("reason", mistakes),
        basis: row.basis(mistakes),
    };
    check_yellow(row, &rule, mistakes);
    check_total(row, &rule, mistakes);
    Some(rule)
}

fn read_later(row: &Row, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Vec<Later> {
    let column = "then_goes_to";
    let mut all = Vec::new();
    for entry in row.list(column) {
        let (name, after) =
            entry.split_once('@').map_or((entry.as_str(), None), |(name, after)| (name, Some(after)));
        let after = after.and_then(|text| row.parse_limit(column, text, mistakes));
        all.extend(known.one(row, column, name, mistakes).map(|to| Later { to, after }));
    }
    all
}

fn read_extension(
    row: &Row,
    known: &crate::addressees::Known<'_>,
    mistakes: &mut Mistakes,
) -> Option<Extension> {
    let times = row.number("extension_times", mistakes);
    let each = row.optional_limit("extension_each", mistakes);
    let decided_by = known.list(row, "extension_decided_by", mistakes);
    if (times > 0) != each.is_some() || (times > 0) == decided_by.is_empty() {
        let expected = Words::new(
            "可延期的写每次多久、谁批准，不可延期的留空",
            "length and approver if there are extensions, nothing if there are none",
        );
        row.wrong("extension_times", row.cell("extension_times"), expected, mistakes);
    }
    each.filter(|_| times > 0).map(|each| Extension { times, each, decided_by })
}

fn check_yellow(row: &Row, rule: &LimitRule, mistakes: &mut Mistakes) {
    if let (Some(limit), Some(yellow)) = (rule.limit, rule.yellow_left)
        && limit.unit == yellow.unit
        && yellow.count >= limit.count
    {
        let expected = Words::new(format!("少于 {limit}"), format!("less than {limit}"));
        row.wrong("yellow_left", row.cell("yellow_left"), expected, mistakes);
    }
}

fn check_total(row: &Row, rule: &LimitRule, mistakes: &mut Mistakes) {
    let (Some(limit), Some(total)) = (rule.limit, rule.max_total) else { return };
    let extended = rule.extension.as_ref().map_or(0, |one| u64::from(one.times) * u64::from(one.each.count));
    let same_unit = rule.extension.as_ref().is_none_or(|one| one.each.unit == limit.unit);
    let sum = u64::from(limit.count) + extended;
    if total.unit != limit.unit || !same_unit || u64::from(total.count) != sum {
        let expected = Words::new(
            format!("时限与延期之和 {sum}{}", limit.unit),
            format!("limit and extensions together, {sum}{}", limit.unit),
        );
        row.wrong("max_total", row.cell("max_total"), expected, mistakes);
    }
}

impl Row {
    pub(crate) fn limit(&self, column: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        self.parse_limit(column, self.cell(column), mistakes)
    }

    fn optional_limit(&self, column: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        if self.cell(column).is_empty() { None } else { self.limit(column, mistakes) }
    }

    fn parse_limit(&self, column: &str, text: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        let limit = text.parse().ok();
        if limit.is_none() {
            let expected =
                Words::new("时限，如 30min、24h、60d、4wh、5wd", "a limit such as 30min, 24h, 60d, 4wh, 5wd");
            self.wrong(column, text, expected, mistakes);
        }
        limit
    }
}
