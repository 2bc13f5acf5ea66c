use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use lianxin_access::org;
use lianxin_base::Refused;
use lianxin_web::{Answer, App, Ask, Form};

use crate::change_routes::mendable;
use crate::pages::{Label, Pair, Poster, Posters, UnknownCode, mistakes};
use crate::place_code::{
    PlaceCode, codes_of_org, codes_of_orgs, make_place_code, place_of_code, revoke_place_code,
    revoked_place_of_code,
};
use crate::qr::qr_svg;
use crate::set_phone::phone_near;
use crate::show_routes::shown;
use crate::tree::tree;

/// The city's hotline, where no number of the place is known (12345 in every city of the country).
const HOTLINE: &str = "12345";
/// Labels on a sheet: two across, four down.
const PAIRS_ON_A_SHEET: usize = 4;

/// What a code's drawing holds.
pub(crate) fn address(ask: &Ask, code: &PlaceCode) -> String {
    format!("{}/q/{}", ask.app.settings().address.trim_end_matches('/'), code.code)
}

/// GET /q/{code}, above counties: a phone scanned a poster.
pub(crate) async fn scan(State(app): State<App>, Path(code): Path<String>) -> Response {
    match find(&app, &code).await {
        Ok(Some(address)) => Redirect::to(&address).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "a code could not be looked up");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn find(app: &App, code: &str) -> Result<Option<String>, lianxin_db::Fault> {
    for county in app.counties() {
        if let Some(place) = place_of_code(&county.store.reader(), code).await? {
            return Ok(Some(format!("/{}/report?at={}", county.code, place.code)));
        }
    }
    for county in app.counties() {
        if let Some(place) = revoked_place_of_code(&county.store.reader(), code).await? {
            return Ok(Some(format!("/{}/codes/{}", county.code, place.code)));
        }
    }
    // Nothing of what was typed goes into the address: it may hold anything.
    Ok(app.counties().next().map(|county| format!("/{}/codes/unknown", county.code)))
}

/// GET /codes/{code}: the code is no longer in force, or never was. Says whom to call.
pub(crate) async fn unknown(ask: Ask) -> Answer {
    let db = ask.reader();
    if let Some(place) = place_of_code(&db, ask.param("code")).await? {
        return Ok(ask.see(&format!("/report?at={}", place.code)));
    }
    let revoked = revoked_place_of_code(&db, ask.param("code")).await?;
    let near = match &revoked {
        Some(place) => Some(place.org_id),
        None => tree(&ask.county).await?.root().map(|root| root.id),
    };
    let phone = match near {
        Some(org) => phone_near(&db, org).await?,
        None => None,
    };
    let page = UnknownCode {
        page: ask.page(ask.t("orgs-unknown-code")),
        revoked: revoked.is_some(),
        phone: phone.unwrap_or_else(|| HOTLINE.to_owned()),
    };
    ask.html_with(StatusCode::NOT_FOUND, &page)
}

/// POST /orgs/{id}/codes: one more code, for a spot in the place.
pub(crate) async fn make(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let (zh, en) = (form.text("venue_zh"), form.text("venue_en"));
    match mendable(make_place_code(&tx, &ask.by, &ask.county.playbook.roles, id, zh, en).await)? {
        Ok(_) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/orgs/{id}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let page = shown(&ask, id, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// POST /orgs/{id}/codes/revoke
pub(crate) async fn revoke(ask: Ask, form: Form) -> Answer {
    let code = form.id("code").ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let tx = ask.begin().await?;
    let place = revoke_place_code(&tx, &ask.by, &ask.county.playbook.roles, code).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/orgs/{}", place.org_id)))
}

/// GET /orgs/{id}/poster?code=: one A4 sheet.
pub(crate) async fn poster(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let db = ask.reader();
    let place = org(&db, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let codes = codes_of_org(&db, id).await?;
    let wanted = ask.query("code");
    let code = codes.into_iter().find(|code| wanted.is_none_or(|wanted| code.id.to_string() == wanted));
    let code = code.ok_or_else(|| Refused::absent("orgs-refused-no-code"))?;
    let path = tree(&ask.county).await?.path(id, ask.is_zh());
    let short = place.short(ask.is_zh());
    ask.html(&Poster {
        page: ask.page(ask.t("orgs-poster")),
        name: short.to_owned(),
        venue: code.venue(ask.is_zh()).to_owned(),
        parents: path.strip_prefix(short).unwrap_or_default().trim_start_matches('·').to_owned(),
        drawing: qr_svg(&address(&ask, &code)),
        spoken: code.spoken(),
        phone: phone_near(&db, id).await?.unwrap_or_else(|| HOTLINE.to_owned()),
    })
}

/// GET /orgs/{id}/posters: labels for all grids of a village, several to a sheet.
pub(crate) async fn posters(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let db = ask.reader();
    let place = org(&db, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let grids: Vec<_> = tree.children(id).filter(|one| one.is_place()).collect();
    let ids: Vec<_> = grids.iter().map(|grid| grid.id).collect();
    let codes = codes_of_orgs(&db, &ids).await?;
    let label = |code: &PlaceCode| Label {
        name: tree.short(code.org_id, zh),
        drawing: qr_svg(&address(&ask, code)),
        spoken: code.spoken(),
    };
    let labels = grids.iter().filter_map(|grid| codes.iter().find(|code| code.org_id == grid.id)).map(label);
    let page = Posters {
        page: ask.page(ask.t("orgs-posters")),
        name: place.short(zh).to_owned(),
        phone: phone_near(&db, id).await?.unwrap_or_else(|| HOTLINE.to_owned()),
        sheets: sheets(labels),
    };
    if page.sheets.is_empty() {
        return Err(Refused::absent("orgs-refused-no-code").into());
    }
    ask.html(&page)
}

fn sheets(mut labels: impl Iterator<Item = Label>) -> Vec<Vec<Pair>> {
    let mut sheets: Vec<Vec<Pair>> = Vec::new();
    while let Some(left) = labels.next() {
        let pair = Pair { left, right: labels.next() };
        match sheets.last_mut().filter(|sheet| sheet.len() < PAIRS_ON_A_SHEET) {
            Some(sheet) => sheet.push(pair),
            None => sheets.push(vec![pair]),
        }
    }
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_labels_stand_on_a_sheet_and_none_is_lost() {
        let label = |n: usize| Label { name: n.to_string(), drawing: String::new(), spoken: String::new() };
        let all = sheets((0..19).map(label));
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        let count = all.iter().flatten().map(|pair| 1 + usize::from(pair.right.is_some())).sum::<usize>();
        assert_eq!(count, 19);
    }
}
