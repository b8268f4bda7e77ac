//! Released files of earlier runs stay whatever the input holds now: a part of it, nothing, or other people.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support::{Place, blindmask, files, json, small_page};

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use blindmask::error::{Code, Detail, Error};
use blindmask::lang::Lang;
use blindmask::proof::verify_records;
use blindmask::run::batch::Summary;

use crate::run_support::fake::{Does, Fake, How, NAME, page, run};

/// Pages of three applicants, all of them released.
fn place() -> Place {
    let place = Place::new();
    for file in ["A001/1.jpg", "A001/deep/2.jpg", "A002/1.jpg", "A003/1.jpg"] {
        place.put(file, &other(file));
    }
    place
}

/// A page without the name, unlike every other page.
fn other(text: &str) -> Vec<u8> {
    [&page(Does::Other)[..], text.as_bytes()].concat()
}

fn go(place: &Place, how: &How) -> Result<Summary, Error> {
    run(&place.path("in"), &place.path("out"), Fake::new(), how)
}

fn assert_proved(out: &Path) {
    assert_eq!(verify_records(out).unwrap().failures, []);
}

fn counted(list: &[(&str, u64)]) -> BTreeMap<String, u64> {
    list.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect()
}

fn without(people: &[&str]) -> How {
    let how = How::default();
    let keep = |line: &&str| !people.iter().any(|id| line.starts_with(id));
    How { roster: how.roster.lines().filter(keep).map(|line| format!("{line}\n")).collect(), ..how }
}

