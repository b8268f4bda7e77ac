//! The ledger survives kills and refuses contradictory events, and two equal runs record the same.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::audit_support;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use audit_support::{FILES, clock, image, name_hash, record, run, start};
use blindmask::audit::decision::{Change, Decision};
use blindmask::audit::event::{ApplicantDone, ImageDone, RunEnded, Withdrawn};
use blindmask::audit::ledger::LEDGER;
use blindmask::audit::record::{State, Verdict};
use blindmask::audit::run::{build_audits, build_run};
use blindmask::audit::{Event, Ledger, Replay};
use blindmask::digest::sha256;
use blindmask::error::{Code, Error, Exit, Reason};
use blindmask::geometry::Rect;

fn open(out: &Path) -> (Ledger, Replay) {
    Ledger::open(out, clock()).unwrap()
}

fn audits(out: &Path) -> Vec<(String, Vec<u8>)> {
    ["A001", "A002"].map(|id| (id.to_owned(), fs::read(out.join(format!("audit/{id}.json"))).unwrap())).into()
}

/// The audits with every number after `seconds` set to zero.
fn timeless(out: &Path) -> Vec<serde_json::Value> {
    let mut all: Vec<serde_json::Value> =
        audits(out).iter().map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect();
    for audit in &mut all {
        for image in audit["images"].as_array_mut().unwrap() {
            assert!(image["seconds"]["read"].is_number());
            image["seconds"] = serde_json::Value::Null;
        }
    }
    all
}

#[test]
fn killed_after_any_byte_the_run_ends_as_if_undisturbed() {
    let (whole, cut) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(whole.path(), 0.123);
    let bytes = fs::read(whole.path().join(LEDGER)).unwrap();
    let (calm, lines) = (timeless(whole.path()), bytes.iter().filter(|b| **b == b'\n').count());
    assert_eq!(lines, 9);
    let out = cut.path();
    for length in 0..=bytes.len() {
        fs::write(out.join(LEDGER), &bytes[..length]).unwrap();
        let kept = bytes[..length].iter().filter(|b| **b == b'\n').count() as u64;
        let torn = length > 0 && bytes[length - 1] != b'\n';
        let (ledger, state) = open(out);
        assert_eq!(state.entries(), kept + u64::from(torn), "cut at {length}");
        assert_eq!(state.recovered(), u64::from(torn), "cut at {length}");
        drop(ledger);
        let again = open(out).1;
        assert_eq!(again, state, "cut at {length}: opening again changes nothing");
        // Finishing the run costs fsyncs, so only some of the cuts are followed to the end.
        if length % 389 == 0 || length + 4 > bytes.len() {
            // The worst case on the disk: lines without the files they record.
            for folder in ["masked", "audit"] {
                let _ = fs::remove_dir_all(out.join(folder));
            }
            let _ = fs::remove_file(out.join("run.json"));
            run(out, 0.456);
            assert_eq!(timeless(out), calm, "cut at {length}");
            assert!(blindmask::proof::verify_records(out).unwrap().holds(), "cut at {length}");
        }
    }
}

#[test]
fn two_runs_differ_in_their_timings_alone() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(a.path(), 0.123);
    run(b.path(), 0.789);
    assert_ne!(audits(a.path()), audits(b.path()));
    assert_eq!(timeless(a.path()), timeless(b.path()));
}

#[test]
fn a_second_run_over_the_same_files_changes_no_audit() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.123);
    let before = audits(dir.path());
    run(dir.path(), 0.789);
    assert_eq!(audits(dir.path()), before);
    let report = build_run(&open(dir.path()).1).unwrap();
    assert_eq!((report.timings.done, report.counts.images), (0, 4));
    assert!((report.timings.stages.intake - 0.492).abs() < 1e-9, "{:?}", report.timings);
}

