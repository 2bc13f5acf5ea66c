//! What a county is promised about sheets of other systems, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_collect)]

use std::path::{Path, PathBuf};

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::import::{Imported, Intake, Rejects, Way, bench, import_cases};
use lianxin_cases::{Case, Export, clocks_of, find, requests_of, write_export};
use lianxin_db::{Db, values};
use lianxin_files::{CsvOut, Mapping, SheetFile, SheetLimits, SheetOut};
use lianxin_trial::{Trial, on_each};
use lianxin_web::{Lang, Module, Texts};

fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_cases::module()]
}

fn keep(trial: &Trial, name: &str, text: &str) -> PathBuf {
    let folder = &trial.app().settings().data;
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

struct Taken {
    done: Imported,
    bad: u64,
    first: Vec<String>,
}

async fn take(trial: &Trial, file: &Path, way: Way, rejects: Option<&Path>) -> Taken {
    let texts = Texts::new([lianxin_cases::module().texts]);
    let mut kept = Rejects::new(&texts, rejects);
    let mut sheet = SheetFile::open(file, &SheetLimits::default()).unwrap();
    let intake = Intake { source: "mayor".into(), way };
    let by = By::system();
    let done =
        import_cases(trial.county(), &by, &mut sheet, &Mapping::requests(), &intake, &mut kept, |_| {})
            .await
            .unwrap();
    let (bad, first) = kept.finish().unwrap();
    Taken { done, bad, first }
}

async fn case_of(trial: &Trial, number: &str) -> Case {
    let sql = "SELECT case_id FROM imports WHERE number = $1";
    let id: Id = trial.reader().value(sql, values![number]).await.unwrap().expect("it was imported");
    find(&trial.reader(), id).await.unwrap().unwrap()
}

const HISTORY: &str = "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n\
    81,A00077,官庄街道三角湾村路灯不亮,2025/12/2 11:57,\"村口的路灯坏了，请打13812345678\",已经修好，电话13812345678可再问,2025/12/5 9:30\n\
    82,A00078,问一下医保,2025/12/3 8:00,医保在哪里交费,,\n\
    83,A00079,时间不对,昨天,这一行的时间看不懂,,\n\
    84,A00080,短,2025/12/3 8:00,啊,,\n";

#[tokio::test]
async fn a_history_is_taken_in_with_its_answers_and_what_is_wrong_is_told() {
    on_each(modules, async |trial| {
        let file = keep(trial, "history.csv", HISTORY);
        let rejects = trial.app().settings().data.join("bad.xlsx");
        let taken = take(trial, &file, Way::History, Some(&rejects)).await;
        assert_eq!(taken.done, Imported { rows: 4, good: 2, bad: 2, known: 0 });
        let lamp = case_of(trial, "81").await;
        assert_eq!((lamp.state.as_str(), lamp.ending.as_str()), ("ended", "explained"));
        assert_eq!(lamp.place_id, trial.org("三角湾村").await.id, "the village is named in the subject");
        assert!(lamp.words.contains("路灯") && !lamp.words.contains("12345678"), "{}", lamp.words);
        assert!(!lamp.answer.contains("12345678"), "{}", lamp.answer);
        assert!(clocks_of(&trial.reader(), lamp.id).await.unwrap().is_empty(), "nobody is called back");
        assert_eq!(trial.verbs("case", lamp.id).await, ["case.import"]);
        assert_eq!(requests_of(&trial.reader(), lamp.id).await.unwrap().len(), 1);
        let advice = case_of(trial, "82").await;
        assert_eq!(advice.ending, "not-told");
        let district = lianxin_access::root(&trial.reader()).await.unwrap().unwrap();
        assert_eq!(advice.place_id, district.id, "no place is named");
        let (found, _) = lianxin_cases::search(&trial.reader(), district.id, "路灯", 10).await.unwrap();
        assert_eq!(found, [lamp.id], "it can be searched");

        let mut bad = SheetFile::open(&rejects, &SheetLimits::default()).unwrap();
        let rows: Vec<Vec<String>> = bad.rows().unwrap().map(|row| row.unwrap().cells).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0][0].contains("昨天") && rows[0][0].contains("not understood"), "{:?}", rows[0]);
        assert_eq!((rows[0][1].as_str(), rows[0][2].as_str()), ("4", "83"), "where it stood, and as it was");
        assert_eq!(taken.bad, 2);
        assert!(taken.first[0].starts_with("row 4: "), "{:?}", taken.first);
        trial.work().await;
        assert!(lianxin_events::verify(&trial.reader()).await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_same_file_again_makes_no_doubles() {
    on_each(modules, async |trial| {
        let file = keep(trial, "history.csv", HISTORY);
        take(trial, &file, Way::History, None).await;
        let again = take(trial, &file, Way::History, None).await;
        assert_eq!(again.done, Imported { rows: 4, good: 0, bad: 2, known: 2 });
        assert_eq!(trial.rows_in("cases").await, 2);
        // Rows without a number are known by what they say.
        let nameless = keep(trial, "nameless.csv", "标题,内容\n路灯,村口的路灯不亮\n路灯,村口的路灯不亮\n");
        assert_eq!(take(trial, &nameless, Way::History, None).await.done.known, 1);
    })
    .await;
}

#[tokio::test]
async fn the_mended_workbook_of_rejects_can_be_given_again() {
    on_each(modules, async |trial| {
        let file = keep(trial, "history.csv", HISTORY);
        let rejects = trial.app().settings().data.join("bad.xlsx");
        take(trial, &file, Way::History, Some(&rejects)).await;
        let again = take(trial, &rejects, Way::History, None).await;
        assert_eq!(again.done, Imported { rows: 2, good: 0, bad: 2, known: 0 }, "its own columns do no harm");
    })
    .await;
}

const ORDERS: &str = "工单编号,工单标题,工单内容,来电人,来电号码,事发地点,截止时间\n\
    JN1,路灯,官庄街道三角湾村口路灯不亮,王明,13800000001,官庄街道三角湾村,2026-05-21 12:00\n\
    JN2,垃圾,垃圾堆了好几天,,,官庄街道,2026-06-30 17:00\n\
    ,没有编号,这一行没有工单编号,,,,\n\
    JN4,电话不对,这一行的电话号码不对,李英,123,,\n";

#[tokio::test]
async fn orders_of_the_hotline_are_registered_open_and_go_back_as_replies() {
    on_each(modules, async |trial| {
        let file = keep(trial, "orders.csv", ORDERS);
        let taken = take(trial, &file, Way::Orders, None).await;
        assert_eq!(taken.done, Imported { rows: 4, good: 2, bad: 2, known: 0 });
        let lamp = case_of(trial, "JN1").await;
        assert_eq!((lamp.state.as_str(), lamp.channel.as_str()), ("registered", "hotline"));
        assert_eq!(lamp.hotline_number, "JN1");
        assert_eq!(lamp.hotline_due.unwrap().to_rfc3339(), "2026-05-21T04:00:00+00:00");
        assert!(!clocks_of(&trial.reader(), lamp.id).await.unwrap().is_empty(), "its clock runs");
        assert_eq!(take(trial, &file, Way::Orders, None).await.done.known, 2);

        let dispatcher = trial.person("dispatcher", "官庄街道").await.by(trial).await;
        let tx = trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: trial.county(), by: &dispatcher };
        lianxin_cases::answer_at_once(act, lamp.id, "C06", "今晚就修，修好打13800000001告诉您")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let replies = export(trial, Export::Replies, "replies.csv").await;
        assert_eq!(replies.len(), 1, "what is in hand has no reply: {replies:?}");
        assert!(replies[0].contains("JN1") && replies[0].contains("今晚就修"), "{replies:?}");
        assert!(!replies[0].contains("13800000001"), "{replies:?}");
    })
    .await;
}

/// The rows below watermark and headings.
async fn export(trial: &Trial, what: Export, name: &str) -> Vec<String> {
    let texts = Texts::new([lianxin_cases::module().texts]);
    let path = trial.app().settings().data.join(name);
    let file = std::fs::File::create(&path).unwrap();
    let mark = Export::watermark(&texts, Lang::Zh, trial.now());
    let out: Box<dyn SheetOut + Send> =
        Box::new(CsvOut::new(file, Some(&mark), &what.headings(&texts, Lang::Zh)).unwrap());
    write_export(trial.county(), &texts, Lang::Zh, what, "csv", out).await.unwrap();
    std::fs::read_to_string(&path).unwrap().lines().skip(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn an_export_holds_every_case_masks_numbers_and_is_written_down() {
    on_each(modules, async |trial| {
        let rows: String =
            (0..1_203).map(|n| format!("{n},第{n}件,村口的路灯不亮，电话13812345678\n")).collect();
        let file = keep(trial, "many.csv", &format!("编号,标题,内容\n{rows}"));
        assert_eq!(take(trial, &file, Way::History, None).await.done.good, 1_203, "more than one piece");
        let rows = export(trial, Export::Cases, "cases.csv").await;
        assert_eq!(rows.len(), 1_203);
        assert!(rows.iter().all(|row| !row.contains("13812345678") && row.contains("路灯")));
        let sql = "SELECT COUNT(*) FROM events WHERE verb = 'case.export'";
        assert_eq!(trial.reader().count(sql, values![]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_a_sensitive_case_says_is_not_exported() {
    on_each(modules, async |trial| {
        let file =
            keep(trial, "j.csv", "编号,标题,内容,类别\n1,申请低保,家里有病人想申请低保,最低生活保障\n");
        take(trial, &file, Way::History, None).await;
        let rows = export(trial, Export::Cases, "cases.csv").await;
        assert!(rows.len() == 1 && !rows[0].contains("病人"), "{rows:?}");
    })
    .await;
}

#[tokio::test]
async fn the_bench_writes_the_same_rows_twice() {
    on_each(modules, async |one| {
        let file = keep(one, "bench.csv", HISTORY);
        on_each(modules, async |other| {
            if one.rows_in("cases").await > 0 {
                return;
            }
            let open = || Ok(SheetFile::open(&file, &SheetLimits::default())?);
            let bench = bench(one.county(), other.county(), open).await.unwrap();
            assert_eq!(bench.rows, 2);
            for table in ["cases", "requests", "case_reach", "case_grams", "imports", "events_unsealed"] {
                assert_eq!(one.rows_in(table).await, other.rows_in(table).await, "{table}");
            }
        })
        .await;
    })
    .await;
}
