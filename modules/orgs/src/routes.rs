use lianxin_web::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![]
}
