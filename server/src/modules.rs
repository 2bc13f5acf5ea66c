use lianxin_db::Migrations;
use lianxin_web::Module;

/// What this program can do. The order is that of the migrations: what others refer to comes first.
pub fn modules() -> Vec<Module> {
    vec![
        crate::front::module(),
        lianxin_orgs::module(),
        lianxin_people::module(),
        lianxin_cases::module(),
        lianxin_playbooks::module(),
        lianxin_portal::module(),
        lianxin_board::module(),
        lianxin_desk::module(),
        lianxin_open311::module(),
        lianxin_api::module(),
        lianxin_checks::module(),
        lianxin_audit::module(),
        lianxin_holdings::module(),
    ]
}

/// The ground's tables, then the modules'.
pub fn migrations() -> Vec<Migrations> {
    let ground = [lianxin_events::MIGRATIONS, lianxin_access::MIGRATIONS];
    let modules = modules();
    ground.into_iter().chain(modules.iter().filter_map(|module| module.migrations)).collect()
}
