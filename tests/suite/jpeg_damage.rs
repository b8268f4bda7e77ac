//! Damaged, truncated, hostile and unsupported files: each gives an error, never a panic and never a silently
//! completed picture.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::jpeg::{
    Error, Image, Limits, OutputSegments, ZIGZAG, decode, encode, exif, quantisation_tables, segments, verify,
};
use jpeg_support::{Random, Script, Space, Spec};

fn read(file: &[u8]) -> Result<Image, Error> {
    decode(file, &Limits::default())
}

fn small(script: Script, restart: u32) -> Vec<u8> {
    jpeg_support::encode(&Spec { width: 37, height: 29, quality: 60, script, restart, ..Spec::default() })
}

/// Small files of many kinds, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for space in [Space::Grey, Space::YCbCr, Space::Ycck] {
        for script in [Script::Interleaved, Script::Separate, Script::Progressive] {
            for restart in [0, 2] {
                let spec = Spec {
                    width: 25,
                    height: 19,
                    quality: 70,
                    space,
                    script: script.clone(),
                    restart,
                    ..Spec::default()
                };
                files.push(jpeg_support::encode(&spec));
                files.push(jpeg_support::encode(&Spec { arithmetic: true, seed: 5, ..spec.clone() }));
                files.push(jpeg_support::encode(&Spec { wide: true, optimise: true, seed: 9, ..spec }));
            }
        }
    }
    files
}

fn mutate(file: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(file.len() as u64) as usize;
        match random.below(6) {
            0 => file[at] ^= 1 << random.below(8),
            1 => file[at] = random.next() as u8,
            2 => file[at] = [0, 0xff, 0xd9, 0xd0, 0xda, 0xc4][random.below(6) as usize],
            3 => file.insert(at, random.next() as u8),
            4 => {
                file.remove(at);
            }
            _ => {
                let (from, length) = (random.below(file.len() as u64) as usize, random.below(40) as usize);
                let piece: Vec<u8> = file.iter().skip(from).take(length).copied().collect();
                file.splice(at..at, piece);
            }
        }
        if file.is_empty() {
            file.push(0);
        }
    }
}

/// A file that can still be read survives writing and reading; where the other library warns of nothing, it agrees.
fn survive(rounds: usize, seed: u64) {
    let seeds = seeds();
    let mut random = Random(seed);
    let (mut good, mut agreed) = (0, 0);
    for round in 0..rounds {
        let mut file = seeds[random.below(seeds.len() as u64) as usize].clone();
        mutate(&mut file, &mut random);
        let _ = (exif::orientations(&file), quantisation_tables(&file), verify::audit_segments(&file));
        if let Ok(list) = segments::walk(&file) {
            let covered: usize = list.iter().map(|s| s.range.len()).sum();
            assert_eq!(covered, file.len(), "round {round}: the segments cover the file");
        }
        let limits = Limits { pixels: 1 << 20, ..Limits::default() };
        let Ok(image) = decode(&file, &limits) else { continue };
        good += 1;
        let written = encode(&image, &OutputSegments::of(&image, 1));
        let (again, canonical) = verify::canonical(&written, &limits).expect("what is written can be read");
        assert!(again == image && canonical, "round {round}");
        if round % 8 == 0
            && let Some((planes, true)) = jpeg_support::coefficients(&file)
        {
            agreed += 1;
            for (component, plane) in image.components.iter().zip(&planes) {
                for (ours, theirs) in component.blocks().iter().zip(&plane.blocks) {
                    assert!((0..64).all(|k| ours[k] == theirs[usize::from(ZIGZAG[k])]), "round {round}");
                }
            }
        }
    }
    assert!(
        good > rounds / 20 && agreed > rounds / 1000,
        "the mutations leave too little to test: {good}, {agreed}"
    );
}

#[test]
fn a_hundred_thousand_mutated_files() {
    for seed in [0x1111_2222, 0x3333_4444, 0x5555_6666, 0x7777_8888] {
        survive(25_000, seed);
    }
}

