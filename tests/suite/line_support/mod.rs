//! Lines of text without pictures: posteriors with a planted text, and pages of such lines.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "not every test file uses every helper"
)]

use std::ops::Range;

use blindmask::geometry::{Point, Quad};
use blindmask::nets::engine::{Posteriors, STEP, Size};
use blindmask::page::Page;
use blindmask::page::crop::Crop;
use blindmask::page::line::{Layout, Line};
use blindmask::page::map::PageMap;
use blindmask::pixels::marks::Marks;
use blindmask::pixels::orientation::Orientation;
use blindmask::pixels::scale::Pyramid;
use blindmask::read::recognize::decode;
use blindmask::target::{Alphabet, Labels};
use image::RgbImage;

/// A dictionary with an entry for each character of `text`.
pub fn alphabet(text: &str) -> Alphabet {
    Alphabet::parse(&text.chars().map(String::from).collect::<Vec<_>>().join("\n")).unwrap()
}

/// A dictionary with every character of `texts` once; the space is the recogniser's own.
pub fn dictionary(texts: &[&str]) -> Alphabet {
    let mut chars: Vec<char> = texts.iter().flat_map(|t| t.chars()).filter(|c| *c != ' ').collect();
    chars.sort_unstable();
    chars.dedup();
    alphabet(&chars.into_iter().collect::<String>())
}

/// A character of a planted text: blanks before it, and for how many steps it wins.
#[derive(Debug, Clone, Copy)]
pub struct Planted {
    pub char: char,
    pub blanks: usize,
    pub run: usize,
}

/// `text` spaced like print: a glyph every six steps.
pub fn printed(text: &str) -> Vec<Planted> {
    text.chars().map(|char| Planted { char, blanks: 5, run: 1 }).collect()
}

/// Steps × classes of probabilities.
#[derive(Clone)]
pub struct Table {
    pub classes: usize,
    pub rows: Vec<Vec<f32>>,
    /// Steps of each planted character.
    pub at: Vec<Range<usize>>,
}

/// Shows the planted places only, since a failed property prints its case.
impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("steps", &self.rows.len()).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Table {
    /// Plants `text`. `noise` (0–1, taken in turn) is spread over the losing classes of each step, which together get
    /// less than the winner's share `sure`, above one half.
    pub fn plant(alphabet: &Alphabet, text: &[Planted], end: usize, sure: f32, noise: &[f32]) -> Table {
        let mut winners = Vec::new();
        let mut at = Vec::new();
        for glyph in text {
            winners.extend(std::iter::repeat_n(Alphabet::BLANK, glyph.blanks));
            at.push(winners.len()..winners.len() + glyph.run);
            winners.extend(std::iter::repeat_n(alphabet.label(glyph.char).unwrap(), glyph.run));
        }
        winners.extend(std::iter::repeat_n(Alphabet::BLANK, end));
        let classes = alphabet.classes();
        let mut noise = noise.iter().copied().cycle();
        let rows = winners.into_iter().map(|winner| {
            let mut row: Vec<f32> = (0..classes).map(|_| 1e-6 + noise.next().unwrap_or(0.0)).collect();
            row[winner] = 0.0;
            let lost: f32 = row.iter().sum();
            row.iter_mut().for_each(|p| *p *= (1.0 - sure) / lost);
            row[winner] = sure;
            row
        });
        Table { classes, rows: rows.collect(), at }
    }

    /// The answer of a recogniser that is asked for the columns `keep`.
    pub fn posteriors(&self, keep: &[usize]) -> Posteriors {
        let log = |p: f32| p.max(1e-9).ln();
        let best =
            |row: &Vec<f32>| row.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        Posteriors {
            winners: self.rows.iter().map(|row| best(row).0 as u32).collect(),
            best: self.rows.iter().map(|row| log(best(row).1)).collect(),
            kept: self.rows.iter().flat_map(|row| keep.iter().map(|&c| log(row[c]))).collect(),
            columns: keep.len(),
        }
    }

    /// The same with more certain blanks at either end.
    pub fn padded(&self, before: usize, after: usize) -> Table {
        let mut blank = vec![0.0; self.classes];
        blank[Alphabet::BLANK] = 1.0;
        let pad = |n| std::iter::repeat_n(blank.clone(), n);
        Table {
            classes: self.classes,
            rows: pad(before).chain(self.rows.clone()).chain(pad(after)).collect(),
            at: self.at.iter().map(|r| r.start + before..r.end + before).collect(),
        }
    }
}

/// Side of the blank page that [`line`] lies on.
pub const SIDE: u32 = 1200;

/// A line whose top left corner is at (`x`, `y`), 24 pixels high (a step is four pixels long), turned by `slope`.
pub fn line(table: &Table, alphabet: &Alphabet, labels: &Labels, x: f32, y: f32, slope: f32) -> Line {
    let posteriors = table.posteriors(labels.columns());
    let width = (posteriors.steps() * STEP) as u32;
    let (sin, cos) = slope.sin_cos();
    let on_page = Quad::from_bounds(0.0, 0.0, width as f32 / 2.0, 24.0)
        .map(|p| Point::new(x + p.x * cos - p.y * sin, y + p.x * sin + p.y * cos));
    let mut crop = Crop::cut(&Pyramid::new(RgbImage::new(64, 64)), &on_page).unwrap();
    // Rounding may have lost a pixel.
    crop.width = width;
    Line {
        glyphs: decode(&posteriors, |class| alphabet.char_of(class)),
        on_page,
        layout: Layout::Horizontal,
        posteriors,
        size: Size::Small,
        crop,
        map: map(),
    }
}

/// A page that is upright as stored.
pub fn map() -> PageMap {
    PageMap { orientation: Orientation::NORMAL, turns: 0, stored: (SIDE, SIDE) }
}

/// A blank page with these lines.
pub fn page(lines: Vec<Line>) -> Page<'static> {
    let pages = Pyramid::new(RgbImage::from_pixel(SIDE, SIDE, image::Rgb([255; 3])));
    let foreign = blindmask::page::foreign::Foreign::default();
    let first_look = lines.len();
    Page {
        pages,
        map: map(),
        turn_unclear: false,
        lines,
        first_look,
        stamps: Vec::new(),
        marks: Marks::default(),
        strips: Vec::new(),
        watermarks: Vec::new(),
        seals: Vec::new(),
        frames: Vec::new(),
        coloured: Vec::new(),
        foreign,
    }
}
