//! Forged pictures are found from the picture itself: records and ledger are whole and consistent here, as if
//! somebody had run the program on pictures of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::audit_support;

use std::fs;
use std::path::{Path, PathBuf};

use audit_support::{clock, name_hash, record, start};
use blindmask::audit::event::{ImageDone, RunEnded, Unmatched};
use blindmask::audit::files::write_atomic;
use blindmask::audit::record::Verdict;
use blindmask::audit::run::write_reports;
use blindmask::audit::wire::Method;
use blindmask::audit::{Event, ImageRecord, Ledger};
use blindmask::digest::sha256;
use blindmask::error::Error;
use blindmask::find::{Finding, How, Shape};
use blindmask::geometry::Rect;
use blindmask::intake::attachment::{self, Attachment};
use blindmask::jpeg::{self, OutputSegments};
use blindmask::mask::{coefficients, mask};
use blindmask::proof::records::Fault;
use blindmask::proof::{Originals, verify_pictures, verify_records};
use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const BOX: Rect = Rect { x: 40, y: 24, w: 50, h: 20 };

fn page() -> RgbImage {
    RgbImage::from_fn(150, 110, |x, y| {
        let ink = y / 8 % 2 == 1 && (x * 5 + y * 3) % 7 < 3;
        Rgb(if ink { [30, 30, 60] } else { [240 - (x / 3) as u8, 235, 225 - (y / 2) as u8] })
    })
}

