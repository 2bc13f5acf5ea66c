//! A case: its row, who may touch it, and the one way in which it changes.

use lianxin_access::{By, Done, Grant, Scope, Stop};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_web::County;

use crate::figures::reached_by;
use crate::reach;
use crate::state::State;

/// What a verb works with: the transaction, the county's rules, and who acts.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    pub tx: &'a Tx,
    pub county: &'a County,
    pub by: &'a By,
}

impl Act<'_> {
    pub fn now(&self) -> Time {
        self.tx.now()
    }

    pub fn grant(&self, capability: &str) -> Result<Grant, Refused> {
        self.by.grant(&self.county.playbook.roles, capability)
    }
}

/// A case as it stands.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Case {
    pub id: Id,
    pub number: String,
    pub revision: i64,
    pub state: String,
    pub title: String,
    pub words: String,
    pub kind: String,
    pub category: String,
    pub item: String,
    pub service: String,
    pub pace: String,
    pub sensitive: bool,
    pub emergency: bool,
    pub channel: String,
    pub place_id: Id,
    pub place_words: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub unit_id: Option<Id>,
    pub handler_id: Option<Id>,
    pub accused_id: Option<Id>,
    pub master_id: Option<Id>,
    pub parent_id: Option<Id>,
    pub round: i64,
    pub returns: i64,
    pub whistled: bool,
    pub registered_at: Time,
    pub accepted_at: Option<Time>,
    pub dispatched_at: Option<Time>,
    pub signed_at: Option<Time>,
    pub contacted_at: Option<Time>,
    pub done_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub suspended_at: Option<Time>,
    pub promise_due: Option<Time>,
    pub promise_original: Option<Time>,
    pub due_at: Option<Time>,
    pub yellow_at: Option<Time>,
    pub due_stage: String,
    pub ending: String,
    pub answer: String,
    pub hotline_number: String,
    pub hotline_due: Option<Time>,
}

impl Case {
    /// A case that nobody has done anything with.
    pub(crate) fn untouched(id: Id, number: String, place_id: Id, at: Time) -> Self {
        Self {
            id,
            number,
            revision: 1,
            state: State::Registered.word().into(),
            title: String::new(),
            words: String::new(),
            kind: String::new(),
            category: String::new(),
            item: String::new(),
            service: String::new(),
            pace: String::new(),
            sensitive: false,
            emergency: false,
            channel: String::new(),
            place_id,
            place_words: String::new(),
            lon: None,
            lat: None,
            unit_id: None,
            handler_id: None,
            accused_id: None,
            master_id: None,
            parent_id: None,
            round: 1,
            returns: 0,
            whistled: false,
            registered_at: at,
            accepted_at: None,
            dispatched_at: None,
            signed_at: None,
            contacted_at: None,
            done_at: None,
            closed_at: None,
            ended_at: None,
            suspended_at: None,
            promise_due: None,
            promise_original: None,
            due_at: None,
            yellow_at: None,
            due_stage: String::new(),
            ending: String::new(),
            answer: String::new(),
            hotline_number: String::new(),
            hotline_due: None,
        }
    }

    pub fn state(&self) -> State {
        State::parse(&self.state)
    }

    /// Not yet honestly ended: it has a holder, or waits for one.
    pub fn is_open(&self) -> bool {
        self.state().is_open()
    }

    /// A refusal unless the case is in one of these states: it has moved on since the page was made.
    pub fn must_be(&self, states: &[State]) -> Result<(), Refused> {
        if states.contains(&self.state()) { Ok(()) } else { Err(Refused::conflict("cases-refused-moved-on")) }
    }

    /// A refusal when somebody changed the case after the page was made.
    pub fn must_be_at(&self, revision: Option<i64>) -> Result<(), Refused> {
        match revision {
            Some(seen) if seen != self.revision => Err(Refused::conflict("cases-refused-changed")),
            _ => Ok(()),
        }
    }
}

/// Any case, without asking who wants to know. For verbs that decide themselves, never for a page.
pub async fn find(db: &impl Db, id: Id) -> Result<Option<Case>, Fault> {
    db.row("SELECT * FROM cases WHERE id = $1", values![id]).await
}

/// The case, if the grant reaches it. Out of reach and not there look alike.
pub async fn within(db: &impl Db, grant: &Grant, id: Id) -> Done<Case> {
    let absent = || Stop::from(Refused::absent("cases-refused-absent"));
    let case = find(db, id).await?.ok_or_else(absent)?;
    if reaches(db, grant, &case).await? { Ok(case) } else { Err(absent()) }
}

/// Does the grant reach the case?
pub async fn reaches(db: &impl Db, grant: &Grant, case: &Case) -> Result<bool, Fault> {
    match grant.scope {
        Scope::Own | Scope::Household => {
            let sql = "SELECT 1 FROM requests WHERE case_id = $1 AND person_id = $2";
            Ok(db.value::<i64>(&count_of(sql), values![case.id, grant.person_id]).await?.unwrap_or(0) > 0)
        }
        Scope::Assigned => {
            // What was given back or taken away is no longer assigned.
            let sql = "SELECT 1 FROM parts WHERE case_id = $1 AND handler_id = $2 AND state NOT IN ('returned', 'dropped')";
            Ok(db.value::<i64>(&count_of(sql), values![case.id, grant.person_id]).await?.unwrap_or(0) > 0)
        }
        Scope::Granted => Ok(false),
        _ => reaches_org(db, grant.org_id, case.id).await,
    }
}

