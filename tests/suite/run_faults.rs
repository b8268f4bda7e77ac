//! Nets that fail in every way, one page each: the page is held with its reason, and the run goes on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;
use crate::run_support::fake;

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fake::{Does, Fake, How, page, run};
use run_support::{Place, assert_judged, blindmask, files, json, verdicts};

/// The verdict and the reason that a page must get.
fn expected(does: Does) -> (&'static str, &'static str) {
    match does {
        Does::Name => ("mask", ""),
        Does::Other => ("clear", ""),
        Does::Empty | Does::NoLines => ("held", "no_text"),
        Does::Slow | Does::Hang => ("held", "time_out"),
        Does::Panic
        | Does::Fail
        | Does::TurnNan
        | Does::MapNan
        | Does::MapShort
        | Does::MapOther
        | Does::BestNan
        | Does::KeptInfinite
        | Does::KeptShort
        | Does::FewSteps
        | Does::NoSuchClass
        | Does::FewAnswers => ("held", "crashed"),
    }
}

#[test]
fn every_fault_of_a_net_holds_its_page_and_no_other() {
    let place = Place::new();
    for does in Does::ALL {
        place.put(&format!("A001/{does:?}.jpg"), &page(does));
    }
    let out = place.path("out");
    let how = How { timeout: Duration::from_secs(10), ..How::default() };
    let summary = run(&place.path("in"), &out, Fake::new(), &how).unwrap();
    assert!(summary.complete);
    let wanted = Does::ALL.map(|does| (format!("A001/{does:?}.jpg"), expected(does)));
    assert_judged(&out, &wanted, &["A001/Name.jpg", "A001/Other.jpg"]);
}

#[test]
fn a_page_that_comes_back_held_loses_its_earlier_release() {
    let place = Place::new();
    let out = place.path("out");
    for (does, released) in [(Does::Name, 1), (Does::Panic, 0), (Does::Other, 1), (Does::BestNan, 0)] {
        place.put("A001/page.jpg", &page(does));
        run(&place.path("in"), &out, Fake::new(), &How::default()).unwrap();
        assert_eq!(files(&out.join("masked")).len(), released, "{does:?}");
    }
}

#[test]
fn what_is_finished_is_not_read_again_and_what_left_the_input_is_withdrawn_when_asked_for() {
    let place = Place::new();
    let out = place.path("out");
    place.put("A001/a.jpg", &page(Does::Name));
    place.put("A001/sub/b.jpg", &page(Does::Other));
    let seen = |wanted: usize| {
        let fake = Fake::new();
        let pages = fake.pages.clone();
        let summary = run(&place.path("in"), &out, fake, &How { prune: true, ..How::default() }).unwrap();
        assert_eq!(pages.load(Ordering::Relaxed), wanted);
        summary.records.len()
    };
    assert_eq!(seen(2), 2);
    assert_eq!(seen(0), 2);
    place.put("A001/a.jpg", &page(Does::Other));
    assert_eq!(seen(1), 2, "the changed file alone");
    fs::write(out.join("masked/A001/a.jpg"), b"altered").unwrap();
    assert_eq!(seen(1), 2, "the altered release alone");
    fs::remove_dir_all(place.path("in/A001/sub")).unwrap();
    assert_eq!(seen(0), 1);
    assert_eq!(files(&out.join("masked")).into_keys().collect::<Vec<_>>(), ["A001/a.jpg"]);
}

/// Regression: the empty folder of a withdrawn file stood where a file of that name had to go, and ended every run.
#[test]
fn a_folder_may_become_a_file_and_a_file_a_folder() {
    let place = Place::new();
    let out = place.path("out");
    let go = |wanted: &str| {
        let summary =
            run(&place.path("in"), &out, Fake::new(), &How { prune: true, ..How::default() }).unwrap();
        let files: Vec<String> = files(&out.join("masked")).into_keys().collect();
        assert_eq!(files, [wanted]);
        assert!(summary.records.iter().all(|r| r.output.is_some()), "{:?}", summary.records);
    };
    place.put("A001/x.jpg/deep/y.jpg", &page(Does::Other));
    go("A001/x.jpg/deep/y.jpg");
    fs::remove_dir_all(place.path("in/A001/x.jpg")).unwrap();
    place.put("A001/x.jpg", &page(Does::Other));
    go("A001/x.jpg");
    fs::remove_file(place.path("in/A001/x.jpg")).unwrap();
    place.put("A001/x.jpg/z.jpg", &page(Does::Other));
    go("A001/x.jpg/z.jpg");
}

