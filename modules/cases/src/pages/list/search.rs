//! `GET /search`: a number opens its case; words find cases within reach, places and units.

use askama::Template;
use lianxin_access::reach::is_within;
use lianxin_access::{Done, Grant, org};
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::CaseNumber;
use lianxin_web::{Answer, Ask, Page};

use super::row::{Row, rows};
use super::show::lens;
use crate::filter::{Filter, Standing};
use crate::listing::Cursor;
use crate::{find, reaches};

const SHOWN: usize = 50;
const ORGS: i64 = 8;

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    page: Page,
    words: String,
    /// Looked for at all.
    asked: bool,
    number: bool,
    rows: Vec<Found>,
    orgs: Vec<FoundOrg>,
    older: bool,
    list: String,
}

struct Found {
    row: Row,
    /// Where the words stand: before, the words, after.
    said: Vec<Piece>,
}

/// A piece of text, marked or not.
pub(crate) struct Piece {
    pub text: String,
    pub marked: bool,
}

struct FoundOrg {
    name: String,
    href: String,
    icon: &'static str,
}

pub(super) async fn search(ask: Ask) -> Answer {
    let grant = ask.grant("case.see")?;
    let pairs = ask.queries();
    let filter = Filter::parse(pairs, &ask.county.playbook).with(|filter| filter.state = Standing::Any);
    let number = filter.words.parse::<CaseNumber>();
    if let Ok(number) = &number
        && let Some(case) = by_number(&ask, &grant, &number.to_string()).await?
    {
        return Ok(ask.see(&format!("/cases/{case}")));
    }
    let page = ask.page(ask.t("cases-search-title"));
    let template = results(&ask, &grant, page, filter, number.is_ok()).await?;
    ask.html(&template)
}

async fn results(ask: &Ask, grant: &Grant, page: Page, filter: Filter, number: bool) -> Done<Search> {
    let db = ask.reader();
    let words = filter.words.clone();
    let asked = !words.is_empty();
    let mut search = Search {
        words,
        asked,
        number,
        rows: vec![],
        orgs: vec![],
        older: false,
        list: ask.href(&format!("/cases{}", filter.address())),
        page,
    };
    if !asked || number {
        return Ok(search);
    }
    let lens = lens(ask, grant, filter).await?;
    let listed = lens.page(&db, Cursor::Start, SHOWN).await?;
    let found = rows(ask, &db, &search.page, grant, &listed.rows).await?;
    let said = listed.rows.iter().map(|case| excerpt(&case.words, &search.words));
    search.rows = found.into_iter().zip(said).map(|(row, said)| Found { row, said }).collect();
    search.older = lens.older;
    search.orgs = orgs(ask, &db, grant, &search.words, search.page.is_zh()).await?;
    Ok(search)
}

/// The case behind a number: the case that a request went on in, if it was merged.
async fn by_number(ask: &Ask, grant: &Grant, number: &str) -> Result<Option<Id>, Fault> {
    let db = ask.reader();
    let sql = "SELECT id FROM cases WHERE number = $1";
    let Some(id) = db.value::<Id>(sql, values![number]).await? else { return Ok(None) };
    let Some(case) = find(&db, id).await? else { return Ok(None) };
    Ok(reaches(&db, grant, &case).await?.then_some(id))
}

#[derive(FromQueryResult)]
struct OrgRow {
    id: Id,
    code: String,
    kind: String,
    name_zh: String,
    name_en: String,
}

