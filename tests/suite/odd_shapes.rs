//! Pictures of odd shapes through the whole program: strips, crops, tall ones, one word on much paper, light print on
//! dark. Needs `make models`; `testdata/shapes.py` renders them, and says how to run all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use blindmask::eval::{Records, figures, score, truth};

use crate::run_support::{Place, blindmask, manifest};

/// Largest share of pictures that may be held.
const HELD: f64 = 0.05;

#[test]
fn no_name_on_an_odd_shape_is_released() {
    let folder = manifest().join("testdata/shapes");
    let place = Place::new();
    let (input, roster) = (folder.join("pages"), folder.join("roster.csv"));
    let (out, key) = (place.text("out"), place.text("key"));
    let input = input.to_str().unwrap();
    let ran = blindmask(&[
        "redact",
        input,
        "--roster",
        roster.to_str().unwrap(),
        "--out",
        &out,
        "--key-file",
        &key,
        "--timeout",
        "86400",
        "-q",
    ]);
    assert!([0, 3].contains(&ran.code), "{ran:?}");
    let pages = truth::load(&folder.join("truth.json"), None).unwrap();
    let records = Records::load(place.path("out").as_path()).unwrap();
    let scored = score(&pages, &records);
    let figures = figures(&scored);
    assert_eq!(figures.missing_predictions, Vec::<String>::new());
    assert!(pages.len() >= 40);
    let release = &figures.release;
    assert_eq!(release.counts.leaked_strict, 0, "{:?}", release.leaked_files);
    assert!(release.counts.held as f64 <= HELD * pages.len() as f64, "{} held", release.counts.held);
}
