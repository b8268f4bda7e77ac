//! A run that is killed or stopped and started again ends like an undisturbed one, and so does one with another
//! number of jobs. (`audit_ledger` tests that the ledger itself survives a kill after any byte.)
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use run_support::{Left, Place, blindmask, files, images_done, json, left, program, small_page};

/// A page to be masked, two quick ones, one more to be masked, another small one.
const FILES: usize = 5;

fn place() -> Place {
    let place = Place::with_pages(&["T001/01_id_front.jpg", "T003/03_huojiang.jpg"]);
    place.put("T001/02_small.jpg", &small_page());
    place.put("T002/cut.jpg", b"\xff\xd8\xff\xe0 cut");
    place.put("T004/small.jpg", &small_page());
    place
}

/// The result of an undisturbed run with two jobs.
fn undisturbed() -> &'static Left {
    static LEFT: OnceLock<Left> = OnceLock::new();
    LEFT.get_or_init(|| {
        let place = place();
        let ran = blindmask(&place.redact("out", &["--jobs", "2"]));
        assert_eq!(ran.code, 3, "{ran:?}");
        let left = left(&place.path("out"));
        assert_eq!(left.run[0]["images"], FILES);
        assert_eq!((&left.run[0]["held"], &left.run[0]["mask"]), (&1.into(), &2.into()));
        assert_eq!(left.masked.len(), FILES - 1);
        left
    })
}

/// Starts a run and waits until its ledger holds so many images.
fn start_until(place: &Place, jobs: &str, images: usize) -> Child {
    let mut command = program(&place.redact("out", &["--jobs", jobs]));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while images_done(&place.path("out")) < images {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before {images} images were done");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

fn ends_undisturbed(place: &Place, jobs: &str) {
    let ran = blindmask(&place.redact("out", &["--jobs", jobs]));
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(&left(&place.path("out")), undisturbed());
    assert_eq!(images_done(&place.path("out")), FILES, "nothing that was recorded is done again");
    let verified = blindmask(&["verify", &place.text("out")]);
    assert_eq!(verified.code, 0, "{verified:?}");
    let stray = files(&place.path("out"));
    let stray: Vec<_> = stray.keys().filter(|f| f.contains(".blindmask-tmp-")).collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn killed_at_three_points_a_run_ends_as_if_undisturbed() {
    let place = place();
    for images in [1, FILES / 2, FILES - 2] {
        let mut child = start_until(&place, "1", images);
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(9), "killed after {images} images");
        assert!(!place.path("out/run.json").exists(), "a killed run has no report");
    }
    ends_undisturbed(&place, "2");
}

#[test]
fn the_number_of_jobs_changes_nothing_but_timings() {
    let place = place();
    assert_eq!(blindmask(&place.redact("out", &["--jobs", "1"])).code, 3);
    assert_eq!(&left(&place.path("out")), undisturbed());
}

#[test]
fn ctrl_c_finishes_the_images_in_hand_and_the_run_resumes() {
    let place = place();
    let child = start_until(&place, "1", 1);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "not everything is done");
    assert!(String::from_utf8(output.stdout).unwrap().contains("the same command resumes"));
    let (run, done) = (json(&place.path("out/run.json")), images_done(&place.path("out")));
    assert_eq!(run["complete"], false);
    assert!(done < FILES, "it stopped");
    assert_eq!(run["counts"]["images"], done);
    // Files in progress are whole: every released file is recorded, and every recorded one is there.
    assert_eq!(
        files(&place.path("out/masked")).len(),
        run["counts"]["images"].as_u64().unwrap() as usize - run["counts"]["held"].as_u64().unwrap() as usize
    );
    ends_undisturbed(&place, "2");
}
