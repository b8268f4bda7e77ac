//! A line of text as `read` hands it to `find`: with the posteriors that matter and the way back to the stored grid.

use std::ops::Range;

use super::crop::Crop;
use super::map::PageMap;
use crate::geometry::{Point, Quad};
use crate::nets::engine::{CROP_HEIGHT, Posteriors, STEP, Size};
use crate::target::han::is_han;

/// One character of a greedy reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The character.
    pub char: char,
    /// First step at which it won.
    pub from: usize,
    /// One past the last step of that run.
    pub to: usize,
    /// Highest probability within the run (0–1).
    pub p: f32,
}

impl Glyph {
    /// The middle of its run, in steps.
    pub fn middle(&self) -> f32 {
        (self.from + self.to) as f32 / 2.0
    }
}

/// How a line lies on the upright page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// From left to right.
    Horizontal,
    /// Turned by a quarter, read along its length.
    Turned,
}

/// Steps from a glyph's first or last one to where its ink ends at most: it is six steps wide, and the recogniser fires in its middle.
const AROUND_GLYPH: f32 = 4.0;

/// Mean probability of a line's glyphs from which it counts as surely read. Lines of clean print reach 0.95 and more.
const SURE: f32 = 0.9;

/// Fewest glyphs of a line that says what it reads as, however sure it is: of a stroke or a frame one glyph is made, and surely.
const TELLING: usize = 2;

/// Probability of glyphs that were surely read: print that a stamp crosses stays below.
const CLEAR: f32 = 0.95;
/// What a line and a region of one row differ by at most: their heights by this factor, their middles by this part of the
/// height, their directions by this slope. A stamp is larger than the print under it, or tilted against it.
const HEIGHTS: f32 = 1.35;
const OFF: f32 = 0.25;
const SLOPE: f32 = 0.06;
/// How far, in a line's heights, a region reaches beyond the line's end where a stamp cut the line short.
const BEYOND: f32 = 1.0 / 3.0;

/// One line of text as a recogniser read it.
#[derive(Clone)]
pub struct Line {
    /// The line on the upright page.
    pub on_page: Quad,
    /// How it lies.
    pub layout: Layout,
    /// The greedy reading.
    pub glyphs: Vec<Glyph>,
    /// The columns kept for the applicant's labels.
    pub posteriors: Posteriors,
    /// The recogniser that read it; the columns belong to its labels.
    pub size: Size,
    /// The crop that was read: its picture and its way to the page.
    pub crop: Crop,
    /// From the page to the stored grid.
    pub map: PageMap,
}

