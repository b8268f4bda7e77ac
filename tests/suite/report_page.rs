//! The auditor's report over a made-up run: what it must say, and what it must not.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::audit_support;

use std::fs;
use std::path::Path;

use audit_support::run;
use blindmask::lang::Lang;
use blindmask::proof::verify_records;
use blindmask::report::{Pictures, page, text};

fn html(out: &Path, lang: Lang) -> String {
    page(&verify_records(out).unwrap(), out, Pictures::default(), lang)
}

fn plain(out: &Path, lang: Lang) -> String {
    text(&verify_records(out).unwrap(), lang)
}

/// One element a line, without the stylesheet, and with hashes replaced, since they change with the records' format.
fn for_eyes(told: &str) -> String {
    let body = told.find("<main>").unwrap_or(0);
    let mut plain = String::new();
    let mut hexes = String::new();
    for c in told[body..].replace("><", ">\n<").chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            hexes.push(c);
            continue;
        }
        plain.push_str(if hexes.len() == 64 { "HASH" } else { &hexes });
        hexes.clear();
        plain.push(c);
    }
    plain
}

#[test]
fn a_sound_run_is_told_in_full() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    for lang in [Lang::En, Lang::Zh] {
        insta::assert_snapshot!(for_eyes(&html(dir.path(), lang)));
        insta::assert_snapshot!(for_eyes(&plain(dir.path(), lang)));
    }
    assert_eq!(html(dir.path(), Lang::En), html(dir.path(), Lang::En));
}

#[test]
fn a_page_needs_nothing_but_itself() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let html = html(dir.path(), Lang::Zh);
    for forbidden in ["<script", "http://", "https://", "@import", "url(", " src=", " onload"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("lang=\"zh-CN\"") && html.contains("Content-Security-Policy"));
}

#[test]
fn an_altered_ledger_gives_no_figures() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let ledger = dir.path().join("ledger.ndjson");
    let altered = fs::read_to_string(&ledger).unwrap().replacen("\"mask\"", "\"held\"", 1);
    fs::write(&ledger, altered).unwrap();
    let (html, text) = (html(dir.path(), Lang::En), plain(dir.path(), Lang::En));
    for told in [&html, &text] {
        assert!(told.contains("NOT VERIFIED") && told.contains("ledger_altered"), "{told}");
        assert!(!told.contains("A001"), "{told}");
    }
    assert!(!html.contains("<h2>"));
}

#[test]
fn a_file_that_no_record_accounts_for_is_told_without_its_name() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    fs::write(dir.path().join("masked/A001/欧阳测试.jpg"), b"x").unwrap();
    fs::write(dir.path().join("audit/甲乙丙.json"), b"x").unwrap();
    for told in [html(dir.path(), Lang::En), plain(dir.path(), Lang::Zh)] {
        assert!(told.contains("output_stray") && told.contains("audit_stray"), "{told}");
        assert!(!told.contains("欧阳测试") && !told.contains("甲乙丙"), "{told}");
    }
}

#[test]
fn an_altered_file_is_told_and_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let file = dir.path().join("masked/A002/02.jpg");
    image::RgbImage::new(40, 30).save(&file).unwrap();
    let html = html(dir.path(), Lang::En);
    assert!(
        html.contains("NOT VERIFIED: the ledger&#39;s chain is sound")
            || html.contains("NOT VERIFIED: the ledger's chain is sound")
    );
    assert!(html.contains("The file in the folder is not the recorded one."));
    assert!(!html.contains("data:image/jpeg"));
}

#[test]
fn pictures_beyond_the_limit_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let checked = verify_records(dir.path()).unwrap();
    let html = page(&checked, dir.path(), Pictures { most: 1 }, Lang::En);
    assert!(html.contains("1 masked file is listed without its picture."), "{html}");
}
