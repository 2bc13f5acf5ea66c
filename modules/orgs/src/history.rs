use lianxin_access::org;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_events::{Recorded, of_subject};
use lianxin_web::Ask;

use crate::pages::Moment;

/// What happened to an organisation, newest first, in the reader's language.
pub(crate) async fn history(ask: &Ask, id: Id) -> Result<Vec<Moment>, Fault> {
    let db = ask.reader();
    let mut moments = Vec::new();
    for event in of_subject(&db, "org", id).await?.into_iter().rev() {
        let what = match text_key(&event.verb) {
            Some(key) => ask.args(
                key,
                &[("from", &name(ask, &event, "from").await?), ("to", &name(ask, &event, "to").await?)],
            ),
            None => continue,
        };
        moments.push(Moment { what, at: ask.when().say(event.at), who: who(&db, &event).await? });
    }
    Ok(moments)
}

fn text_key(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "org.add" => "orgs-event-add",
        "org.rename" => "orgs-event-rename",
        "org.move" => "orgs-event-move",
        "org.close" => "orgs-event-close",
        "org.set-phone" => "orgs-event-set-phone",
        "org.set-boundary" => "orgs-event-set-boundary",
        "org.drop-boundary" => "orgs-event-drop-boundary",
        _ => return None,
    })
}

async fn name(ask: &Ask, event: &Recorded, field: &str) -> Result<String, Fault> {
    let Some(id) = event.id_of(field) else { return Ok(String::new()) };
    let named = org(&ask.reader(), id).await?;
    Ok(named.map(|org| org.short(ask.is_zh()).to_owned()).unwrap_or_default())
}

async fn who(db: &impl Db, event: &Recorded) -> Result<String, Fault> {
    let Some(person) = event.person else { return Ok(String::new()) };
    Ok(db.value("SELECT name FROM persons WHERE id = $1", values![person]).await?.unwrap_or_default())
}
