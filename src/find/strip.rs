//! The page to the right of a label, rectified: the text that was read there, and the ink.
//!
//! It knows places and ink; [`field`](super::field) judges the value.

use std::ops::Range;

use super::ink::Band;
use super::label;
use super::lists::OTHER_FIELDS;
use super::neighbours::UNITS;
use crate::geometry::{Point, Quad};
use crate::page::Page;
use crate::page::crop::Crop;
use crate::page::line::{Glyph, Layout, Line};
use crate::pixels::red;

/// A value begins within this many label heights …
pub(super) const REACH: f32 = 8.0;
/// … and is at most this long.
pub(super) const LONGEST: f32 = 10.0;
/// Height of the band in label heights: large handwriting goes far beyond the line.
const BAND: f32 = 3.0;
/// How far off the label's row, in its heights, the middle of a line beside it may lie.
const OFF_ROW: f32 = 0.8;
/// Text that begins further left of the strip, in label heights, stands in another column of the page.
const BEFORE: f32 = 1.0;
/// Steps of ink beyond a text's first and last step: a third of a glyph, since the recogniser fires in its middle.
const INK: f32 = 2.0;
/// Rise of a line below which it doesn't meet the page's edge above or below: rounding.
const LEVEL: f32 = 1e-3;
/// Share of a text's characters that are digits or 年, 月, 日 above which it is a date (more of it than not), and the fewest of them:
/// a hand in another script is read as three digits.
const OF_DATE: f32 = 0.5;
const DATE: usize = 4;

/// Text in a strip, and its extent there in pixels.
pub(super) struct Text {
    pub glyphs: Vec<Glyph>,
    pub from: f32,
    pub to: f32,
}

impl Text {
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|g| g.char).collect()
    }

    /// True for a date, or the label of another field. That was read as surely as labels are: a stamp over the value is made of the same
    /// words.
    pub fn is_foreign(&self) -> bool {
        let text = self.text();
        let digits = text.chars().filter(|c| is_of_date(*c)).count();
        let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        digits >= DATE && digits as f32 > OF_DATE * text.chars().count() as f32
            || text.contains(['：', ':'])
            || text.contains("日期")
            || OTHER_FIELDS.begins(&dense) && label::is_print(&self.glyphs)
    }
}

/// How many of `glyphs` belong to the value that they begin with: a date, or the label of another field, may follow in the
/// same line.
fn end_of_value(glyphs: &[Glyph]) -> usize {
    let begins = |rest: &[Glyph]| {
        let dense: String = rest.iter().map(|g| g.char).filter(|c| !c.is_whitespace()).collect();
        let date = dense.chars().take(DATE).filter(|c| is_of_date(*c)).count() == DATE;
        date || OTHER_FIELDS.begins(&dense) || dense.starts_with("日期")
    };
    (0..glyphs.len()).find(|i| glyphs.get(*i..).is_some_and(begins)).unwrap_or(glyphs.len())
}

fn is_of_date(c: char) -> bool {
    c.is_ascii_digit() || UNITS.contains(&c)
}

/// The page to the right of a label, rectified.
pub(super) struct Strip {
    crop: Crop,
    start: Point,
    along: Point,
    /// Height of the label, in pixels of the page.
    pub height: f32,
}

impl Strip {
    pub fn right_of(line: &Line, step: usize, page: &Page) -> Option<Strip> {
        let [a, b, _, d] = line.on_page.0;
        let (along, across) = (a.direction(b), a.direction(d));
        let height = line.on_page.height();
        let middle = line.page_quad(step as f32..step as f32 + 1.0);
        let start = middle.start();
        let (w, h) = (page.pages.page().width() as f32, page.pages.page().height() as f32);
        let to_edge = |at: f32, step: f32, limit: f32| match step {
            s if s > LEVEL => (limit - at) / s,
            s if s < -LEVEL => -at / s,
            _ => f32::MAX,
        };
        let length =
            ((REACH + LONGEST) * height).min(to_edge(start.x, along.x, w)).min(to_edge(start.y, along.y, h));
        let corner = |s: f32, t: f32| {
            Point::new(
                start.x + along.x * length * s + across.x * BAND * height * t,
                start.y + along.y * length * s + across.y * BAND * height * t,
            )
        };
        let quad = Quad([corner(0.0, -0.5), corner(1.0, -0.5), corner(1.0, 0.5), corner(0.0, 0.5)]);
        let mut crop = (length > height).then(|| Crop::cut(&page.pages, &quad)).flatten()?;
        // A stamp over a row isn't its value.
        if page.stamps.iter().any(|s| s.quad().touches(&quad)) {
            crop.picture = red::faded(&crop.picture);
        }
        Some(Strip { crop, start, along, height })
    }

