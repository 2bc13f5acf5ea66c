//! Who acts: staff of the county with sessions of their own, villagers with words of their own.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use lianxin_access::open_session;
use lianxin_base::{Id, Random};
use lianxin_db::{Db, FromQueryResult, Tx, values};
use lianxin_seal::QueryWord;

use crate::Outcome;
use crate::ground::{County, house};

/// Everybody, by organisation and role.
pub struct People {
    pub staff: Vec<Person>,
    by_post: HashMap<(Id, String), Vec<usize>>,
    pub villages: Vec<Village>,
    pub matters: Vec<Matter>,
    pub follows: Vec<Follow>,
    /// Those that the demonstration offers, with their passwords.
    pub logins: Vec<(String, String)>,
}

pub struct Person {
    pub cookie: String,
    pub role: String,
}

#[derive(Clone)]
pub struct Village {
    pub code: String,
    /// With its town, as a sheet of another system writes it.
    pub name: String,
    pub town: Id,
}

/// What is said, what it is, and who leads.
#[derive(Clone)]
pub struct Matter {
    pub words: String,
    pub category: String,
    pub kind: String,
    pub lead: String,
}

/// A request of the store whose query word is known here.
#[derive(Clone)]
pub struct Follow {
    pub number: String,
    pub word: String,
}

#[derive(FromQueryResult)]
struct Held {
    person_id: Id,
    role: String,
    org_id: Id,
}

/// As many as the county of the mix has.
const STAFF: usize = 3_000;
const FOLLOWS: usize = 2_000;

impl People {
    /// Gives staff accounts and sessions, and some requests a word that is known.
    pub async fn enter(county: &County) -> Outcome<Self> {
        let tx = county.store.begin().await?;
        let held: Vec<Held> = tx
            .rows(
                "SELECT person_id, role, org_id FROM posts WHERE valid_to IS NULL AND role <> 'resident' ORDER BY id",
                values![],
            )
            .await?;
        let mut people = Self {
            staff: vec![],
            by_post: HashMap::new(),
            villages: villages(county).await?,
            matters: matters(county)?,
            follows: vec![],
            logins: logins(&tx).await?,
        };
        // Without a second step some roles are led to choose one, and to nothing else.
        let second_step = &county.playbook.manifest.sign_in.second_step;
        let signs_in = |held: &Held| !second_step.contains(&held.role);
        // Grid workers are many; whoever the mix needs by name comes first.
        let (few, many): (Vec<Held>, Vec<Held>) =
            held.into_iter().filter(signs_in).partition(|held| held.role != "grid-worker");
        for held in few.into_iter().chain(many).take(STAFF) {
            people.admit(&tx, held).await?;
        }
        people.follows = follows(&tx, county).await?;
        tx.commit().await?;
        Ok(people)
    }

    /// Where and what alone, for whoever needs no staff.
    pub async fn places_and_words(county: &County) -> Outcome<(Vec<Village>, Vec<Matter>)> {
        Ok((villages(county).await?, matters(county)?))
    }

    async fn admit(&mut self, tx: &Tx, held: Held) -> Outcome<()> {
        let sql = "SELECT id FROM accounts WHERE person_id = $1 AND closed_at IS NULL";
        let account = match tx.value::<Id>(sql, values![held.person_id]).await? {
            Some(account) => account,
            None => {
                let id = tx.id();
                let sql = "INSERT INTO accounts (id, person_id, login, password, failures, lang, revision) \
                           VALUES ($1, $2, $3, 'nobody signs in with this', 0, 'zh-CN', 1)";
                tx.run(sql, values![id, held.person_id, format!("bench-{id}")]).await?;
                id
            }
        };
        let secret = open_session(tx, account, held.person_id, "bench", "127.0.0.1").await?;
        let place = self.staff.len();
        self.by_post.entry((held.org_id, held.role.clone())).or_default().push(place);
        self.staff.push(Person {
            cookie: format!("lx_session={}", BASE64_URL_SAFE_NO_PAD.encode(secret)),
            role: held.role,
        });
        Ok(())
    }

    /// One of those with a role in an organisation.
    pub fn of(&self, org: Id, role: &str, which: u64) -> Outcome<&Person> {
        let all =
            self.by_post.get(&(org, role.to_owned())).ok_or_else(|| format!("nobody is {role} there"))?;
        Ok(&self.staff[all[which as usize % all.len()]])
    }

    /// Anybody with one of these roles.
    pub fn any<'a>(&'a self, chance: &Random, roles: &[&str]) -> &'a Person {
        for _ in 0..2_000 {
            let person = self.somebody(chance);
            if roles.contains(&person.role.as_str()) {
                return person;
            }
        }
        self.staff.iter().find(|person| roles.contains(&person.role.as_str())).unwrap_or(&self.staff[0])
    }

    pub fn somebody(&self, chance: &Random) -> &Person {
        &self.staff[chance.below(self.staff.len() as u64) as usize]
    }
}

