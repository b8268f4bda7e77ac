//! The pixels that the reader gets are those of libjpeg, for every kind of JPEG.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::error::Code;
use blindmask::intake::attachment::{Attachment, Limits, decode, shown_as_written};
use blindmask::jpeg::{OutputSegments, decode_deep, encode, quantisation_tables, render, verify};
use blindmask::mask::{Method, mask};
use jpeg_support::{Script, Space, Spec, specs};
use proptest::prelude::*;

fn open(file: &[u8]) -> Result<Attachment, Code> {
    decode(file.to_vec(), &Limits::default()).map_err(|reason| reason.code)
}

/// Mean difference of a sample from libjpeg's picture.
fn off(shown: &[u8], file: &[u8]) -> f64 {
    let (theirs, channels) = jpeg_support::decode(file).expect("libjpeg reads it");
    assert_eq!((theirs.len(), channels), (shown.len(), 3));
    let sum: u64 = shown.iter().zip(&theirs).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / shown.len().max(1) as f64
}

fn agrees(spec: &Spec) -> Result<(), TestCaseError> {
    let file = jpeg_support::encode(spec);
    let shown = open(&file).map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
    prop_assert_eq!((shown.width, shown.height), (spec.width, spec.height));
    // Written by our codec, it shows the same without its coefficients.
    let coefficients = shown.coefficients.as_ref().ok_or_else(|| TestCaseError::fail("no coefficients"))?;
    let image = &*coefficients.image().map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
    let written = shown_as_written(&encode(image, &OutputSegments::of(image, 6)), &Limits::default());
    let (pixels, orientation) = written.map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
    prop_assert!(pixels == shown.pixels && orientation.tag() == 6);
    // Only libjpeg interpolates some of the chroma, and it returns CMYK as stored.
    if spec.space.components() < 4 {
        let full = spec.space == Space::Grey || spec.sampling[0] == spec.sampling[1];
        let most = if full { 1.0 } else { 14.0 };
        let off = off(shown.pixels.as_raw(), &file);
        prop_assert!(off < most, "{off}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_kind_is_shown_as_libjpeg_shows_it(spec in specs()) {
        agrees(&spec)?;
    }
}

/// zune-jpeg 0.5.15 shows the first kind as black and panics on the second.
#[test]
fn files_that_the_fast_decoder_gets_wrong_are_shown() {
    for spec in [
        Spec { script: Script::Separate, ..Spec::default() },
        Spec { sampling: [(1, 1), (2, 2)], script: Script::Separate, ..Spec::default() },
        Spec { sampling: [(3, 1), (1, 1)], ..Spec::default() },
        Spec { sampling: [(4, 1), (1, 1)], ..Spec::default() },
        Spec { sampling: [(2, 2), (2, 2)], script: Script::Separate, ..Spec::default() },
        Spec { arithmetic: true, script: Script::Progressive, ..Spec::default() },
    ] {
        let result = agrees(&spec);
        assert!(result.is_ok(), "{result:?} for {spec:?}");
    }
}

#[test]
fn the_plain_decoder_is_libjpegs_to_a_level() {
    for space in [Space::Grey, Space::YCbCr, Space::Rgb] {
        let spec = Spec { space, sampling: [(1, 1), (1, 1)], quality: 95, ..Spec::default() };
        let file = jpeg_support::encode(&spec);
        let (image, precision) = decode_deep(&file, &Default::default()).expect("sound");
        let off = off(&render(&image, precision), &file);
        assert!(off < 0.6, "{space:?}: {off}");
    }
}

/// Patches the frame header: read as 12 bits, the same coefficients are a picture with a sixteenth of the contrast
/// around the middle.
fn as_twelve_bits(spec: &Spec) -> (Vec<u8>, Vec<u8>) {
    // Tables of 16 bits make it an extended file, the only kind that may have 12 bits.
    let plain = jpeg_support::encode(&Spec { wide: true, ..spec.clone() });
    let mut deep = plain.clone();
    let frame = plain.windows(2).position(|w| w[0] == 0xff && matches!(w[1], 0xc1 | 0xc2)).expect("a frame");
    deep[frame + 4] = 12;
    (plain, deep)
}

#[test]
fn twelve_bits_are_encoded_anew_with_the_sources_tables() {
    for script in [Script::Interleaved, Script::Progressive] {
        let spec = Spec { space: Space::Grey, script, ..Spec::default() };
        let (plain, deep) = as_twelve_bits(&spec);
        let attachment = open(&deep).expect("it is read");
        assert!(attachment.coefficients.is_none());
        let light = open(&plain).expect("sound").pixels;
        for (a, b) in attachment.pixels.pixels().zip(light.pixels()) {
            let wanted = 128.0 + (f64::from(b.0[0]) - 128.0) / 16.0;
            // Clipped at the ends of the 8-bit range; 12 bits have a wider one.
            assert!((f64::from(a.0[0]) - wanted).abs() <= 1.5 || matches!(b.0[0], 0 | 255), "{a:?} {b:?}");
        }
        let [Some(source), ..] = quantisation_tables(&deep) else { panic!("a table") };
        let masked = mask(&attachment, &[]).expect("writes");
        assert_eq!(masked.method, Method::Pixels);
        assert_eq!(verify::audit_segments(&masked.bytes), Ok(vec![]));
        let written = blindmask::jpeg::decode(&masked.bytes, &Default::default()).expect("sound");
        assert_eq!(written.components[0].quant, source.map(|q| q.div_ceil(16).min(255)));
    }
}

/// A grey lossless JPEG (T.81, annex H; first predictor) with one code of length 5 for each of the 17 categories.
fn lossless(width: u16, height: u16, pixels: &[u8]) -> Vec<u8> {
    let ([w1, w0], [h1, h0]) = (width.to_be_bytes(), height.to_be_bytes());
    let mut file = vec![0xff, 0xd8, 0xff, 0xc3, 0, 11, 8, h1, h0, w1, w0, 1, 1, 0x11, 0];
    file.extend([0xff, 0xc4, 0, 19 + 17, 0, 0, 0, 0, 0, 17]);
    file.extend([0; 11]);
    file.extend(0..17u8);
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0]);
    let (mut bits, mut count) = (0u64, 0);
    let mut put = |file: &mut Vec<u8>, value: u64, n: u32| {
        bits = bits << n | value;
        count += n;
        while count >= 8 {
            count -= 8;
            let byte = (bits >> count) as u8;
            file.push(byte);
            if byte == 0xff {
                file.push(0);
            }
        }
    };
    let width = usize::from(width);
    for (i, level) in pixels.iter().enumerate() {
        let before = match (i % width, i / width) {
            (0, 0) => 128,
            (0, _) => i32::from(pixels[i - width]),
            _ => i32::from(pixels[i - 1]),
        };
        let difference = i32::from(*level) - before;
        let size = 32 - difference.unsigned_abs().leading_zeros();
        let extra = if difference < 0 { difference + (1 << size) - 1 } else { difference };
        put(&mut file, u64::from(size), 5);
        put(&mut file, extra as u64, size);
    }
    put(&mut file, 0x7f, 7);
    file.extend([0xff, 0xd9]);
    file
}

