//! What a board is asked: whose, which days, compared with what, by which tree. All of it stands in the address.

use form_urlencoded::Serializer;
use lianxin_access::reach::is_within;
use lianxin_access::{Done, Org, Scope, org, org_by_code, root};
use lianxin_base::Refused;
use lianxin_db::Db;
use lianxin_web::Ask;

use crate::as_was::Tree;
use crate::period::{Against, Period};

pub(crate) const SEE: &str = "board.see";

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub org: Org,
    pub period: Period,
    pub against: Against,
    pub tree: Tree,
}

impl Question {
    /// # Errors
    /// `board-refused-org` when the organisation is not below the post's own: out of reach and not there look alike.
    pub async fn of(ask: &Ask, db: &impl Db) -> Done<Self> {
        let grant = ask.grant(SEE)?;
        let absent = || Refused::absent("board-refused-org");
        let top = match grant.scope {
            Scope::County => root(db).await?,
            _ => org(db, grant.org_id).await?,
        };
        let top = top.ok_or_else(absent)?;
        let own = match ask.query("org") {
            None => top.clone(),
            Some(code) => org_by_code(db, code).await?.ok_or_else(absent)?,
        };
        if own.id != top.id && !is_within(db, own.id, top.id).await? {
            return Err(absent().into());
        }
        Ok(Self {
            org: own,
            period: Period::parse(ask.query("period")),
            against: Against::parse(ask.query("against")),
            tree: Tree::parse(ask.query("tree")),
        })
    }

    /// `/370114/board?org=370114011`, short where the plain thing is meant, with more behind.
    pub fn href(&self, ask: &Ask, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("org", &self.org.code);
        if self.period != Period::default() {
            query.append_pair("period", self.period.word());
        }
        if self.against != Against::default() {
            query.append_pair("against", self.against.word());
        }
        if self.tree != Tree::default() {
            query.append_pair("tree", self.tree.word());
        }
        for (name, value) in more.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        format!("{}?{}", ask.href(path), query.finish())
    }

    /// The cases behind a figure.
    pub fn rows(&self, ask: &Ask, figure: &str, only: &str) -> String {
        self.href(ask, "/board/rows", &[("figure", figure), ("only", only)])
    }

    pub fn of_org(&self, org: &Org) -> Self {
        Self { org: org.clone(), ..self.clone() }
    }
}