#[derive(FromQueryResult)]
struct Standing {
    code: String,
    name_zh: String,
    town_id: Id,
    town_zh: String,
}

async fn villages(county: &County) -> Outcome<Vec<Village>> {
    let sql = "SELECT v.code, v.name_zh, t.id AS town_id, t.name_zh AS town_zh FROM orgs v \
               JOIN org_above a ON a.org_id = v.id AND a.valid_to IS NULL JOIN orgs t ON t.id = a.above_id \
               WHERE v.kind = 'village' AND t.kind = 'town' AND v.valid_to IS NULL ORDER BY v.code";
    let villages: Vec<Standing> = county.store.reader().rows(sql, values![]).await?;
    let village = |one: Standing| Village {
        code: one.code,
        name: format!("{}{}", one.town_zh, one.name_zh),
        town: one.town_id,
    };
    Ok(villages.into_iter().map(village).collect())
}

/// The sentence patterns of the demonstration whose lead is a department, filled in.
fn matters(county: &County) -> Outcome<Vec<Matter>> {
    let file = house().join("server/src/demo/matters.csv");
    let playbook = &county.playbook;
    let mut matters = Vec::new();
    for line in std::fs::read_to_string(file)?.lines().skip(1) {
        let fields: Vec<&str> = line.splitn(6, ',').collect();
        let [category, _, "", kind, words, _] = fields[..] else { continue };
        let lead = playbook.primary_item(category).map(|item| item.lead_unit.clone()).unwrap_or_default();
        if !playbook.units.get(&lead).is_some_and(|unit| unit.kind.is_county_wide()) {
            continue;
        }
        let words = words
            .replace("{spot}", "村东头")
            .replace("{who}", "老人")
            .replace("{n}", "3")
            .replace("{days}", "4");
        matters.push(Matter { words, category: category.into(), kind: kind.into(), lead });
    }
    if matters.is_empty() { Err("no patterns".into()) } else { Ok(matters) }
}

#[derive(FromQueryResult)]
struct Login {
    login: String,
    password: String,
}

async fn logins(tx: &Tx) -> Outcome<Vec<(String, String)>> {
    let logins: Vec<Login> = tx.rows("SELECT login, password FROM demo_logins", values![]).await?;
    Ok(logins.into_iter().map(|one| (one.login, one.password)).collect())
}

/// Requests all over the store get a word that is known here: their own words nobody knows.
async fn follows(tx: &Tx, county: &County) -> Outcome<Vec<Follow>> {
    let chance = Random::seeded(370_114);
    let mut follows = Vec::new();
    for id in some_ids(tx, "requests", "1 = 1", FOLLOWS, &chance).await? {
        let word = QueryWord::draw(|bytes| {
            chance.fill(bytes);
            Ok(())
        })?;
        let hash = county.keys.hash_word(id, &word)?;
        let sql = "UPDATE requests SET word_hash = $2 WHERE id = $1 RETURNING number";
        if let Some(number) = tx.value::<String>(sql, values![id, hash]).await? {
            follows.push(Follow { number, word: word.as_str().to_owned() });
        }
    }
    Ok(follows)
}

/// Cases from all over the store. What was handed over sealed is in nobody's reach, and no page of a case.
pub async fn some_cases(db: &impl Db, many: usize, chance: &Random) -> Outcome<Vec<Id>> {
    some_ids(db, "cases", "ending <> 'sealed'", many, chance).await
}

/// Ids from all over a table, by chance, each once: the next one after an instant between the first and the last.
async fn some_ids(db: &impl Db, table: &str, only: &str, many: usize, chance: &Random) -> Outcome<Vec<Id>> {
    let end = |order: &str| format!("SELECT id FROM {table} ORDER BY id {order} LIMIT 1");
    let first: Option<Id> = db.value(&end(""), values![]).await?;
    let last: Option<Id> = db.value(&end("DESC"), values![]).await?;
    let (Some(first), Some(last)) = (first, last) else { return Ok(vec![]) };
    let span = last.as_u128() - first.as_u128();
    let sql = format!("SELECT id FROM {table} WHERE id >= $1 AND {only} ORDER BY id LIMIT 1");
    let mut ids = Vec::with_capacity(many);
    for _ in 0..many {
        let far = u128::from_le_bytes(chance.bytes()) % span.max(1);
        let id: Option<Id> = db.value(&sql, values![Id::from_u128(first.as_u128() + far)]).await?;
        ids.extend(id);
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}
