//! `GET /open311/v2/tokens/{token}.{format}`: the number of what was reported. Here a number is given at once, so a token
//! is only for a client that never saw the answer: it is the id that the client's own key gave the report.

use lianxin_base::{Id, Refused};
use lianxin_db::{Db, values};
use lianxin_web::{Answer, Ask};

use crate::format::named;
use crate::wire::Wire;
use crate::{jurisdiction, reply::reply};

pub async fn one(ask: Ask) -> Answer {
    let absent = || Refused::absent("open311-refused-token-unknown");
    let (token, format) = named(&ask, "token")?;
    jurisdiction::check(&ask.county, ask.query("jurisdiction_id"))?;
    let id: Id = token.parse().map_err(|_| absent())?;
    let sql = "SELECT q.number FROM open311_requests o JOIN requests q ON q.id = o.request_id WHERE o.request_id = $1";
    let number: Option<String> = ask.reader().value(sql, values![id]).await?;
    let number = number.ok_or_else(absent)?;
    let request =
        Wire::Group(vec![("service_request_id", Wire::text(number)), ("token", Wire::text(id.to_string()))]);
    reply(http::StatusCode::OK, format, "service_requests", &Wire::List("request", vec![request]))
}
