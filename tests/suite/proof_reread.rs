//! `verify --reread` from end to end on the pages of testdata; needs `make models`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support;

use std::fs;

use run_support::{Place, Ran, blindmask, files};

const PAGES: [&str; 2] = ["T001/01_id_front.jpg", "T003/04_zongjie.jpg"];

/// A run over the pages that looks for these two people.
fn run(place: &Place, people: [&str; 2]) {
    let roster = place.text("people.csv");
    fs::write(&roster, format!("编号,姓名\nT001,{}\nT003,{}\n", people[0], people[1])).unwrap();
    let ran = blindmask(&place.redact("out", &["--roster", &roster]));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(files(&place.path("out/masked")).len(), PAGES.len());
}

/// `verify` of `out` with the originals, reading again.
fn verify(place: &Place, more: &[&str]) -> Ran {
    let (out, input) = (place.text("out"), place.text("in"));
    blindmask(&[&["verify", &out, "--originals", &input, "--reread"][..], more].concat())
}

#[test]
fn pages_on_which_every_name_was_covered_pass_and_nobody_is_left_out() {
    let place = Place::with_pages(&PAGES);
    run(&place, ["田野", "欧阳若谷"]);
    let ran = verify(&place, &["--roster", "testdata/roster.csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("read again"), "{ran:?}");
    assert_eq!(verify(&place, &[]).code, 2, "whom to look for?");

    let other = place.text("other.csv");
    fs::write(&other, "编号,姓名\nT001,田野\nT009,林远山\n").unwrap();
    let ran = verify(&place, &["--roster", &other]);
    assert_eq!(ran.code, 5, "what nobody can judge isn't proved: {ran:?}");
    assert!(ran.out.contains("cannot_read") && ran.out.contains(PAGES[1]), "{ran:?}");
    assert!(!ran.out.contains(PAGES[0]), "{ran:?}");
}

/// The run looked for somebody who isn't on the pages: its records are sound, and all names are still visible.
#[test]
fn pages_that_still_show_the_name_fail_and_are_told() {
    let place = Place::with_pages(&PAGES);
    run(&place, ["沈知秋", "林远山"]);
    let wrong = place.text("people.csv");
    let ran = verify(&place, &["--roster", &wrong]);
    assert_eq!(ran.code, 0, "nothing but the name is wrong: {ran:?}");

    let ran = verify(&place, &["--roster", "testdata/roster.csv"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    for file in PAGES {
        let told = ran.out.lines().any(|l| l.contains(file) && l.contains("name_visible"));
        assert!(told, "{file}: {ran:?}");
    }
    // With a name instead of a roster, that name is searched on all pages: only the page that shows it fails.
    let ran = verify(&place, &["--name", "田野"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.out.contains(PAGES[0]) && !ran.out.contains(PAGES[1]), "{ran:?}");
    assert!(!(ran.out + &ran.err).contains("田野"), "names are never told");
}
