//! A person's own consent to what may not be kept without it: health, identity papers, accounts, a face. It says what for,
//! until when, and how it was given; what is noted under it is sealed, opened only by those who work on the case, and
//! erased when its time is over or the person takes it back (Personal Information Protection Law Art. 14-17, 28-30).

use chrono::NaiveDate;
use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_web::{County, Job};

use crate::call_back::requests_of;
use crate::case::{find, note};
use crate::part::{has_handled, own_part};
use crate::register_rows::sealing;
use crate::{Act, Case, State};

pub const CONSENT_KINDS: [&str; 4] = ["health", "identity", "account", "face"];
pub const CONSENT_WAYS: [&str; 3] = ["fingerprint", "signature", "spoken"];
pub const CONSENT_GIVERS: [&str; 3] = ["self", "guardian", "family"];

/// The longest that something is kept: what is needed longer is asked for again.
const MOST_YEARS: u32 = 3;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Consent {
    pub id: Id,
    pub case_id: Id,
    pub kind: String,
    pub purpose: String,
    pub way: String,
    pub given_by: String,
    pub given_at: Time,
    pub taken_by: Option<Id>,
    pub keep_until: NaiveDate,
    pub note_sealed: Option<Vec<u8>>,
    pub number_sealed: Option<Vec<u8>>,
    pub withdrawn_at: Option<Time>,
    pub erased_at: Option<Time>,
}

impl Consent {
    pub fn holds_something(&self) -> bool {
        self.note_sealed.is_some() || self.number_sealed.is_some()
    }
}

pub async fn consents_of(db: &impl Db, case: Id) -> Result<Vec<Consent>, Fault> {
    db.rows("SELECT * FROM consents WHERE case_id = $1 ORDER BY given_at, id", values![case]).await
}

async fn consent(db: &impl Db, id: Id) -> Result<Option<Consent>, Fault> {
    db.row("SELECT * FROM consents WHERE id = $1", values![id]).await
}

/// What a person agreed to.
#[derive(Clone, Debug)]
pub struct RecordConsent {
    /// Makes a retry the same consent.
    pub id: Id,
    pub case: Id,
    pub kind: String,
    pub purpose: String,
    pub way: String,
    pub given_by: String,
    pub keep_until: Option<NaiveDate>,
    /// What is noted under it: sealed at once.
    pub note: String,
    pub number: String,
}

/// Written down by whoever works on the case, in front of the person.
///
/// # Errors
/// `cases-refused-consent-kind`, `-purpose`, `-way`, `-giver`, `-until` beside their fields; `cases-refused-not-your-unit`.
pub async fn record_consent(act: Act<'_>, new: RecordConsent) -> Done<()> {
    let mut case = act.case("case.handle", new.case).await?;
    case.must_be(&[State::Dispatched, State::Signed])?;
    if own_part(act.tx, case.id, act.by).await?.is_none() {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    let until = check(&new, day_in_china(act.now()))?;
    if consent(act.tx, new.id).await?.is_some() {
        return Ok(());
    }
    let keys = &act.county.keys;
    let seal = |column: &str, plain: &str| -> Result<Option<Vec<u8>>, Fault> {
        let plain = plain.trim();
        if plain.is_empty() {
            return Ok(None);
        }
        keys.seal("consents", new.id, column, plain).map(Some).map_err(|error| sealing(&error))
    };
    act.tx
        .run(
            "INSERT INTO consents (id, case_id, kind, purpose, way, given_by, given_at, taken_by, keep_until, note_sealed, \
             number_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            values![
                new.id,
                case.id,
                new.kind.as_str(),
                new.purpose.trim(),
                new.way.as_str(),
                new.given_by.as_str(),
                act.now(),
                act.by.person,
                until,
                seal("note", &new.note)?,
                seal("number", &new.number)?
            ],
        )
        .await?;
    let (kind, way, given_by) = (new.kind.clone(), new.way.clone(), new.given_by.clone());
    case.change(
        act,
        |event| {
            event
                .id("consent", new.id)
                .data("kind", kind)
                .data("way", way)
                .data("given_by", given_by)
                .data("keep_until", until.to_string())
        },
        "case.record-consent",
    )
    .await?;
    Ok(())
}

fn check(new: &RecordConsent, today: NaiveDate) -> Result<NaiveDate, Refused> {
    let mut refused = Refused::invalid("cases-refused-form");
    let wrong = [
        ("kind", !CONSENT_KINDS.contains(&new.kind.as_str()), "cases-refused-consent-kind"),
        ("purpose", new.purpose.trim().chars().count() < 4, "cases-refused-consent-purpose"),
        ("way", !CONSENT_WAYS.contains(&new.way.as_str()), "cases-refused-consent-way"),
        ("given_by", !CONSENT_GIVERS.contains(&new.given_by.as_str()), "cases-refused-consent-giver"),
    ];
    for (field, _, code) in wrong.into_iter().filter(|(_, wrong, _)| *wrong) {
        refused = refused.and_field(field, code);
    }
    let last = today.checked_add_months(chrono::Months::new(12 * MOST_YEARS)).unwrap_or(today);
    let until = new.keep_until.filter(|until| *until > today && *until <= last);
    let Some(until) = until else {
        return Err(refused.and_field("keep_until", "cases-refused-consent-until"));
    };
    if refused.fields.is_empty() { Ok(until) } else { Err(refused) }
}

