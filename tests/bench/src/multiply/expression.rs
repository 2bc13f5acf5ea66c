//! How one column of a copy is written, in the words of each engine. Copy 0 is the original.

use super::Work;
use super::tables::Table;

impl Work {
    pub(super) fn expression(&self, table: &Table, column: &str) -> String {
        match (table.name, column) {
            ("cases", "number") => self.number("id"),
            ("requests", "number") => self.number("first_case_id"),
            // Another villager's phone, or every caller would have called many times.
            ("requests", "phone_blind") => self.blind(),
            ("requests", "name_sealed" | "phone_sealed") | ("sealed_notes", "matter_sealed") => format!(
                "CASE WHEN {n} = 0 THEN s.{column} ELSE (SELECT m.sealed FROM bench_sealed m WHERE m.source = s.id \
                 AND m.n = {n} AND m.place = '{column}') END",
                n = self.n()
            ),
            ("hotline_replies", "position") => format!("s.position * {} + {}", self.copies, self.n()),
            ("events", "data") => format!(
                "CASE WHEN {} = 0 OR s.pattern IS NULL THEN s.data ELSE replace(s.pattern, '########', {}) END",
                self.n(),
                self.hex()
            ),
            _ if table.own.contains(&column) => self.own_id(column),
            _ => format!("s.{column}"),
        }
    }

    fn n(&self) -> &'static str {
        if self.is_postgres() { "s.n" } else { "n.n" }
    }

    fn hex(&self) -> &'static str {
        if self.is_postgres() { "lpad(to_hex(s.n), 8, '0')" } else { "n.hex" }
    }

    /// The last four bytes are the copy's: what was made together stays together in every index.
    fn own_id(&self, column: &str) -> String {
        if self.is_postgres() {
            return format!(
                "CASE WHEN s.n = 0 THEN s.{column} ELSE (left(s.{column}::text, 28) || {})::uuid END",
                self.hex()
            );
        }
        format!(
            "CASE WHEN n.n = 0 THEN s.{column} ELSE CAST(substr(s.{column}, 1, 12) || n.tail AS BLOB) END"
        )
    }

    fn blind(&self) -> String {
        if self.is_postgres() {
            return format!("substr(s.phone_blind, 1, 28) || decode({}, 'hex')", self.hex());
        }
        "CAST(substr(s.phone_blind, 1, 28) || n.tail AS BLOB)".into()
    }

    fn number(&self, case: &str) -> String {
        format!("(SELECT m.number FROM bench_numbers m WHERE m.source = s.{case} AND m.n = {})", self.n())
    }
}
