use http::StatusCode;
use lianxin_access::Stop;
use lianxin_orgs::qr_svg;
use lianxin_web::{Answer, Ask, Form};

use crate::account_pages::TotpPage;
use crate::account_routes::own_account;
use crate::pages::{Mistake, mendable, mistakes};
use crate::totp::{begin_totp, confirm_totp, drop_totp, has_totp, pending_totp, totp_address, use_totp};

/// GET /account/totp
pub(crate) async fn show(ask: Ask) -> Answer {
    let page = totp_page(&ask, vec![]).await?;
    ask.html(&page)
}

async fn totp_page(ask: &Ask, errors: Vec<Mistake>) -> Result<TotpPage, Stop> {
    let account = own_account(ask).await?;
    let db = ask.reader();
    let secret = pending_totp(&db, &ask.county.keys, account.id).await?.unwrap_or_default();
    let drawing = match secret.as_str() {
        "" => String::new(),
        secret => qr_svg(&totp_address(secret, &ask.county.code, &account.login)),
    };
    Ok(TotpPage {
        page: ask.page(ask.t("people-totp")),
        needed: needs_second_step(ask),
        on: has_totp(&db, account.id).await?,
        secret: spaced(&secret),
        drawing,
        errors,
    })
}

/// Does the playbook ask the second step of one of the person's roles?
fn needs_second_step(ask: &Ask) -> bool {
    let asked = &ask.county.playbook.manifest.sign_in.second_step;
    ask.session.iter().flat_map(|session| &session.posts).any(|post| asked.contains(&post.role))
}

/// In groups of four, to be typed where no camera is.
fn spaced(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// POST /account/totp/begin
pub(crate) async fn begin(ask: Ask) -> Answer {
    let account = own_account(&ask).await?;
    let tx = ask.begin().await?;
    begin_totp(&tx, &ask.county.keys, account.id).await?;
    ask.commit(tx).await?;
    Ok(ask.see("/account/totp"))
}

/// POST /account/totp: the first code proves that the phone holds the secret.
pub(crate) async fn confirm(ask: Ask, form: Form) -> Answer {
    settle(ask, form, false).await
}

/// POST /account/totp/drop: a code proves that it is still the same person.
pub(crate) async fn drop_it(ask: Ask, form: Form) -> Answer {
    settle(ask, form, true).await
}

async fn settle(ask: Ask, form: Form, off: bool) -> Answer {
    let account = own_account(&ask).await?;
    ask.app.rates().attempt(&format!("login:{}", account.login.to_lowercase()))?;
    let tx = ask.begin().await?;
    let keys = &ask.county.keys;
    let done = if off {
        match use_totp(&tx, keys, account.id, form.text("code")).await {
            Ok(()) => drop_totp(&tx, &ask.by, account.id).await,
            Err(stop) => Err(stop),
        }
    } else {
        confirm_totp(&tx, keys, account.id, form.text("code")).await
    };
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see("/account?saved=1"))
        }
        Err(refused) => {
            tx.rollback().await?;
            let page = totp_page(&ask, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_secret_is_shown_in_groups_of_four() {
        assert_eq!(super::spaced("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
