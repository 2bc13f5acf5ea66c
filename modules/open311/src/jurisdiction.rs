use lianxin_base::Refused;
use lianxin_web::County;

/// Each address serves one county, so the argument may be left out; another county's id is not found here.
pub fn check(county: &County, given: Option<&str>) -> Result<(), Refused> {
    match given.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) if id != county.code => {
            Err(Refused::absent("open311-refused-jurisdiction").with("code", &county.code))
        }
        _ => Ok(()),
    }
}
