//! `POST /open311/v2/requests.{format}`: a program reports for somebody.

use http::{HeaderMap, StatusCode};
use lianxin_access::{Done, Org, Stop, Token};
use lianxin_base::{Id, Refused};
use lianxin_cases::{
    Act, AttachedTo, Channel, NotTaken, Register, Registered, Taken, attach, files_of, forget_serials,
    register,
};
use lianxin_db::{Db, values};
use lianxin_events::{Event, Subject, append};
use lianxin_orgs::tree;
use lianxin_seal::digest::sm3;
use lianxin_web::{Answer, Ask, Failed, Form};

use crate::format::Format;
use crate::location::{Location, Sent, locate};
use crate::wire::Wire;
use crate::{attributes, jurisdiction, reply::reply, services};

/// The specification's own limit.
const MOST_DESCRIPTION: usize = 4_000;
const MOST_ADDRESS: usize = 2_000;
const MOST_PHOTOS: usize = 3;
const MOST_KEY: usize = 200;
/// Two retries of one client may meet; the one that comes second finds what the first wrote.
const TRIES: usize = 4;

/// Everything that was checked, ready to be written.
struct Report {
    register: Register,
    service_code: String,
    description: String,
    media_url: String,
    body: [u8; 32],
}

pub async fn report(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    jurisdiction::check(&ask.county, form.some("jurisdiction_id"))?;
    let token = ask.token.clone().ok_or_else(|| Refused::forbidden("shell-refused-no-token"))?;
    let report = check(&ask, &token, &headers, &form).await?;
    let taken = take_photos(&ask, &form).await?;
    let written = write(&ask, &token, &report, &taken).await;
    if !taken.is_empty() {
        match &written {
            Ok(registered) if registered.new => files_of(&ask)?.release(&taken).await,
            _ => files_of(&ask)?.discard(&taken).await,
        }
    }
    answer(&ask, &report, &written?)
}

async fn check(ask: &Ask, token: &Token, headers: &HeaderMap, form: &Form) -> Result<Report, Failed> {
    let playbook = &ask.county.playbook;
    let code = form
        .some("service_code")
        .ok_or_else(|| Refused::field("service_code", "open311-refused-service-missing"))?;
    let category = services::find(playbook, code)?;
    let mut refused = Refused::invalid("open311-refused-arguments");
    let tree = tree(&ask.county).await?;
    let own = own_place(&tree, token)?;
    let sent = Sent {
        address_id: form.text("address_id"),
        address_string: form.text("address_string"),
        lat: form.text("lat"),
        long: form.text("long"),
    };
    let location = locate(&tree, own, sent).map_err(|why| refused.fields.extend(why.fields)).ok();
    let answered = attributes::read(form.fields(), playbook, category, ask.lang.tag())
        .map_err(|wrong| refused.fields.extend(wrong))
        .ok();
    if form.text("description").chars().count() > MOST_DESCRIPTION {
        refused = refused.and_field("description", "open311-refused-long");
    }
    if form.text("media_url").chars().count() > MOST_ADDRESS {
        refused = refused.and_field("media_url", "open311-refused-long");
    }
    let (Some(Location { place_id, words, point }), Some(answered), true) =
        (location, answered, refused.fields.is_empty())
    else {
        return Err(refused.into());
    };
    let name = category.name.read_in(ask.lang.tag());
    let description = form.text("description").to_owned();
    let mut said = vec![if description.is_empty() {
        ask.args("open311-no-description", &[("service", name)])
    } else {
        description.clone()
    }];
    said.extend(answered.lines);
    let id = request_id(ask, token, headers, form)?;
    let mut register = Register::new(id, Channel::Open311, place_id, said.join("\n"));
    register.place_words = words;
    register.point = point;
    register.name = person(form.text("first_name"), form.text("last_name"));
    form.text("phone").clone_into(&mut register.phone);
    // Nobody can call back somebody without a name and a number: such a report is anonymous.
    register.anonymous = register.name.is_empty() && register.phone.is_empty();
    register.lang = ask.lang.tag();
    register.category.clone_from(&category.code);
    register.service = answered.errand;
    Ok(Report {
        register,
        service_code: category.code.clone(),
        description,
        media_url: form.text("media_url").to_owned(),
        body: digest(form),
    })
}

/// The key's own organisation if it is a place; a department's key reports for the whole county.
fn own_place<'a>(tree: &'a lianxin_orgs::Tree, token: &Token) -> Result<&'a Org, Refused> {
    let own = tree.get(token.org_id).filter(|org| org.is_place()).or_else(|| tree.root());
    own.ok_or_else(|| Refused::invalid("open311-refused-location"))
}

/// 张 + 三; John Smith.
fn person(first: &str, last: &str) -> String {
    let western = format!("{first}{last}").is_ascii();
    let name = if western { format!("{first} {last}") } else { format!("{last}{first}") };
    name.trim().chars().take(60).collect()
}

