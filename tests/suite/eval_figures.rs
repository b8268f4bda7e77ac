//! The rules of the scorer, each with figures worked out by hand, and the page that shows them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use blindmask::error::Exit;
use blindmask::eval::page::{Originals, page};
use blindmask::eval::{Figures, Records, figures, score, show, truth};
use blindmask::lang::Lang;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

/// Corners of an upright rectangle.
fn quad(x: u32, y: u32, w: u32, h: u32) -> Value {
    json!([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
}

/// A page of 1000 × 500 pixels.
fn page_of(file: &str, more: Value) -> Value {
    let mut page = json!({
        "file": format!("images/{file}"), "applicant": {"id": "X1", "name": "林小满"}, "size": [1000, 500],
        "kind": "letter", "base": "scan", "occurrences": [], "decoys": []
    });
    page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    page
}

fn name_at(x: u32, y: u32, w: u32, h: u32) -> Value {
    json!({"quad": quad(x, y, w, h), "text": "林小满", "script": "han", "style": "print", "form": "han"})
}

fn boxed(x: u32, y: u32, w: u32, h: u32) -> Value {
    json!({"id": "f1", "quad": quad(x, y, w, h), "box": [x, y, w, h], "form": "han", "how": "text", "score": 0.9, "state": "proposed"})
}

fn image(file: &str, verdict: &str, findings: Value) -> Value {
    json!({"file": file, "verdict": verdict, "findings": findings, "reasons": []})
}

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    fn new(pages: Value, images: Value) -> Case {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("truth.json"), pages.to_string()).unwrap();
        let audit = dir.path().join("out/audit");
        fs::create_dir_all(&audit).unwrap();
        fs::write(audit.join("X1.json"), json!({"images": images}).to_string()).unwrap();
        // A killed run may leave such a file.
        fs::write(audit.join(".blindmask-tmp-1.json"), "{").unwrap();
        Case { dir }
    }

    fn records(&self) -> Records {
        Records::load(&self.dir.path().join("out")).unwrap()
    }

    fn figures(&self) -> Figures {
        let pages = truth::load(&self.dir.path().join("truth.json"), None).unwrap();
        let records = self.records();
        figures(&score(&pages, &records))
    }
}

fn near(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() < 1e-6)
}

#[test]
fn parts_of_one_group_are_one_name_with_joint_area() {
    let grouped = |group: i64| {
        let mut parts =
            json!([name_at(100, 100, 100, 20), name_at(100, 200, 50, 20), name_at(500, 100, 60, 20)]);
        for i in 0..2 {
            parts[i]["group"] = json!(group);
        }
        parts[2]["group"] = json!(9);
        json!([page_of("X1/a.jpg", json!({"occurrences": parts}))])
    };
    // The first part whole, half of the second, nothing of the other name.
    let found = json!([boxed(100, 100, 100, 20), boxed(100, 200, 25, 20)]);
    let found = json!([image("X1/a.jpg", "mask", found)]);
    let f = Case::new(grouped(3), found).figures();
    assert_eq!(f.occurrences.names.n, 2);
    assert!(near(f.occurrences.names.recall80, 0.5) && near(f.occurrences.names.recall95, 0.0));
    assert!(near(f.occurrences.names.mean_coverage, (2500.0 / 3000.0) / 2.0));
    assert_eq!(f.occurrences.names.untouched, 1);
}

#[test]
fn overlapping_boxes_cover_a_name_once() {
    let pages = json!([page_of("X1/a.jpg", json!({"occurrences": [name_at(100, 100, 100, 20)]}))]);
    let twice = json!([boxed(100, 100, 50, 20), boxed(90, 90, 60, 40)]);
    let f = Case::new(pages, json!([image("X1/a.jpg", "mask", twice)])).figures();
    assert!(near(f.occurrences.names.mean_coverage, 0.5), "{:?}", f.occurrences);
}

