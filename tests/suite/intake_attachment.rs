//! Odd, damaged and oversized files: what opens is decoded rightly, anything else gets a reason.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::Cursor;

use blindmask::error::{Code, Reason};
use blindmask::intake::attachment::{Attachment, Format, Limits, decode, load};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

/// A smooth picture with a dark bar: its pixels can be compared after a lossy round trip.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let bar = (height / 3..height / 2).contains(&y);
        let light = if bar { 40 } else { 180 };
        Rgb([light + (x * 60 / width) as u8, light + (y * 60 / height) as u8, light])
    })
}

fn jpeg(picture: &RgbImage, set: impl Fn(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    set(&mut encoder);
    let (w, h) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture.as_raw(), w, h, ColorType::Rgb).unwrap();
    bytes
}

fn open(bytes: &[u8]) -> Result<Attachment, Reason> {
    decode(bytes.to_vec(), &Limits::default())
}

fn refused(bytes: &[u8]) -> Code {
    open(bytes).map(|a| (a.width, a.height)).unwrap_err().code
}

fn mean_difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn every_sampling_and_order_of_scans_decodes_to_the_same_picture() {
    let page = picture(101, 77);
    let samplings = [
        SamplingFactor::F_1_1,
        SamplingFactor::F_2_1,
        SamplingFactor::F_1_2,
        SamplingFactor::F_2_2,
        SamplingFactor::F_4_1,
    ];
    for sampling in samplings {
        for (progressive, optimised, restart) in
            [(false, false, 0), (false, true, 0), (true, false, 0), (false, false, 3)]
        {
            let bytes = jpeg(&page, |e| {
                e.set_sampling_factor(sampling);
                e.set_progressive(progressive);
                e.set_optimized_huffman_tables(optimised);
                e.set_restart_interval(restart);
            });
            let got = open(&bytes).unwrap();
            let off = mean_difference(&got.pixels, &page);
            assert!(off < 3.0, "{sampling:?} progressive {progressive} optimised {optimised}: {off}");
            assert_eq!((got.format, got.width, got.height), (Format::Jpeg, 101, 77));
            assert!(got.warnings.is_empty(), "{:?}", got.warnings);
        }
    }
}

#[test]
fn grey_and_cmyk_decode() {
    let grey = image::imageops::grayscale(&picture(40, 30));
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 95).encode(&grey, 40, 30, ColorType::Luma).unwrap();
    let got = open(&bytes).unwrap();
    assert!(mean_difference(&got.pixels, &DynamicImage::from(grey).into_rgb8()) < 2.0);

    // Ink of a plain black on white: 0 is full ink in Adobe's inverted files, which is what the encoder writes.
    for colour in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let ink: Vec<u8> = (0..32 * 32).flat_map(|i| [0, 0, 0, if i % 32 < 16 { 255 } else { 0 }]).collect();
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 95).encode(&ink, 32, 32, colour).unwrap();
        let got = open(&bytes).unwrap().pixels;
        let (left, right) = (got.get_pixel(4, 4).0[0], got.get_pixel(28, 4).0[0]);
        assert!(left.abs_diff(right) > 200, "{colour:?}: {left} {right}");
    }
}

/// A decoder that fills missing data with grey would pass a page whose lower half nobody has seen.
#[test]
fn a_cut_file_is_damaged_even_when_an_end_marker_was_put_behind_it() {
    let page = picture(160, 160);
    for (progressive, restart) in [(false, 0), (true, 0), (false, 4)] {
        let whole = jpeg(&page, |e| {
            e.set_progressive(progressive);
            e.set_restart_interval(restart);
        });
        for part in [50, 85, 97] {
            let cut = &whole[..whole.len() * part / 100];
            assert_eq!(refused(cut), Code::Damaged, "{part} %");
            assert_eq!(refused(&[cut, b"\xff\xd9"].concat()), Code::Damaged, "{part} % and an end marker");
        }
    }
    let whole = jpeg(&page, |_| {});
    assert_eq!(refused(&whole[..20]), Code::Damaged);
    let mut hole = whole.clone();
    hole.drain(whole.len() - 400..whole.len() - 200);
    assert_eq!(refused(&hole), Code::Damaged);
}

#[test]
fn a_huge_header_is_refused_by_its_size_alone() {
    let mut bytes = jpeg(&picture(16, 16), |_| {});
    let frame = bytes.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x4e, 0x20, 0x27, 0x10]);
    assert_eq!(refused(&bytes), Code::TooManyPixels);

    let mut png = Vec::new();
    RgbImage::new(8, 8).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10]);
    // The header's checksum is wrong now, which may be noticed first.
    assert!(matches!(refused(&png), Code::TooManyPixels | Code::Damaged));

    let page = jpeg(&picture(20, 20), |_| {});
    let tight = Limits { pixels: 399, ..Limits::default() };
    assert_eq!(decode(page.clone(), &tight).unwrap_err().code, Code::TooManyPixels);
    assert!(decode(page, &Limits { pixels: 400, ..tight }).is_ok());
}

