//! `redact --dry-run` prints what would be searched, writes nothing and loads no net.
#![allow(clippy::unwrap_used)]

use crate::run_support::{Place, blindmask};

fn dry(roster: &str, more: &[&str]) -> (i32, String, String) {
    let place = Place::new();
    place.put("A1/page.jpg", b"\xff\xd8\xff");
    place.put("A2/page.jpg", b"\xff\xd8\xff");
    let path = place.text("roster.csv");
    std::fs::write(&path, roster).unwrap();
    let (input, out) = (place.text("in"), place.text("out"));
    let fixed = ["redact", &input, "--roster", &path, "--out", &out, "--dry-run", "--models", "/nowhere"];
    let run = blindmask(&[&fixed[..], more].concat());
    assert!(!place.path("out").exists());
    (run.code, run.out, run.err)
}

#[test]
fn a_dry_run_shows_applicants_masked_and_writes_nothing() {
    let roster = "编号,姓名,曾用名\nA1,谢韵兰,\"李雷,王建国\"\nA2,张伟,\n";
    let (code, out, err) = dry(roster, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("A1  谢*兰  3 names, ") && out.contains(" forms, 1 file"), "{out}");
    assert!(out.contains("A2  张*  1 name, ") && out.contains("2 applicants, 2 files"), "{out}");
    let (code, out, _) = dry(roster, &["--lang", "zh"]);
    assert!(code == 0 && out.contains("A1  谢*兰  姓名 3 个，写法 ") && out.contains("申报人 2 名"), "{out}");
}

#[test]
fn a_doubtful_roster_ends_with_3_and_tells_where() {
    let roster = "编号,姓名,曾用名\nA1,王建国、谢韵兰,\nA2,张伟,\n";
    let (code, out, err) = dry(roster, &[]);
    assert_eq!(code, 3);
    assert!(err.contains("roster: row 2, column 姓名: several names"), "{err}");
    assert!(![out, err].concat().contains(['谢', '韵']));
    let (code, _, err) = dry(roster, &["--lang", "zh"]);
    assert!(code == 3 && err.contains("花名册：第 2 行“姓名”列：一名申报人有多个姓名"), "{err}");
}

#[test]
fn a_folder_without_its_applicant_is_known_before_the_run() {
    let (code, _, err) = dry("编号,姓名\nA1,谢韵兰\n", &[]);
    assert!(code == 3 && err.contains("A2"), "{err}");
}