fn scan() -> Vec<u8> {
    let (page, mut bytes) = (page(), Vec::new());
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.encode(page.as_raw(), 150, 110, ColorType::Rgb).unwrap();
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    page().write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn open(bytes: &[u8]) -> Attachment {
    attachment::decode(bytes.to_vec(), &attachment::Limits::default()).unwrap()
}

/// The quad that gives [`BOX`]: a seal's box is its quad.
fn finding() -> Finding {
    let quad = BOX.quad();
    Finding { quad, shape: Shape::Unknown, how: How::Seal, score: 1.0, uncertain: false }
}

struct Case {
    _dir: tempfile::TempDir,
    out: PathBuf,
    input: PathBuf,
}

/// A run over one file with one box; `alter` forges the file and its record before they are recorded.
fn case(original: &[u8], alter: impl FnOnce(&mut Vec<u8>, &mut ImageRecord)) -> Case {
    let dir = tempfile::tempdir().unwrap();
    let (out, input) = (dir.path().join("out"), dir.path().join("in"));
    // Under another name than in the output, since originals are found by their content.
    write_atomic(&input.join("somebody/original.jpg"), original).unwrap();
    write_atomic(&input.join("somebody/other.jpg"), b"no picture").unwrap();
    let attachment = open(original);
    let masked = mask(&attachment, &[finding()]).unwrap();
    let mut bytes = masked.bytes;
    let mut record = record("A001/file-001.jpg", Verdict::Mask, 0.1);
    record.input.sha256 = Some(sha256(original));
    record.input.bytes = Some(original.len() as u64);
    (record.input.width, record.input.height) = (Some(attachment.width), Some(attachment.height));
    record.input.orientation = Some(attachment.orientation.tag());
    record.findings[0].painted = Some(masked.covered[0].painted);
    record.output.as_mut().unwrap().method = masked.method.into();
    alter(&mut bytes, &mut record);
    let output = record.output.as_mut().unwrap();
    (output.sha256, output.bytes) = (sha256(&bytes), bytes.len() as u64);
    write_atomic(&out.join("masked").join(&record.file), &bytes).unwrap();

    let (mut ledger, _) = Ledger::open(&out, clock()).unwrap();
    ledger.append(start()).unwrap();
    ledger.append(Event::Unmatched(Unmatched::default())).unwrap();
    let (applicant, fingerprint) = ("A001".to_owned(), "print".to_owned());
    ledger
        .append(Event::Image(Box::new(ImageDone { applicant, fingerprint, name_hash: None, record })))
        .unwrap();
    ledger.finish_applicant("A001", &name_hash("甲乙丙"), None).unwrap();
    let counts = ledger.state().counts();
    ledger.append(Event::RunEnded(RunEnded { complete: true, done: 1, wall: 1.0, counts })).unwrap();
    write_reports(&out, ledger.state()).unwrap();
    Case { _dir: dir, out, input }
}

impl Case {
    /// The failures without and with the originals; records and ledger have none.
    fn faults(&self) -> (Vec<Fault>, Vec<Fault>) {
        self.faults_with(&self.input)
    }

    fn faults_with(&self, input: &Path) -> (Vec<Fault>, Vec<Fault>) {
        let checked = verify_records(&self.out).unwrap();
        assert_eq!(checked.failures, []);
        let originals = Originals::below(input, &checked).unwrap();
        assert_eq!(originals.failures, []);
        let run = |originals| {
            let failures = verify_pictures(&checked, originals);
            assert!(failures.iter().all(|f| f.place == "masked/A001/file-001.jpg"), "{failures:?}");
            failures.iter().map(|f| f.what).collect::<Vec<_>>()
        };
        (run(None), run(Some(&originals)))
    }

    #[track_caller]
    fn always(&self, fault: Fault) {
        let (without, with) = self.faults();
        assert!(without.contains(&fault), "{without:?}");
        assert!(with.contains(&fault), "{with:?}");
    }

    #[track_caller]
    fn only_with_originals(&self, fault: Fault) {
        assert_eq!(self.faults(), (vec![], vec![fault]));
    }
}

/// The output, decoded, changed, and written in the program's own way.
fn rewrite(bytes: &mut Vec<u8>, change: impl FnOnce(&mut jpeg::Image)) {
    let mut image = jpeg::decode(bytes, &jpeg::Limits::default()).unwrap();
    change(&mut image);
    *bytes = jpeg::encode(&image, &OutputSegments::of(&image, 1));
}

#[test]
fn what_the_program_writes_passes() {
    for (original, method) in [(scan(), Method::Coefficients), (png(), Method::Pixels)] {
        let case = case(&original, |_, record| assert_eq!(record.output.as_ref().unwrap().method, method));
        assert_eq!(case.faults(), (vec![], vec![]), "{method:?}");
        // A single file works like a folder.
        assert_eq!(case.faults_with(&case.input.join("somebody/original.jpg")), (vec![], vec![]));
    }
}

#[test]
fn anything_beside_the_picture_is_found() {
    case(&scan(), |bytes, _| bytes.extend(b"a name")).always(Fault::SegmentExtra);
    case(&scan(), |bytes, _| drop(bytes.splice(2..2, *b"\xff\xfe\0\x06name"))).always(Fault::SegmentExtra);
    // The picture as its scanner wrote it: nothing is wrong with it, but its spare bits may hold anything.
    case(&scan(), |bytes, record| {
        *bytes = scan();
        record.findings.clear();
        record.verdict = Verdict::Clear;
    })
    .always(Fault::NotCanonical);
    case(&scan(), |bytes, _| bytes.truncate(bytes.len() - 200)).always(Fault::OutputUnreadable);
    case(&scan(), |bytes, _| *bytes = b"not a picture".to_vec()).always(Fault::OutputUnreadable);
}

#[test]
fn a_box_that_covers_nothing_is_found() {
    case(&scan(), |bytes, _| *bytes = mask(&open(&scan()), &[]).unwrap().bytes).always(Fault::BoxNotFlat);
    for rect in [Rect { x: 144, y: 96, w: 16, h: 16 }, Rect { x: u32::MAX, y: 0, w: u32::MAX, h: 5 }] {
        case(&scan(), |_, record| record.findings[0].painted = Some(rect)).always(Fault::BoxNotFlat);
    }
    case(&scan(), |bytes, record| {
        let at = record.findings[0].painted.unwrap();
        rewrite(bytes, |image| image.components[0].block_mut(at.x / 8, at.y / 8).unwrap()[63] = 1);
    })
    .always(Fault::BoxNotFlat);
}

#[test]
fn a_change_outside_the_boxes_is_found() {
    case(&scan(), |bytes, _| rewrite(bytes, |image| image.components[0].blocks_mut()[0][5] += 1))
        .only_with_originals(Fault::OutsideChanged);
    case(&scan(), |bytes, _| rewrite(bytes, |image| image.components[2].blocks_mut()[0][0] -= 1))
        .only_with_originals(Fault::OutsideChanged);
    // More was painted than is recorded.
    case(&scan(), |bytes, _| {
        rewrite(bytes, |image| drop(coefficients::cover(image, &[Rect { x: 0, y: 80, w: 8, h: 8 }])));
    })
    .only_with_originals(Fault::OutsideChanged);
    // Encoded anew, and recorded so, though that wasn't needed.
    case(&scan(), |bytes, record| {
        let masked = mask(&open(&png()), &[finding()]).unwrap();
        *bytes = masked.bytes;
        record.findings[0].painted = Some(masked.covered[0].painted);
        record.output.as_mut().unwrap().method = Method::Pixels;
    })
    .only_with_originals(Fault::OutsideChanged);
    case(&png(), |bytes, _| rewrite(bytes, |image| image.components[1].blocks_mut()[0][0] += 1))
        .only_with_originals(Fault::OutsideChanged);
}

#[test]
fn another_size_or_orientation_is_found() {
    case(&scan(), |_, record| record.input.width = Some(149)).always(Fault::GridWrong);
    case(&scan(), |_, record| record.input.orientation = Some(6)).always(Fault::GridWrong);
    case(&scan(), |bytes, _| {
        let image = jpeg::decode(bytes, &jpeg::Limits::default()).unwrap();
        *bytes = jpeg::encode(&image, &OutputSegments::of(&image, 3));
    })
    .always(Fault::GridWrong);
}

#[test]
fn an_original_that_is_gone_or_changed_proves_nothing() {
    let case = case(&scan(), |_, _| {});
    let original = case.input.join("somebody/original.jpg");
    let mut other = fs::read(&original).unwrap();
    let last = other.len() - 1;
    other[last] ^= 1;
    fs::write(&original, other).unwrap();
    case.only_with_originals(Fault::OriginalMissing);
    fs::remove_file(&original).unwrap();
    case.only_with_originals(Fault::OriginalMissing);
    let checked = verify_records(&case.out).unwrap();
    let nowhere = Originals::below(&case.input.join("nowhere"), &checked).err();
    assert!(matches!(nowhere, Some(Error::Usage(_))), "a wrong argument, not a failed proof");
}
