//! A line of text as `read` hands it to `find`: with the posteriors that matter and the way back to the stored grid.

use std::ops::Range;

use super::crop::Crop;
use super::map::PageMap;
use crate::geometry::{Point, Quad};
use crate::nets::engine::{Posteriors, STEP, Size};

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

/// How a line lies on the upright page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// From left to right.
    Horizontal,
    /// Turned by a quarter, read along its length.
    Turned,
}

/// Mean probability of a line's glyphs from which it counts as surely read. Lines of clean print reach 0.95 and more.
const SURE: f32 = 0.9;

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

    /// Mean probability of the glyphs (0 when nothing was read).
    pub fn confidence(&self) -> f32 {
        if self.glyphs.is_empty() {
            return 0.0;
        }
        self.glyphs.iter().map(|g| g.p).sum::<f32>() / self.glyphs.len() as f32
    }

    /// True when the line surely says what it reads as.
    pub fn is_sure(&self) -> bool {
        self.confidence() >= SURE
    }

    /// The quad of the steps `from..to` (fractions allowed) on the page.
    pub fn page_quad(&self, steps: Range<f32>) -> Quad {
        let end = self.crop.width as f32;
        let x = |step: f32| (step * STEP as f32).clamp(0.0, end);
        self.crop.quad(x(steps.start), x(steps.end))
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
