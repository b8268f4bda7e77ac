//! Compares covering boxes in the coefficients with decoding and encoding the picture: ratios within one run.
//!
//! `cargo bench --bench mask [FILE.jpg …]`; without files, made-up A4 scans of 300 and 200 dpi. Each file goes
//! through three ways of encoding anew: `image` (zune-jpeg) with the encoder of `image`, the same with `jpeg-encoder`
//! in the file's own coding (baseline or progressive), and mozjpeg.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/jpeg_support/mod.rs"]
mod mozjpeg;

use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use blindmask::geometry::Rect;
use blindmask::jpeg::{Limits, OutputSegments, decode, encode};
use blindmask::mask::coefficients::cover;
use image::ImageFormat;
use image::codecs::jpeg::JpegEncoder;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// The ways take turns, so that other load on the machine affects all of them.
const RUNS: usize = 9;
const QUALITY: u8 = 85;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if files.is_empty() {
        for (what, width, height) in [("A4, 300 dpi", 2480, 3508), ("A4, 200 dpi", 1654, 2339)] {
            for progressive in [false, true] {
                let coding = if progressive { "progressive" } else { "baseline" };
                compare(&format!("{what}, 4:2:0, {coding}"), &scan(width, height, progressive), progressive);
            }
        }
    }
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        // SOF2 is checked here only for the encoders in the comparison.
        let progressive = bytes.windows(2).any(|m| m == [0xff, 0xc2]);
        compare(&file, &bytes, progressive);
    }
}

fn compare(what: &str, bytes: &[u8], progressive: bool) {
    let boxes = [Rect { x: 300, y: 400, w: 180, h: 40 }, Rect { x: 700, y: 900, w: 180, h: 40 }];
    let (width, height) =
        image::ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg).into_dimensions().unwrap();
    let ours = || {
        let mut image = decode(bytes, &Limits::default()).unwrap();
        cover(&mut image, &boxes);
        encode(&image, &OutputSegments::of(&image, 1)).len()
    };
    let with_image = || {
        let picture = image::load_from_memory(bytes).unwrap();
        let mut out = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).unwrap();
        out.len()
    };
    let with_jpeg_encoder = || {
        let picture = image::load_from_memory(bytes).unwrap().into_rgb8();
        anew(picture.as_raw(), width as u16, height as u16, progressive).len()
    };
    let with_mozjpeg = || {
        let (pixels, channels) = mozjpeg::decode(bytes).unwrap();
        assert_eq!(channels, 3, "CMYK isn't compared");
        let script = if progressive { mozjpeg::Script::Progressive } else { mozjpeg::Script::Interleaved };
        let spec =
            mozjpeg::Spec { width, height, script, quality: QUALITY.into(), ..mozjpeg::Spec::default() };
        mozjpeg::encode_pixels(&spec, &pixels).len()
    };
    let [ours, others @ ..] = best([&ours, &with_image, &with_jpeg_encoder, &with_mozjpeg]);
    println!("{what} ({} kB)", bytes.len() / 1000);
    let line = |way: &str, (time, size): (Duration, usize)| {
        let ratio = ours.0.as_secs_f64() / time.as_secs_f64();
        println!("  {way:<26} {:7.1} ms {:6} kB   ratio {ratio:.2}", time.as_secs_f64() * 1e3, size / 1000);
    };
    line("coefficients", ours);
    for (way, other) in ["image", "image and jpeg-encoder", "mozjpeg"].iter().zip(others) {
        line(way, other);
    }
}

fn best<const N: usize>(ways: [&dyn Fn() -> usize; N]) -> [(Duration, usize); N] {
    let mut best = [(Duration::MAX, 0); N];
    for _ in 0..RUNS {
        for (best, work) in best.iter_mut().zip(ways) {
            let start = Instant::now();
            let size = black_box(work());
            *best = (*best).min((start.elapsed(), size));
        }
    }
    best
}

fn anew(pixels: &[u8], width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_progressive(progressive);
    encoder.encode(pixels, width, height, ColorType::Rgb).unwrap();
    file
}

/// A page of strokes like small print on slightly noisy paper.
fn scan(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut state = 7u32;
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let margin = x < 150 || x > u32::from(width) - 150 || y < 150 || y > u32::from(height) - 150;
            let glyph = (x / 26).wrapping_mul(2_654_435_761) ^ (y / 40).wrapping_mul(40_503);
            let stroke = (glyph >> ((x % 26 / 4) * 3 + (y % 40 / 7))) & 1 == 1 && y % 40 < 26;
            let level = if stroke && !margin { 40 } else { 244 } + (state >> 29) as u8;
            pixels.extend([level, level, level.saturating_sub(4)]);
        }
    }
    anew(&pixels, width, height, progressive)
}