#[test]
fn boxes_beyond_the_name_and_its_margin_are_over_redaction() {
    let pages = json!([page_of("X1/a.jpg", json!({"occurrences": [name_at(100, 100, 100, 20)]}))]);
    // The name is 20 pixels high, so a margin of 5 is free on each side: the inner 110 × 30 of 130 × 50.
    let f = Case::new(pages.clone(), json!([image("X1/a.jpg", "mask", json!([boxed(85, 85, 130, 50)]))]))
        .figures();
    assert!(near(f.images.over_redaction_mean, (6500.0 - 3300.0) / 500_000.0), "{:?}", f.images);
    // Area outside the page doesn't count.
    let f =
        Case::new(pages, json!([image("X1/a.jpg", "mask", json!([boxed(990, 490, 100, 100)]))])).figures();
    assert!(near(f.images.over_redaction_mean, 100.0 / 500_000.0), "{:?}", f.images);
}

#[test]
fn decoys_and_ambiguous_ones_are_counted_apart() {
    let decoy = |x: u32, ambiguous: bool| json!({"quad": quad(x, 10, 100, 20), "text": "林小", "ambiguous": ambiguous});
    let decoys = json!([decoy(0, false), decoy(200, false), decoy(400, true), decoy(600, true)]);
    let pages = json!([
        page_of("X1/a.jpg", json!({"decoys": decoys})),
        page_of("X1/b.jpg", json!({"decoys": [decoy(0, false)]})),
        page_of("X1/c.jpg", json!({"decoys": [decoy(0, true)]})),
    ]);
    // 31 % of the first, 29 % of the second, all of the third.
    let found = json!([boxed(0, 10, 31, 20), boxed(200, 10, 29, 20), boxed(400, 10, 100, 20)]);
    let images = json!([
        image("X1/a.jpg", "mask", found),
        image("X1/b.jpg", "clear", json!([])),
        image("X1/c.jpg", "clear", json!([]))
    ]);
    let f = Case::new(pages, images).figures();
    assert_eq!((f.decoys_hit.k, f.decoys_hit.n), (1, 3));
    assert_eq!((f.decoys_hit_ambiguous.k, f.decoys_hit_ambiguous.n), (1, 3));
    assert_eq!(f.decoys_hit_list.len(), 2);
    assert!(f.decoys_hit_list.contains("images/X1/a.jpg: 林小 (ambiguous)"), "{:?}", f.decoys_hit_list);
    assert_eq!((f.images.negatives, f.images.positives), (3, 0));
    assert!(near(f.images.specificity, 2.0 / 3.0));
    assert!(near(f.images.specificity_without_ambiguous, 1.0));
    assert!(near(f.release.false_mask, 1.0 / 3.0));
}

#[test]
fn ambiguous_names_make_no_page_positive_or_unsafe() {
    let mut name = name_at(100, 100, 100, 20);
    name["ambiguous"] = json!(true);
    let pages = json!([page_of("X1/a.jpg", json!({"occurrences": [name]}))]);
    let f = Case::new(pages, json!([image("X1/a.jpg", "clear", json!([]))])).figures();
    assert_eq!((f.occurrences.names.n, f.occurrences_ambiguous.n), (0, 1));
    assert_eq!((f.images.positives, f.release.counts.leaked), (0, 0));
    assert_eq!(f.occurrences.names.recall95, None);
    assert_eq!(f.occurrences.recall95_ci, [0.0, 1.0]);
}

/// Five pages with the same name: well released, badly released, nearly covered, held, without a record.
fn releases(readable: bool) -> Figures {
    let page = |file: &str| {
        page_of(file, json!({"occurrences": [name_at(100, 100, 100, 20)], "readable": readable}))
    };
    let pages =
        json!([page("X1/a.jpg"), page("X1/b.jpg"), page("X1/c.jpg"), page("X1/d.jpg"), page("X1/e.jpg")]);
    let images = json!([
        image("X1/a.jpg", "mask", json!([boxed(100, 100, 95, 20)])),
        image("X1/b.jpg", "mask", json!([boxed(100, 100, 79, 20)])),
        image("X1/c.jpg", "mask", json!([boxed(100, 100, 90, 20)])),
        image("X1/d.jpg", "held", json!([boxed(100, 100, 100, 20)])),
    ]);
    Case::new(pages, images).figures()
}

