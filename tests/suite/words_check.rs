//! `check` reports where the name is visible, in words and in a format of its own.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::process::Stdio;

use blindmask::geometry::Point;
use blindmask::lang::Lang;
use blindmask::pixels::orientation::Orientation;
use blindmask::report::check::Where;
use serde_json::Value;

use crate::run_support::{Place, Ran, blindmask, manifest, program, small_page};

const AWARD: &str = "T003/03_huojiang.jpg";
const NAME: &str = "欧阳若谷";

fn piped(args: &[&str], bytes: &[u8]) -> Ran {
    let mut child =
        program(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments doesn't read standard input.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_visible_name_is_told_by_place_and_never_as_covered() {
    let place = Place::with_pages(&[AWARD]);
    let input = place.text("in");
    let ran =
        blindmask(&["check", &input, "--roster", "testdata/roster.csv", "--lang", "zh", "--timeout", "9999"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("可见处："), "{}", ran.out);
    assert!(["左", "右", "上方", "下方", "中部"].iter().any(|w| ran.out.contains(w)), "{}", ran.out);
    assert!(!ran.out.contains("遮盖 ") && !ran.out.contains("已遮盖"), "{}", ran.out);

    let page = std::fs::read(manifest().join("testdata/pages").join(AWARD)).unwrap();
    let ran = piped(&["check", "-", "--name", NAME, "--json", "--timeout", "9999"], &page);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(!ran.out.contains(NAME));
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["schema"], "blindmask.check/1");
    let file = &report["files"][0];
    assert_eq!((file["file"].as_str(), file["answer"].as_str()), (Some("-"), Some("yes")));
    let seen = &file["places"][0];
    assert!(seen["quad"].is_array() && seen["box"].is_array() && seen["where"].is_string(), "{seen}");
    for absent in ["output", "recheck", "chain", "verdict", "models"] {
        assert!(file.get(absent).is_none(), "{absent}");
    }
}

#[test]
fn standard_input_is_one_picture_of_one_person() {
    let ran = piped(&["check", "-", "--name", "田野", "--json"], &small_page());
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, report["files"][0]["answer"].as_str()), (0, Some("no")), "{ran:?}");
    let ran = piped(&["check", "-", "--name", "田野", "--json", "--lang", "zh"], b"%PDF-1.7");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let file = &report["files"][0];
    assert_eq!((ran.code, file["answer"].as_str()), (3, Some("unclear")), "{ran:?}");
    assert_eq!(file["reasons"][0]["code"], "unsupported_format");
    assert_eq!(file["reasons"][0]["advice"], "请转换为 JPG 后重新上传。");
    let ran = piped(&["check", "-", "--roster", "testdata/roster.csv"], b"");
    assert_eq!((ran.code, ran.err.contains("--name")), (2, true), "{ran:?}");
}

#[test]
fn no_more_of_standard_input_is_read_than_a_file_may_have() {
    let endless = vec![0xff; 1 << 20];
    let ran = piped(&["check", "-", "--name", "田野", "--json", "--max-bytes", "1000"], &endless);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let file = &report["files"][0];
    assert_eq!((ran.code, file["reasons"][0]["code"].as_str()), (3, Some("too_many_bytes")), "{ran:?}");
}

#[test]
fn where_is_as_the_picture_is_displayed() {
    let stored = (300, 600);
    let at = |x, y, tag: u8| Where::of(Point::new(x, y), stored, Orientation::from(tag)).word(Lang::Zh);
    assert_eq!((at(10.0, 10.0, 1), at(290.0, 590.0, 1), at(150.0, 300.0, 1)), ("左上", "右下", "中部"));
    // Tag 3 is upside down; tag 6 is shown turned clockwise by a quarter.
    assert_eq!((at(10.0, 10.0, 3), at(10.0, 10.0, 6), at(10.0, 590.0, 6)), ("右下", "右上", "左上"));
    assert_eq!(at(f32::NAN, -5.0, 1), "左上");
}