    /// Pixels of the strip per pixel of the page.
    pub fn scale(&self) -> f32 {
        self.crop.picture.height() as f32 / (BAND * self.height)
    }

    pub fn pixels(&self, heights: f32) -> usize {
        (heights * self.height * self.scale()).max(0.0) as usize
    }

    /// Rows from `from` to `to` heights off the label's middle.
    pub fn rows(&self, from: f32, to: f32) -> Range<usize> {
        let middle = self.crop.picture.height() as f32 / 2.0;
        let at = |v: f32| (middle + v * self.height * self.scale()) as usize;
        at(from)..at(to)
    }

    pub fn ink(&self) -> Band {
        Band::new(&self.crop.picture, self.crop.width as usize)
    }

    pub fn quad(&self, columns: &Range<usize>, rows: &Range<usize>) -> Quad {
        let whole = self.crop.quad(columns.start as f32, columns.end as f32);
        let [a, b, c, d] = whole.0;
        let height = self.crop.picture.height() as f32;
        let (from, to) = (rows.start as f32 / height, rows.end as f32 / height);
        Quad([a.toward(d, from), b.toward(c, from), b.toward(c, to), a.toward(d, to)])
    }

    /// How far along the strip, and how far below its middle, a point of the page lies, in pixels of the page.
    pub fn at(&self, p: Point) -> (f32, f32) {
        p.along(self.start, self.along)
    }

    /// The text in the strip: the rest of the label's own line, and lines beside it.
    pub fn texts(&self, page: &Page, own: &Line, end: usize) -> Vec<Text> {
        let mut texts = Vec::new();
        for line in page.lines.iter().filter(|l| l.layout == Layout::Horizontal) {
            let (_, off) = self.at(line.on_page.center());
            if off.abs() > OFF_ROW * self.height {
                continue;
            }
            let is_own = line.on_page.is_copy_of(&own.on_page);
            let glyphs: Vec<Glyph> = line.glyphs.iter().filter(|g| !is_own || g.to >= end).copied().collect();
            let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { continue };
            let extent = |first: &Glyph, last: &Glyph| {
                let quad = line.page_quad(first.from as f32 - INK..last.to as f32 + INK);
                (self.at(quad.0[0]).0 * self.scale(), self.at(quad.0[1]).0 * self.scale())
            };
            let (from, to) = extent(first, last);
            // Text that begins left of the strip is another column of the page, unless it is the label's own line.
            if to <= 0.0 || !is_own && from <= -(self.pixels(BEFORE) as f32) {
                continue;
            }
            let (value, after) = glyphs.split_at(end_of_value(&glyphs));
            for part in [value, after] {
                if let (Some(first), Some(last)) = (part.first(), part.last()) {
                    let (from, to) = extent(first, last);
                    texts.push(Text { glyphs: part.to_vec(), from, to });
                }
            }
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_a_date_or_another_field_begins() {
        for (text, value) in [
            ("亨)2016301月27日", "亨)"),
            ("高兴", "高兴"),
            ("高兴 日期：2016", "高兴"),
            ("2016年1月", ""),
            ("王8", "王8"),
        ] {
            let glyphs: Vec<Glyph> =
                text.chars().map(|char| Glyph { char, from: 0, to: 1, p: 0.9 }).collect();
            let end = end_of_value(&glyphs);
            assert_eq!(text.chars().take(end).collect::<String>(), value, "{text}");
        }
    }

    #[test]
    fn three_digits_that_a_hand_was_taken_for_are_no_date() {
        for (text, foreign) in
            [("604", false), ("2021年5月", true), ("3月12日", true), ("日期", true), ("1班3组", false)]
        {
            let glyphs = text.chars().map(|char| Glyph { char, from: 0, to: 1, p: 0.6 }).collect();
            assert_eq!(Text { glyphs, from: 0.0, to: 1.0 }.is_foreign(), foreign, "{text}");
        }
    }
}