impl Line {
    /// The greedy text.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|g| g.char).collect()
    }

    /// Mean probability of the glyphs (0 when nothing was read). Spaces say nothing: they are all that the recogniser makes of
    /// some print in Arabic letters, and it is sure of them.
    pub fn confidence(&self) -> f32 {
        let (sum, count) = self
            .glyphs
            .iter()
            .filter(|g| !g.char.is_whitespace())
            .fold((0.0, 0), |(sum, n), g| (sum + g.p, n + 1));
        if count == 0 { 0.0 } else { sum / count as f32 }
    }

    /// True when the line surely says what it reads as.
    pub fn is_sure(&self) -> bool {
        self.confidence() >= SURE
    }

    /// True when it has enough glyphs to say anything.
    pub fn has_text(&self) -> bool {
        self.glyphs.len() >= TELLING
    }

    /// True where a Chinese character was read.
    pub fn shows_han(&self) -> bool {
        self.glyphs.iter().any(|g| is_han(g.char))
    }

    /// True when it is the row of text that `quad` (page grid) holds a part of, and surely says what stands there: a long line may
    /// be sure but for the place under a stamp, and a stamp may be sure and hide print.
    pub fn surely_reads(&self, quad: &Quad) -> bool {
        let height = self.on_page.height();
        let (_, off) = self.on_page.in_row(quad.center());
        let [a, b, ..] = self.on_page.0;
        let (length, more) = (self.on_page.width(), height * BEYOND);
        let sticks_out =
            quad.0.iter().map(|p| p.along(a, a.direction(b)).0).any(|t| t < -more || t > length + more);
        off.abs() < OFF * height
            && !sticks_out
            && quad.is_read_in(&self.on_page)
            && self.certainty_along(quad).is_some_and(|p| p >= CLEAR)
    }

    /// Least probability of the glyphs along `quad` (page grid); `None` where it has none there, or runs otherwise or is higher
    /// or lower than `quad`.
    pub fn certainty_along(&self, quad: &Quad) -> Option<f32> {
        let [a, b, ..] = self.on_page.0;
        let [from, to, ..] = quad.0;
        let slope = to.along(from, a.direction(b)).1 / quad.width().max(1.0);
        let (own, other) = (self.on_page.height(), quad.height());
        if own.max(other) >= HEIGHTS * own.min(other) || slope.abs() >= SLOPE {
            return None;
        }
        let inside = |g: &&Glyph| {
            self.page_quad(g.from as f32..g.to as f32).center().distance(quad.center()) < quad.width() / 2.0
        };
        self.glyphs.iter().filter(inside).map(|g| g.p).min_by(f32::total_cmp)
    }

    /// The quad of the steps `from..to` (fractions allowed) on the page.
    pub fn page_quad(&self, steps: Range<f32>) -> Quad {
        let end = self.crop.width as f32;
        let x = |step: f32| (step * STEP as f32).clamp(0.0, end);
        self.crop.quad(x(steps.start), x(steps.end))
    }

    /// The part of its quad in which its glyphs stand, on the page; `None` where it has none.
    pub fn written(&self) -> Option<Quad> {
        self.span().map(|steps| self.page_quad(steps))
    }

    /// The same in steps.
    fn span(&self) -> Option<Range<f32>> {
        let mut seen = self.glyphs.iter().filter(|g| !g.char.is_whitespace());
        let first = seen.next()?;
        let last = seen.next_back().unwrap_or(first);
        Some(first.from as f32 - AROUND_GLYPH..last.to as f32 + AROUND_GLYPH)
    }

    /// The parts of its quad before the first and behind the last of its glyphs that are as long as `least` line heights, on the page:
    /// the region holds ink there that the recogniser makes nothing of.
    pub fn unwritten(&self, least: f32) -> Vec<Quad> {
        let Some(written) = self.span() else { return Vec::new() };
        let ends = [0.0..written.start, written.end..self.crop.width as f32 / STEP as f32];
        let long = |steps: &Range<f32>| (steps.end - steps.start) * STEP as f32 >= least * CROP_HEIGHT as f32;
        ends.into_iter().filter(long).map(|steps| self.page_quad(steps)).collect()
    }

    /// The whole line in the stored grid.
    pub fn stored(&self) -> Quad {
        self.on_page.map(|p| self.map.to_stored(p))
    }

    /// [`page_quad`](Self::page_quad) in the stored grid.
    pub fn stored_quad(&self, steps: Range<f32>) -> Quad {
        self.page_quad(steps).map(|p: Point| self.map.to_stored(p))
    }
}
/// Mean confidence of the glyphs of `lines`; 0 where there are none.
pub fn legibility(lines: &[Line]) -> f32 {
    let (sum, glyphs) = lines.iter().fold((0.0, 0), |(sum, n), line| {
        let count = line.glyphs.len();
        (sum + line.confidence() * count as f32, n + count)
    });
    sum / glyphs.max(1) as f32
}

#[cfg(test)]
pub mod made {
    //! Lines for tests.

    use image::RgbImage;

    use super::*;
    use crate::pixels::orientation::Orientation;
    use crate::pixels::scale::Pyramid;

    /// A line of print at `on_page` that reads `text` with the probability `p`, its glyphs spread evenly; its picture is black.
    pub fn line(text: &str, on_page: Quad, p: f32) -> Line {
        let crop =
            Crop::cut(&Pyramid::new(RgbImage::new(8, 8)), &on_page).unwrap_or_else(|| panic!("no area"));
        let pitch = crop.width as f32 / STEP as f32 / text.chars().count() as f32;
        // A third of the pitch is the gap between two glyphs.
        let glyph = |(i, char)| Glyph {
            char,
            from: (pitch * (i as f32 + 1.0 / 6.0)) as usize,
            to: (pitch * (i as f32 + 5.0 / 6.0)) as usize,
            p,
        };
        Line {
            on_page,
            layout: Layout::Horizontal,
            glyphs: text.chars().enumerate().map(glyph).collect(),
            posteriors: Posteriors::default(),
            size: Size::Small,
            crop,
            map: PageMap { orientation: Orientation::NORMAL, turns: 0, stored: (1000, 1000) },
        }
    }
}
