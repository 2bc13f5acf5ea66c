//! Every route, asked by everybody, about every place.

use lianxin::modules::modules;
use lianxin_matrix::run::{Choice, Stage, sheet};
use lianxin_matrix::table::compare;
use lianxin_matrix::world::World;
use lianxin_trial::{Kept, beside_on_postgres, beside_on_sqlite};

/// A copy of each golden file lies in `golden/`: read a change there like a change of code.
#[tokio::test]
async fn everybody_gets_what_the_golden_files_say() {
    beside_on_sqlite(modules, async |here, there| {
        let began = std::time::Instant::now();
        let world = World::build(here, there).await;
        let kept = Kept::of(&[here, there]);
        eprintln!("built in {:?}", began.elapsed());
        let mut stage = Stage::of(&kept, modules).await;
        let mut wrong = Vec::new();
        for module in modules() {
            let all = Choice { roles: &[], reads_only: false };
            let sheet = sheet(&mut stage, &world, &module, &all).await;
            wrong.extend(compare(module.name, &sheet.text(module.name)));
            eprintln!(
                "{}: {} asked, {} made anew, {:?}",
                module.name,
                stage.asked,
                stage.made_anew,
                began.elapsed()
            );
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    })
    .await;
}

/// One role of each level, reading only: PostgreSQL answers what SQLite answers.
#[tokio::test]
async fn postgres_lets_in_and_keeps_out_whom_sqlite_does() {
    const ROLES: &[&str] = &[
        "resident",
        "village-secretary",
        "area-secretary",
        "dispatcher",
        "liaison",
        "district-supervisor",
        "county-admin",
    ];
    let some = Choice { roles: ROLES, reads_only: true };
    let mut on_sqlite = Vec::new();
    let some = &some;
    {
        let on_sqlite = std::cell::RefCell::new(&mut on_sqlite);
        beside_on_sqlite(modules, async |here, there| {
            let world = World::build(here, there).await;
            let mut stage = Stage::on(here, modules);
            for module in modules() {
                let text = sheet(&mut stage, &world, &module, some).await.text(module.name);
                on_sqlite.borrow_mut().push(text);
            }
        })
        .await;
    }
    let on_sqlite = &on_sqlite;
    beside_on_postgres(modules, async |here, there| {
        let world = World::build(here, there).await;
        let mut stage = Stage::on(here, modules);
        for (module, expected) in modules().iter().zip(on_sqlite) {
            let text = sheet(&mut stage, &world, module, some).await.text(module.name);
            assert_eq!(text, *expected, "{} differs between the databases", module.name);
        }
    })
    .await;
}