/// A client that says its own key (header `Idempotency-Key` or field `client_request_id`) may send the same again. The
/// key is bound to the token: nobody finds another program's reports by guessing.
fn request_id(ask: &Ask, token: &Token, headers: &HeaderMap, form: &Form) -> Result<Id, Refused> {
    let header = headers.get("idempotency-key").map(|value| value.to_str().map(str::trim));
    let key = match header {
        Some(Err(_)) => return Err(Refused::field("Idempotency-Key", "open311-refused-long")),
        Some(Ok(key)) => Some(key),
        None => form.some("client_request_id"),
    };
    let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(ask.county.store.world().id()) };
    if key.chars().count() > MOST_KEY {
        return Err(Refused::field("Idempotency-Key", "open311-refused-long"));
    }
    let block = ask.county.keys.blind("open311-request", &format!("{}/{key}", token.id));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&block[..16]);
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// Of all fields but the key, in whatever order they came, and of the files.
fn digest(form: &Form) -> [u8; 32] {
    let mut fields: Vec<&(String, String)> =
        form.fields().iter().filter(|(name, _)| name != "api_key").collect();
    fields.sort();
    let mut bytes = Vec::new();
    let mut put = |part: &[u8]| {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    };
    for (name, value) in fields {
        put(name.as_bytes());
        put(value.trim().as_bytes());
    }
    for file in &form.files {
        put(&sm3(&file.bytes));
    }
    sm3(&bytes)
}

async fn take_photos(ask: &Ask, form: &Form) -> Result<Vec<Taken>, Failed> {
    if form.files.len() > MOST_PHOTOS {
        return Err(Refused::field("media", "open311-refused-photos").into());
    }
    let mut taken = Vec::new();
    for file in &form.files {
        let files = files_of(ask)?;
        match files.take_photo(&ask.county, file.bytes.clone()).await {
            Ok(photo) => taken.push(photo),
            Err(error) => {
                files.discard(&taken).await;
                return Err(match error {
                    NotTaken::Refused(key) => Refused::field("media", key).into(),
                    NotTaken::Fault(fault) => fault.into(),
                });
            }
        }
    }
    Ok(taken)
}

async fn write(ask: &Ask, token: &Token, report: &Report, taken: &[Taken]) -> Done<Registered> {
    let mut tried = 1;
    loop {
        match write_once(ask, token, report, taken).await {
            Err(Stop::Fault(fault))
                if tried < TRIES && (fault.constraint().is_some() || fault.is_contention()) =>
            {
                forget_serials(&ask.county);
                tried += 1;
            }
            done => return done,
        }
    }
}

async fn write_once(ask: &Ask, token: &Token, report: &Report, taken: &[Taken]) -> Done<Registered> {
    let tx = ask.begin().await?;
    let before: Option<Vec<u8>> = tx
        .value("SELECT body FROM open311_requests WHERE request_id = $1", values![report.register.id])
        .await?;
    if before.is_some_and(|body| body != report.body) {
        return Err(Refused::conflict("shell-refused-other-body").into());
    }
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let registered = register(act, report.register.clone()).await?;
    if registered.new {
        let to = AttachedTo {
            case: registered.case_id,
            request: Some(registered.request_id),
            event: None,
            phase: "raised",
        };
        attach(act, to, taken).await?;
        keep(act, token, report, &registered).await?;
    }
    ask.commit(tx).await?;
    Ok(registered)
}

async fn keep(act: Act<'_>, token: &Token, report: &Report, registered: &Registered) -> Done<()> {
    let sql = "INSERT INTO open311_requests (request_id, case_id, token_id, service_code, description, media_url, body, \
               received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let kept = values![
        registered.request_id,
        registered.case_id,
        token.id,
        report.service_code.as_str(),
        report.description.as_str(),
        report.media_url.as_str(),
        report.body.to_vec(),
        act.now()
    ];
    act.tx.run(sql, kept).await?;
    let subject = Subject { kind: "request", id: registered.request_id, revision: 1 };
    let event = Event::new("request.bring", subject).place(report.register.place_id);
    let event = event.id("case", registered.case_id).id("token", token.id).data("channel", "open311");
    append(act.tx, act.by.actor(), event).await?;
    Ok(())
}

fn answer(ask: &Ask, report: &Report, registered: &Registered) -> Answer {
    let words = ask.county.playbook.emergency_words_in(&report.register.words);
    let mut numbers: Vec<&str> = Vec::new();
    for call in words.iter().filter_map(|word| word.call.as_deref()) {
        if !numbers.contains(&call) {
            numbers.push(call);
        }
    }
    let notice = match &numbers[..] {
        [] => ask.t("open311-notice"),
        numbers => ask.args("open311-notice-call", &[("numbers", &numbers.join(", "))]),
    };
    let request = Wire::Group(vec![
        ("service_request_id", Wire::text(registered.number.as_str())),
        ("service_notice", Wire::text(notice)),
        ("account_id", Wire::Empty),
    ]);
    let status = if registered.new { StatusCode::CREATED } else { StatusCode::OK };
    reply(status, Format::of_ask(ask), "service_requests", &Wire::List("request", vec![request]))
}
