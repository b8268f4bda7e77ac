//! The program from end to end on the pages of testdata; needs `make models`.
#![allow(clippy::expect_used)]

use crate::run_support;

use std::path::Path;

use run_support::{blindmask, manifest};

#[test]
fn one_applicant_is_masked_resumed_and_verified() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("in/T003");
    std::fs::create_dir_all(&input).expect("a folder");
    let page = manifest().join("testdata/pages/T003/03_huojiang.jpg");
    std::fs::copy(page, input.join("award.jpg")).expect("a copy");
    std::fs::write(input.join("broken.jpg"), b"\xff\xd8\xff\xe0 cut").expect("a file");
    let path = |p: &str| folder.path().join(p).to_string_lossy().into_owned();
    let (input, out, key) = (path("in"), path("out"), path("key"));
    let run = ["redact", &input, "--roster", "testdata/roster.csv", "--out", &out, "--key-file", &key];
    assert_eq!(blindmask(&run).code, 3, "the broken file is held");
    let audit = std::fs::read_to_string(path("out/audit/T003.json")).expect("an audit");
    let audit: serde_json::Value = serde_json::from_str(&audit).expect("JSON");
    let verdicts: Vec<&str> =
        audit["images"].as_array().expect("images").iter().filter_map(|i| i["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["mask", "held"]);
    assert!(!audit.to_string().contains("欧阳若谷"));
    assert!(!Path::new(&path("out/masked/T003/broken.jpg")).exists());
    let released = std::fs::read(path("out/masked/T003/award.jpg")).expect("a released file");

    let again = blindmask(&[&run[..], &["--verbose"]].concat()).out;
    assert!(again.contains("award.jpg (resumed)"), "{again}");
    assert_eq!(std::fs::read(path("out/masked/T003/award.jpg")).expect("a released file"), released);
    assert_eq!(blindmask(&["verify", &out]).code, 0);

    let mut altered = released;
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    std::fs::write(path("out/masked/T003/award.jpg"), altered).expect("a write");
    let verified = blindmask(&["verify", &out]);
    assert_eq!(verified.code, 5);
    assert!(verified.out.contains("award.jpg"), "{verified:?}");
}

#[test]
fn usage_errors_have_their_own_exit_code() {
    assert_eq!(blindmask(&["redact"]).code, 2);
    let inside = ["redact", "testdata", "--roster", "testdata/roster.csv", "--out", "testdata/out"];
    assert_eq!(blindmask(&inside).code, 2);
}
