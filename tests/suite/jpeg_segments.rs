//! Everything beside the picture is found, named, and absent from written files.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::jpeg::segments::{Kind, walk};
use blindmask::jpeg::{Colour, Jfif, Limits, OutputSegments, decode, encode, exif, verify};
use jpeg_support::{Script, Space, Spec};
use proptest::prelude::*;

/// Text that must not survive.
const SECRET: &[u8] = b"planted-secret";

fn segment(marker: u8, head: &[u8]) -> Vec<u8> {
    let payload = [head, SECRET].concat();
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker], &length[..], &payload].concat()
}

/// EXIF with an orientation, in either byte order.
fn exif_segment(orientation: u8, big: bool) -> Vec<u8> {
    let tiff: &[u8] = if big {
        b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0"
    } else {
        b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0"
    };
    let mut tiff = tiff.to_vec();
    tiff[if big { 19 } else { 18 }] = orientation;
    segment(0xe1, &[b"Exif\0\0", &tiff[..]].concat())
}

fn plain() -> Vec<u8> {
    jpeg_support::encode(&Spec::default())
}

/// The file with pieces inserted right after SOI.
fn with(pieces: &[Vec<u8>]) -> Vec<u8> {
    let file = plain();
    [&file[..2], &pieces.concat(), &file[2..]].concat()
}

fn rewritten(file: &[u8]) -> Vec<u8> {
    let image = decode(file, &Limits::default()).expect("sound");
    let orientation = exif::orientations(file).first().map_or(1, |o| *o as u8);
    encode(&image, &OutputSegments::of(&image, orientation))
}

fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|w| w == what)
}

#[test]
fn nothing_beside_the_picture_survives() {
    let cases = [
        (Kind::Comment, segment(0xfe, b"")),
        (Kind::Exif, exif_segment(1, true)),
        (Kind::Xmp, segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0")),
        (Kind::Icc, segment(0xe2, b"ICC_PROFILE\0\x01\x01")),
        (Kind::MultiPicture, segment(0xe2, b"MPF\0")),
        (Kind::Photoshop, segment(0xed, b"Photoshop 3.0\0")),
        (Kind::JfifExtension, segment(0xe0, b"JFXX\0\x10")),
        (Kind::Jfif { thumbnail: true }, segment(0xe0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x04")),
        (Kind::Application, segment(0xe7, b"")),
        (Kind::Application, segment(0xee, b"Adobe\0\x64\0\0\0\0\x01")),
    ];
    for (kind, piece) in &cases {
        let file = with(std::slice::from_ref(piece));
        assert!(walk(&file).expect("sound").iter().any(|s| s.kind == *kind && !s.kind.shows()), "{kind:?}");
        assert!(!verify::audit_segments(&file).expect("sound").is_empty(), "{kind:?} passes the audit");
        let output = rewritten(&file);
        assert!(!holds(&output, SECRET), "{kind:?} survives");
        assert_eq!(verify::audit_segments(&output), Ok(vec![]), "{kind:?}");
    }
    let mut everything = b"\r\n".to_vec();
    everything.extend(with(&cases.map(|c| c.1)));
    everything.extend(plain());
    everything.extend(SECRET);
    let output = rewritten(&everything);
    assert!(!holds(&output, SECRET));
    assert!(matches!(verify::canonical(&output, &Limits::default()), Ok((_, true))));
    let kinds: Vec<Kind> = walk(&everything).expect("sound").iter().map(|s| s.kind).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&Kind::Stray), Some(&Kind::SecondPicture)));
}

#[test]
fn orientations_are_read_from_every_block_and_byte_order() {
    for value in 1..=8u8 {
        for big in [false, true] {
            assert_eq!(exif::orientations(&with(&[exif_segment(value, big)])), [u32::from(value)]);
        }
    }
    assert_eq!(exif::orientations(&with(&[exif_segment(1, true), exif_segment(6, false)])), [1, 6]);
    assert_eq!(exif::orientations(&plain()), [] as [u32; 0]);
    assert_eq!(
        exif::orientations(&with(&[segment(0xe1, b"Exif\0\0MM\0\x2a\xff\xff\xff\xff")])),
        [] as [u32; 0]
    );
}

