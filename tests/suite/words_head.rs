//! The head of the ledger: only this proof notices an older signed state that is put back as a whole.
#![allow(clippy::unwrap_used)]

use std::fs;

use crate::run_support::{Place, blindmask, files, json, small_page};

fn put_back(place: &Place, old: &std::collections::BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(place.path("out")).unwrap();
    for (file, bytes) in old {
        let path = place.path("out").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Regression: `..` or a link in the path hid that a key lies in OUT, and the name hashes' key wasn't checked at all.
#[test]
fn a_key_in_the_folder_that_is_handed_on_is_refused() {
    let place = Place::new();
    place.put("T001/a.jpg", &small_page());
    let out = place.text("out");
    let inside =
        [format!("{out}/key.new"), format!("{out}/../out/key.new"), place.text("in/../out/deep/key.new")];
    for option in ["--sign-key", "--key-file"] {
        for path in &inside {
            let mut args = place.redact("out", &[]);
            if let Some(at) = args.iter().position(|a| a == option) {
                args.drain(at..at + 2);
            }
            args.extend([option.to_owned(), path.clone()]);
            let ran = blindmask(&args);
            assert_eq!(
                (ran.code, ran.err.contains("must not lie in --out")),
                (2, true),
                "{option} {path}: {ran:?}"
            );
        }
    }
    assert!(!place.path("out").exists(), "nothing was written");
}

#[test]
fn an_older_signed_state_is_noticed_by_its_head() {
    let place = Place::new();
    let (out, sign) = (place.text("out"), place.text("sign"));
    let public = format!("{sign}.pub");
    let head = || json(&place.path("out/run.json"))["ledger"]["head"].as_str().unwrap().to_owned();
    place.put("T001/a.jpg", &small_page());
    let first = blindmask(&place.redact("out", &["--sign-key", &sign, "--recheck", "off"]));
    let (old, noted) = (files(&place.path("out")), head());
    assert!(first.out.contains(&noted), "the run tells its head: {}", first.out);

    place.put("T001/b.jpg", &small_page());
    blindmask(&place.redact("out", &["--sign-key", &sign, "--recheck", "off"]));
    let newer = head();
    let verify =
        |more: &[&str]| blindmask(&[&["verify", out.as_str(), "--sign-key", &public], more].concat());
    let sound = verify(&["--expect-head", &newer.to_uppercase()]);
    assert_eq!(sound.code, 0, "{sound:?}");
    assert!(sound.out.contains(&newer), "verify tells the head: {}", sound.out);
    let since = verify(&["--expect-head", &noted]);
    assert_eq!((since.code, since.out.contains("written to since")), (5, true), "{since:?}");

    put_back(&place, &old);
    assert_eq!(verify(&[]).code, 0, "the signature of the older state is good");
    let back = verify(&["--expect-head", &newer, "--lang", "zh"]);
    assert_eq!(back.code, 5, "{back:?}");
    assert!(back.out.contains("head_unexpected") && back.out.contains("账本中没有期望的账本头"), "{back:?}");
    let wrong = verify(&["--expect-head", "12ab"]);
    assert_eq!((wrong.code, wrong.err.contains("--expect-head")), (2, true), "{wrong:?}");
}
