//! `report` and `eval` over a run on the pages of testdata; needs `make models`.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::run_support;

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use run_support::{Ran, blindmask, manifest, spellings};

/// Every name and alias of the roster.
fn names() -> Vec<String> {
    let path = manifest().join("testdata/roster.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headings = reader.headers().unwrap().clone();
    let column =
        |wanted: &str| headings.iter().position(|h| h.trim_start_matches('\u{feff}') == wanted).unwrap();
    let (name, alias) = (column("姓名"), column("别名"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let all = rows.iter().flat_map(|r| [&r[name], &r[alias]].map(str::to_owned));
    all.flat_map(|cell| cell.split(';').map(|n| n.trim().to_owned()).collect::<Vec<_>>())
        .filter(|n| !n.is_empty())
        .collect()
}

/// A name in every encoding that a page or a picture could hold, and as HTML may escape it.
fn spelled(name: &str) -> Vec<Vec<u8>> {
    let references = |f: fn(char) -> String| name.chars().map(f).collect::<String>().into_bytes();
    let more = [
        name.to_lowercase().into_bytes(),
        references(|c| format!("&#{};", u32::from(c))),
        references(|c| format!("&#x{:x};", u32::from(c))),
        references(|c| format!("\\u{:04x}", u32::from(c))),
        name.bytes().flat_map(|b| format!("%{b:02X}").into_bytes()).collect(),
    ];
    spellings(name).into_iter().chain(more).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The bytes, and everything that they hold in base64.
fn layers(bytes: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let carried = text.split("base64,").skip(1).map(|rest| {
        let end = rest.find(['"', ')', '<', ' ']).unwrap_or(rest.len());
        STANDARD.decode(&rest[..end]).unwrap()
    });
    [bytes.to_vec(), bytes.to_ascii_lowercase()].into_iter().chain(carried).collect()
}

#[test]
fn no_name_of_the_roster_stands_in_the_report_of_the_testdata_run() {
    let dir = tempfile::tempdir().unwrap();
    let path = |p: &str| dir.path().join(p).to_string_lossy().into_owned();
    let root = manifest();
    for entry in walkdir::WalkDir::new(root.join("testdata/pages")).into_iter().map(Result::unwrap) {
        let to =
            dir.path().join("pages").join(entry.path().strip_prefix(root.join("testdata/pages")).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    // Names where people put them: in a file's name, and in the audit if the operator chose so.
    fs::rename(path("pages/T001/04_blank.jpg"), path("pages/T001/田野_背面.jpg")).unwrap();
    let (input, out, key) = (path("pages"), path("out"), path("key"));
    let Ran { code, .. } = blindmask(&[
        "redact",
        &input,
        "--roster",
        "testdata/roster.csv",
        "--out",
        &out,
        "--key-file",
        &key,
        "--audit-names",
        "plain",
        "--quiet",
    ]);
    assert!(code == 0 || code == 3, "{code}");
    let ledger = fs::read_to_string(path("out/ledger.ndjson")).unwrap();
    assert!(names().iter().any(|n| ledger.contains(n)), "the names are in the ledger, so the test can fail");

    for lang in ["en", "zh"] {
        let target = path("report.html");
        let ran = blindmask(&["report", &out, "--html", &target, "--lang", lang]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let printed = (ran.out + &ran.err).into_bytes();
        let html = fs::read(&target).unwrap();
        assert!(holds(&html, b"data:image/jpeg;base64,"));
        for layer in layers(&html).into_iter().chain([printed]) {
            for name in names() {
                for spelling in spelled(&name) {
                    assert!(!holds(&layer, &spelling), "a name in {lang}");
                }
            }
        }
    }

    // The same run through `eval`: 17 pages, all with a record (the renamed one by its hash) and with a picture.
    let page = path("eval.html");
    let ran = blindmask(&["eval", "testdata/truth.json", &out, "--json", "--html", &page]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let figures: serde_json::Value = serde_json::from_str(&(ran.out + &ran.err)).unwrap();
    assert_eq!(figures["files"], 17);
    assert_eq!(figures["missing_predictions"], serde_json::json!([]));
    assert!(figures["occurrences"]["n"].as_u64().is_some_and(|n| n > 20), "{figures}");
    assert!(!fs::read_to_string(&page).unwrap().contains("The original was not found"));

    // A page never overwrites a part of the run.
    let target = path("out/masked/T001/01_id_front.jpg");
    assert_eq!(blindmask(&["report", &out, "--html", &target]).code, 2);
    assert_eq!(blindmask(&["eval", "testdata/truth.json", &out, "--html", &path("out/run.json")]).code, 2);
    assert_eq!(blindmask(&["verify", &out]).code, 0);
}
