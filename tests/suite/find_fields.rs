//! Fields of a form: what stands beside a label that asks for the applicant, and wasn't read.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::ops::Range;

use blindmask::find::context::Context;
use blindmask::find::{Search, find};
use blindmask::geometry::Quad;
use blindmask::page::seal::Seal;
use blindmask::pixels::scale::Pyramid;
use blindmask::target::{Labels, Subject, forms};
use image::{Rgb, RgbImage};

use crate::line_support::{SIDE, Table, dictionary, line, page, printed};

/// Where the value begins, in pixels of the page: ten label heights behind the label.
const FAR: u32 = 400;

/// Left edges of what is covered for 黎明 beside 姓名 at (100, 200), whose value is read as `value` from [`FAR`] on, each character with
/// its probability. Ink stands at the characters and, three pixels wide, at `specks`; the characters in `framed` are also taken for a seal that
/// nobody can read.
fn covered(value: &[(char, f32)], specks: &[u32], framed: Range<usize>) -> Vec<f32> {
    let text: String = value.iter().map(|v| v.0).collect();
    let alphabet = dictionary(&["姓名黎明", &text]);
    let forms = forms("黎明", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let at = |text: &str, x: f32| {
        let table = Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
        line(&table, &alphabet, &labels, x, 200.0, 0.0)
    };
    let mut beside = at(&text, FAR as f32);
    beside.glyphs.iter_mut().zip(value).for_each(|(glyph, (_, p))| glyph.p = *p);
    let inked = |x: u32| {
        specks.iter().any(|s| (*s..s + 3).contains(&x))
            || (FAR..FAR + 24 * value.len() as u32).contains(&x) && x % 8 < 3
    };
    let picture = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        Rgb([if (202..222).contains(&y) && inked(x) { 30 } else { 255 }; 3])
    });
    let mut seal = at("明", 100.0);
    seal.glyphs.iter_mut().for_each(|glyph| glyph.p = 0.3);
    let edge = |glyph: usize| FAR as f32 + 24.0 * glyph as f32;
    let quad = Quad::from_bounds(edge(framed.start), 202.0, edge(framed.end), 222.0);
    let mut page = page(vec![at("姓名", 100.0), beside]);
    if !framed.is_empty() {
        page.seals = vec![Seal { quad, readings: vec![seal] }];
    }
    page.pages = Pyramid::new(picture);
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    found.iter().map(|f| f.quad.bounds().0).collect()
}

/// A value under a stamp stood nine label heights behind 姓名, where only values within eight were looked for.
#[test]
fn a_value_with_a_character_of_the_name_is_covered_however_far_off_it_stands() {
    let is_there = |left: &[f32]| matches!(left, [x] if (x - FAR as f32).abs() < 24.0);
    let covered_at = covered(&[('黎', 0.98), ('西', 0.54)], &[], 0..0);
    assert!(is_there(&covered_at), "{covered_at:?}");
    let behind_a_rule = covered(&[('黎', 0.98), ('西', 0.54)], &[250], 0..0);
    assert!(is_there(&behind_a_rule), "{behind_a_rule:?}");
    assert!(covered(&[('安', 0.98), ('西', 0.54)], &[], 0..0).is_empty(), "no character of the name");
    assert!(
        covered(&[('黎', 0.99), ('安', 0.99)], &[], 0..0).is_empty(),
        "another person's name, surely read"
    );
}

/// 田 and 国 are closed squares, so that each is taken for a seal; readings of it made a surely read value doubtful.
#[test]
fn a_seal_over_a_part_of_a_value_doesnt_say_how_surely_it_was_read() {
    let value = [('黎', 0.99), ('族', 0.99), ('乡', 0.99)];
    assert!(covered(&value, &[], 1..2).is_empty(), "its line reads it");
    assert_eq!(covered(&value, &[], 0..3).len(), 1, "a seal over all of it");
}
