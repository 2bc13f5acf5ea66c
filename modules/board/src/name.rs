//! The figures, by name. A name is also the end of its text key: `board-figure-in-time`.

/// Requests that came in.
pub const REQUESTS: &str = "requests";
/// Accepted cases: not merged, not answered at once, not refused.
pub const ACCEPTED: &str = "accepted";
pub const REFUSED: &str = "refused";
/// Of the refused ones of another channel: told in time where the matter belongs.
pub const TOLD: &str = "told";
/// Verified cases.
pub const CLOSED: &str = "closed";
/// Promises kept by the deadline in force, each round for itself.
pub const IN_TIME: &str = "in-time";
/// The same by the deadline as first given.
pub const IN_TIME_ORIGINAL: &str = "in-time-original";
/// A real contact in time, of those due.
pub const RESPONSE: &str = "response";
/// The person says solved, of the cases with a valid call-back; the last one counts.
pub const RESOLUTION: &str = "resolution";
/// Partly solved, by the last valid call-back.
pub const PARTLY: &str = "partly";
/// Solved at the first call-back, of the cases with a valid one.
pub const FIRST_TIME: &str = "first-time";
/// Level of the last valid call-back of a case, best first.
pub const SATISFACTION: [&str; 5] =
    ["satisfaction-5", "satisfaction-4", "satisfaction-3", "satisfaction-2", "satisfaction-1"];
/// Call-backs made in time, of those due.
pub const CALL_BACKS: &str = "call-backs";
/// Solved, of all valid call-backs, those of merged requests and earlier rounds included.
pub const CALLS: &str = "calls";
pub const CALLS_PARTLY: &str = "calls-partly";
pub const CALL_LEVELS: [&str; 5] = ["calls-5", "calls-4", "calls-3", "calls-2", "calls-1"];
/// Ratings by number and query word; they are no call-backs.
pub const RATINGS: [&str; 5] = ["ratings-5", "ratings-4", "ratings-3", "ratings-2", "ratings-1"];
/// Orders that a unit leads; a confirmed return takes it out.
pub const ORDERS: &str = "orders";
/// The first dispatch was right.
pub const FIRST_RIGHT: &str = "first-right";
/// Signed in time.
pub const SIGN: &str = "sign";
pub const RETURNS: &str = "returns";
pub const RETURNS_CONFIRMED: &str = "returns-confirmed";
pub const RETURNS_REFUSED: &str = "returns-refused";
pub const EXTENSIONS: &str = "extensions";
pub const EXTENSIONS_APPROVED: &str = "extensions-approved";
pub const SUSPENSIONS: &str = "suspensions";
pub const SUSPENSIONS_APPROVED: &str = "suspensions-approved";
pub const WHISTLES: &str = "whistles";
/// Departments called by whistles that reported in at all.
pub const REPORTED: &str = "reported";
/// Reported in in time, of those due.
pub const REPORT_IN: &str = "report-in";
/// Mutual scores given, of those due.
pub const SCORES: &str = "scores";
pub const REOPENED: &str = "reopened";
/// Open now.
pub const OPEN: &str = "open";
/// Open now with a deadline that has passed.
pub const LATE: &str = "late";
/// What was left out of a rate, and why.
pub const LEFT_OUT: [&str; 10] = [
    "left-out-merged",
    "left-out-refused",
    "left-out-answered",
    "left-out-withdrawn",
    "left-out-out-of-duty",
    "left-out-no-answer",
    "left-out-anonymous",
    "left-out-no-phone",
    "left-out-emergency",
    "left-out-appeal",
];

/// The figures of one name each.
const SINGLE: [&str; 29] = [
    REQUESTS,
    ACCEPTED,
    REFUSED,
    TOLD,
    CLOSED,
    IN_TIME,
    IN_TIME_ORIGINAL,
    RESPONSE,
    RESOLUTION,
    PARTLY,
    FIRST_TIME,
    CALL_BACKS,
    CALLS,
    CALLS_PARTLY,
    ORDERS,
    FIRST_RIGHT,
    SIGN,
    RETURNS,
    RETURNS_CONFIRMED,
    RETURNS_REFUSED,
    EXTENSIONS,
    EXTENSIONS_APPROVED,
    SUSPENSIONS,
    SUSPENSIONS_APPROVED,
    WHISTLES,
    REPORTED,
    REPORT_IN,
    SCORES,
    REOPENED,
];

/// Counted by top category as well.
pub const BY_CATEGORY: [&str; 2] = [REQUESTS, LATE];

/// All that is counted by day.
pub fn by_day() -> impl Iterator<Item = &'static str> {
    SINGLE.into_iter().chain(SATISFACTION).chain(CALL_LEVELS).chain(RATINGS).chain(LEFT_OUT)
}

/// What is so now, whatever the period.
pub const NOW: [&str; 2] = [OPEN, LATE];

/// The known name of a word from an address.
pub fn parse(word: &str) -> Option<&'static str> {
    by_day().chain(NOW).find(|name| *name == word)
}
