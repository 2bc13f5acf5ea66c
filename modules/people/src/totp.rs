use lianxin_access::{About, By, Done, notify};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Actor, Event, Subject, append};
use lianxin_seal::Keys;
use totp_rs::{Builder, Secret, Totp};

use crate::person::unreadable;

/// A second step of signing in: six digits from the person's phone (RFC 6238, SHA-1, 30 seconds, one step of drift).
const TABLE: &str = "accounts";
const COLUMN: &str = "totp_sealed";
/// RFC 4226 asks for 160 bits.
const BYTES: usize = 20;

#[derive(FromQueryResult)]
struct Kept {
    person_id: Id,
    totp_sealed: Option<Vec<u8>>,
    /// The last step that was used. None: the secret was shown and not yet confirmed.
    totp_step: Option<i64>,
    revision: i64,
}

async fn kept(db: &impl Db, account: Id) -> Result<Option<Kept>, Fault> {
    let sql = "SELECT person_id, totp_sealed, totp_step, revision FROM accounts WHERE id = $1 AND closed_at IS NULL";
    db.row(sql, values![account]).await
}

fn generator(secret: Secret) -> Option<Totp> {
    Builder::new().with_secret(secret).with_digits(6).with_step_duration(30).with_skew(1).build().ok()
}

/// Must this account show a code when it signs in?
pub async fn has_totp(db: &impl Db, account: Id) -> Result<bool, Fault> {
    Ok(kept(db, account).await?.is_some_and(|kept| kept.totp_sealed.is_some() && kept.totp_step.is_some()))
}

/// Makes a secret and keeps it sealed; it counts from its first code on ([`confirm_totp`]). Answers it as people type it.
pub async fn begin_totp(tx: &Tx, keys: &Keys, account: Id) -> Done<String> {
    let bytes: [u8; BYTES] = tx.world().random.bytes();
    let shown = Secret::from(bytes.to_vec()).to_base32();
    let sealed = keys.seal(TABLE, account, COLUMN, &shown).map_err(unreadable)?;
    let before = kept(tx, account).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let sql =
        "UPDATE accounts SET totp_sealed = $2, revision = revision + 1 WHERE id = $1 AND totp_step IS NULL";
    if tx.run(sql, values![account, sealed]).await? == 0 {
        return Err(Refused::conflict("people-refused-totp-on").into());
    }
    let subject = Subject { kind: "account", id: account, revision: before.revision + 1 };
    append(
        tx,
        Actor { person: Some(before.person_id), post: None },
        Event::new("account.offer-totp", subject),
    )
    .await?;
    Ok(shown)
}

/// What an authenticator reads from the QR code.
pub fn totp_address(secret: &str, county: &str, login: &str) -> String {
    let quote =
        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (issuer, account) = (quote(&format!("Lianxin {county}")), quote(login));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// The secret that was made and not yet confirmed, to show it once more.
pub async fn pending_totp(db: &impl Db, keys: &Keys, account: Id) -> Done<Option<String>> {
    let Some(kept) = kept(db, account).await?.filter(|kept| kept.totp_step.is_none()) else {
        return Ok(None);
    };
    match kept.totp_sealed {
        Some(sealed) => Ok(Some(keys.open(TABLE, account, COLUMN, &sealed).map_err(unreadable)?)),
        None => Ok(None),
    }
}

/// The first right code switches the second step on.
pub async fn confirm_totp(tx: &Tx, keys: &Keys, account: Id, code: &str) -> Done<()> {
    take(tx, keys, account, code, "account.begin-totp").await?;
    notify(tx, account, About::SecondStepOn, "", None).await?;
    Ok(())
}

/// Takes a code at sign-in. A code that was used, or that is older than the last one, is refused (RFC 6238, 5.2).
pub async fn use_totp(tx: &Tx, keys: &Keys, account: Id, code: &str) -> Done<()> {
    take(tx, keys, account, code, "account.use-totp").await
}

async fn take(tx: &Tx, keys: &Keys, account: Id, code: &str, verb: &'static str) -> Done<()> {
    let wrong = || Refused::field("code", "people-refused-code");
    let kept = kept(tx, account).await?.ok_or_else(wrong)?;
    let sealed = kept.totp_sealed.as_ref().ok_or_else(wrong)?;
    let secret = keys.open(TABLE, account, COLUMN, sealed).map_err(unreadable)?;
    let step = step_of(&secret, code, tx.now()).ok_or_else(wrong)?;
    // The condition makes two sign-ins with one code at one time end with one of them refused.
    let sql = "UPDATE accounts SET totp_step = $2, revision = revision + 1 \
               WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)";
    if tx.run(sql, values![account, step]).await? == 0 {
        return Err(Refused::field("code", "people-refused-code-used").into());
    }
    let subject = Subject { kind: "account", id: account, revision: kept.revision + 1 };
    append(tx, Actor { person: Some(kept.person_id), post: None }, Event::new(verb, subject)).await?;
    Ok(())
}

/// Which step of time a code belongs to; none if it is no code of this secret around now.
fn step_of(secret: &str, code: &str, now: Time) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let totp = generator(Secret::try_from_base32(secret).ok()?)?;
    let seconds = u64::try_from(now.timestamp()).ok()?;
    totp.check(&code, seconds).and_then(|step| i64::try_from(step).ok())
}

/// Switches the second step off: the holder with a code of it, or whoever keeps posts when the phone is lost.
pub async fn drop_totp(tx: &Tx, by: &By, account: Id) -> Done<()> {
    let Some(kept) = kept(tx, account).await?.filter(|kept| kept.totp_sealed.is_some()) else {
        return Ok(());
    };
    let sql =
        "UPDATE accounts SET totp_sealed = NULL, totp_step = NULL, revision = revision + 1 WHERE id = $1";
    tx.run(sql, values![account]).await?;
    let subject = Subject { kind: "account", id: account, revision: kept.revision + 1 };
    append(tx, by.actor(), Event::new("account.drop-totp", subject)).await?;
    let another = by.person.filter(|person| *person != kept.person_id);
    notify(tx, account, About::SecondStepOff, "", another).await?;
    Ok(())
}