/// Those that the grant reaches, in their order.
pub(crate) async fn reached(db: &impl Db, grant: &Grant, cases: Vec<Case>) -> Result<Vec<Case>, Fault> {
    if matches!(grant.scope, Scope::Own | Scope::Household | Scope::Assigned | Scope::Granted) {
        let mut kept = Vec::new();
        for case in cases {
            if reaches(db, grant, &case).await? {
                kept.push(case);
            }
        }
        return Ok(kept);
    }
    let ids: Vec<Id> = cases.iter().map(|case| case.id).collect();
    let reached = reached_by(db, grant.org_id, &ids).await?;
    Ok(cases.into_iter().filter(|case| reached.contains(&case.id)).collect())
}

/// Is the case written down as reached by this organisation?
pub(crate) async fn reaches_org(db: &impl Db, org: Id, case: Id) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM case_reach WHERE unit_id = $1 AND case_id = $2";
    Ok(db.count(sql, values![org, case]).await? > 0)
}

fn count_of(sql: &str) -> String {
    sql.replacen("SELECT 1", "SELECT COUNT(*)", 1)
}

impl Act<'_> {
    /// The case that a person with this capability wants to change.
    pub async fn case(&self, capability: &str, id: Id) -> Done<Case> {
        let grant = self.grant(capability)?;
        within(self.tx, &grant, id).await
    }
}

impl Case {
    /// Writes the changed case and its event: the one way in which a case changes. Two people on one revision: one
    /// wins, the other is told.
    pub(crate) async fn change(
        &mut self,
        act: Act<'_>,
        event: impl FnOnce(Event) -> Event,
        verb: &'static str,
    ) -> Done<Id> {
        self.refresh_due(act.tx).await?;
        let before = self.revision;
        self.revision += 1;
        if !self.save(act.tx, before).await? {
            return Err(Refused::conflict("cases-refused-changed").into());
        }
        reach::mirror(act.tx, self).await?;
        let subject = Subject { kind: "case", id: self.id, revision: self.revision };
        let event = event(Event::new(verb, subject).place(self.place_id).unit(self.unit_id));
        Ok(append(act.tx, act.by.actor(), event).await?)
    }

    /// The nearest deadline that runs. A stopped clock is no deadline.
    async fn refresh_due(&mut self, tx: &Tx) -> Result<(), Fault> {
        #[derive(FromQueryResult)]
        struct Nearest {
            due_at: Time,
            yellow_at: Option<Time>,
            stage: String,
        }
        let nearest: Option<Nearest> = tx
            .row(
                "SELECT due_at, yellow_at, stage FROM clocks WHERE case_id = $1 AND result = '' AND stopped_at IS NULL \
                 AND stage <> 'mutual-score' ORDER BY due_at, stage LIMIT 1",
                values![self.id],
            )
            .await?;
        self.due_at = nearest.as_ref().map(|clock| clock.due_at);
        self.yellow_at = nearest.as_ref().and_then(|clock| clock.yellow_at);
        self.due_stage = nearest.map(|clock| clock.stage).unwrap_or_default();
        Ok(())
    }

    async fn save(&self, tx: &Tx, before: i64) -> Result<bool, Fault> {
        let sql = "UPDATE cases SET revision = $3, state = $4, title = $5, kind = $6, category = $7, item = $8, \
                   service = $9, pace = $10, sensitive = $11, emergency = $12, place_id = $13, place_words = $14, \
                   lon = $15, lat = $16, unit_id = $17, handler_id = $18, accused_id = $19, master_id = $20, \
                   parent_id = $21, round = $22, returns = $23, whistled = $24, accepted_at = $25, dispatched_at = $26, \
                   signed_at = $27, contacted_at = $28, done_at = $29, closed_at = $30, ended_at = $31, \
                   suspended_at = $32, promise_due = $33, promise_original = $34, due_at = $35, yellow_at = $36, \
                   due_stage = $37, ending = $38, answer = $39, hotline_due = $40 WHERE id = $1 AND revision = $2";
        let case = self.clone();
        let written = tx
            .run(
                sql,
                values![
                    case.id,
                    before,
                    case.revision,
                    case.state,
                    case.title,
                    case.kind,
                    case.category,
                    case.item,
                    case.service,
                    case.pace,
                    case.sensitive,
                    case.emergency,
                    case.place_id,
                    case.place_words,
                    case.lon,
                    case.lat,
                    case.unit_id,
                    case.handler_id,
                    case.accused_id,
                    case.master_id,
                    case.parent_id,
                    case.round,
                    case.returns,
                    case.whistled,
                    case.accepted_at,
                    case.dispatched_at,
                    case.signed_at,
                    case.contacted_at,
                    case.done_at,
                    case.closed_at,
                    case.ended_at,
                    case.suspended_at,
                    case.promise_due,
                    case.promise_original,
                    case.due_at,
                    case.yellow_at,
                    case.due_stage,
                    case.ending,
                    case.answer,
                    case.hotline_due,
                ],
            )
            .await?;
        Ok(written == 1)
    }
}

/// What a person wrote beside an event.
pub(crate) async fn note(tx: &Tx, case: Id, event: Id, words: &str, open: bool) -> Result<(), Fault> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO notes (id, case_id, event_id, words, open) VALUES ($1, $2, $3, $4, $5)";
    tx.run(sql, values![tx.id(), case, event, words, open]).await.map(|_| ())
}
