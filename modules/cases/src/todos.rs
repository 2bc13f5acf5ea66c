//! What waits for a person, in the post that was chosen. Much of one kind becomes one row that says how many.

mod decide;
mod told;

use std::collections::HashMap;

use lianxin_access::{By, Grant, Scope, children};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Reader, Value, placeholders, values};
use lianxin_web::{Ask, Todo, Todos};

use crate::clock::RUNS;
use crate::filter::{Due, Filter, Standing};
use crate::listing::{COUNTED, cases_of};
use crate::reach::no_deadline;
use crate::{Case, Reader as Eyes, State, hidden_from};

/// More than so many of one kind, equally urgent, become one row.
const APART: usize = 3;
/// Most that one person holds or is asked for at once.
const HELD: i64 = 200;

pub fn todos(ask: &Ask) -> Todos<'_> {
    Box::pin(async move {
        let desk = Desk { ask, db: ask.reader() };
        let mut todos = Vec::new();
        for pile in PILES {
            desk.pile(pile, &mut todos).await?;
        }
        desk.to_sign(&mut todos).await?;
        desk.in_hand(&mut todos).await?;
        desk.to_decide(&mut todos).await?;
        desk.to_blow(&mut todos).await?;
        desk.to_open(&mut todos).await?;
        desk.to_score(&mut todos).await?;
        desk.to_fix(&mut todos).await?;
        desk.told(&mut todos).await?;
        Ok(todos)
    })
}

/// Cases in one state that wait for whoever has the capability.
struct Pile {
    state: State,
    capability: &'static str,
    word: &'static str,
    /// Only what is late: for those who press others.
    late_only: bool,
    /// Not for whoever handled the case.
    by_another: bool,
}

impl Pile {
    const fn new(state: State, capability: &'static str, word: &'static str) -> Self {
        Self { state, capability, word, late_only: false, by_another: false }
    }
}

const PILES: [Pile; 6] = [
    Pile::new(State::Registered, "case.accept", "accept"),
    Pile::new(State::Accepted, "case.dispatch", "dispatch"),
    Pile { by_another: true, ..Pile::new(State::Done, "case.verify", "verify") },
    Pile { by_another: true, ..Pile::new(State::Closed, "case.call-back", "call-back") },
    Pile { late_only: true, ..Pile::new(State::Dispatched, "case.press", "press-sign") },
    Pile { late_only: true, ..Pile::new(State::Signed, "case.press", "press") },
];

/// One thing before it is put in words.
struct Waits {
    case: Id,
    due: Option<Time>,
    word: &'static str,
}

struct Desk<'a> {
    ask: &'a Ask,
    db: Reader,
}

/// The permission, if it reaches over an organisation.
fn over_org(ask: &Ask, capability: &str) -> Option<Grant> {
    let grant = ask.grant(capability).ok()?;
    let personal = matches!(grant.scope, Scope::Own | Scope::Household | Scope::Assigned | Scope::Granted);
    (!personal).then_some(grant)
}

