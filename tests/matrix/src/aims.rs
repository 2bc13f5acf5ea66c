//! What each route is asked for: about which case, person or organisation, at which stage, with which form.
//!
//! `{id}`, `{code}` and the like stand for the target; [`crate::ask`] fills them in. A path with a word that no target
//! knows fails, and so does a route that would have to know a target and has none.

use lianxin_web::Route;

use crate::spots::Stage;

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Nobody's in particular, or the asker's own.
    Nothing,
    /// One case at each place.
    Case(Stage),
    /// A list, asked once; which cases does it name?
    Listing(Stage),
    Person,
    /// A household with one member.
    Household,
    Org,
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    None,
    Form(&'static str),
    Json(&'static str),
}

/// One way in which a route is tried.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    pub target: Target,
    /// Also told in the golden file, when there is one.
    pub query: &'static str,
    pub body: Body,
}

const fn aim(target: Target, query: &'static str, body: Body) -> Aim {
    Aim { target, query, body }
}

const SIGNED: Target = Target::Case(Stage::Signed);
const LISTING: Target = Target::Listing(Stage::Signed);

/// Every way in which a route is tried; at least one.
pub fn aims(route: &Route) -> Vec<Aim> {
    let posted = !route.method.is_safe();
    let body = if posted { Body::Form("") } else { Body::None };
    let path = route.path;
    if let Some(special) = special(route.method.as_str(), path) {
        return special;
    }
    let verb = path.strip_prefix("/cases/{id}/").filter(|rest| !rest.contains('/'));
    if let Some((stage, form)) = verb.and_then(verb_of) {
        let body = if posted { Body::Form(form) } else { Body::None };
        let query = if !posted && form.contains("{of}") { "?of={of}" } else { "" };
        return vec![aim(Target::Case(stage), query, body)];
    }
    let target = match path.split('/').nth(1).unwrap_or_default() {
        _ if !path.contains('{') => Target::Nothing,
        "cases" | "follow" | "files" | "dispatch" => SIGNED,
        "people" | "posts" => Target::Person,
        "households" => Target::Household,
        "orgs" | "villages" | "codes" | "q" => Target::Org,
        _ => panic!("nobody knows what {} {path} is about: say it in tests/matrix/src/aims.rs", route.method),
    };
    vec![aim(target, "", body)]
}