#[test]
fn the_orientation_is_kept_and_nothing_else_of_exif() {
    for value in 1..=8u8 {
        let output = rewritten(&with(&[exif_segment(value, false)]));
        let expected: &[u32] = if value == 1 { &[] } else { &[u32::from(value)] };
        assert_eq!(exif::orientations(&output), expected);
        assert!(image::load_from_memory(&output).is_ok());
    }
    let image = decode(&plain(), &Limits::default()).expect("sound");
    for value in [0, 9, 255] {
        let output = encode(&image, &OutputSegments::of(&image, value));
        assert!(walk(&output).expect("sound").iter().all(|s| s.kind != Kind::Exif));
    }
}

#[test]
fn the_headers_that_choose_the_colour_space_are_kept() {
    for (space, colour, jfif, adobe) in [
        (Space::Grey, Colour::Grey, true, None),
        (Space::YCbCr, Colour::YCbCr, true, None),
        (Space::Rgb, Colour::Rgb, false, Some(0)),
        (Space::Cmyk, Colour::Cmyk, false, Some(0)),
        (Space::Ycck, Colour::Ycck, false, Some(2)),
    ] {
        let file = jpeg_support::encode(&Spec { space, sampling: [(1, 1), (1, 1)], ..Spec::default() });
        let image = decode(&rewritten(&file), &Limits::default()).expect("sound");
        assert_eq!((image.colour(), image.jfif.is_some(), image.adobe), (colour, jfif, adobe));
    }
}

#[test]
fn the_density_is_kept_and_nonsense_in_it_is_not() {
    for (head, wanted) in [
        (&b"JFIF\0\x01\x02\x02\0\x76\0\x77\0\0"[..], Jfif { units: 2, x: 0x76, y: 0x77 }),
        (b"JFIF\0\x01\x02\xee\0\0\0\0\0\0", Jfif { units: 0, x: 1, y: 1 }),
    ] {
        let file = plain();
        let own = walk(&file).expect("sound").into_iter().find(|s| s.marker == 0xe0).expect("a header").range;
        let file = [&file[..own.start], &segment(0xe0, head), &file[own.end..]].concat();
        let image = decode(&rewritten(&file), &Limits::default()).expect("sound");
        assert_eq!(image.jfif, Some(wanted));
    }
}

#[test]
fn an_exif_block_with_one_byte_more_or_other_fails_the_audit() {
    let image = decode(&plain(), &Limits::default()).expect("sound");
    let output = encode(&image, &OutputSegments::of(&image, 6));
    let exif = walk(&output).expect("sound").into_iter().find(|s| s.kind == Kind::Exif).expect("written");
    for at in exif.range.start + 10..exif.range.end {
        let mut other = output.clone();
        other[at] ^= 0x40;
        assert!(verify::audit_segments(&other).map_or(true, |v| !v.is_empty()), "byte {at}");
    }
}

proptest! {
    /// Bytes inserted anywhere into a written file are noticed.
    #[test]
    fn bytes_put_in_anywhere_are_seen(at in any::<prop::sample::Index>(), extra in prop::collection::vec(any::<u8>(), 1..30), script in 0..3u8) {
        let script = [Script::Interleaved, Script::Separate, Script::Progressive][usize::from(script)].clone();
        let image = decode(&jpeg_support::encode(&Spec { script, ..Spec::default() }), &Limits::default()).expect("sound");
        let good = encode(&image, &OutputSegments::of(&image, 3));
        let at = at.index(good.len() + 1);
        let mut bad = good.clone();
        bad.splice(at..at, extra);
        let seen = match verify::canonical(&bad, &Limits::default()) {
            Err(_) | Ok((_, false)) => true,
            Ok((other, true)) => other != image,
        };
        prop_assert!(seen || bad == good);
    }

    #[test]
    fn segments_cover_any_bytes_without_gap(bytes in prop::collection::vec(prop_oneof![Just(0xffu8), Just(0xd8), Just(0xd9), Just(0xda), Just(0), any::<u8>()], 0..200)) {
        let bytes = [&[0xff, 0xd8, 0xff], &bytes[..]].concat();
        if let Ok(list) = walk(&bytes) {
            let mut at = 0;
            for segment in &list {
                prop_assert_eq!(segment.range.start, at);
                at = segment.range.end;
            }
            prop_assert_eq!(at, bytes.len());
        }
    }
}
