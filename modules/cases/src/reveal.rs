//! Opening a sealed phone or name: with a reason, for one person, and the requester can see that it was done.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};

use crate::Act;
use crate::call_back::request;
use crate::register_rows::sealing;

/// Name and phone of a requester.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    pub name: String,
    pub phone: String,
}

/// # Errors
/// `cases-refused-reason` beside the field. Whoever handles, verifies or calls back the case may open it as well as
/// those with `case.reveal-contact`.
pub async fn reveal(act: Act<'_>, request_id: Id, reason: &str) -> Done<Contact> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, request_id).await?.ok_or_else(absent)?;
    let capability = ["case.reveal-contact", "case.contact", "case.call-back"]
        .into_iter()
        .find(|capability| act.by.may(&act.county.playbook.roles, capability))
        .ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))?;
    let mut case = act.case(capability, request.case_id).await?;
    if capability == "case.contact" && case.handler_id != act.by.person {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    if reason.trim().chars().count() < 4 {
        return Err(Refused::field("reason", "cases-refused-reason").into());
    }
    let keys = &act.county.keys;
    let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => keys.open("requests", request.id, column, sealed).map_err(|error| sealing(&error)),
        None => Ok(String::new()),
    };
    let contact =
        Contact { name: open("name", &request.name_sealed)?, phone: open("phone", &request.phone_sealed)? };
    let event = case.change(act, |event| event.id("request", request.id), "case.reveal-contact").await?;
    crate::case::note(act.tx, case.id, event, reason, true).await?;
    Ok(contact)
}