#[test]
fn a_cut_is_always_seen() {
    for script in [Script::Interleaved, Script::Separate, Script::Progressive] {
        for restart in [0, 2] {
            let file = small(script.clone(), restart);
            let whole = read(&file).expect("sound");
            for length in 3..file.len() - 2 {
                let cut = read(&file[..length]);
                assert_eq!(cut, Err(Error::Truncated), "{length} of {} bytes, {script:?}", file.len());
            }
            // Nothing is missing but the end marker.
            assert!(read(&file[..file.len() - 2]) == Ok(whole.clone()));
            assert!(read(&file[..file.len() - 1]) == Ok(whole));
        }
    }
}

/// Only the missing marker shows that arithmetic-coded data were cut.
#[test]
fn a_cut_in_arithmetic_codes_is_seen() {
    for script in [Script::Interleaved, Script::Progressive] {
        for restart in [0, 2] {
            let spec = Spec {
                width: 37,
                height: 29,
                arithmetic: true,
                script: script.clone(),
                restart,
                ..Spec::default()
            };
            let file = jpeg_support::encode(&spec);
            assert!(read(&file).is_ok());
            for length in 3..file.len() - 1 {
                let cut = read(&file[..length]);
                assert!(cut.is_err(), "{length} of {} bytes, {script:?}", file.len());
            }
        }
    }
}

#[test]
fn a_cut_with_an_end_marker_put_on_is_seen() {
    let file = small(Script::Interleaved, 0);
    for length in 3..file.len() - 2 {
        let mut cut = file[..length].to_vec();
        cut.extend([0xff, 0xd9]);
        assert!(
            matches!(read(&cut), Err(Error::Truncated | Error::Corrupt(_))),
            "{length} of {}",
            file.len()
        );
    }
}

/// The place of the first marker of a kind.
fn marker(file: &[u8], codes: std::ops::RangeInclusive<u8>) -> usize {
    file.windows(2).position(|w| w[0] == 0xff && codes.contains(&w[1])).expect("it is there")
}

#[test]
fn other_kinds_of_jpeg_are_named() {
    let file = small(Script::Interleaved, 0);
    let frame = marker(&file, 0xc0..=0xc2);
    let with = |offset: usize, value: u8| {
        let mut file = file.clone();
        file[frame + offset] = value;
        read(&file)
    };
    for (code, what) in [
        (0xc3, "lossless"),
        (0xc5, "hierarchical"),
        (0xc6, "hierarchical"),
        (0xc7, "hierarchical"),
        (0xcb, "lossless with arithmetic coding"),
        (0xcd, "hierarchical"),
    ] {
        assert_eq!(with(1, code), Err(Error::Unsupported(what)), "{code:x}");
    }
    assert_eq!(with(4, 12), Err(Error::Unsupported("other than 8 bits")));
    assert_eq!(with(9, 5), Err(Error::Unsupported("more than four components")));
    let mut no_height = file.clone();
    no_height[frame + 5..frame + 7].fill(0);
    assert_eq!(read(&no_height), Err(Error::Unsupported("DNL")));
    for (bytes, error) in
        [(&b""[..], Error::NotJpeg), (b"<html>", Error::NotJpeg), (b"\xff\xd8", Error::Truncated)]
    {
        assert_eq!(read(bytes), Err(error));
    }
}

#[test]
fn contradictions_are_corrupt() {
    let file = small(Script::Interleaved, 0);
    let frame = marker(&file, 0xc0..=0xc2);
    let patched = |at: usize, value: u8| {
        let mut file = file.clone();
        file[at] = value;
        read(&file)
    };
    let scan = marker(&file, 0xda..=0xda);
    let tables = marker(&file, 0xdb..=0xdb);
    for (at, value, what) in [
        (frame + 10, 2, "two components of one name"),
        (frame + 11, 0x52, "frame header"),
        (frame + 11, 0x44, "scan header"),
        (frame + 12, 3, "no quantisation table"),
        (scan + 5, 9, "scan header"),
        (scan + 7, 1, "scan header"),
        (tables + 5, 0, "quantisation table"),
        (tables + 4, 0x20, "quantisation table"),
    ] {
        assert_eq!(patched(at, value), Err(Error::Corrupt(what)), "byte {at} = {value}");
    }
}

