use lianxin_access::{By, Done, org};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;

/// A code on a poster: which place, and which spot in it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PlaceCode {
    pub id: Id,
    /// Eight letters and digits, as the address holds them; people read them as `7K4M-9PXD`.
    pub code: String,
    pub org_id: Id,
    /// 村委会门口; empty for the place as a whole.
    pub venue_zh: String,
    pub venue_en: String,
    pub made_at: Time,
    pub revoked_at: Option<Time>,
    pub revision: i64,
}

impl PlaceCode {
    pub fn venue(&self, zh: bool) -> &str {
        if zh || self.venue_en.is_empty() { &self.venue_zh } else { &self.venue_en }
    }

    /// In two groups, for reading out.
    pub fn spoken(&self) -> String {
        match self.code.split_at_checked(4) {
            Some((one, two)) => format!("{one}-{two}"),
            None => self.code.clone(),
        }
    }
}

/// No letters that look or sound like others (0 O, 1 I L, 2 Z, 5 S, 8 B, U V): 24^8 codes, so one cannot be guessed from
/// another.
const LETTERS: &[u8; 24] = b"34679ACDEFGHJKMNPQRTVWXY";
const LENGTH: usize = 8;

fn draw(random: &lianxin_base::Random) -> String {
    let letter = |_| char::from(LETTERS[random.below(LETTERS.len() as u64) as usize % LETTERS.len()]);
    (0..LENGTH).map(letter).collect()
}

/// What was scanned or typed, as a code: spaces, dashes and small letters are forgiven.
fn read_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .map(|c| c.to_ascii_uppercase())
        .take(LENGTH + 1)
        .collect();
    let known = code.bytes().all(|letter| LETTERS.contains(&letter));
    (code.len() == LENGTH && known).then_some(code)
}

const CODE: &str =
    "SELECT id, code, org_id, venue_zh, venue_en, made_at, revoked_at, revision FROM place_codes";

/// The place of a code that is in force.
pub async fn place_of_code(db: &impl Db, code: &str) -> Result<Option<PlaceCode>, Fault> {
    Ok(find(db, code).await?.filter(|place| place.revoked_at.is_none()))
}

/// The place of a code that is no longer in force.
pub async fn revoked_place_of_code(db: &impl Db, code: &str) -> Result<Option<PlaceCode>, Fault> {
    Ok(find(db, code).await?.filter(|place| place.revoked_at.is_some()))
}

async fn find(db: &impl Db, code: &str) -> Result<Option<PlaceCode>, Fault> {
    let Some(code) = read_code(code) else { return Ok(None) };
    db.row(&format!("{CODE} WHERE code = $1"), values![code]).await
}

/// The codes of a place in force, the one of the whole place first.
pub async fn codes_of_org(db: &impl Db, org: Id) -> Result<Vec<PlaceCode>, Fault> {
    db.rows(
        &format!("{CODE} WHERE org_id = $1 AND revoked_at IS NULL ORDER BY venue_zh, made_at"),
        values![org],
    )
    .await
}

/// The codes of several places as a whole, for a sheet of posters.
pub(crate) async fn codes_of_orgs(db: &impl Db, orgs: &[Id]) -> Result<Vec<PlaceCode>, Fault> {
    let sql = |ids: &str| {
        format!("{CODE} WHERE org_id IN ({ids}) AND revoked_at IS NULL AND venue_zh = '' ORDER BY made_at")
    };
    db.rows_among(orgs, sql).await
}

/// Makes a code for a place, or for one spot in it (村委会门口).
pub async fn make_place_code(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    place: Id,
    venue_zh: &str,
    venue_en: &str,
) -> Done<PlaceCode> {
    by.grant(roles, KEEP_TREE)?;
    let org = org(tx, place).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    if org.valid_to.is_some() {
        return Err(Refused::invalid("orgs-refused-closed").into());
    }
    let (zh, en) = (venue_zh.trim(), venue_en.trim());
    if zh.chars().count() > 40 || en.chars().count() > 80 {
        return Err(Refused::field("venue_zh", "orgs-refused-name-long").into());
    }
    Ok(write_code(tx, by, place, zh, en).await?)
}

pub(crate) async fn write_code(tx: &Tx, by: &By, place: Id, zh: &str, en: &str) -> Result<PlaceCode, Fault> {
    let made = PlaceCode {
        id: tx.id(),
        code: draw(&tx.world().random),
        org_id: place,
        venue_zh: zh.to_owned(),
        venue_en: en.to_owned(),
        made_at: tx.now(),
        revoked_at: None,
        revision: 1,
    };
    tx.run(
        "INSERT INTO place_codes (id, code, org_id, venue_zh, venue_en, made_at, revoked_at, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, 1)",
        values![made.id, made.code.as_str(), place, zh, en, made.made_at],
    )
    .await?;
    let event = Event::new("place-code.make", Subject { kind: "place-code", id: made.id, revision: 1 });
    append(tx, by.actor(), event.place(place)).await?;
    Ok(made)
}

/// Takes a code out of force: a poster that was torn down or pasted over. Whoever scans it is told whom to call.
pub async fn revoke_place_code(tx: &Tx, by: &By, roles: &Roles, id: Id) -> Done<PlaceCode> {
    by.grant(roles, KEEP_TREE)?;
    let found: Option<PlaceCode> = tx.row(&format!("{CODE} WHERE id = $1"), values![id]).await?;
    let found = found.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let sql = "UPDATE place_codes SET revoked_at = $2, revision = revision + 1 WHERE id = $1 AND revoked_at IS NULL";
    if tx.run(sql, values![id, tx.now()]).await? == 1 {
        let subject = Subject { kind: "place-code", id, revision: found.revision + 1 };
        append(tx, by.actor(), Event::new("place-code.revoke", subject).place(found.org_id)).await?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_base::Random;

    #[test]
    fn a_code_can_be_typed_as_it_is_read_out() {
        let code = draw(&Random::seeded(7));
        assert_eq!(code.len(), 8);
        let typed = format!("{} - {}", &code[..4].to_lowercase(), &code[4..]);
        assert_eq!(read_code(&typed), Some(code));
        for wrong in ["", "O0I1L222", "34679AC", "34679ACDE", "官庄街道官庄街道", "'; DROP --"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_poster_spells_its_code_in_two_groups() {
        let id = Id::nil();
        let code = PlaceCode {
            id,
            code: "7K4M9PXD".into(),
            org_id: id,
            venue_zh: String::new(),
            venue_en: String::new(),
            made_at: Time::default(),
            revoked_at: None,
            revision: 1,
        };
        assert_eq!(code.spoken(), "7K4M-9PXD");
    }
}