impl Desk<'_> {
    async fn pile(&self, pile: Pile, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let Some(grant) = over_org(self.ask, pile.capability) else { return Ok(()) };
        for (due, many) in self.counted(&pile, &grant).await? {
            let (sql, values) = pile_query(&pile, &grant, due, self.ask.now, Vec::new());
            let nearest = |most: usize| format!("{sql} ORDER BY r.due_at, r.case_id LIMIT {most}");
            if many > APART as i64 {
                let first = self.db.row::<Key>(&nearest(1), values).await?;
                todos.push(self.together(&pile, due, many, first.map(|first| first.due_at)));
            } else {
                let keys = self.db.rows::<Key>(&nearest(APART), values).await?;
                let waits = keys.into_iter().map(|key| Waits {
                    case: key.case_id,
                    due: Some(key.due_at),
                    word: pile.word,
                });
                self.apart(waits.collect(), todos).await?;
            }
        }
        Ok(())
    }

    /// How many of the pile are how urgent, as far as anybody counts; what there is none of is left out.
    async fn counted(&self, pile: &Pile, grant: &Grant) -> Result<Vec<(Due, i64)>, Fault> {
        let mut values = Vec::new();
        let mut columns = Vec::new();
        for (name, due) in
            [("late", Due::Late), ("today", Due::Today), ("week", Due::Week), ("later", Due::Later)]
        {
            if pile.late_only && due != Due::Late {
                columns.push(format!("CAST(0 AS BIGINT) AS {name}"));
                continue;
            }
            let sql;
            (sql, values) = pile_query(pile, grant, due, self.ask.now, values);
            columns.push(format!("(SELECT COUNT(*) FROM ({sql} LIMIT {}) s) AS {name}", COUNTED + 1));
        }
        let sql = format!("SELECT {}", columns.join(", "));
        let counted = self.db.row::<Counted>(&sql, values).await?.unwrap_or_default();
        let all = [
            (Due::Late, counted.late),
            (Due::Today, counted.today),
            (Due::Week, counted.week),
            (Due::Later, counted.later),
        ];
        Ok(all.into_iter().filter(|(_, many)| *many > 0).collect())
    }

    fn together(&self, pile: &Pile, due: Due, many: i64, first: Option<Time>) -> Todo {
        let filter = Filter { state: Standing::Is(pile.state), due: Some(due), ..Filter::default() };
        let desk = matches!(pile.word, "accept" | "dispatch") && self.ask.may("case.dispatch");
        let shown = if many > COUNTED { self.ask.t("cases-list-many") } else { many.to_string() };
        Todo {
            kind: "cases",
            href: if desk {
                self.ask.href("/dispatch")
            } else {
                self.ask.href(&format!("/cases{}", filter.address()))
            },
            title: self.ask.args(&format!("cases-todo-many-{}", pile.word), &[("n", &shown)]),
            act: self.ask.t(&format!("cases-todo-{}", pile.word)),
            due_at: first.filter(|due| *due < no_deadline()),
            late: due == Due::Late,
            many,
            place: None,
        }
    }

    /// Orders that nobody of the unit has taken; those of its offices too, which have no posts of their own.
    async fn to_sign(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let may_sign = over_org(self.ask, "case.sign");
        let may_report = over_org(self.ask, "whistle.report-in");
        let Some(grant) = may_sign.as_ref().or(may_report.as_ref()) else { return Ok(()) };
        let units = self.own_units(grant.org_id).await?;
        let sql = format!(
            "SELECT p.id, p.case_id, p.kind FROM parts p JOIN cases c ON c.id = p.case_id WHERE p.unit_id IN ({}) \
             AND p.state = 'dispatched' AND c.state IN ('accepted', 'dispatched', 'signed') \
             ORDER BY p.dispatched_at, p.id LIMIT {HELD}",
            placeholders(1, units.len())
        );
        let parts: Vec<PartKey> = self.db.rows(&sql, units.into_iter().map(Value::from).collect()).await?;
        let deadlines = self.deadlines(&parts).await?;
        let waits = parts.iter().filter_map(|part| {
            let whistle = part.kind == "whistle";
            let allowed = if whistle { may_report.is_some() } else { may_sign.is_some() };
            let stage = if whistle { "report-in" } else { "sign" };
            let due = deadlines.iter().find(|one| one.part_id == Some(part.id) && one.stage == stage);
            allowed.then(|| Waits { case: part.case_id, due: due.map(|one| one.due_at), word: stage })
        });
        self.apart(waits.collect(), todos).await
    }

    async fn own_units(&self, org: Id) -> Result<Vec<Id>, Fault> {
        let below = children(&self.db, org).await?;
        let offices = below.into_iter().filter(|org| org.kind == "office").map(|org| org.id);
        Ok(std::iter::once(org).chain(offices).collect())
    }

    /// What the person took on.
    async fn in_hand(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let Ok(grant) = self.ask.grant("case.handle") else { return Ok(()) };
        // Only what this post reaches: what the person took on in another post waits for them there.
        let reached = match grant.scope {
            Scope::Assigned => "",
            _ => "JOIN case_reach r ON r.case_id = p.case_id AND r.unit_id = $3",
        };
        let sql = format!(
            "SELECT p.id, p.case_id, p.kind FROM parts p JOIN cases c ON c.id = p.case_id {reached} WHERE p.handler_id = $1 \
             AND p.state = 'signed' AND c.state IN ('dispatched', 'signed') ORDER BY p.case_id LIMIT $2"
        );
        let mut bound = values![grant.person_id, HELD];
        if !reached.is_empty() {
            bound.push(grant.org_id.into());
        }
        let parts: Vec<PartKey> = self.db.rows(&sql, bound).await?;
        let deadlines = self.deadlines(&parts).await?;
        let waits = parts.iter().map(|part| {
            let own = |one: &&Deadline| {
                let of_part = one.part_id == Some(part.id);
                let of_case = one.case_id == part.case_id && one.part_id.is_none() && part.kind == "lead";
                of_part || of_case
            };
            let nearest = deadlines.iter().find(own);
            let word = nearest.map_or("resolve", |one| word_of(&one.stage));
            Waits { case: part.case_id, due: nearest.map(|one| one.due_at), word }
        });
        self.apart(waits.collect(), todos).await
    }

    /// The running deadlines of these cases, the nearest first.
    async fn deadlines(&self, parts: &[PartKey]) -> Result<Vec<Deadline>, Fault> {
        if parts.is_empty() {
            return Ok(vec![]);
        }
        let sql = format!(
            "SELECT case_id, part_id, stage, due_at FROM clocks WHERE case_id IN ({}) AND {RUNS} \
             AND stopped_at IS NULL AND stage NOT IN ('mutual-score', 'return-decide', 'extend-decide', 'suspend-decide', \
             'appeal-decide', 'bad-rating-fix') \
             ORDER BY due_at, stage",
            placeholders(1, parts.len())
        );
        self.db.rows(&sql, parts.iter().map(|part| Value::from(part.case_id)).collect()).await
    }

    /// Whistles that are over and not yet scored by this side.
    async fn to_score(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let Some(grant) = over_org(self.ask, "whistle.score") else { return Ok(()) };
        let unscored = "k.stage = 'mutual-score' AND k.result = '' AND NOT EXISTS \
                        (SELECT 1 FROM whistle_scores s WHERE s.part_id = p.id AND s.side =";
        let town = format!(
            "SELECT DISTINCT p.case_id, k.due_at FROM whistles w JOIN parts p ON p.case_id = w.case_id AND p.whistle_id = w.id \
             JOIN clocks k ON k.case_id = p.case_id AND k.part_id = p.id \
             JOIN case_reach r ON r.case_id = p.case_id AND r.unit_id = $1 \
             WHERE w.town_id = $1 AND w.closed_at IS NOT NULL AND {unscored} 'town') ORDER BY k.due_at LIMIT {HELD}"
        );
        let unit = format!(
            "SELECT p.case_id, k.due_at FROM parts p JOIN clocks k ON k.case_id = p.case_id AND k.part_id = p.id \
             JOIN case_reach r ON r.case_id = p.case_id AND r.unit_id = $1 WHERE p.unit_id = $1 AND p.state = 'done' AND p.kind = 'whistle' AND {unscored} 'unit') \
             ORDER BY k.due_at LIMIT {HELD}"
        );
        let mut seen: HashMap<Id, Time> = HashMap::new();
        for sql in [town, unit] {
            for key in self.db.rows::<Key>(&sql, values![grant.org_id]).await? {
                seen.entry(key.case_id).or_insert(key.due_at);
            }
        }
        let mut waits: Vec<Waits> =
            seen.into_iter().map(|(case, due)| Waits { case, due: Some(due), word: "score" }).collect();
        waits.sort_by_key(|one| (one.due, one.case));
        self.apart(waits, todos).await
    }

    /// A row for each.
    async fn apart(&self, waits: Vec<Waits>, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let ids: Vec<Id> = waits.iter().map(|one| one.case).collect();
        let cases = cases_of(&self.db, &ids).await?;
        let hidden = self.hidden(&cases).await?;
        for one in waits {
            let Some(case) = cases.iter().find(|case| case.id == one.case) else { continue };
            let desk = matches!(one.word, "accept" | "dispatch") && self.ask.may("case.dispatch");
            let path =
                if desk { format!("/dispatch?case={}", case.id) } else { format!("/cases/{}", case.id) };
            let due = one.due.filter(|due| *due < no_deadline());
            todos.push(Todo {
                kind: "cases",
                href: self.ask.href(&path),
                title: if hidden.contains(&case.id) {
                    self.ask.t("cases-list-hidden")
                } else {
                    case.title.clone()
                },
                act: self.ask.t(&format!("cases-todo-{}", one.word)),
                due_at: due,
                late: due.is_some_and(|due| due < self.ask.now),
                many: 1,
                place: Some(case.place_id),
            });
        }
        Ok(())
    }

    async fn hidden(&self, cases: &[Case]) -> Result<std::collections::HashSet<Id>, Fault> {
        let keys: Vec<_> = cases.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
        hidden_from(&self.db, &eyes(&self.ask.by, self.ask), &keys).await
    }
}

