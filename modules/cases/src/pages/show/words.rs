//! What the people said: their words with numbers masked, who they are as far as a colleague may know.

use lianxin_base::Id;
use lianxin_seal::{mask_in_text, mask_name, mask_phone};
use lianxin_web::Ask;

use crate::offers::may_reveal;
use crate::register_rows::sealing;
use crate::{Attachment, Case, Request};

use lianxin_db::Fault;

pub(crate) struct Said {
    pub number: String,
    pub words: String,
    /// 周**, or that the person wants not to be known.
    pub name: String,
    /// 139****4471; empty when nobody can be called.
    pub phone: String,
    /// Where the reason is asked for; empty for those who may not see it.
    pub reveal: String,
    pub source: String,
    pub photos: Vec<Id>,
    pub voices: Vec<Id>,
    /// How the call-back and the rating went; empty before.
    pub heard: String,
}

pub(crate) fn said(
    ask: &Ask,
    case: &Case,
    requests: &[Request],
    files: &[Attachment],
) -> Result<Vec<Said>, Fault> {
    let reveals = may_reveal(&ask.county, &ask.by, case);
    requests.iter().map(|request| one(ask, case, request, files, reveals)).collect()
}

fn one(
    ask: &Ask,
    case: &Case,
    request: &Request,
    files: &[Attachment],
    reveals: bool,
) -> Result<Said, Fault> {
    let phone = mask_phone(&open(ask, request, "phone", request.phone_sealed.as_deref())?);
    let name = masked_name(ask, request)?;
    let has_more = !phone.is_empty() || request.name_sealed.is_some();
    let reveal = if reveals && has_more {
        ask.href(&format!("/cases/{}/reveal/{}", case.id, request.id))
    } else {
        String::new()
    };
    // A photo without a requester was sent with the first request.
    let own = |file: &&Attachment| file.phase == "raised" && file.request_id == Some(request.id);
    let of_kind = |photo: bool| {
        files.iter().filter(own).filter(|file| file.is_photo() == photo).map(|file| file.id).collect()
    };
    Ok(Said {
        number: request.number.clone(),
        words: mask_in_text(&request.words),
        name,
        phone,
        reveal,
        source: source(ask, request),
        photos: of_kind(true),
        voices: of_kind(false),
        heard: heard(ask, request),
    })
}

fn open(ask: &Ask, request: &Request, column: &str, sealed: Option<&[u8]>) -> Result<String, Fault> {
    match sealed {
        Some(sealed) => {
            ask.county.keys.open("requests", request.id, column, sealed).map_err(|error| sealing(&error))
        }
        None => Ok(String::new()),
    }
}

/// 周**; a word for those who gave no name.
pub(crate) fn masked_name(ask: &Ask, request: &Request) -> Result<String, Fault> {
    if request.anonymous {
        return Ok(ask.t("cases-show-anonymous"));
    }
    let name = mask_name(&open(ask, request, "name", request.name_sealed.as_deref())?);
    Ok(if name.is_empty() { ask.t("cases-show-nameless") } else { name })
}

fn source(ask: &Ask, request: &Request) -> String {
    let channel = ask.t(&format!("cases-channel-{}", request.channel));
    let at = ask.when().say(request.registered_at);
    let proxy = if request.proxy && request.channel != "proxy" {
        format!("·{}", ask.t("cases-channel-proxy"))
    } else {
        String::new()
    };
    format!("{channel}{proxy}·{at}")
}

fn heard(ask: &Ask, request: &Request) -> String {
    let mut parts = Vec::new();
    if let Some(at) = request.called_back_at {
        let solved = ask.t(&format!("cases-solved-{}", request.solved));
        let level = ask.t(&format!("shell-rate-{}", request.satisfaction));
        let at = ask.when().say(at);
        parts
            .push(ask.args("cases-show-called-back", &[("at", &at), ("solved", &solved), ("level", &level)]));
    } else if request.call_back_tries > 0 {
        let tries = request.call_back_tries.to_string();
        parts.push(ask.args("cases-show-call-tries", &[("n", &tries)]));
    }
    if request.rating > 0 {
        let level = ask.t(&format!("shell-rate-{}", request.rating));
        parts.push(ask.args("cases-show-rated", &[("level", &level)]));
    }
    parts.join("；")
}