#[test]
fn restart_markers_must_come_in_order() {
    let file = small(Script::Interleaved, 1);
    let first = marker(&file, 0xd0..=0xd0);
    let mut wrong = file.clone();
    wrong[first + 1] = 0xd3;
    assert_eq!(read(&wrong), Err(Error::Corrupt("restart markers out of order")));
    let mut early = file;
    early[first + 1] = 0xd9;
    assert_eq!(read(&early), Err(Error::Truncated));
}

#[test]
fn a_scan_sent_twice_is_refused() {
    let file = small(Script::Separate, 0);
    let from = marker(&file, 0xda..=0xda);
    let to = from + 2 + marker(&file[from + 2..], 0xda..=0xda);
    let mut twice = file.clone();
    twice.splice(to..to, file[from..to].iter().copied());
    assert!(matches!(read(&twice), Err(Error::Corrupt("scans out of order"))), "{:?}", read(&twice));
}

#[test]
fn a_tiny_file_cannot_ask_for_much() {
    let mut file = small(Script::Interleaved, 0);
    let frame = marker(&file, 0xc0..=0xc2);
    file[frame + 5..frame + 9].copy_from_slice(&[0x05, 0xdc, 0xff, 0xdc]);
    assert_eq!(read(&file), Err(Error::Truncated));
    file[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(read(&file), Err(Error::Limit("pixels")));
}

/// A white page in arithmetic codes costs almost no bytes, so only the limit bounds its memory.
#[test]
fn memory_is_limited_before_it_is_taken() {
    for (space, sampling, per_pixel) in [
        (Space::Grey, [(1, 1), (1, 1)], 2),
        (Space::YCbCr, [(2, 2), (1, 1)], 3),
        (Space::YCbCr, [(1, 1), (1, 1)], 6),
        (Space::Ycck, [(1, 1), (1, 1)], 8),
    ] {
        let spec = Spec { width: 64, height: 64, space, sampling, arithmetic: true, ..Spec::default() };
        let file = jpeg_support::encode(&spec);
        let needs = 64 * 64 * per_pixel;
        let with = |memory| decode(&file, &Limits { memory, ..Limits::default() });
        assert!(with(needs).is_ok(), "{space:?}");
        assert_eq!(with(needs - 1), Err(Error::Limit("memory")), "{space:?}");
    }
    let mut file = jpeg_support::encode(&Spec { space: Space::Grey, arithmetic: true, ..Spec::default() });
    let frame = marker(&file, 0xc9..=0xc9);
    file[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let limits = Limits { pixels: u64::MAX, ..Limits::default() };
    assert_eq!(decode(&file, &limits), Err(Error::Limit("memory")));
}

#[test]
fn more_passes_than_allowed_are_refused() {
    let mut script = vec![(vec![0], [0, 0, 0, 0])];
    for k in (1..64).step_by(3) {
        script.push((vec![0], [k, k + 2, 0, 1]));
        script.push((vec![0], [k, k + 2, 1, 0]));
    }
    let spec =
        Spec { width: 640, height: 640, space: Space::Grey, script: Script::Own(script), ..Spec::default() };
    let file = jpeg_support::encode(&spec);
    assert_eq!(
        decode(&file, &Limits { passes: 40, ..Limits::default() }),
        Err(Error::Limit("passes of a progressive file"))
    );
    assert!(read(&file).is_ok());
}

#[test]
fn fill_bytes_junk_and_surplus_are_passed_over() {
    let file = small(Script::Separate, 0);
    let whole = read(&file);
    let scan = marker(&file, 0xda..=0xda);
    let list = segments::walk(&file).expect("sound");
    let second = list.iter().find(|s| s.kind == segments::Kind::Data).expect("a scan").range.end;
    for (at, extra) in [
        (0, &b"\xef\xbb\xbf\r\n"[..]),
        (scan, b"\xff\xff\xff"),
        (second, b"\0\0\0\0"),
        (second, b"left over"),
        (file.len(), b"after the end"),
    ] {
        let mut odd = file.clone();
        odd.splice(at..at, extra.iter().copied());
        assert!(read(&odd) == whole, "{extra:?} at {at}: {:?}", read(&odd).err());
    }
}