fn eyes(by: &By, ask: &Ask) -> Eyes {
    Eyes::of(by, &ask.county.playbook.roles)
}

/// Binds to what is bound already.
fn pile_query(
    pile: &Pile,
    grant: &Grant,
    due: Due,
    now: Time,
    mut values: Vec<Value>,
) -> (String, Vec<Value>) {
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let (unit, state) = (bind(grant.org_id.into()), bind(pile.state.word().into()));
    let mut all = vec![format!("r.unit_id = {unit} AND r.state = {state}")];
    let (from, to) = due.span(now);
    for (sign, at) in [(">=", from), ("<", to)] {
        if let Some(at) = at {
            all.push(format!("r.due_at {sign} {}", bind(at.into())));
        }
    }
    if pile.by_another {
        all.push(format!(
            "NOT EXISTS (SELECT 1 FROM parts p WHERE p.case_id = r.case_id AND p.handler_id = {})",
            bind(grant.person_id.into())
        ));
    }
    (format!("SELECT r.case_id, r.due_at FROM case_reach r WHERE {}", all.join(" AND ")), values)
}

/// The act that a handler owes by a stage's deadline.
fn word_of(stage: &str) -> &'static str {
    match stage {
        "contact" => "contact",
        "arrive" => "arrive",
        "plan" => "plan",
        "press-reply" => "press-reply",
        "result" => "result",
        "report-in" => "report-in",
        "visit" => "visit",
        "papers" => "papers",
        _ => "resolve",
    }
}

#[derive(Default, FromQueryResult)]
struct Counted {
    late: i64,
    today: i64,
    week: i64,
    later: i64,
}

#[derive(FromQueryResult)]
struct Key {
    case_id: Id,
    due_at: Time,
}

#[derive(FromQueryResult)]
struct PartKey {
    id: Id,
    case_id: Id,
    kind: String,
}

#[derive(FromQueryResult)]
struct Deadline {
    case_id: Id,
    part_id: Option<Id>,
    stage: String,
    due_at: Time,
}
