//! Covering boxes in the coefficients against decoding and encoding the picture: ratios within one run.
//!
//! `cargo bench --bench mask [FILE.jpg …]`; without files, a made-up A4 scan of 200 dpi.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use blindmask::geometry::Rect;
use blindmask::jpeg::{Limits, OutputSegments, decode, encode};
use blindmask::mask::coefficients::cover;
use image::codecs::jpeg::JpegEncoder;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const RUNS: usize = 15;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if files.is_empty() {
        compare("A4, 200 dpi, 4:2:0, baseline", &scan(1654, 2339, false));
        compare("A4, 200 dpi, 4:2:0, progressive", &scan(1654, 2339, true));
        compare("12 megapixels, 4:2:0, progressive", &scan(3000, 4000, true));
    }
    for file in files {
        compare(&file, &std::fs::read(&file).unwrap());
    }
}

fn compare(what: &str, bytes: &[u8]) {
    let boxes = [Rect { x: 300, y: 400, w: 180, h: 40 }, Rect { x: 700, y: 900, w: 180, h: 40 }];
    let ours = best(|| {
        let mut image = decode(bytes, &Limits::default()).unwrap();
        cover(&mut image, &boxes);
        encode(&image, &OutputSegments::of(&image, 1)).len()
    });
    let pixels = best(|| {
        let picture = image::load_from_memory(bytes).unwrap();
        let mut out = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, 90)).unwrap();
        out.len()
    });
    let ratio = ours.0.as_secs_f64() / pixels.0.as_secs_f64();
    println!(
        "{what} ({} kB): coefficients {:.1} ms ({} kB), decode and encode {:.1} ms ({} kB), ratio {ratio:.2}",
        bytes.len() / 1000,
        ours.0.as_secs_f64() * 1e3,
        ours.1 / 1000,
        pixels.0.as_secs_f64() * 1e3,
        pixels.1 / 1000,
    );
}

fn best(mut work: impl FnMut() -> usize) -> (Duration, usize) {
    (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let size = black_box(work());
            (start.elapsed(), size)
        })
        .min()
        .unwrap()
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
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 85);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_progressive(progressive);
    encoder.encode(&pixels, width, height, ColorType::Rgb).unwrap();
    file
}
