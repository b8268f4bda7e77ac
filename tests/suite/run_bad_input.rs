//! Bad input and bad paths: each gets a clear message and the right exit code, the file is held with its reason,
//! every other file is processed, and nothing is written outside of OUT.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;

use std::fs;
use std::io::Cursor;
use std::process::{Command, Stdio};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};
use run_support::{Place, blindmask, files, json, manifest, program, verdicts};

const BLANK: &str = "T001/04_blank.jpg";

/// A blank picture in the given format.
fn white(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(160, 120, Rgb([250; 3])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Blank paper whose grain needs more than 20 kB.
fn grain() -> Vec<u8> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(320, 240, |_, _| {
        // Numerical Recipes' linear congruential generator.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([244 + (state >> 24) as u8 % 9; 3])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 98).encode_image(&picture).unwrap();
    assert!(bytes.len() > 24_000, "{}", bytes.len());
    bytes
}

/// A JPEG whose header claims 20,000 × 10,000 pixels.
fn huge() -> Vec<u8> {
    let mut bytes = white(ImageFormat::Jpeg);
    let frame = bytes.windows(2).position(|w| w == [0xff, 0xc0]).expect("a baseline frame header");
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x4e, 0x20]);
    bytes
}

#[test]
fn odd_files_are_held_with_their_reasons_and_the_others_are_done() {
    let place = Place::with_pages(&[BLANK]);
    let page = fs::read(manifest().join("testdata/pages").join(BLANK)).unwrap();
    let mut wanted = vec![("04_blank.jpg", "clear", "blank")];
    let mut put = |file: &'static str, bytes: &[u8], verdict, reason| {
        place.put(&format!("T001/{file}"), bytes);
        wanted.push((file, verdict, reason));
    };
    put("empty.jpg", b"", "held", "empty");
    put("one_byte.jpg", b"\xff", "held", "unsupported_format");
    put("cut_in_half.jpg", &page[..page.len() / 2], "held", "damaged");
    put("cut_in_header.jpg", &page[..100], "held", "damaged");
    // No part of the picture is missing.
    put("without_end_marker.jpg", &page[..page.len() - 2], "clear", "blank");
    put("png.jpg", &white(ImageFormat::Png), "clear", "converted");
    put("bmp.jpg", &white(ImageFormat::Bmp), "clear", "converted");
    put("pdf.jpg", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "held", "unsupported_format");
    put("zip.jpg", b"PK\x03\x04\x14\0\0\0\0\0", "held", "unsupported_format");
    put("page.html.jpg", b"<!DOCTYPE html><title>502</title>", "held", "unsupported_format");
    put("megapixels.jpg", &huge(), "held", "too_many_pixels");
    put("twice.jpg", &page, "held", "path_conflict");
    put("TWICE.jpg", &page, "held", "path_conflict");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        fs::write(place.path("secret.jpg"), &page).unwrap();
        symlink("../../secret.jpg", place.path("in/T001/link.jpg")).unwrap();
        wanted.push(("link.jpg", "held", "link_outside"));
        // Even the superuser can't read this one.
        symlink("round.jpg", place.path("in/T001/round.jpg")).unwrap();
        wanted.push(("round.jpg", "held", "cannot_read"));
    }
    place.put("王秀英/page.jpg", &page);
    fs::create_dir(place.path("in/T003")).unwrap();
    let before = (files(&place.path("in")), fs::read_dir(place.folder.path()).unwrap().count());

    let ran = blindmask(&place.redact("out", &[]));
    assert_eq!(ran.code, 3, "{ran:?}");
    let after = (files(&place.path("in")), fs::read_dir(place.folder.path()).unwrap().count() - 1);
    assert_eq!(after, before, "nothing is written outside of OUT");
    let seen = verdicts(&place.path("out"), "T001");
    assert_eq!(seen.len(), wanted.len(), "{:?}", seen.keys());
    for (file, verdict, reason) in wanted {
        let name = if file == "twice.jpg" { "T001/twice~2.jpg".to_owned() } else { format!("T001/{file}") };
        let (got, codes) = &seen[&name];
        assert_eq!(got, verdict, "{name}: {codes:?}");
        assert!(codes.iter().any(|c| c == reason), "{name}: {codes:?}");
        assert_eq!(place.path("out/masked").join(&name).exists(), verdict == "clear", "{name}");
    }
    let told = format!("{}{}", ran.out, ran.err);
    assert!(!told.contains("王秀英"), "{told}");
    for text in [
        "王***: folder called after nobody",
        "T004: applicant without a folder",
        "T003: applicant whose folder holds no file",
    ] {
        assert!(ran.err.contains(text), "{text}: {}", ran.err);
    }
    let unmatched = &json(&place.path("out/run.json"))["unmatched"];
    assert_eq!(unmatched["why"]["not_on_roster"], 1);
    assert_eq!(unmatched["without_files"][0], "T003");
}

