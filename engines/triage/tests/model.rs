//! What a dispatcher is promised by the suggestions, on small made-up texts.
#![allow(clippy::unwrap_used)]

use lianxin_triage::{Degree, Field, Model, Refused, Seeds, Settings, Text, Triage, quality};
use proptest::prelude::*;

const PLACES: [&str; 8] =
    ["村东头", "小学门口", "大集北边", "三队路口", "广场旁边", "河沿", "卫生室门前", "老槐树下"];
const MATTERS: [(&str, &str, &str); 4] = [
    ("C06", "路灯不亮", "的路灯坏了好几天，晚上摸黑走路，请派人修一修。"),
    ("C01", "停水没人管", "的自来水停水两天，水压低，做饭都没有水。"),
    ("L01", "拖欠工资", "的工地老板拖欠工资半年，农民工讨薪没有结果。"),
    ("F05", "养猪场臭气", "的养猪场粪水直排，臭气熏天，苍蝇满屋。"),
];

/// 64 short requests of four categories.
fn history() -> Vec<(String, String, &'static str)> {
    let mut all = Vec::new();
    for (n, place) in PLACES.iter().enumerate() {
        for (label, title, body) in MATTERS {
            all.push((format!("{place}{title}"), format!("{place}{body}"), label));
            all.push((format!("反映{title}的问题"), format!("您好，{n}组{place}{body}谢谢领导。"), label));
        }
    }
    all
}

fn samples<'a>(history: &'a [(String, String, &'static str)]) -> Vec<(Text<'a>, &'static str)> {
    history.iter().map(|(title, body, label)| (Text { title, body }, *label)).collect()
}

fn model() -> Model {
    Model::train(samples(&history()), &Settings::default()).unwrap()
}

#[test]
fn a_new_request_gets_the_category_of_those_like_it() {
    let found = model().suggest("桥头路灯坏了", "桥头晚上摸黑，路灯不亮");
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].label, "C06");
    assert!(found[0].confidence > found[1].confidence);
}

#[test]
fn confidence_is_a_chance_and_sums_to_one() {
    let sum: f32 = model().chances(Text { title: "停水", body: "路灯" }).iter().sum();
    assert!((sum - 1.0).abs() < 1e-4);
}

#[test]
fn a_text_without_known_words_is_suggested_with_little_confidence() {
    let found = model().suggest("", "zzz");
    assert_eq!(found[0].degree, Degree::Poor);
}

#[test]
fn the_reason_is_a_word_of_the_text_at_its_place() {
    let (title, body) = ("桥头的事", "各位领导：桥头路灯不亮，晚上摸黑走路。");
    let reasons = model().reasons(title, body, "C06");
    assert!(reasons.iter().any(|reason| reason.words.contains("路灯")), "{reasons:?}");
    for reason in reasons {
        let field = if reason.field == Field::Title { title } else { body };
        assert_eq!(&field[reason.start..reason.end], reason.words);
        assert!((2..=6).contains(&reason.words.chars().count()));
    }
}

#[test]
fn an_unknown_category_has_no_reasons() {
    assert!(model().reasons("路灯", "路灯", "Z99").is_empty());
}

#[test]
fn the_number_of_threads_does_not_change_the_model() {
    let history = history();
    let trained =
        |threads| Model::train(samples(&history), &Settings { threads, ..Settings::default() }).unwrap();
    assert_eq!(trained(1), trained(3));
}

#[test]
fn too_little_history_is_told_not_guessed_from() {
    let one = [(Text { title: "路灯", body: "" }, "C06"), (Text { title: "停水", body: "" }, "C01")];
    assert!(matches!(
        Model::train(one, &Settings::default()),
        Err(Refused::TooFew { labels: 2, samples: 2 })
    ));
    assert!(matches!(Model::train([], &Settings::default()), Err(Refused::TooFew { .. })));
}

