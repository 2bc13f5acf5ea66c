//! Which tables tell of cases, and which of their ids are the case's own: a copy has its own of these and shares the
//! rest (places, units, people).

/// A table whose rows belong to cases.
pub struct Table {
    pub name: &'static str,
    /// In the order of the primary key, so that copies are written one after the other.
    pub order: &'static str,
    /// Ids that each copy has of its own.
    pub own: &'static [&'static str],
    /// Only these rows.
    pub only: &'static str,
}

const fn table(name: &'static str, order: &'static str, own: &'static [&'static str]) -> Table {
    Table { name, order, own, only: "" }
}

pub const TABLES: [Table; 27] = [
    table("cases", "id", &["id", "master_id", "parent_id"]),
    table("requests", "id", &["id", "case_id", "first_case_id", "origin_id"]),
    table("parts", "id", &["id", "case_id", "whistle_id"]),
    table("clocks", "id", &["id", "case_id", "part_id", "request_id", "ask_id", "item_id"]),
    table("asks", "id", &["id", "case_id", "part_id", "request_id"]),
    table("whistles", "id", &["id", "case_id"]),
    table("whistle_scores", "part_id, side", &["whistle_id", "part_id"]),
    table("whistle_asks", "id", &["id", "case_id", "whistle_id"]),
    // A note opens in its own row alone: the copies stay shut, which nothing here minds.
    table("sealed_notes", "id", &["id", "case_id"]),
    table("sealed_openings", "id", &["id", "note_id"]),
    table("notes", "id", &["id", "case_id", "event_id"]),
    table("attachments", "id", &["id", "case_id", "request_id", "event_id"]),
    table("call_backs", "id", &["id", "case_id", "request_id"]),
    table("case_reach", "unit_id, case_id", &["case_id"]),
    table("case_grams", "gram, case_id", &["case_id"]),
    table("case_looks", "case_id, person_id", &["case_id"]),
    table("case_links", "one_id, other_id", &["one_id", "other_id"]),
    table("exclusions", "id", &["id", "case_id", "request_id"]),
    table("notices", "id", &["id", "case_id", "clock_id"]),
    table("errands", "case_id", &["case_id"]),
    table("errand_items", "id", &["id", "case_id"]),
    table("consents", "id", &["id", "case_id"]),
    table("claims", "case_id", &["case_id"]),
    table("hotline_replies", "position", &["event_id", "case_id"]),
    table("open311_requests", "request_id", &["request_id", "case_id"]),
    table("contributions", "case_id, name, day", &["case_id"]),
    Table {
        name: "events",
        order: "id",
        own: &["id", "subject_id"],
        only: "subject_kind IN ('case', 'clock', 'request')",
    },
];

/// Tables that tell of cases and have no rows in a county that was just made.
pub const EMPTY: [&str; 2] = ["api_calls", "imports"];