/// Routes that are tried in a way of their own.
fn special(method: &str, path: &str) -> Option<Vec<Aim>> {
    use Body::{Form, Json, None as Nothing};
    let one = |target, query, body| Some(vec![aim(target, query, body)]);
    match (method, path) {
        ("GET", "/cases") => Some(vec![
            aim(LISTING, "?state=signed&category=E03", Nothing),
            aim(Target::Org, "?org={code}", Nothing),
        ]),
        ("GET", "/cases/export.csv" | "/cases/export.xlsx") => {
            one(LISTING, "?state=signed&category=E03", Nothing)
        }
        ("GET", "/search") => {
            Some(vec![aim(LISTING, "?q=灯柱", Nothing), aim(SIGNED, "?q={number}", Nothing)])
        }
        ("POST", "/cases/bulk") => Some(vec![
            aim(SIGNED, "", Form("act=export&case={id}")),
            aim(SIGNED, "", Form("act=press&case={id}&sure=on&words=请今天回复")),
            aim(
                Target::Case(Stage::Accepted),
                "",
                Form("act=dispatch&case={id}&sure=on&unit={lead}&words=请办理"),
            ),
            aim(Target::Case(Stage::Accepted), "", Form("act=merge&case={id}&sure=on&master={other}")),
        ]),
        ("POST", "/cases/views") => one(Target::Nothing, "", Form("id={fresh}&name=我的&address=")),
        ("POST", "/cases/views/{id}/drop") => one(Target::Person, "", Form("")),
        ("GET", "/dispatch") => Some(vec![aim(Target::Case(Stage::Registered), "?case={id}", Nothing)]),
        ("POST", "/dispatch/{id}") => one(
            Target::Case(Stage::Accepted),
            "",
            Form("revision={revision}&part={fresh}&unit={lead}&category=F01&kind=help&item=ST09"),
        ),
        ("POST", "/dispatch/{id}/answer") => one(
            Target::Case(Stage::Registered),
            "",
            Form("revision={revision}&category=F01&answer=路灯归供电公司管"),
        ),
        ("POST", "/dispatch/{id}/refuse") => one(
            Target::Case(Stage::Registered),
            "",
            Form("revision={revision}&ground=petition&directions=请到区信访局提出，地址见公示"),
        ),
        ("POST", "/dispatch/{id}/merge" | "/dispatch/{id}/relate") => {
            one(Target::Case(Stage::Accepted), "", Form("other={other}&kind=related"))
        }
        ("POST", "/cases/{id}/reveal/{request}") => one(SIGNED, "", Form("why=call&reason=约上门时间")),
        ("GET", "/report/kept/{token}") => one(SIGNED, "", Nothing),
        ("GET", "/sealed/{note}" | "/sealed/{note}/files/{file}") => {
            one(Target::Case(Stage::Refused), "", Nothing)
        }
        ("POST", "/sealed/{note}/open") => {
            one(Target::Case(Stage::Refused), "", Form("reason=核对是否同一件"))
        }
        ("POST", "/sealed/{note}/answer") => {
            one(Target::Case(Stage::Refused), "", Form("words=已经受理，下月前答复"))
        }
        ("GET", "/sealed") => one(Target::Listing(Stage::Refused), "", Nothing),
        ("POST", "/follow") => one(SIGNED, "", Form("number={number}&word=ABCD")),
        ("POST", "/follow/{number}/add" | "/follow/{number}/redo" | "/follow/{number}/withdraw") => {
            one(SIGNED, "", Form("words=我也看到了"))
        }
        ("POST", "/follow/{number}/rate") => one(Target::Case(Stage::Ended), "", Form("level=5")),
        ("GET", "/board" | "/board/wall" | "/board/brief") => {
            Some(vec![aim(LISTING, "", Nothing), aim(Target::Org, "?org={code}", Nothing)])
        }
        ("GET", "/board/rows") => Some(vec![
            aim(LISTING, "?figure=requests&category=E", Nothing),
            aim(Target::Org, "?org={code}&figure=requests&category=E", Nothing),
        ]),
        ("POST", "/board/help") => one(Target::Org, "?org={code}", Form("words=需要帮助的事项")),
        ("GET", "/board/help") => one(Target::Org, "?org={code}", Nothing),
        ("GET", "/desk") => one(LISTING, "", Nothing),
        ("GET", "/people" | "/rota") => one(Target::Org, "?org={id}", Nothing),
        ("POST", "/rota") => {
            one(Target::Person, "", Form("org={org}&post={post}&from=2026-05-21T08:00&to=2026-05-21T18:00"))
        }
        ("POST", "/rota/{id}/remove") => one(Target::Person, "", Form("org={org}")),
        ("POST", "/people/{id}/account") => {
            one(Target::Person, "", Form("login=new-login&password=a-long-pass-phrase-7"))
        }
        ("POST", "/people/{id}/grant") => {
            one(Target::Person, "", Form("id={fresh}&role=village-accountant&org={code}"))
        }
        ("POST", "/posts/{id}/hand-over") => one(Target::Person, "", Form("id={fresh}&person=p1")),
        ("POST", "/people/new") => one(Target::Nothing, "", Form("id={fresh}&name=新来的")),
        ("POST", "/orgs/{id}/rename") => {
            one(Target::Org, "", Form("revision={revision}&name_zh=新名&name_en=New&short_zh=新&short_en=N"))
        }
        ("POST", "/orgs/{id}/move") => one(Target::Org, "", Form("revision={revision}&parent={district}")),
        ("POST", "/orgs/{id}/add") => one(
            Target::Org,
            "",
            Form("id={fresh}&code=new-org&kind=firm&name_zh=新厂&name_en=New&short_zh=新&short_en=N"),
        ),
        ("POST", "/orgs/{id}/close") => one(Target::Org, "", Form("revision={revision}")),
        ("POST", "/orgs/{id}/phone") => one(Target::Org, "", Form("phone=0531-83212345")),
        ("POST", "/orgs/{id}/codes") => one(Target::Org, "", Form("venue_zh=村口&venue_en=Gate")),
        ("POST", "/orgs/{id}/codes/revoke") => one(Target::Org, "", Form("code={poster_id}")),
        ("GET", "/households") => one(Target::Org, "?org={id}", Nothing),
        ("GET", "/households/new") => one(Target::Org, "?org={id}", Nothing),
        ("POST", "/households/new") => one(Target::Org, "", Form("id={fresh}&org={id}&number=9-9")),
        ("POST", "/households/{id}/number") => one(Target::Household, "", Form("revision=1&number=9-9")),
        ("POST", "/households/{id}/members/new") => {
            one(Target::Household, "", Form("id={fresh}&name=新来的&relation=child"))
        }
        ("POST", "/households/{id}/members/{person}") => {
            one(Target::Household, "", Form("revision=1&name=新名字&relation=spouse"))
        }
        ("POST", "/households/{id}/members/{person}/leave") => {
            one(Target::Household, "", Form("revision=1&why=moved"))
        }
        ("POST", "/households/{id}/members/{person}/open") => {
            one(Target::Household, "", Form("why=联系本人上门"))
        }
        ("POST", "/cases/{id}/consents/{consent}") => one(SIGNED, "", Form("reason=联系本人补材料")),
        ("GET" | "POST", "/tokens/{id}/revoke" | "/tokens/{id}/confirm") => {
            one(Target::Nothing, "", Form(""))
        }
        ("POST", "/tokens") => {
            one(Target::Org, "", Form("id={fresh}&name=系统&scope=cases.read&org={code}&days=30"))
        }
        ("GET", "/audit/case") => one(SIGNED, "?number={number}", Nothing),
        ("GET", "/audit" | "/audit/export.csv" | "/notices") => one(LISTING, "", Nothing),
        ("POST", "/holdings/erase") => one(SIGNED, "", Form("number={number}&decided=按法律规定删除")),
        ("POST", "/holdings/ask") => {
            one(Target::Nothing, "", Form("id={fresh}&kind=copy&about=&words=请给我一份"))
        }
        ("POST", "/playbook/versions/{number}/approve") => one(Target::Nothing, "", Form("")),
        ("GET", "/playbook/services/{code}" | "/playbook/responsibility/{code}") => {
            one(Target::Nothing, "", Nothing)
        }
        ("POST", "/dispatch/{id}/claim" | "/dispatch/{id}/release") => {
            one(Target::Case(Stage::Registered), "", Form("revision={revision}"))
        }
        ("GET", "/language/{lang}") => one(Target::Nothing, "", Nothing),
        ("POST", "/sign-in") => one(Target::Nothing, "", Form("login=p1&password=not-it")),
        ("POST", "/post") => one(Target::Person, "", Form("post={post}")),
        ("POST", "/account/language") => one(Target::Nothing, "", Form("lang=en")),
        ("GET", "/public") => one(Target::Listing(Stage::Ended), "", Nothing),
        ("GET", "/api/v1/cases") => Some(vec![
            aim(LISTING, "?state=signed&category=E03&limit=200", Nothing),
            aim(LISTING, "?q=灯柱&state=any", Nothing),
            aim(Target::Org, "?org={code}", Nothing),
        ]),
        ("POST", "/api/v1/cases") => {
            one(Target::Org, "", Json(r#"{"id":"{fresh}","words":"路灯坏了一个月","place":"{code}"}"#))
        }
        ("GET", "/api/v1/cases/{id}" | "/api/v1/cases/{id}/events") => one(SIGNED, "", Nothing),
        ("POST", "/api/v1/cases/{id}/progress") => {
            one(SIGNED, "", Json(r#"{"id":"{fresh}","words":"正在修"}"#))
        }
        ("POST", "/api/v1/hotline/orders") => one(
            Target::Org,
            "",
            Json(r#"{"id":"{fresh}","number":"12345-1","words":"路灯坏了一个月","place":"{code}"}"#),
        ),
        ("GET", "/api/v1/places/{code}") => one(Target::Org, "", Nothing),
        ("GET", "/open311/v2/services/{code}") => one(Target::Nothing, "", Nothing),
        ("GET", "/open311/v2/requests.json" | "/open311/v2/requests.xml") => one(LISTING, "", Nothing),
        ("GET", "/open311/v2/requests/{number}") => one(SIGNED, "", Nothing),
        ("GET", "/open311/v2/tokens/{token}") => one(SIGNED, "", Nothing),
        ("POST", "/open311/v2/requests.json" | "/open311/v2/requests.xml") => one(
            Target::Org,
            "",
            Form("service_code=C06&description=路灯坏了一个月&address_id={code}&lat=36.7&long=117.5"),
        ),
        _ => None,
    }
}

/// At which stage a verb is open, and what its form holds.
fn verb_of(verb: &str) -> Option<(Stage, &'static str)> {
    Some(match verb {
        "accept" => (Stage::Registered, "revision={revision}&category=F01&kind=help"),
        "answer-at-once" => {
            (Stage::Registered, "revision={revision}&category=F01&answer=路灯归供电公司管，已经转告")
        }
        "refuse" => {
            (Stage::Registered, "revision={revision}&ground=petition&directions=请到区信访局提出，地址见公示")
        }
        "hand-over-sealed" => {
            (Stage::Registered, "revision={revision}&category=V06&words=已移交区纪委监委，电话 12388")
        }
        "tell-channel" => (Stage::Refused, "revision={revision}&words=已经告诉本人去哪里提出"),
        "ask-again" => (Stage::Refused, "revision={revision}&words=本人又来问同一件事"),
        "dispatch" => (Stage::Accepted, "revision={revision}&item=ST09&unit={lead}&words=请办理"),
        "sign" => (Stage::Dispatched, "revision={revision}"),
        "assign" => (Stage::Dispatched, "revision={revision}&to={to}&words=请你去看"),
        "contact" => (Stage::Signed, "words=已经约好上门"),
        "arrive" => (Stage::Signed, "words=已经到现场"),
        "progress" => (Stage::Signed, "words=正在修&phase=before&open=on"),
        "plan" => (Stage::Signed, "revision={revision}&words=下周更换灯头并复查"),
        "resolve" => (
            Stage::Signed,
            "revision={revision}&ending=solved&answer=已经修好，夜里亮了，请放心&no_photo=夜间核查时补拍",
        ),
        "verify" => (Stage::Done, "revision={revision}&words=看过照片"),
        "send-back" => (Stage::Done, "revision={revision}&words=夜里还是不亮，请再看"),
        "call-back" => (
            Stage::Closed,
            "of={of}&way=phone&reached=yes&solved=yes&satisfaction=5&then=rest&words=电话回访",
        ),
        "ask-return" => (Stage::Dispatched, "revision={revision}&ground=not-our-duty&words=不在我们的职责里"),
        "ask-extend" => (Stage::Signed, "revision={revision}&amount=2wd&words=材料还没有到货"),
        "ask-suspend" => (Stage::Signed, "revision={revision}&ground=materials&words=材料还没有到货"),
        "decide" => (Stage::Asked, "revision={revision}&of={of}&yes=yes&words=同意"),
        "lift" => (Stage::Suspended, "revision={revision}&words=材料到了"),
        "ask-whistle" => {
            (Stage::Accepted, "revision={revision}&kind=ordinary&matter=需要部门到现场一起看&units={called}")
        }
        "decline-whistle" => (Stage::Accepted, "revision={revision}&words=先由街道召集一次"),
        "blow" => {
            (Stage::Accepted, "revision={revision}&kind=ordinary&matter=需要部门到现场一起看&units={called}")
        }
        "report-in" => (Stage::Whistled, "of={of}"),
        "give-result" => (Stage::Whistled, "of={of}&words=已经处置完毕"),
        "score" => (Stage::Scored, "of={of}&score=5"),
        "press" => (Stage::Signed, "words=请今天回复"),
        "answer-press" => (Stage::Pressed, "words=今天下午办完"),
        "merge" => (Stage::Accepted, "revision={revision}&other={other}"),
        "open-child" => (Stage::Accepted, "revision={revision}&category=F01&words=另有一处也要修"),
        "relate" => (Stage::Accepted, "revision={revision}&other={other}&kind=related"),
        "visit" => (Stage::Signed, "words=已经上门"),
        "record-consent" => {
            (Stage::Signed, "kind=health&purpose=办理补助&way=signature&given_by=self&note=慢病证明")
        }
        "papers-complete" | "hand-in" | "finish-item" => (Stage::Signed, "of={of}&words=材料齐了"),
        "fix-rating" => (Stage::Ended, "of={of}&words=已经上门说明"),
        "appeal-rating" => {
            (Stage::Ended, "revision={revision}&of={of}&ground=against-facts&words=当天就清了，有照片")
        }
        "claim" | "release" => (Stage::Registered, "revision={revision}"),
        "withdraw" => (Stage::Accepted, "revision={revision}&words=本人来电撤回"),
        _ => return None,
    })
}