#[test]
fn versions_follow_each_other_only_when_decisions_change() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    let hash = name_hash("甲乙丙");
    ledger.append(image("A002", "A002/02.jpg", Verdict::Mask, 0.1)).unwrap();
    assert_eq!(ledger.state().unfinished(), ["A002"]);
    let first = ledger.finish_applicant("A002", &hash, None).unwrap();
    assert!(ledger.state().unfinished().is_empty());
    assert_eq!(first.chain.previous, "0".repeat(64));

    ledger.append(image("A002", "A002/02.jpg", Verdict::Mask, 0.2)).unwrap();
    let slower = ledger.finish_applicant("A002", &hash, None).unwrap();
    assert_eq!(slower.chain, first.chain);
    assert_ne!(slower, first, "its timings are the new ones");

    ledger.append(image("A002", "A002/02.jpg", Verdict::Clear, 0.2)).unwrap();
    let second = ledger.finish_applicant("A002", &hash, None).unwrap();
    assert_eq!(second.chain.previous, first.chain.this);
    assert!(second.chain_holds());

    ledger.append(Event::Withdrawn(Withdrawn { file: "A002/02.jpg".into() })).unwrap();
    assert_eq!(ledger.state().unfinished(), ["A002"]);
    let third = ledger.finish_applicant("A002", &hash, None).unwrap();
    assert_eq!((third.chain.previous, third.images.len()), (second.chain.this, 0));

    let state = ledger.state().clone();
    drop(ledger);
    assert_eq!(open(dir.path()).1, state, "what was lived is what is replayed");
}

#[test]
fn a_version_that_follows_nothing_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    let done = ApplicantDone {
        applicant: "A001".into(),
        name_hash: name_hash("甲乙丙"),
        name: None,
        previous: "1".repeat(64),
        this: "2".repeat(64),
    };
    assert!(matches!(ledger.append(Event::ApplicantDone(done)), Err(Error::Internal(_))));
    assert_eq!(fs::read(dir.path().join(LEDGER)).unwrap(), b"");
}

#[test]
fn the_images_of_an_applicant_are_not_those_of_a_longer_id() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    for (id, file) in [("A1", "A1/z.jpg"), ("A1-b", "A1-b/a.jpg"), ("A10", "A10/a.jpg"), ("A1", "A1/a.jpg")] {
        ledger.append(image(id, file, Verdict::Clear, 0.1)).unwrap();
    }
    let audit = ledger.finish_applicant("A1", &name_hash("甲乙丙"), None).unwrap();
    let files: Vec<&str> = audit.images.iter().map(|i| i.file.as_str()).collect();
    assert_eq!(files, ["A1/a.jpg", "A1/z.jpg"]);
    assert_eq!(ledger.state().unfinished(), ["A1-b", "A10"]);
}

#[test]
fn one_folder_one_run() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    let error = Ledger::open(dir.path(), clock()).err().expect("the second opener is refused");
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().contains("another blindmask"), "{error}");
    let error =
        blindmask::proof::verify_records(dir.path()).expect_err("nothing is proved while a run writes");
    assert_eq!(error.exit(), Exit::Usage);
    drop(first);
    open(dir.path());
}

#[test]
fn a_clock_that_goes_backwards_breaks_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ticks = AtomicU64::new(2_000_000_000);
    let backwards =
        Box::new(move || UNIX_EPOCH + Duration::from_secs(ticks.fetch_sub(500_000_000, Ordering::SeqCst)));
    let (mut ledger, _) = Ledger::open(dir.path(), backwards).unwrap();
    for (applicant, file, verdict) in FILES {
        ledger.append(image(applicant, file, verdict, 0.1)).unwrap();
    }
    drop(ledger);
    let text = fs::read_to_string(dir.path().join(LEDGER)).unwrap();
    let years: Vec<&str> = text.lines().map(|l| &l[l.find("\"at\":\"").unwrap() + 6..][..4]).collect();
    assert_eq!(years, ["2033", "2017", "2001", "1985"]);
    assert_eq!(open(dir.path()).1.images().count(), 4);
}

