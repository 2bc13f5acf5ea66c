//! `GET /files/{id}`, `?small=1`: a photo or recording, for those who may see its case.

use http::HeaderMap;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask};

use crate::attach::{Attachment, attachment, files_of};
use crate::call_back::request;
use crate::pages::follower::followed;
use crate::pages::report::file_answer;
use crate::pages::show::is_own;
use crate::{Reader, hidden_from, within};

pub(super) async fn file(ask: Ask, headers: HeaderMap) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let found = attachment(&ask.reader(), ask.id("id")?).await?.ok_or_else(absent)?;
    if !of_a_follower(&ask, &headers, &found).await? && !of_staff(&ask, &found).await? {
        return Err(absent().into());
    }
    let small = ask.query("small").is_some();
    let (bytes, kind) = files_of(&ask)?.read(&found, small).await?.ok_or_else(absent)?;
    let ending = kind.rsplit('/').next().unwrap_or("bin");
    Ok(file_answer(bytes, kind, &format!("{}.{ending}", found.kind)))
}

/// A requester sees what they sent themselves, and what staff show of the result; never what others sent.
async fn of_a_follower(
    ask: &Ask,
    headers: &HeaderMap,
    found: &Attachment,
) -> Result<bool, lianxin_db::Fault> {
    for id in followed(ask, headers) {
        if found.request_id == Some(id) {
            return Ok(true);
        }
        if found.request_id.is_some() {
            continue;
        }
        if let Some(own) = request(&ask.reader(), id).await?
            && [own.case_id, own.first_case_id].contains(&found.case_id)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn of_staff(ask: &Ask, found: &Attachment) -> Result<bool, lianxin_web::Failed> {
    let Ok(grant) = ask.grant("case.see") else { return Ok(false) };
    if is_own(&grant) {
        return Ok(false);
    }
    match within(&ask.reader(), &grant, found.case_id).await {
        Ok(case) => {
            let reads = Reader::of(&ask.by, &ask.county.playbook.roles);
            let one = [(case.id, case.sensitive, case.state())];
            Ok(!hidden_from(&ask.reader(), &reads, &one).await?.contains(&case.id))
        }
        Err(lianxin_access::Stop::Refused(_)) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}
