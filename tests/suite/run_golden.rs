//! Output that people and scripts see, compared with files in `tests/golden`: help texts, tables, JSON. Parts that
//! differ from machine to machine or from run to run are replaced by `…`.
//!
//! After a wanted change: `BLINDMASK_WRITE_GOLDEN=1 cargo test --release run_golden`, and look at the difference.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;
use crate::run_support::fake;

use std::fs;

use fake::{Does, Fake, How, page, run};
use run_support::{Place, blindmask, json, manifest};
use serde_json::{Value, json};

fn golden(name: &str, text: &str) {
    let file = manifest().join("tests/golden").join(name);
    if std::env::var_os("BLINDMASK_WRITE_GOLDEN").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, kept, "{name} differs: see the first lines of this test file");
}

/// Members that differ from run to run, or depend on tuning and are tested elsewhere.
const VOLATILE: &[&str] = &[
    "seconds", "timings", "models", "tool", "sha256", "bytes", "this", "previous", "head", "quad", "box",
    "score", "settings",
];

fn steady(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if VOLATILE.contains(&name.as_str()) && !member.is_null() {
                    *member = json!("…");
                } else {
                    steady(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(steady),
        _ => {}
    }
}

fn golden_json(name: &str, mut value: Value) {
    steady(&mut value);
    golden(name, &(serde_json::to_string_pretty(&value).unwrap() + "\n"));
}

#[test]
fn help_texts() {
    golden("help.txt", &blindmask(&["--help"]).out);
    for command in ["redact", "check", "verify"] {
        golden(&format!("help_{command}.txt"), &blindmask(&[command, "--help"]).out);
    }
}

/// The text with every hash replaced by `…`.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split_inclusive([' ', '\n', '：', '（']);
    words
        .map(|word| {
            let bare = word.trim_end_matches([' ', '\n', '（']);
            if is_hash(bare) { word.replace(bare, "…") } else { word.to_owned() }
        })
        .collect()
}

/// The text with the run's pace replaced by `…`.
fn without_pace(text: &str) -> String {
    let lines = text.lines().map(|line| if line.starts_with("pace: ") { "pace: …" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Files whose verdicts need no reading, so that no golden file depends on the nets' quality.
fn place() -> Place {
    let place = Place::with_pages(&["T001/04_blank.jpg"]);
    place.put("T001/empty.jpg", b"");
    place.put("T002/谢韵兰.jpg", b"%PDF-1.7");
    place.put("李建国/x.jpg", b"");
    fs::create_dir(place.path("in/T003")).unwrap();
    place
}

#[test]
fn tables_in_both_languages() {
    let place = place();
    for lang in ["en", "zh"] {
        let ran = blindmask(&place.redact("out", &["--lang", lang]));
        let text = format!("exit {}\n--- stderr\n{}--- stdout\n{}", ran.code, ran.err, ran.out);
        let text = without_pace(&without_hashes(&text.replace(&place.text("out"), "OUT")));
        golden(&format!("redact_{lang}.txt"), &text);
    }
    let quiet = blindmask(&place.redact("out", &["--quiet"]));
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (3, "", ""));
    let verbose = blindmask(&place.redact("out", &["--verbose", "--jobs", "1", "--force"]));
    let text = without_pace(&without_hashes(&verbose.out.replace(&place.text("out"), "OUT")));
    golden("redact_verbose.txt", &text);
}

#[test]
fn check_json() {
    let place = place();
    let ran = blindmask(&["check", &place.text("in"), "--roster", "testdata/roster.csv", "--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    golden_json("check.json", serde_json::from_str(&ran.out).expect("JSON and nothing else on stdout"));
}

#[test]
fn audit_and_report_of_a_run() {
    let place = Place::new();
    for does in [Does::Name, Does::Other, Does::Panic] {
        place.put(&format!("A001/{does:?}.jpg"), &page(does));
    }
    place.put("A001/赵玉兰.jpg", b"");
    place.put("nobody/x.jpg", b"");
    fs::create_dir(place.path("in/A002")).unwrap();
    let out = place.path("out");
    run(&place.path("in"), &out, Fake::new(), &How::default()).unwrap();
    golden_json("audit.json", json(&out.join("audit/A001.json")));
    let mut report = json(&out.join("run.json"));
    report["applicants"]["A001"] = json!("…");
    golden_json("run.json", report);
}
