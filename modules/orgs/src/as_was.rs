use std::collections::HashMap;

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};

/// An organisation as it stood at an instant: with the name and the parent of that day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    pub id: Id,
    pub code: String,
    pub kind: String,
    pub short_zh: String,
    pub short_en: String,
    pub parent_id: Option<Id>,
}

impl Standing {
    pub fn short(&self, zh: bool) -> &str {
        if zh { &self.short_zh } else { &self.short_en }
    }
}

/// The name of the day: the former one whose period holds the instant, else the present one.
const STANDING: &str = "SELECT o.id, o.code, o.kind, COALESCE(n.short_zh, o.short_zh) AS short_zh, \
    COALESCE(n.short_en, o.short_en) AS short_en, up.above_id AS parent_id FROM orgs o \
    LEFT JOIN org_names n ON n.org_id = o.id AND n.valid_from <= $1 AND n.valid_to > $1 \
    LEFT JOIN org_above up ON up.org_id = o.id AND up.depth = 1 AND up.valid_from <= $1 \
    AND (up.valid_to IS NULL OR up.valid_to > $1)";

/// The organisation and all that stood above it at an instant, nearest first.
pub async fn above_at(db: &impl Db, org: Id, at: Time) -> Result<Vec<Standing>, Fault> {
    let sql = format!(
        "{STANDING} JOIN org_above a ON a.above_id = o.id WHERE a.org_id = $2 AND a.valid_from <= $1 \
         AND (a.valid_to IS NULL OR a.valid_to > $1) ORDER BY a.depth"
    );
    db.rows(&sql, values![at, org]).await
}

/// All that stood at an instant, by code.
pub async fn standing_at(db: &impl Db, at: Time) -> Result<Vec<Standing>, Fault> {
    let sql = format!(
        "{STANDING} WHERE o.valid_from <= $1 AND (o.valid_to IS NULL OR o.valid_to > $1) ORDER BY o.code"
    );
    db.rows(&sql, values![at]).await
}

/// What is different between two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Added(Standing),
    Closed(Standing),
    Renamed { before: Standing, after: Standing },
    Moved { before: Standing, after: Standing },
}

impl Change {
    pub fn code(&self) -> &str {
        match self {
            Self::Added(org) | Self::Closed(org) => &org.code,
            Self::Renamed { after, .. } | Self::Moved { after, .. } => &after.code,
        }
    }
}

/// Compares the tree of two days, by code. Pure: any two lists can be compared.
pub fn changes(before: &[Standing], after: &[Standing]) -> Vec<Change> {
    let was: HashMap<Id, &Standing> = before.iter().map(|org| (org.id, org)).collect();
    let is: HashMap<Id, &Standing> = after.iter().map(|org| (org.id, org)).collect();
    let mut found: Vec<Change> =
        before.iter().filter(|org| !is.contains_key(&org.id)).cloned().map(Change::Closed).collect();
    for org in after {
        let Some(old) = was.get(&org.id) else {
            found.push(Change::Added(org.clone()));
            continue;
        };
        let pair = || ((*old).clone(), org.clone());
        if old.parent_id != org.parent_id {
            let (before, after) = pair();
            found.push(Change::Moved { before, after });
        }
        if (&old.short_zh, &old.short_en) != (&org.short_zh, &org.short_en) {
            let (before, after) = pair();
            found.push(Change::Renamed { before, after });
        }
    }
    found.sort_by(|one, other| one.code().cmp(other.code()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(code: u8, name: &str, parent: u8) -> Standing {
        Standing {
            id: Id::from_bytes([code; 16]),
            code: code.to_string(),
            kind: "village".into(),
            short_zh: name.into(),
            short_en: name.into(),
            parent_id: Some(Id::from_bytes([parent; 16])),
        }
    }

    #[test]
    fn each_difference_of_two_days_is_told_and_nothing_else() {
        let before = [org(1, "柳峪村", 8), org(2, "石匣村", 8), org(3, "青野村", 8)];
        let after = [org(1, "柳峪村", 9), org(3, "青野社区", 8), org(4, "新村", 8)];
        let told = changes(&before, &after);
        assert_eq!(
            told,
            [
                Change::Moved { before: before[0].clone(), after: after[0].clone() },
                Change::Closed(before[1].clone()),
                Change::Renamed { before: before[2].clone(), after: after[1].clone() },
                Change::Added(after[2].clone()),
            ]
        );
        assert!(changes(&after, &after).is_empty());
    }
}