#[test]
fn other_pictures_are_converted_and_transparency_is_paper() {
    let page = picture(30, 20);
    for (format, name) in [(ImageFormat::Png, Format::Png), (ImageFormat::Bmp, Format::Bmp)] {
        let mut bytes = Vec::new();
        page.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        let got = open(&bytes).unwrap();
        assert_eq!((got.format, &got.pixels), (name, &page));
        assert_eq!(got.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [Code::Converted]);
        assert_eq!(refused(&bytes[..bytes.len() / 2]), Code::Damaged, "{name:?} cut in half");
    }
    let glass = RgbaImage::from_fn(2, 1, |x, _| Rgba([0, 0, 0, if x == 0 { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    glass.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    assert_eq!(open(&bytes).unwrap().pixels.as_raw(), &[255, 255, 255, 0, 0, 0]);
}

fn exif(orientation: u8) -> Vec<u8> {
    let mut payload = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    payload.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    [&[0xff, 0xe1, 0, payload.len() as u8 + 2][..], &payload].concat()
}

#[test]
fn orientation_comes_from_the_first_block_and_contradictions_are_told() {
    let plain = jpeg(&picture(24, 16), |_| {});
    let with = |blocks: &[u8]| [&plain[..2], blocks, &plain[2..]].concat();
    for tag in 1..=8 {
        let got = open(&with(&exif(tag))).unwrap();
        assert_eq!((got.orientation.tag(), got.warnings.len()), (tag, 0));
        assert_eq!((got.width, got.height), (24, 16), "the stored grid");
    }
    assert_eq!(open(&with(&exif(77))).unwrap().orientation.tag(), 1);
    let two = open(&with(&[exif(6), exif(1)].concat())).unwrap();
    assert_eq!(two.orientation.tag(), 6);
    assert_eq!(two.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [Code::ExifContradicts]);
    assert!(open(&with(&[exif(6), exif(6)].concat())).unwrap().warnings.is_empty());
}

#[test]
fn what_stands_beside_the_picture_is_told() {
    let plain = jpeg(&picture(24, 16), |_| {});
    let codes = |bytes: &[u8]| open(bytes).unwrap().warnings.iter().map(|w| w.code).collect::<Vec<_>>();
    assert_eq!(codes(&[b"\xef\xbb\xbf\r\n", &plain[..]].concat()), [Code::ExtraDropped]);
    assert_eq!(codes(&[&plain[..], b"hidden"].concat()), [Code::ExtraDropped]);
    assert_eq!(codes(&[&plain[..], &plain[..]].concat()), [Code::ExtraDropped]);
    assert_eq!(codes(&[&plain[..], b"\0\0\r\n"].concat()), []);
}

#[test]
fn load_keeps_to_the_limit_and_reads_files_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jpg");
    std::fs::write(&path, [7; 100]).unwrap();
    let at = |bytes| load(&path, &Limits { bytes, ..Limits::default() });
    assert_eq!(at(99).unwrap_err().code, Code::TooManyBytes);
    let (bytes, source) = at(100).unwrap();
    assert_eq!((bytes.len(), source.bytes, source.sha256.len()), (100, 100, 64));
    assert_eq!(load(folder.path(), &Limits::default()).unwrap_err().code, Code::CannotRead);
    assert_eq!(load(&folder.path().join("gone"), &Limits::default()).unwrap_err().code, Code::CannotRead);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A damaged file is refused with a reason or opens with the size it claims; it never panics.
    #[test]
    fn mutated_files_never_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        progressive in any::<bool>(),
    ) {
        let mut bytes = jpeg(&picture(40, 24), |e| e.set_progressive(progressive));
        for (at, value) in &flips {
            let at = at.index(bytes.len());
            bytes[at] = *value;
        }
        bytes.truncate(cut.index(bytes.len() * 2).max(1));
        match decode(bytes, &Limits { pixels: 1 << 20, ..Limits::default() }) {
            Ok(a) => prop_assert_eq!(a.pixels.dimensions(), (a.width, a.height)),
            Err(reason) => prop_assert!(reason.code.holds()),
        }
    }
}

#[test]
fn a_large_picture_has_the_coefficients_of_its_file_too() {
    let bytes = jpeg(&picture(4000, 2002), |_| ());
    let source = blindmask::jpeg::decode(&bytes, &blindmask::jpeg::Limits::default()).unwrap();
    // Junk before the first marker isn't part of the picture.
    for file in [bytes.clone(), [b"\r\n".as_slice(), &bytes].concat()] {
        let coefficients = open(&file).unwrap().coefficients.unwrap();
        assert!(*coefficients.image().unwrap() == source);
    }
}
