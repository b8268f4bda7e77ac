//! A small made-up output folder for the tests of `audit`.
#![allow(dead_code, clippy::unwrap_used, reason = "not every test file uses every helper")]

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use blindmask::audit::event::{ImageDone, RunEnded, RunStarted, Setting, Unmatched};
use blindmask::audit::files::write_atomic;
use blindmask::audit::record::{FindingRecord, InputRecord, OutputRecord, RecheckRecord, Seconds, Verdict};
use blindmask::audit::run::write_reports;
use blindmask::audit::wire::Method;
use blindmask::audit::{Clock, Event, ImageRecord, Ledger, NameKey};
use blindmask::digest::sha256;
use blindmask::error::{Code, Reason};
use blindmask::find::{Finding, How, Shape};
use blindmask::geometry::{Quad, Rect};

/// A clock that always shows the same time.
pub fn clock() -> Clock {
    Box::new(|| UNIX_EPOCH + Duration::from_secs(1_772_352_000))
}

/// The keyed hash of a made-up name.
pub fn name_hash(name: &str) -> String {
    NameKey::from_bytes([3; 32]).hash(name)
}

/// The content of the released file of `file`.
pub fn picture(file: &str) -> Vec<u8> {
    format!("picture {file}").into_bytes()
}

/// A record; only `seconds` differs between two runs.
pub fn record(file: &str, verdict: Verdict, seconds: f64) -> ImageRecord {
    let quad = Quad::from_bounds(10.126, 20.0, 50.333_333, 40.5);
    let finding = Finding { quad, shape: Shape::Han, how: How::Text, score: 0.987_65, uncertain: false };
    let released = verdict != Verdict::Held;
    let bytes = picture(file);
    let output = OutputRecord {
        file: file.into(),
        sha256: sha256(&bytes),
        bytes: bytes.len() as u64,
        method: Method::Coefficients,
    };
    let recheck = RecheckRecord {
        reader: Some("ocrs".into()),
        names_found: Some(0),
        outside_unchanged: true,
        max_outside_diff: Some(0),
    };
    ImageRecord {
        file: file.into(),
        input: InputRecord {
            sha256: Some(sha256(file.as_bytes())),
            bytes: Some(4321),
            width: released.then_some(100),
            height: released.then_some(80),
            format: Some("jpeg".into()),
            orientation: released.then_some(6),
        },
        verdict,
        reasons: if released { vec![] } else { vec![Reason::new(Code::Damaged, "cut off")] },
        findings: match verdict {
            Verdict::Mask => {
                vec![FindingRecord::proposed(1, &finding, Some(Rect { x: 8, y: 16, w: 48, h: 32 }))]
            }
            _ => vec![],
        },
        output: released.then_some(output),
        recheck: released.then_some(recheck),
        review: None,
        seconds: Seconds {
            intake: seconds,
            read: seconds * 10.0,
            find: 0.000_4,
            mask: seconds,
            recheck: 0.1,
        },
        tool: "blindmask 0.1.0".into(),
        models: [("detector".to_owned(), sha256(b"detector"))].into(),
    }
}

/// The files of the made-up run, with their applicants and verdicts.
pub const FILES: [(&str, &str, Verdict); 4] = [
    ("A001", "A001/01_证书.jpg", Verdict::Mask),
    ("A001", "A001/02/奖状.jpg", Verdict::Clear),
    ("A002", "A002/01.jpg", Verdict::Held),
    ("A002", "A002/02.jpg", Verdict::Mask),
];

/// The event of one of [`FILES`].
pub fn image(applicant: &str, file: &str, verdict: Verdict, seconds: f64) -> Event {
    let record = record(file, verdict, seconds);
    Event::Image(Box::new(ImageDone {
        applicant: applicant.into(),
        fingerprint: "print".into(),
        name_hash: None,
        record,
    }))
}

/// The event that begins the made-up run.
pub fn start() -> Event {
    Event::RunStarted(RunStarted {
        tool: "blindmask 0.1.0".into(),
        models: [("detector".to_owned(), sha256(b"detector"))].into(),
        settings: [
            ("audit_names".to_owned(), Setting::Text("hash".into())),
            ("max_pixels".to_owned(), Setting::Count(100_000_000)),
            ("mask_above".to_owned(), Setting::Number(0.5)),
            ("whole".to_owned(), Setting::Number(2.0)),
            ("recheck".to_owned(), Setting::Switch(true)),
        ]
        .into(),
        fingerprint: "print".into(),
        jobs: 2,
        ..RunStarted::default()
    })
}

/// Continues the made-up run in `out` from where it stands, as `redact` does, and ends it.
pub fn run(out: &Path, seconds: f64) {
    let (mut ledger, before) = Ledger::open(out, clock()).unwrap();
    ledger.append(start()).unwrap();
    ledger
        .append(Event::Unmatched(Unmatched {
            folders: 1,
            applicants: vec!["A003".into()],
            ..Unmatched::default()
        }))
        .unwrap();
    let mut done = 0;
    for (applicant, file, verdict) in FILES {
        if before.stands(out, file, &sha256(file.as_bytes()), "print") {
            continue;
        }
        if verdict != Verdict::Held {
            write_atomic(&out.join("masked").join(file), &picture(file)).unwrap();
        }
        ledger.append(image(applicant, file, verdict, seconds)).unwrap();
        done += 1;
    }
    for (applicant, name) in [("A001", "欧阳测试"), ("A002", "甲乙丙")] {
        ledger.finish_applicant(applicant, &name_hash(name), None).unwrap();
    }
    let counts = ledger.state().counts();
    ledger.append(Event::RunEnded(RunEnded { complete: true, done, wall: seconds * 40.0, counts })).unwrap();
    write_reports(out, ledger.state()).unwrap();
}