#[test]
fn a_lossless_file_is_encoded_anew() {
    let pixels = jpeg_support::page(40, 30, 1, 4);
    let attachment = open(&lossless(40, 30, &pixels)).expect("it is read");
    assert!(attachment.coefficients.is_none() && attachment.tables.is_none());
    let shown: Vec<u8> = attachment.pixels.pixels().map(|p| p.0[0]).collect();
    assert_eq!(shown, pixels);
    let masked = mask(&attachment, &[]).expect("writes");
    assert!(masked.outside_unchanged && masked.method == Method::Pixels);
}

#[test]
fn what_no_decoder_reads_is_held_and_said() {
    let file = jpeg_support::encode(&Spec::default());
    let frame = file.windows(2).position(|w| w == [0xff, 0xc0]).expect("a frame");
    for (code, what) in
        [(0xc5, "hierarchical"), (0xcb, "lossless with arithmetic coding"), (0xcd, "hierarchical")]
    {
        let mut other = file.clone();
        other[frame + 1] = code;
        let reason = decode(other, &Limits::default()).expect_err("nobody reads it");
        assert_eq!(reason.code, Code::Unsupported);
        assert!(reason.detail.to_string().ends_with(what), "{}", reason.detail);
    }
}

/// A picture whose header asks for more than the limit is refused, in every format.
#[test]
fn too_much_memory_holds_the_picture() {
    let limits = |memory| Limits { memory, ..Limits::default() };
    let page = image::RgbImage::from_raw(61, 43, jpeg_support::page(61, 43, 3, 2)).expect("of that size");
    let mut png = std::io::Cursor::new(Vec::new());
    page.write_to(&mut png, image::ImageFormat::Png).expect("encodes");
    let grey = jpeg_support::page(61, 43, 1, 2);
    for file in [
        jpeg_support::encode(&Spec::default()),
        jpeg_support::encode(&Spec { sampling: [(4, 1), (1, 1)], ..Spec::default() }),
        as_twelve_bits(&Spec::default()).1,
        lossless(61, 43, &grey),
        png.into_inner(),
    ] {
        assert!(decode(file.clone(), &limits(1 << 20)).is_ok());
        for memory in [0, 61 * 43, 61 * 43 * 3, 61 * 43 * 8] {
            let code = decode(file.clone(), &limits(memory)).map(|_| ()).map_err(|r| r.code);
            assert!(matches!(code, Err(Code::TooManyPixels | Code::Damaged)), "{memory}: {code:?}");
        }
    }
    let file = encode(
        &open(&jpeg_support::encode(&Spec::default()))
            .expect("sound")
            .coefficients
            .expect("has")
            .image()
            .expect("kept"),
        &OutputSegments::default(),
    );
    assert!(open(&file).is_ok());
}
