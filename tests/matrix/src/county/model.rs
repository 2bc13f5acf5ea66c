//! The naive model: a list of organisations with their parents, and the rule in three lines.

use lianxin_base::Id;

#[derive(Clone, Debug)]
pub struct Org {
    pub id: Id,
    pub code: String,
    pub kind: &'static str,
    pub parent: Option<usize>,
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct Post {
    pub id: Id,
    pub person: Id,
    pub org: usize,
    pub role: &'static str,
    pub held: bool,
    /// The cookie of a session in this post.
    pub cookie: String,
}

#[derive(Clone, Debug)]
pub struct Part {
    pub id: Id,
    pub unit: usize,
    /// dispatched signed returned dropped
    pub state: &'static str,
    pub kind: &'static str,
    pub handler: Option<Id>,
}

#[derive(Clone, Debug)]
pub struct Case {
    pub id: Id,
    pub number: String,
    /// Stands in the words and nowhere else.
    pub token: String,
    pub place: usize,
    pub accused: Option<usize>,
    pub sensitive: bool,
    pub state: &'static str,
    /// Somebody said what it is.
    pub classified: bool,
    pub unit: Option<usize>,
    pub parts: Vec<Part>,
    /// Who asked: people whose request the case answers now.
    pub askers: Vec<Id>,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub orgs: Vec<Org>,
    pub posts: Vec<Post>,
    pub cases: Vec<Case>,
}

impl Model {
    /// The organisation and all above it.
    pub fn above(&self, org: usize) -> Vec<usize> {
        let mut above = vec![org];
        while let Some(parent) = self.orgs[*above.last().expect("itself")].parent {
            above.push(parent);
        }
        above
    }

    pub fn within(&self, org: usize, above: usize) -> bool {
        self.above(org).contains(&above)
    }

    /// Complained about: the organisation, or something above it.
    fn is_accused(&self, org: usize, case: &Case) -> bool {
        case.accused.is_some_and(|accused| self.within(org, accused))
    }

    /// Its place lies there.
    pub fn lies_in(&self, org: usize, case: &Case) -> bool {
        self.within(case.place, org) && !self.is_accused(org, case)
    }

    /// Its place lies there, or the organisation, or something below it, has something to do for it.
    pub fn reaches(&self, org: usize, case: &Case) -> bool {
        let part = |part: &Part| {
            matches!(part.state, "dispatched" | "signed" | "done") && self.within(part.unit, org)
        };
        (self.within(case.place, org) || case.parts.iter().any(part)) && !self.is_accused(org, case)
    }

    /// What a permission of this scope covers, in this post.
    pub fn sees(&self, post: &Post, scope: &str, case: &Case) -> bool {
        match scope {
            "own" | "household" => case.askers.contains(&post.person),
            "assigned" => case.parts.iter().any(|part| {
                !matches!(part.state, "returned" | "dropped") && part.handler == Some(post.person)
            }),
            "granted" => false,
            _ => self.reaches(post.org, case),
        }
    }
}