#[test]
fn held_pages_are_neither_safe_nor_unsafe_but_their_boxes_count() {
    let f = releases(true);
    let c = &f.release.counts;
    assert_eq!((c.safe, c.readable_positives, c.held, c.readable), (1, 5, 1, 5));
    assert_eq!((c.leaked, c.leaked_strict, c.positives, c.no_record), (1, 2, 5, 1));
    assert_eq!(f.release.leaked_files, ["images/X1/b.jpg"]);
    assert_eq!(f.missing_predictions, ["images/X1/e.jpg"]);
    // a and d; the page without a record counts as not covered.
    assert!(near(f.occurrences.names.recall95, 0.4) && near(f.occurrences.names.recall80, 0.6));
    assert_eq!(c.unreadable, 0);
}

#[test]
fn unreadable_pages_count_as_unsafe_but_never_as_safe_or_held() {
    let f = releases(false);
    let c = &f.release.counts;
    assert_eq!((c.safe, c.readable_positives, c.held, c.readable), (0, 0, 0, 0));
    assert_eq!((c.leaked, c.positives), (1, 5));
    assert_eq!((c.unreadable, c.unreadable_released), (5, 3));
    assert_eq!((f.occurrences_readable.n, f.occurrences.names.n), (0, 5));
    assert!(f.breakdown_readable_only.values().all(|strata| strata.is_empty()));
    assert_eq!(f.release.safe, None);
}

#[test]
fn rejected_findings_cover_nothing_and_unpainted_ones_cover_their_quads() {
    let pages = json!([
        page_of("X1/a.jpg", json!({"occurrences": [name_at(100, 100, 100, 20)]})),
        page_of("X1/b.jpg", json!({"occurrences": [name_at(100, 100, 100, 20)]})),
    ]);
    let mut rejected = boxed(100, 100, 100, 20);
    rejected["state"] = json!("rejected");
    let mut unpainted = boxed(100, 100, 100, 20);
    unpainted["box"] = Value::Null;
    let images =
        json!([image("X1/a.jpg", "clear", json!([rejected])), image("X1/b.jpg", "held", json!([unpainted]))]);
    let f = Case::new(pages, images).figures();
    assert!(near(f.occurrences.names.recall95, 0.5));
    assert_eq!(f.release.leaked_files, ["images/X1/a.jpg"]);
}

#[test]
fn strata_hold_what_their_names_tell() {
    let pages = json!([
        page_of(
            "X1/a.jpg",
            json!({"occurrences": [name_at(100, 100, 100, 13)], "degradations": ["fold", "stamp"], "rotation": 90})
        ),
        page_of(
            "X1/b.jpg",
            json!({"applicant": {"id": "X1", "name": "阿依·古丽"}, "occurrences": [name_at(100, 100, 100, 40)], "exif_orientation": 6})
        ),
        page_of("X1/c.jpg", json!({"readable": false, "kind": "card"})),
    ]);
    let images = json!([image("X1/a.jpg", "mask", json!([boxed(100, 100, 100, 13)]))]);
    let f = Case::new(pages, images).figures();
    let keys = |which: &str| f.breakdown_readable_only[which].keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(keys("degradation"), ["(none)", "fold", "stamp"]);
    assert_eq!(keys("rotation"), ["0/exif6", "90/exif1"]);
    assert_eq!(keys("text_height"), ["<14px", ">=32px"]);
    assert_eq!(keys("name_type"), ["dot", "plain"]);
    assert_eq!(keys("kind"), ["letter"]);
    let stamp = &f.breakdown_readable_only["degradation"]["stamp"];
    assert!(near(stamp.occurrences.recall95, 1.0));
    assert_eq!(stamp.images.as_ref().unwrap().positives, 1);
    assert!(f.breakdown_readable_only["script"]["han"].images.is_none());
}

#[test]
fn pages_are_found_by_the_end_of_their_path_or_by_their_hash() {
    let hash = "ab".repeat(32);
    let mut renamed = image("X1/file-1.jpg", "mask", json!([boxed(100, 100, 100, 20)]));
    renamed["input"] = json!({"sha256": hash});
    let pages = json!([page_of(
        "X1/林小满.jpg",
        json!({"sha256": hash, "occurrences": [name_at(100, 100, 100, 20)]})
    )]);
    let f = Case::new(pages, json!([renamed])).figures();
    assert!(f.missing_predictions.is_empty());
    assert!(near(f.release.safe, 1.0));
}