/// Cuts the ledger after its last image, like a kill before the audits are written.
fn cut_before_audits(out: &Path) {
    let path = out.join("ledger.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last = lines.iter().rposition(|line| line.contains(r#""type":"image""#)).unwrap();
    fs::write(&path, lines[..=last].concat()).unwrap();
    fs::remove_dir_all(out.join("audit")).unwrap();
    fs::remove_file(out.join("run.json")).unwrap();
}

#[test]
fn a_part_of_the_input_or_none_of_it_takes_nothing_back() {
    let place = place();
    let out = place.path("out");
    go(&place, &How::default()).unwrap();
    let released = files(&out.join("masked"));
    assert_eq!(released.len(), 4);
    for (gone, missing) in [
        ("A001/deep/2.jpg", counted(&[("A001", 1)])),
        ("A002", counted(&[("A001", 1), ("A002", 1)])),
        ("", counted(&[("A001", 2), ("A002", 1), ("A003", 1)])),
    ] {
        let gone = place.path("in").join(gone);
        if gone.is_dir() {
            fs::remove_dir_all(&gone).unwrap()
        } else {
            fs::remove_file(&gone).unwrap()
        }
        fs::create_dir_all(place.path("in")).unwrap();
        let summary = go(&place, &How::default()).unwrap();
        assert_eq!((summary.complete, &summary.missing), (true, &missing));
        assert_eq!(files(&out.join("masked")), released);
        assert_eq!(json(&out.join("run.json"))["unmatched"]["missing"], serde_json::json!(missing));
        assert_proved(&out);
    }
}

#[test]
fn pruning_takes_back_what_the_input_no_longer_holds_and_nothing_else() {
    let place = place();
    let out = place.path("out");
    go(&place, &How::default()).unwrap();
    fs::remove_dir_all(place.path("in/A002")).unwrap();
    fs::remove_file(place.path("in/A001/1.jpg")).unwrap();
    let summary = go(&place, &How { prune: true, ..How::default() }).unwrap();
    assert_eq!((summary.missing.len(), summary.withdrawn), (0, 2));
    let released: Vec<String> = files(&out.join("masked")).into_keys().collect();
    assert_eq!(released, ["A001/deep/2.jpg", "A003/1.jpg"]);
    assert_eq!(json(&out.join("audit/A002.json"))["images"], serde_json::json!([]));
    assert_proved(&out);
}

/// Neutral names are numbered among neighbours: of `a` and `b`, `b` alone would be the first.
#[test]
fn a_file_with_a_neutral_name_keeps_it_when_its_neighbours_are_gone() {
    let place = Place::new();
    for file in ["a", "b", "c"] {
        place.put(&format!("A001/{NAME}_{file}.jpg"), &other(file));
        place.put(&format!("A001/{NAME}_{file}/page.jpg"), &other(&format!("page {file}")));
    }
    let out = place.path("out");
    go(&place, &How::default()).unwrap();
    let released = files(&out.join("masked"));
    assert_eq!(released.len(), 6);
    for file in ["a", "b"] {
        fs::remove_file(place.path(&format!("in/A001/{NAME}_{file}.jpg"))).unwrap();
        fs::remove_dir_all(place.path(&format!("in/A001/{NAME}_{file}"))).unwrap();
    }
    let summary = go(&place, &How::default()).unwrap();
    assert_eq!(summary.missing, counted(&[("A001", 4)]));
    assert_eq!(files(&out.join("masked")), released);
    let kept: Vec<&str> = summary.records.iter().map(|r| r.file.as_str()).collect();
    assert_eq!(kept, ["A001/file-003.jpg", "A001/folder-003/page.jpg"]);

    // Another file under an unknown name gets a path of its own.
    place.put(&format!("A001/{NAME}_0.jpg"), &other("new"));
    let summary = go(&place, &How::default()).unwrap();
    let mut all = files(&out.join("masked"));
    let added: Vec<&str> = summary.records.iter().map(|r| r.file.as_str()).collect();
    assert_eq!(added, ["A001/file-001~2.jpg", "A001/file-003.jpg", "A001/folder-003/page.jpg"]);
    assert!(all.remove("A001/file-001~2.jpg").is_some());
    assert_eq!(all, released);
    assert_proved(&out);
    // The third run finds it there again.
    assert_eq!(go(&place, &How::default()).unwrap().missing, summary.missing);
}

#[test]
fn a_second_spelling_of_a_kept_path_is_held() {
    let place = place();
    go(&place, &How::default()).unwrap();
    fs::remove_file(place.path("in/A002/1.jpg")).unwrap();
    place.put("A002/1.JPG", &other("another"));
    for _ in 0..2 {
        let summary = go(&place, &How::default()).unwrap();
        let record = summary.records.iter().find(|r| r.file.starts_with("A002")).unwrap();
        assert_eq!((record.file.as_str(), record.reasons[0].code), ("A002/1~2.JPG", Code::PathConflict));
        assert_eq!(summary.missing, counted(&[("A002", 1)]));
    }
    assert!(place.path("out/masked/A002/1.jpg").is_file());
    assert!(!place.path("out/masked/A002/1~2.JPG").exists());
    assert_proved(&place.path("out"));
}

/// Regression: `verify` reported the run as unfinished for ever.
#[test]
fn an_applicant_who_left_the_roster_can_be_finished() {
    let place = place();
    let out = place.path("out");
    go(&place, &How::default()).unwrap();
    let (released, audit) = (files(&out.join("masked")), fs::read(out.join("audit/A002.json")).unwrap());
    let summary = go(&place, &without(&["A002"])).unwrap();
    assert_eq!(summary.missing, counted(&[("A002", 1)]));
    assert_eq!(files(&out.join("masked")), released);
    assert_eq!(fs::read(out.join("audit/A002.json")).unwrap(), audit);
    assert_proved(&out);

    go(&place, &How { prune: true, ..without(&["A002"]) }).unwrap();
    assert!(!out.join("masked/A002").exists());
    assert_proved(&out);
}

#[test]
fn who_leaves_the_roster_after_a_kill_is_finished_with_the_name_that_was_looked_for() {
    let (place, twin) = (place(), place());
    for place in [&place, &twin] {
        go(place, &How::default()).unwrap();
    }
    let out = place.path("out");
    cut_before_audits(&out);
    go(&place, &without(&["A002"])).unwrap();
    assert_proved(&out);
    let hash = |place: &Place| json(&place.path("out/audit/A002.json"))["name_hash"].clone();
    assert_eq!(hash(&place), hash(&twin));
}

#[test]
fn an_id_that_stands_for_somebody_else_replaces_nobodys_files() {
    let place = place();
    let out = place.path("out");
    go(&place, &How::default()).unwrap();
    let before = files(&out);
    let other_name =
        || How { roster: How::default().roster.replace("林远山", "沈知"), ..How::default() };
    // The same pages under a corrected name are processed again; here the pages differ.
    place.put("A002/1.jpg", &other("another person's"));
    let error = go(&place, &other_name()).unwrap_err();
    assert!(matches!(&error, Error::Usage(text) if text.say(Lang::En).starts_with("A002")), "{error}");
    fs::remove_file(place.path("in/A002/1.jpg")).unwrap();
    assert!(go(&place, &other_name()).is_err(), "A002's page would stay under the other name");
    assert_eq!(files(&out), before);
    place.put("A002/1.jpg", &other("A002/1.jpg"));
    assert_eq!(go(&place, &other_name()).unwrap().missing, BTreeMap::new());
    assert_proved(&out);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let place = place();
    let (out, elsewhere) = (place.path("out"), place.path("elsewhere"));
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(place.path("file"), b"").unwrap();
    for link in ["masked", "masked/A001", "masked/A001/deep", "audit", "audit/A001.json", "ledger.ndjson"] {
        let path = out.join(link);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(if link.contains("son") { place.path("file") } else { elsewhere.clone() }, &path).unwrap();
        let error = go(&place, &How::default()).unwrap_err();
        assert!(
            matches!(&error, Error::Usage(text) if text.say(Lang::En).contains("is a link")),
            "{link}: {error}"
        );
        assert!(files(&elsewhere).is_empty() && fs::read(place.path("file")).unwrap().is_empty(), "{link}");
        fs::remove_dir_all(&out).unwrap();
    }
    // OUT itself is the operator's own choice.
    symlink(&elsewhere, &out).unwrap();
    go(&place, &How::default()).unwrap();
    assert_proved(&elsewhere);
}

#[test]
fn the_program_tells_what_is_missing_in_both_languages_and_ends_with_3() {
    let place = Place::new();
    let roster = place.text("roster.csv");
    fs::write(&roster, format!("编号,姓名\nA001,{NAME}\n")).unwrap();
    place.put("A001/1.jpg", &small_page());
    place.put("A001/2.jpg", &small_page());
    assert_eq!(blindmask(&place.redact("out", &["--roster", &roster])).code, 0);
    fs::remove_file(place.path("in/A001/2.jpg")).unwrap();
    for (lang, texts) in [
        ("en", ["A001: 1 file of earlier runs", "missing from the input: 1; nothing was withdrawn"]),
        ("zh", ["A001：1 个以前处理过的文件", "输入中缺少：1 个文件；未撤回任何文件"]),
    ] {
        let ran = blindmask(&place.redact("out", &["--roster", &roster, "--lang", lang]));
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(texts.iter().all(|t| ran.err.contains(t)), "{}", ran.err);
    }
    assert!(place.path("out/masked/A001/2.jpg").is_file());
    let ran = blindmask(&place.redact("out", &["--roster", &roster, "--prune"]));
    assert_eq!((ran.code, place.path("out/masked/A001/2.jpg").exists()), (0, false), "{ran:?}");
    assert_eq!(blindmask(&["verify", &place.text("out")]).code, 0);
}

/// A folder named after a person would be handed on with the released files.
#[test]
fn a_folder_in_masked_that_is_nobodys_is_refused() {
    let place = place();
    let out = place.path("out");
    let strange = out.join("masked/赵玉兰");
    fs::create_dir_all(&strange).unwrap();
    let error = go(&place, &How::default()).unwrap_err();
    assert!(matches!(&error, Error::Usage(Detail::StrangeFolder)), "{error}");
    assert!(!error.to_string().contains("赵玉兰"));
    fs::remove_dir(strange).unwrap();
    fs::create_dir_all(out.join("masked/A001/赵玉兰")).unwrap();
    go(&place, &How::default()).unwrap();
    assert!(!out.join("masked/A001/赵玉兰").exists(), "an empty folder of an applicant's goes");
}