#[test]
fn what_was_altered_is_named_by_its_line() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let path = dir.path().join(LEDGER);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let without: String = [&lines[..3], &lines[4..]].concat().concat();
    let swapped: String = [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat().concat();
    let twice: String = [&lines[..4], &lines[3..]].concat().concat();
    let longer = text.replacen("\"jobs\":2", "\"jobs\":20", 1);
    for (altered, line) in [(without, 4), (swapped, 4), (twice, 5), (longer, 1)] {
        fs::write(&path, &altered).unwrap();
        let error = Ledger::open(dir.path(), clock()).err().expect("refused");
        assert!(matches!(error, Error::Record { .. }), "{error}");
        assert!(error.to_string().contains(&format!("line {line}:")), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), altered, "left as it is");
    }
}

#[test]
fn lines_of_another_run_do_not_fit_although_each_is_sound() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(ours.path(), 0.1);
    run(theirs.path(), 0.2);
    let read = |dir: &Path| fs::read_to_string(dir.join(LEDGER)).unwrap();
    let (a, b) = (read(ours.path()), read(theirs.path()));
    let (a, b): (Vec<&str>, Vec<&str>) =
        (a.split_inclusive('\n').collect(), b.split_inclusive('\n').collect());
    assert_eq!(a[..2], b[..2], "the runs part at line 3, where the timings are");
    assert_ne!(a[2], b[2]);
    fs::write(ours.path().join(LEDGER), [&a[..3], &b[3..]].concat().concat()).unwrap();
    let error = Ledger::open(ours.path(), clock()).err().expect("refused");
    assert!(error.to_string().ends_with("line 4: doesn't follow the line before"), "{error}");
}

#[test]
fn a_record_that_contradicts_itself_never_reaches_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    let good = record("A001/1.jpg", Verdict::Mask, 0.1);
    let mut bad = Vec::new();
    let mut add = |change: &dyn Fn(&mut blindmask::audit::ImageRecord)| {
        let mut copy = good.clone();
        change(&mut copy);
        bad.push(copy);
    };
    add(&|r| r.verdict = Verdict::Held);
    add(&|r| r.verdict = Verdict::Clear);
    add(&|r| r.output = None);
    add(&|r| r.findings.clear());
    add(&|r| r.findings[0].state = State::Rejected);
    add(&|r| r.findings[0].painted = None);
    add(&|r| r.findings.push(r.findings[0].clone()));
    add(&|r| r.file = "A001/2.jpg".into());
    add(&|r| {
        r.file = "A001/../A002/1.jpg".into();
        r.output.as_mut().unwrap().file = r.file.clone();
    });
    for record in bad {
        let done =
            ImageDone { applicant: "A001".into(), fingerprint: String::new(), name_hash: None, record };
        let error = ledger.append(Event::Image(Box::new(done))).unwrap_err();
        assert!(matches!(error, Error::Internal(_)), "{error}");
    }
    assert_eq!(fs::read(dir.path().join(LEDGER)).unwrap(), b"");
    assert_eq!(ledger.append(image("..", "../1.jpg", Verdict::Held, 0.1)).unwrap_err().exit(), Exit::Usage);
    ledger.append(image("A001", "A001/1.jpg", Verdict::Mask, 0.1)).unwrap();
}

