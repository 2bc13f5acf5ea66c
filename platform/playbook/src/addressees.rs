//! Whom a yellow or red clock reaches: a role, a unit, or someone known only from the case.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::roles::Roles;
use crate::tables::Row;
use crate::units::Units;

codes! {
    /// Someone whom only the case itself tells.
    Party {
        Handler = "handler", "承办人", "Who signed";
        DutyOfficer = "duty-officer", "值班联络员", "The liaison or stand-in on duty";
        UnitHead = "unit-head", "单位负责人", "The leader of the unit, or the work-area secretary";
        HoldingUnit = "holding-unit", "承办单位", "The unit that holds the order";
        Approver = "approver", "审批人", "Who decides the extension or suspension";
        Superior = "superior", "上一级", "The superior of the one before";
        JointMeeting = "joint-meeting", "联席会议", "A joint meeting with tasks, owners and dates";
        BothParties = "both-parties", "双方当事人", "Both parties";
    }
}

/// Written in files as the bare code; no role, unit and party share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addressee {
    Role(String),
    Unit(String),
    Party(Party),
}

impl fmt::Display for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(code) | Self::Unit(code) => f.write_str(code),
            Self::Party(party) => f.write_str(party.code()),
        }
    }
}

/// What addressees may name.
pub(crate) struct Known<'a> {
    pub roles: &'a Roles,
    pub units: &'a Units,
}

impl Known<'_> {
    pub fn one(&self, row: &Row, column: &str, code: &str, mistakes: &mut Mistakes) -> Option<Addressee> {
        if let Some(party) = Party::parse(code) {
            return Some(Addressee::Party(party));
        }
        if self.roles.has(code) {
            return Some(Addressee::Role(code.to_owned()));
        }
        if self.units.has(code) {
            return Some(Addressee::Unit(code.to_owned()));
        }
        if mistakes.is_unread("roles.csv") || mistakes.is_unread("units.csv") {
            return None;
        }
        let expected = Words::new(
            "角色、单位，或 handler、duty-officer、unit-head、holding-unit、approver、superior、joint-meeting、both-parties",
            "a role, a unit, or handler, duty-officer, unit-head, holding-unit, approver, superior, joint-meeting, both-parties",
        );
        row.wrong(column, code, expected, mistakes);
        None
    }

    pub fn list(&self, row: &Row, column: &str, mistakes: &mut Mistakes) -> Vec<Addressee> {
        row.list(column).iter().filter_map(|code| self.one(row, column, code, mistakes)).collect()
    }
}
