//! Each parser bears its seeds, what fuzzers found before, and some hundred mutations, the same in each run.

use std::path::Path;

use lianxin_fuzzing::{Mutations, target};

const SEED: u64 = 370_114;

fn replay(name: &str) {
    let target = target(name);
    let mut inputs = (target.seeds)();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    if let Ok(folder) = kept.read_dir() {
        let mut files: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
        files.sort();
        inputs.extend(files.iter().map(|file| std::fs::read(file).expect("a kept input")));
    }
    inputs.push(vec![]);
    for input in &inputs {
        feed(name, target.run, input);
    }
    for input in Mutations::new(inputs, SEED).take(target.mutations) {
        feed(name, target.run, &input);
    }
}

/// A parser that breaks off leaves its input where it can be looked at and kept.
fn feed(name: &str, run: fn(&[u8]), input: &[u8]) {
    let bears = std::panic::catch_unwind(|| run(input));
    if bears.is_err() {
        let file = std::env::temp_dir().join(format!("lianxin-{name}-broke"));
        let _ = std::fs::write(&file, input);
        panic!("{name} broke off; its input is in {}", file.display());
    }
}

macro_rules! bears {
    ($($test:ident: $name:literal;)*) => {
        $(#[test]
        fn $test() {
            replay($name);
        })*
    };
}

bears! {
    a_workbook_is_read_or_refused: "xlsx";
    a_table_is_read_or_refused: "csv";
    json_lines_are_read_or_refused: "jsonl";
    a_column_mapping_is_read_or_refused: "mapping";
    a_playbook_is_loaded_or_its_mistakes_are_told: "playbook";
    a_photo_is_made_anew_or_refused: "image";
    a_recording_is_known_or_refused: "audio";
    a_deadline_is_never_before_its_start: "clock";
    a_time_lies_in_the_years_of_this_program: "time";
    numbers_of_people_are_themselves_and_masks_hide_them: "numbers";
    a_model_is_whole_or_refused: "model";
    a_form_is_read_or_refused_in_however_many_pieces: "form";
    xml_is_well_formed_and_says_what_json_says: "xml";
    programs_that_report_and_read_are_answered_without_fault: "open311";
    bodies_of_the_api_are_taken_or_refused: "api";
    what_residents_send_is_taken_or_told: "report";
}
