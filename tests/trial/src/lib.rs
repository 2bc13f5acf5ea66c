//! A trial county for tests: the same story is told on SQLite and on PostgreSQL, through the real router, with a
//! clock that stands still until the story moves it.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_secretary_accepts_what_came_from_the_village() {
//!     on_each(|| vec![lianxin_cases::module()], async |trial| {
//!         let secretary = trial.person("village-secretary", "三角湾村").await;
//!         let page = trial.get("/cases").by(&secretary).await.ok();
//!         assert_eq!(page.text("h1"), "诉求");
//!         let done = page.form("form.accept").set("note", "今天去看").await.follow().await;
//!         assert_eq!(done.text(".status"), "已受理");
//!         trial.at("2026-05-22 16:40");
//!         trial.work().await;
//!     })
//!     .await;
//! }
//! ```

mod call;
mod kept;
mod page;
mod person;
mod playbook;
mod schema;
mod seen;
mod trial;

pub use call::Call;
pub use kept::Kept;
pub use page::Node;
pub use person::{NewPerson, PASSWORD, Who};
pub use playbook::{files, playbook};
pub use seen::Seen;
pub use trial::{
    NEIGHBOUR, SCOPES, START, Trial, beside_on_postgres, beside_on_sqlite, on_each, on_postgres, on_sqlite,
};