#[test]
fn a_file_is_taken_over_only_if_nothing_changed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path();
    run(out, 0.1);
    let (mut ledger, state) = open(out);
    let (file, held) = (FILES[0].1, FILES[2].1);
    let (hash, held_hash) = (sha256(file.as_bytes()), sha256(held.as_bytes()));
    assert!(state.stands(out, file, &hash, "print"));
    assert!(state.stands(out, held, &held_hash, "print"));
    assert!(!state.stands(out, file, &hash, "other settings"));
    assert!(!state.stands(out, file, &held_hash, "print"), "other input");
    assert!(!state.stands(out, "A001/new.jpg", &hash, "print"));
    fs::write(out.join("masked").join(file), b"something else").unwrap();
    assert!(!state.stands(out, file, &hash, "print"), "the released file was altered");
    fs::remove_file(out.join("masked").join(file)).unwrap();
    assert!(!state.stands(out, file, &hash, "print"), "the released file is gone");

    let mut record = record(held, Verdict::Held, 0.1);
    record.reasons.push(Reason::new(Code::CannotWrite, "no space"));
    let done = ImageDone { applicant: "A002".into(), fingerprint: "print".into(), name_hash: None, record };
    ledger.append(Event::Image(Box::new(done))).unwrap();
    assert!(!ledger.state().stands(out, held, &held_hash, "print"), "the disk may have room by now");
}

#[test]
fn left_over_temporary_files_are_swept_when_a_run_starts() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let left = dir.path().join("masked/A001/.blindmask-tmp-Xy12");
    fs::write(&left, b"half a picture").unwrap();
    assert!(!blindmask::proof::verify_records(dir.path()).unwrap().holds());
    open(dir.path());
    assert!(!left.exists());
    assert!(blindmask::proof::verify_records(dir.path()).unwrap().holds());
}

#[test]
fn decisions_are_kept_with_their_time() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    let decision = Decision {
        file: "A001/1.jpg".into(),
        input_sha256: Some(sha256(b"1")),
        based_on: 0,
        by: "reviewer-7".into(),
        changes: vec![Change::Add { place: Rect { x: 1, y: 2, w: 2, h: 3 } }],
    };
    let nameless = Decision { by: "two words".into(), ..decision.clone() };
    assert!(matches!(ledger.append(Event::Decision(nameless)), Err(Error::Usage(_))));
    ledger.append(Event::Decision(decision.clone())).unwrap();
    drop(ledger);
    let state = open(dir.path()).1;
    let [kept] = state.decisions("A001/1.jpg") else { panic!("one decision") };
    assert_eq!((&kept.decision, kept.at.as_str()), (&decision, "2026-03-01T08:00:00.000Z"));
    assert!(state.decisions("A001/2.jpg").is_empty());
}

#[test]
fn no_report_while_the_run_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, _) = open(dir.path());
    assert!(build_run(ledger.state()).is_none());
    ledger.append(start()).unwrap();
    assert!(build_run(ledger.state()).is_none());
    let counts = ledger.state().counts();
    ledger.append(Event::RunEnded(RunEnded { complete: false, done: 0, wall: 0.0, counts })).unwrap();
    let report = build_run(ledger.state()).unwrap();
    assert_eq!((report.complete, report.timings.pages_per_second, report.ledger.entries), (false, 0.0, 2));
    ledger.append(start()).unwrap();
    assert!(build_run(ledger.state()).is_none(), "a new run is under way");
    assert_eq!(build_audits(ledger.state()).count(), 0);
}

#[test]
fn where_nothing_can_be_written_the_path_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), b"").unwrap();
    let mut places = vec![dir.path().join("file").join("out")];
    if cfg!(target_os = "linux") {
        // Read-only even for root, who may ignore permissions.
        places.push("/proc/self".into());
    }
    for out in places {
        let error = Ledger::open(&out, clock()).err().expect("refused");
        let Error::Io { path, .. } = &error else { panic!("{error}") };
        assert!(path.starts_with(&out), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_ledger_is_an_io_error() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let path = dir.path().join(LEDGER);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    match Ledger::open(dir.path(), clock()) {
        Err(error) => assert!(matches!(error, Error::Io { .. }), "{error}"),
        // The superuser can write anyway; then the ledger must be unchanged.
        Ok((_, state)) => assert_eq!(state.images().count(), 4),
    }
    assert!(blindmask::proof::verify_records(dir.path()).unwrap().holds(), "reading is enough for a proof");
}