#[test]
fn what_the_command_line_or_the_roster_can_not_mean_is_a_usage_error() {
    let place = Place::with_pages(&[BLANK]);
    let roster = |file: &str, text: &str| {
        fs::write(place.path(file), text).unwrap();
        place.text(file)
    };
    let short = roster("short.csv", "编号,姓名\nT001,田野\nT002,田\n");
    let double = roster("double.csv", "编号,姓名\nT001,田野\nT001,林远山\n");
    let strange = roster("strange.csv", "a,b\n1,2\n");
    let missing = place.text("missing.csv");
    let before = files(place.folder.path());
    let cases: [(&str, &[&str], &[&str]); 9] = [
        ("in", &[], &["INPUT itself"]),
        ("in/out", &[], &["inside INPUT"]),
        (".", &[], &["holds INPUT"]),
        ("out", &["--name", "田"], &["--name", "one character"]),
        ("out", &["--name", " "], &["--name", "empty"]),
        ("out", &["--roster", &short], &["row 3", "姓名", "one character"]),
        ("out", &["--roster", &double], &["row 3"]),
        ("out", &["--roster", &strange], &["姓名/name"]),
        ("out", &["--roster", &missing], &["missing.csv"]),
    ];
    for (out, more, texts) in cases {
        let ran = blindmask(&place.redact(out, more));
        assert_eq!(ran.code, 2, "{out} {more:?}: {ran:?}");
        assert!(texts.iter().all(|t| ran.err.contains(t)), "{texts:?}: {}", ran.err);
    }
    let ran = blindmask(&["redact", &place.text("nowhere"), "--name", "田野", "--out", &place.text("out")]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("no such file or folder"), "{}", ran.err);
    let page = place.text("in/T001/04_blank.jpg");
    fs::rename(place.path("in/T001"), place.path("in/x")).unwrap();
    let ran = blindmask(&place.redact("out", &["--roster", "testdata/roster.csv", "--lang", "zh"]));
    assert_eq!((ran.code, ran.err.contains("花名册中无对应申报人")), (3, true), "{ran:?}");
    fs::remove_dir_all(place.path("out")).unwrap();
    let page = page.replace("T001", "x");
    let ran = blindmask(&["check", &page, "--roster", "testdata/roster.csv"]);
    assert_eq!((ran.code, ran.err.contains("--name")), (2, true), "{ran:?}");
    fs::rename(place.path("in/x"), place.path("in/T001")).unwrap();
    assert_eq!(files(place.folder.path()), before, "nothing was written");
}

#[test]
fn an_output_that_can_not_be_written_is_told_with_its_path() {
    let place = Place::with_pages(&[BLANK]);
    fs::write(place.path("taken"), b"a file").unwrap();
    for out in ["taken", "taken/below"] {
        let ran = blindmask(&place.redact(out, &[]));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.err.contains("taken") && ran.err.lines().count() >= 2,
            "the path and a cure: {}",
            ran.err
        );
    }
    assert_eq!(fs::read(place.path("taken")).unwrap(), b"a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::create_dir(place.path("shut")).unwrap();
        fs::set_permissions(place.path("shut"), fs::Permissions::from_mode(0o555)).unwrap();
        let superuser = fs::write(place.path("shut/probe"), b"").is_ok();
        let ran = blindmask(&place.redact("shut/out", &[]));
        fs::set_permissions(place.path("shut"), fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(ran.code, if superuser { 3 } else { 1 }, "{ran:?}");
    }
}

/// Limits files to so many blocks of 512 bytes, which acts like a full disk without superuser rights.
#[cfg(unix)]
fn with_room(args: &[String], blocks: u32) -> run_support::Ran {
    let started = program(args);
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.current_dir(manifest()).args(["-c", &script]).arg(started.get_program()).args(started.get_args());
    shell.output().unwrap().into()
}

#[cfg(unix)]
#[test]
fn without_room_for_a_page_it_is_held_and_without_room_for_the_ledger_the_run_ends() {
    let place = Place::new();
    place.put("T001/grain.jpg", &grain());
    place.put("T001/small.jpg", &white(ImageFormat::Jpeg));
    place.put("T002/cut.jpg", b"\xff\xd8\xff\xe0 cut");

    let ran = with_room(&place.redact("out", &[]), 40);
    assert_eq!(ran.code, 3, "{ran:?}");
    let seen = verdicts(&place.path("out"), "T001");
    assert_eq!(seen["T001/grain.jpg"].0, "held");
    assert!(seen["T001/grain.jpg"].1.contains(&"cannot_write".to_owned()), "{seen:?}");
    assert_eq!(seen["T001/small.jpg"].0, "clear");
    assert!(ran.out.contains("cannot_write"), "{}", ran.out);

    let ran = with_room(&place.redact("other", &[]), 2);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains("ledger.ndjson") && ran.err.contains("run the same command again"),
        "{}",
        ran.err
    );

    for out in ["out", "other"] {
        assert_eq!(blindmask(&place.redact(out, &[])).code, 3, "the cut file is held");
        assert_eq!(verdicts(&place.path(out), "T001")["T001/grain.jpg"].0, "clear");
        let verified = blindmask(&["verify", &place.text(out)]);
        assert_eq!(verified.code, 0, "{verified:?}");
    }
}

/// Regression: `println!` panics when the pipe is closed, which ended the run.
#[test]
fn a_reader_who_leaves_early_does_not_end_the_run() {
    let place = Place::with_pages(&[BLANK]);
    place.put("T002/cut.jpg", b"\xff\xd8\xff\xe0 cut");
    let mut command = program(&place.redact("out", &["--verbose"]));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(3), "the cut file is held");
    assert_eq!(json(&place.path("out/run.json"))["complete"], true);
}