#[test]
fn records_of_other_versions_are_read() {
    let odd = json!([{"file": "X1\\a.jpg", "verdict": "held", "reasons": [{"code": "of_another_version", "more": 1}], "extra": true}]);
    let case = Case::new(json!([page_of("X1/a.jpg", json!({}))]), odd);
    assert_eq!(case.figures().release.counts.held, 1);
}

#[test]
fn files_that_are_no_pictures_are_left_out_and_empty_subsets_are_refused() {
    let pages = json!([page_of("X1/a.jpg", json!({"size": null})), page_of("X1/b.jpg", json!({}))]);
    let case = Case::new(pages, json!([]));
    let path = case.dir.path().join("truth.json");
    assert_eq!(truth::load(&path, None).unwrap().len(), 1);
    let chosen = |text: &str| truth::load(&path, Some(&text.parse().unwrap()));
    assert_eq!(chosen("base=scan").unwrap().len(), 1);
    assert_eq!(chosen("base=phone").unwrap_err().exit(), Exit::Usage);
    assert_eq!(Records::load(case.dir.path()).unwrap_err().exit(), Exit::Usage);
}

/// The markup, one element a line, without the stylesheet and the pictures, whose encoder may change.
fn without_pictures(html: &str) -> String {
    let mut parts = html.split("data:image/jpeg;base64,");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find('"').unwrap_or(0);
        plain.push_str("data:PICTURE");
        plain.push_str(&part[end..]);
    }
    let body = plain.find("<main>").unwrap_or(0);
    plain[body..].replace("><", ">\n<")
}

fn shown(dir: &Path, records: &Records, lang: Lang) -> String {
    let pages = truth::load(&dir.join("truth.json"), None).unwrap();
    let scored = score(&pages, records);
    page(&figures(&scored), &scored, &Originals { folder: dir }, lang)
}

/// A miss on a turned page, a decoy hit, a false hit, and a held page with a missing original.
fn troubles() -> Case {
    let pages = json!([
        page_of(
            "X1/a.jpg",
            json!({
                "occurrences": [name_at(100, 100, 20, 60), name_at(400, 100, 60, 20)], "rotation": 90, "degradations": ["fold"],
                "decoys": [{"quad": quad(700, 300, 60, 20), "text": "林小<b>"}]
            })
        ),
        page_of("X1/b.jpg", json!({"readable": false})),
        page_of("X1/c.jpg", json!({})),
    ]);
    let found = json!([boxed(395, 95, 70, 30), boxed(690, 290, 80, 40), boxed(20, 400, 80, 40)]);
    let mut held = image("X1/b.jpg", "held", json!([]));
    held["reasons"] = json!([{"code": "not_legible", "detail": "sharpness 0.1"}]);
    let case = Case::new(pages, json!([image("X1/a.jpg", "mask", found), held]));
    fs::create_dir_all(case.dir.path().join("images/X1")).unwrap();
    let picture = RgbImage::from_pixel(1000, 500, Rgb([250; 3]));
    picture.save(case.dir.path().join("images/X1/a.jpg")).unwrap();
    case
}

#[test]
fn the_page_shows_every_kind_of_trouble() {
    let case = troubles();
    let html = shown(case.dir.path(), &case.records(), Lang::En);
    assert!(
        !html.contains("<script")
            && !html.contains("<b>")
            && !html.contains("http:")
            && !html.contains("https:")
    );
    assert!(html.contains("data:image/jpeg;base64,"));
    insta::assert_snapshot!(without_pictures(&html));
}

#[test]
fn the_text_lists_unsafe_pages_and_misses() {
    let case = troubles();
    let pages = truth::load(&case.dir.path().join("truth.json"), None).unwrap();
    let records = case.records();
    let scored = score(&pages, &records);
    for lang in [Lang::En, Lang::Zh] {
        insta::assert_snapshot!(show::text(&figures(&scored), &scored, 5, lang));
    }
}