#[test]
fn a_saved_model_answers_the_same() {
    let path = std::env::temp_dir().join(format!("triage-saved-{}.model", std::process::id()));
    let model = model();
    model.save(&path).unwrap();
    let loaded = Model::load(&path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded.unwrap(), model);
}

#[test]
fn a_foreign_a_newer_a_cut_and_a_damaged_file_are_each_told_apart() {
    let good = model().to_bytes();
    let told = |bytes: &[u8]| Model::from_bytes(bytes).unwrap_err();
    assert!(matches!(told(b"PK\x03\x04 something else entirely"), Refused::NotAModel));
    assert!(matches!(told(b""), Refused::NotAModel));
    let mut newer = good.clone();
    newer[8] = 9;
    assert!(matches!(told(&newer), Refused::Format { found: 9, .. }));
    assert!(matches!(told(&good[..good.len() / 2]), Refused::Damaged { .. }));
    let mut damaged = good.clone();
    damaged[good.len() / 3] ^= 1;
    assert!(matches!(told(&damaged), Refused::Damaged { .. }));
    assert!(matches!(Model::load(std::path::Path::new("no/such.model")), Err(Refused::File { .. })));
}

#[test]
fn cross_validation_keeps_copies_together_and_counts_every_text_once() {
    let history = history();
    let measured = quality::cross_validate(&samples(&history), 4, &Settings::default()).unwrap();
    let counted: u32 = measured.confusion.iter().flatten().sum();
    assert_eq!((measured.texts, counted as usize), (64, 64));
    assert!(measured.among_three >= measured.first);
}

#[test]
fn cross_validation_of_copies_of_one_text_is_refused() {
    let same = vec![(Text { title: "", body: "村东头的路灯坏了好几天" }, "C06"); 20];
    let refused = quality::cross_validate(&same, 5, &Settings::default());
    assert!(matches!(refused, Err(Refused::Parts { parts: 5, texts: 1 })));
}

#[test]
fn a_county_with_a_little_history_keeps_the_categories_it_has_not_seen() {
    let seeds = Seeds::read("code,words\nC06,路灯\nE07,流浪狗;遛狗\n".as_bytes()).unwrap();
    let triage = Triage { seeds, model: Some(model()) };
    assert_eq!(triage.suggest("流浪狗咬人", "村里流浪狗太多")[0].label, "E07");
    assert_eq!(triage.suggest("拖欠工资", "老板拖欠工资，农民工讨薪")[0].label, "L01");
    assert_eq!(triage.reasons("流浪狗咬人", "", "E07")[0].words, "流浪狗");
}

#[test]
fn the_shipped_seed_words_find_plain_requests() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu/seeds.csv");
    let seeds = Seeds::read(std::fs::File::open(file).unwrap()).unwrap();
    assert_eq!(seeds.labels().count(), 171);
    for (title, expected) in [
        ("村里路灯坏了晚上摸黑", "C06"),
        ("低保金两个月没发", "J01"),
        ("邻居占我家地边，土地纠纷没人管", "R04"),
        ("机井坏了浇不上水", "G05"),
        ("合作社分红不发，想退社", "H06"),
    ] {
        let found = seeds.suggest(title, "");
        assert!(found.iter().any(|suggestion| suggestion.label == expected), "{title}: {found:?}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_anything(title in ".{0,40}", body in "(\\PC|路灯|停水|\u{3000}|１２){0,60}") {
        use std::sync::LazyLock;
        static TRIAGE: LazyLock<Triage> = LazyLock::new(|| Triage {
            seeds: Seeds::new([("C06".to_owned(), vec!["路灯".to_owned(), "灯".to_owned()])]).unwrap(),
            model: Some(model()),
        });
        for suggestion in TRIAGE.suggest(&title, &body) {
            prop_assert!((0.0..=1.0).contains(&suggestion.confidence));
            for reason in TRIAGE.reasons(&title, &body, &suggestion.label) {
                let field = if reason.field == Field::Title { &title } else { &body };
                prop_assert_eq!(field.get(reason.start..reason.end), Some(reason.words.as_str()));
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }
}
