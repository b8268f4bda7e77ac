//! Every alteration of an output folder is found and named.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::audit_support;

use std::fs;
use std::path::{Path, PathBuf};

use audit_support::{FILES, clock, run, start};
use blindmask::audit::Ledger;
use blindmask::audit::ledger::LEDGER;
use blindmask::error::Exit;
use blindmask::lang::Lang;
use blindmask::proof::records::Fault;
use blindmask::proof::signature::{PublicKey, SIGNATURE, SignKey, sign, verify_signature};
use blindmask::proof::verify_records;

fn finished() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&out, 0.123);
    (dir, out)
}

/// Every failure as `place: code`.
fn failures(out: &Path) -> Vec<String> {
    let failures = verify_records(out).unwrap().failures;
    failures.iter().map(|f| format!("{}: {}", f.place, f.what.as_str())).collect()
}

fn files(out: &Path) -> Vec<PathBuf> {
    let files =
        walkdir::WalkDir::new(out).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files.map(|e| e.into_path()).collect()
}

#[test]
fn an_untouched_run_passes_and_lists_what_it_released() {
    let (_dir, out) = finished();
    let checked = verify_records(&out).unwrap();
    assert_eq!(checked.failures, []);
    let released: Vec<&str> = checked.released().map(|(_, record, _)| record.file.as_str()).collect();
    assert_eq!(released, [FILES[0].1, FILES[1].1, FILES[3].1]);
    assert!(checked.released().all(|(path, ..)| path.is_file()));
}

#[test]
fn every_flipped_byte_is_found_and_its_file_named() {
    let (_dir, out) = finished();
    let all = files(&out);
    assert_eq!(all.len(), 7);
    for path in all {
        let name = path.strip_prefix(&out).unwrap().to_str().unwrap().to_owned();
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            // A low bit, the bit between capital and small letters, and the bit that makes ASCII invalid, in turn;
            // all three for every byte took minutes on a slow disk.
            let bit = [0x01, 0x20, 0x80][at % 3];
            let mut bad = good.clone();
            bad[at] ^= bit;
            fs::write(&path, &bad).unwrap();
            let found = verify_records(&out).unwrap().failures;
            assert!(
                found.iter().any(|f| f.place.starts_with(&name)),
                "{name} byte {at} bit {bit:#x}: {found:?}"
            );
            if name == LEDGER {
                // In a chain, the first line that doesn't fit is the changed one.
                let line = 1 + good[..at].iter().filter(|b| **b == b'\n').count();
                assert_eq!(found[0].place, format!("{LEDGER}:{line}"), "byte {at} bit {bit:#x}: {found:?}");
            }
        }
        fs::write(&path, &good).unwrap();
    }
    assert_eq!(failures(&out), [""; 0]);
}

#[test]
fn every_shortened_file_is_found() {
    let (_dir, out) = finished();
    for path in files(&out) {
        let good = fs::read(&path).unwrap();
        for length in (0..good.len()).rev().step_by(7) {
            fs::write(&path, &good[..length]).unwrap();
            assert_ne!(failures(&out), [""; 0], "{} cut to {length}", path.display());
        }
        fs::remove_file(&path).unwrap();
        assert_ne!(failures(&out), [""; 0], "{} removed", path.display());
        fs::write(&path, &good).unwrap();
    }
    assert_eq!(failures(&out), [""; 0]);
}

#[test]
fn every_fault_is_called_by_its_name() {
    let (_dir, out) = finished();
    let at = |file: &str| out.join(file);
    let keep = |file: &str| (at(file), fs::read(at(file)).unwrap());
    let audit = keep("audit/A001.json");
    let text = String::from_utf8(audit.1.clone()).unwrap();
    let line = 1 + text.lines().position(|l| l.contains("\"score\"")).unwrap();
    fs::write(&audit.0, text.replacen("0.98", "0.18", 1)).unwrap();
    assert_eq!(failures(&out), [format!("audit/A001.json:{line}: audit_altered")]);
    fs::remove_file(&audit.0).unwrap();
    assert_eq!(failures(&out), ["audit/A001.json: audit_missing"]);
    fs::write(&audit.0, &audit.1).unwrap();

    fs::write(at("audit/A009.json"), &audit.1).unwrap();
    fs::write(at("masked/A002/01.jpg"), b"the held one").unwrap();
    assert_eq!(failures(&out), ["audit/A009.json: audit_stray", "masked/A002/01.jpg: output_stray"]);
    fs::remove_file(at("audit/A009.json")).unwrap();
    fs::remove_file(at("masked/A002/01.jpg")).unwrap();

    let picture = keep("masked/A002/02.jpg");
    fs::write(&picture.0, b"another").unwrap();
    assert_eq!(failures(&out), ["masked/A002/02.jpg: output_altered"]);
    fs::remove_file(&picture.0).unwrap();
    assert_eq!(failures(&out), ["masked/A002/02.jpg: output_missing"]);
    #[cfg(unix)]
    {
        fs::write(at("elsewhere.jpg"), &picture.1).unwrap();
        std::os::unix::fs::symlink(at("elsewhere.jpg"), &picture.0).unwrap();
        assert_eq!(failures(&out), ["masked/A002/02.jpg: output_altered"], "a link's target may change");
        fs::remove_file(&picture.0).unwrap();
    }
    fs::write(&picture.0, &picture.1).unwrap();

    let report = keep("run.json");
    fs::remove_file(&report.0).unwrap();
    assert_eq!(failures(&out), ["run.json: run_missing"]);
    fs::write(&report.0, &report.1).unwrap();

    let ledger = keep("ledger.ndjson");
    let lines: Vec<&[u8]> = ledger.1.split_inclusive(|b| *b == b'\n').collect();
    fs::write(&ledger.0, lines[..8].concat()).unwrap();
    assert!(failures(&out).contains(&"ledger.ndjson: unfinished".to_owned()), "{:?}", failures(&out));
    fs::write(&ledger.0, &ledger.1[..ledger.1.len() - 1]).unwrap();
    assert_eq!(failures(&out), ["ledger.ndjson:9: ledger_torn"]);
    fs::write(&ledger.0, [&lines[..2], &lines[3..]].concat().concat()).unwrap();
    assert_eq!(failures(&out)[0], "ledger.ndjson:3: ledger_altered");
    fs::remove_file(&ledger.0).unwrap();
    assert_eq!(failures(&out), ["ledger.ndjson: ledger_missing"]);
    fs::write(&ledger.0, &ledger.1).unwrap();
    assert_eq!(failures(&out), [""; 0]);

    assert_eq!(verify_records(&out.join("nowhere")).unwrap_err().exit(), Exit::Usage);
}