/// What was noted under a consent.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    pub note: String,
    pub number: String,
}

/// May this person open what was noted? Whoever handles or handled a part, and the verifier of what is done; nobody else,
/// whatever their post.
pub async fn may_open_consent(db: &impl Db, county: &County, by: &By, case: &Case) -> Result<bool, Fault> {
    let Some(person) = by.person else { return Ok(false) };
    let roles = &county.playbook.roles;
    if by.may(roles, "case.handle") && has_handled(db, case.id, person).await? {
        return Ok(true);
    }
    Ok(by.may(roles, "case.verify") && case.state() == State::Done)
}

/// Opens it, with a reason; the person can read who did and why.
///
/// # Errors
/// `cases-refused-reason` beside the field; `cases-refused-consent-over` when it was taken back or erased.
pub async fn open_consent(act: Act<'_>, id: Id, reason: &str) -> Done<Noted> {
    let absent = || Refused::absent("cases-refused-absent");
    let consent = consent(act.tx, id).await?.ok_or_else(absent)?;
    let mut case = act.case("case.see", consent.case_id).await?;
    if !may_open_consent(act.tx, act.county, act.by, &case).await? {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    if reason.trim().chars().count() < 4 {
        return Err(Refused::field("reason", "cases-refused-reason").into());
    }
    if consent.erased_at.is_some() {
        return Err(Refused::conflict("cases-refused-consent-over").into());
    }
    let keys = &act.county.keys;
    let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => keys.open("consents", consent.id, column, sealed).map_err(|error| sealing(&error)),
        None => Ok(String::new()),
    };
    let noted =
        Noted { note: open("note", &consent.note_sealed)?, number: open("number", &consent.number_sealed)? };
    let event = case.change(act, |event| event.id("consent", consent.id), "case.open-consent").await?;
    note(act.tx, case.id, event, reason, true).await?;
    Ok(noted)
}

/// The person takes it back, by number and query word: what was noted is erased at once.
pub async fn withdraw_consent(act: Act<'_>, request: Id, id: Id) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let consent = consent(act.tx, id).await?.ok_or_else(absent)?;
    let mut case = find(act.tx, consent.case_id).await?.ok_or_else(absent)?;
    let theirs = requests_of(act.tx, case.id).await?.iter().any(|one| one.id == request);
    if !theirs {
        return Err(absent().into());
    }
    if consent.withdrawn_at.is_some() {
        return Ok(());
    }
    let sql = "UPDATE consents SET note_sealed = NULL, number_sealed = NULL, withdrawn_at = $2, \
               erased_at = COALESCE(erased_at, $2) WHERE id = $1";
    act.tx.run(sql, values![id, act.now()]).await?;
    case.change(act, |event| event.id("consent", id).id("request", request), "case.withdraw-consent").await?;
    Ok(())
}

/// Erases what was noted once its time is over. The consent itself stays: it says that nothing is kept any more.
pub(crate) const ERASE: Job =
    Job { name: "cases-consents", every: 3600, run: |county| Box::pin(erase(county)) };

async fn erase(county: &County) -> Result<usize, Fault> {
    const AT_ONCE: i64 = 200;
    let tx = county.store.begin().await?;
    let sql =
        "SELECT * FROM consents WHERE erased_at IS NULL AND keep_until < $1 ORDER BY keep_until, id LIMIT $2";
    let over: Vec<Consent> = tx.rows(sql, values![day_in_china(tx.now()), AT_ONCE]).await?;
    if over.is_empty() {
        tx.rollback().await?;
        return Ok(0);
    }
    let by = By::system();
    let act = Act { tx: &tx, county, by: &by };
    for consent in &over {
        let Some(mut case) = find(&tx, consent.case_id).await? else { continue };
        let sql =
            "UPDATE consents SET note_sealed = NULL, number_sealed = NULL, erased_at = $2 WHERE id = $1";
        tx.run(sql, values![consent.id, tx.now()]).await?;
        match case.change(act, |event| event.id("consent", consent.id), "case.erase-consent").await {
            Ok(_) => {}
            Err(lianxin_access::Stop::Fault(fault)) => return Err(fault),
            // Somebody changed the case in the same moment: it is erased in the next round.
            Err(lianxin_access::Stop::Refused(_)) => {
                tx.rollback().await?;
                return Ok(0);
            }
        }
    }
    tx.commit().await?;
    Ok(over.len())
}
