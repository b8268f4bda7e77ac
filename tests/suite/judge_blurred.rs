//! Pages on which nothing was understood are held, whatever a reader makes of them.
#![allow(clippy::expect_used, reason = "tests")]

use std::io::Cursor;

use crate::line_support;

use blindmask::error::Code;
use blindmask::intake::attachment::{self, Limits};
use blindmask::judge::judge;
use blindmask::target::{Labels, forms};
use image::{ImageFormat, Rgb, RgbImage, imageops};
use line_support::{Table, dictionary, line, page, printed};

/// Codes of a page of print in this level blurred by `sigma` pixels, in which the reader doubtfully sees a letter.
fn codes(level: u8, sigma: f32) -> Vec<Code> {
    let print = RgbImage::from_fn(900, 1200, |x, y| {
        let is_inked = (100..800).contains(&x) && y % 60 < 24 && x % 24 < 14;
        Rgb([if is_inked { level } else { 245 }; 3])
    });
    codes_of(&imageops::blur(&print, sigma))
}

/// Codes of a picture in which the reader doubtfully sees a letter.
fn codes_of(picture: &RgbImage) -> Vec<Code> {
    codes_with(picture, 0.3)
}

/// The same of a letter that was read with the probability `sure`.
fn codes_with(picture: &RgbImage, sure: f32) -> Vec<Code> {
    codes_of_text(picture, "伟", sure)
}

/// The same of `text`.
fn codes_of_text(picture: &RgbImage, text: &str, sure: f32) -> Vec<Code> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).expect("a picture");
    let attachment = attachment::decode(bytes.into_inner(), &Limits::default()).expect("a sound file");
    let alphabet = dictionary(&["张伟", text]);
    let labels = Labels::new(&forms("张伟", &[]), &alphabet);
    let read = Table::plant(&alphabet, &printed(text), 5, sure, &[1.0]);
    let page = page(vec![line(&read, &alphabet, &labels, 100.0, 100.0, 0.0)]);
    judge(&attachment, &page, &[]).iter().map(|reason| reason.code).collect()
}

/// A page so blurred that no edge of ink is left was released as a picture without text.
#[test]
fn a_page_without_an_edge_is_no_picture() {
    for (level, sigma, code) in
        [(40, 25.0, Code::NotLegible), (40, 0.5, Code::Picture), (245, 0.5, Code::Blank)]
    {
        assert!(codes(level, sigma).contains(&code), "{:?}", codes(level, sigma));
    }
}

/// The only edges of an empty sheet on a desk are its own, too few to measure; it was held as illegible.
#[test]
fn an_empty_sheet_on_a_desk_is_a_picture() {
    let sheet = |x: u32, y: u32| (60..850).contains(&x) && (40..1150).contains(&y);
    let on_a_desk = RgbImage::from_fn(900, 1200, |x, y| Rgb([if sheet(x, y) { 235 } else { 40 }; 3]));
    assert!(codes_of(&on_a_desk).contains(&Code::Picture), "{:?}", codes_of(&on_a_desk));
    let blurred = codes_of(&imageops::blur(&on_a_desk, 25.0));
    assert!(blurred.contains(&Code::NotLegible), "{blurred:?}");
}

/// A diploma of 223 × 320 pixels was released: all that was read of it was a surely read 0.
#[test]
fn a_letter_that_was_surely_read_on_a_page_too_small_to_read_is_not_all_of_it() {
    let print =
        RgbImage::from_fn(900, 1200, |x, y| Rgb([if y % 60 < 24 && x % 24 < 14 { 40 } else { 245 }; 3]));
    let reduced = imageops::thumbnail(&print, 223, 297);
    let (small, large) = (codes_with(&reduced, 0.97), codes_with(&print, 0.97));
    assert!(small.contains(&Code::NotLegible), "{small:?}");
    assert!(!large.contains(&Code::NotLegible), "{large:?}");
    // Two marks of a wage sheet of 422 pixels that was read lying on its side.
    let few = codes_of_text(&reduced, "aofooL", 0.7);
    assert!(few.contains(&Code::NotLegible), "{few:?}");
    let line = codes_of_text(&reduced, "全国职称外语等级考试成绩通知单", 0.97);
    assert!(!line.contains(&Code::NotLegible), "a line of print: {line:?}");
}