async fn orgs(ask: &Ask, db: &impl Db, grant: &Grant, words: &str, zh: bool) -> Result<Vec<FoundOrg>, Fault> {
    let plain: String = words.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    if plain.trim().chars().count() < 2 {
        return Ok(vec![]);
    }
    let like = format!("%{}%", plain.trim().to_lowercase());
    let sql = "SELECT id, code, kind, name_zh, name_en FROM orgs WHERE valid_to IS NULL \
               AND (name_zh LIKE $1 OR LOWER(name_en) LIKE $1) ORDER BY LENGTH(name_zh), code LIMIT $2";
    let mut found = Vec::new();
    for row in db.rows::<OrgRow>(sql, values![like, ORGS]).await? {
        let is_place =
            matches!(row.kind.as_str(), "district" | "town" | "area" | "village" | "grid" | "micro-grid");
        let below = is_within(db, row.id, grant.org_id).await?;
        let list = Filter { state: Standing::Open, ..Filter::default() };
        let list = match (is_place, below) {
            (_, true) => list.with(|filter| filter.org.clone_from(&row.code)),
            (false, false) => list.with(|filter| filter.unit.clone_from(&row.code)),
            // A place elsewhere has no list that this person may see.
            (true, false) => continue,
        };
        found.push(FoundOrg {
            name: if zh { row.name_zh } else { row.name_en },
            href: ask.href(&format!("/cases{}", list.address())),
            icon: if is_place { "map-pin" } else { "building" },
        });
    }
    // The post's own organisation is the plain list.
    let own = org(db, grant.org_id).await?.map(|org| org.code).unwrap_or_default();
    found.retain(|org| !org.href.ends_with(&format!("?org={own}")));
    Ok(found)
}

/// The words around the first place where something was found, with what was looked for marked.
pub(crate) fn excerpt(text: &str, words: &str) -> Vec<Piece> {
    const BEFORE: usize = 20;
    const LONGEST: usize = 90;
    let text = lianxin_seal::mask_in_text(text);
    let chars: Vec<char> = text.chars().collect();
    let marks = marked(&chars, &split(words));
    let first = marks.iter().position(|marked| *marked).unwrap_or(0);
    let from = first.saturating_sub(BEFORE);
    let to = (from + LONGEST).min(chars.len());
    let mut said = joined(&chars[from..to], &marks[from..to]);
    if from > 0 {
        said.insert(0, Piece { text: "…".into(), marked: false });
    }
    if to < chars.len() {
        said.push(Piece { text: "…".into(), marked: false });
    }
    said
}

/// The whole text with these words marked.
pub(crate) fn pieces(text: &str, words: &[&str]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    joined(&chars, &marked(&chars, words))
}

fn joined(chars: &[char], marks: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, marked) in chars.iter().zip(marks) {
        match pieces.last_mut() {
            Some(piece) if piece.marked == *marked => piece.text.push(*c),
            _ => pieces.push(Piece { text: c.to_string(), marked: *marked }),
        }
    }
    pieces
}

fn split(words: &str) -> Vec<&str> {
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Which characters belong to one of the words.
fn marked(chars: &[char], words: &[&str]) -> Vec<bool> {
    let lower = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let text: Vec<char> = chars.iter().map(lower).collect();
    let mut marks = vec![false; text.len()];
    for word in words.iter().filter(|word| !word.is_empty()) {
        let word: Vec<char> = word.chars().map(|c| lower(&c)).collect();
        for (at, window) in text.windows(word.len()).enumerate() {
            if window == word {
                marks[at..at + word.len()].fill(true);
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    fn said(text: &str, words: &str) -> String {
        let piece = |piece: &super::Piece| {
            if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }
        };
        excerpt(text, words).iter().map(piece).collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_wherever_it_stands() {
        assert_eq!(said("村口路灯不亮，路灯坏了", "路灯"), "村口[路灯]不亮，[路灯]坏了");
        assert_eq!(said("WiFi down", "wifi"), "[WiFi] down");
        assert_eq!(said("路灯", "井盖"), "路灯");
    }

    #[test]
    fn a_long_letter_is_shown_around_the_words_and_numbers_stay_masked() {
        let letter = format!("{}路灯坏了，我的电话 13805311234", "很".repeat(200));
        let said = said(&letter, "路灯");
        assert!(said.starts_with('…') && said.contains("[路灯]"), "{said}");
        assert!(!said.contains("13805311234"), "{said}");
    }
}