#[test]
fn a_run_that_was_broken_off_is_no_proof() {
    let (_dir, out) = finished();
    let (mut ledger, _) = Ledger::open(&out, clock()).unwrap();
    ledger.append(start()).unwrap();
    drop(ledger);
    assert_eq!(failures(&out), ["ledger.ndjson: unfinished"]);
    run(&out, 0.5);
    assert_eq!(failures(&out), [""; 0]);
}

#[test]
fn a_signature_holds_until_anything_changes() {
    let (dir, out) = finished();
    let key = SignKey::load_or_create(&dir.path().join("sign.key")).unwrap();
    let other = SignKey::load_or_create(&dir.path().join("other.key")).unwrap().public();
    let public = PublicKey::load(&dir.path().join("sign.key.pub")).unwrap();
    assert_eq!(public, key.public());
    let (ledger, state) = Ledger::open(&out, clock()).unwrap();
    drop(ledger);
    let codes = |state: &_, key: Option<&PublicKey>| -> Vec<Fault> {
        verify_signature(&out, state, key).iter().map(|f| f.what).collect()
    };
    assert_eq!(codes(&state, None), []);
    assert_eq!(codes(&state, Some(&public)), [Fault::SignatureMissing]);
    sign(&out, &state, &key).unwrap();
    assert_eq!(codes(&state, None), []);
    assert_eq!(codes(&state, Some(&public)), []);
    assert_eq!(codes(&state, Some(&other)), [Fault::SignatureWrong]);
    assert_eq!(failures(&out), [""; 0], "the signature is no stray file");

    let path = out.join(SIGNATURE);
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            fs::write(&path, &bad).unwrap();
            assert_eq!(codes(&state, Some(&public)), [Fault::SignatureWrong], "byte {at} bit {bit}");
            assert_eq!(codes(&state, None), [Fault::SignatureWrong], "byte {at} bit {bit}, no key given");
        }
    }
    fs::write(&path, &good).unwrap();

    run(&out, 0.5);
    let later = Ledger::open(&out, clock()).unwrap().1;
    assert_eq!(codes(&later, Some(&public)), [Fault::SignatureWrong]);
    sign(&out, &later, &key).unwrap();
    assert_eq!(codes(&later, Some(&public)), []);
}

#[test]
fn a_chain_made_anew_needs_the_key() {
    let (dir, out) = finished();
    let key = SignKey::load_or_create(&dir.path().join("sign.key")).unwrap();
    let state = Ledger::open(&out, clock()).unwrap().1;
    sign(&out, &state, &key).unwrap();
    // Anyone who can write the folder can put another whole and consistent run in its place.
    let signature = fs::read(out.join(SIGNATURE)).unwrap();
    fs::remove_dir_all(&out).unwrap();
    run(&out, 0.7);
    fs::write(out.join(SIGNATURE), signature).unwrap();
    let checked = verify_records(&out).unwrap();
    assert!(checked.holds(), "the chain alone can't tell");
    let found = verify_signature(&out, checked.state.as_ref().unwrap(), Some(&key.public()));
    assert_eq!(found.iter().map(|f| f.what).collect::<Vec<_>>(), [Fault::SignatureWrong]);
}

#[test]
fn every_fault_is_explained_in_both_languages() {
    let mut codes: Vec<&str> = Fault::ALL.iter().map(|f| f.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Fault::ALL.len());
    for fault in Fault::ALL {
        assert!(fault.means(Lang::En).is_ascii() && fault.means(Lang::En).ends_with('.'), "{fault:?}");
        assert!(fault.means(Lang::Zh).ends_with('。'), "{fault:?}");
    }
}