#[test]
fn a_file_that_cannot_be_written_is_held_and_done_again_when_it_can() {
    let place = Place::new();
    let out = place.path("out");
    place.put("A001/a.jpg", &page(Does::Name));
    place.put("A002/b.jpg", &page(Does::Other));
    fs::create_dir_all(out.join("masked")).unwrap();
    fs::write(out.join("masked/A001"), b"a file where a folder must go").unwrap();
    run(&place.path("in"), &out, Fake::new(), &How::default()).unwrap();
    let (verdict, codes) = verdicts(&out, "A001").remove("A001/a.jpg").unwrap();
    // The fake's page is small enough to be warned about.
    assert_eq!((verdict.as_str(), codes.join(" ").as_str()), ("held", "low_resolution cannot_write"));
    assert_eq!(verdicts(&out, "A002")["A002/b.jpg"].0, "clear");
    fs::remove_file(out.join("masked/A001")).unwrap();
    run(&place.path("in"), &out, Fake::new(), &How::default()).unwrap();
    assert_eq!(verdicts(&out, "A001")["A001/a.jpg"].0, "mask");
    assert_eq!(blindmask(&["verify", out.to_str().unwrap()]).code, 0);
}

#[test]
fn a_clock_that_goes_backwards_changes_nothing_but_times() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    fn backwards() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_772_352_000 - 3600 * CALLS.fetch_add(1, Ordering::Relaxed))
    }
    let place = Place::new();
    place.put("A001/a.jpg", &page(Does::Name));
    place.put("A001/b.jpg", &page(Does::Panic));
    let go = |out: &str, how: &How| {
        run(&place.path("in"), &place.path(out), Fake::new(), how).unwrap();
        run_support::left(&place.path(out))
    };
    let steady = go("steady", &How::default());
    assert_eq!(go("backwards", &How { clock: backwards, ..How::default() }), steady);
    assert_eq!(go("backwards", &How { clock: backwards, ..How::default() }), steady, "resumed");
    assert!(CALLS.load(Ordering::Relaxed) > 4, "the clock was asked");
    assert_eq!(blindmask(&["verify", &place.text("backwards")]).code, 0);
}

#[test]
fn what_has_no_counterpart_is_told_without_names() {
    let place = Place::new();
    place.put("A001/a.jpg", &page(Does::Other));
    place.put("王秀英/b.jpg", &page(Does::Name));
    place.put("李建国.jpg", &page(Does::Name));
    fs::create_dir(place.path("in/A002")).unwrap();
    let out = place.path("out");
    run(&place.path("in"), &out, Fake::new(), &How::default()).unwrap();
    let report = json(&out.join("run.json"));
    let wanted = serde_json::json!({
        "folders": 2, "why": { "not_on_roster": 1, "loose_file": 1 }, "applicants": ["A003"], "without_files": ["A002"]
    });
    assert_eq!(report["unmatched"], wanted);
    for (file, bytes) in files(&out) {
        let text = file + &String::from_utf8_lossy(&bytes);
        assert!(!text.contains("王秀英") && !text.contains("李建国"));
    }
}

#[test]
fn a_page_given_up_is_not_worked_on_any_more_and_tried_again_by_the_next_run() {
    let place = Place::new();
    place.put("A001/slow.jpg", &page(Does::Slow));
    let out = place.path("out");
    let go = |timeout: u64| {
        let mut fake = Fake::new();
        fake.slow = Duration::from_millis(1500);
        let lines = fake.lines.clone();
        let how = How { timeout: Duration::from_millis(timeout), ..How::default() };
        run(&place.path("in"), &out, fake, &how).unwrap();
        let verdict = verdicts(&out, "A001").remove("A001/slow.jpg").unwrap().0;
        (verdict, lines)
    };
    let (verdict, lines) = go(200);
    assert_eq!(verdict, "held");
    std::thread::sleep(Duration::from_millis(3000));
    assert_eq!(lines.load(Ordering::Relaxed), 0, "its thread went on after the time-out");
    let (verdict, lines) = go(60_000);
    assert_eq!(verdict, "mask");
    assert!(lines.load(Ordering::Relaxed) > 0);
}
