//! Looks again at marks that no sure reading explains, at a closer scale.
//!
//! The detector misses lines that are small, short, in an unknown script, or crossed by a stamp, but their ink is
//! there. Marks of a glyph's size outside of every line that was read are grouped. Each group is shown to the
//! detector again at a scale at which its marks have the usual height of print, and to the recogniser as a line of
//! its own. Nothing here decides what a group means.

use std::borrow::Cow;

use image::RgbImage;
use image::imageops::crop_imm;

use super::detect::Detector;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::{Layout, Line};
use crate::pixels::marks::Marks;

/// Confidence from which a line explains the marks in it.
const READ: f32 = 0.6;
/// How far beyond the ends of a line, and above and below it, in its heights, its marks may lie: accents, and quads that are
/// too tight.
const BEYOND: (f32, f32) = (0.2, 0.1);
/// Most distance of marks of one group, in their own longer sides: glyphs of a line, or of a seal.
const APART: f32 = 0.8;
/// Fewest marks of a group. A name of two characters has more: each is two to six marks.
const FEWEST: usize = 2;
/// Sides of a group as shares of the page's longer side: from print of 6 points on A4 to a line of handwriting.
const HEIGHT: std::ops::Range<f32> = 0.005..0.16;
const LONGEST: f32 = 0.5;
/// Most groups that are looked at; those that most resemble a line or a seal come first.
const MOST: usize = 16;
/// Marks beyond which more of them make a group no likelier to be a name.
const MANY: usize = 8;
/// Height at which a group's marks are shown to the detector, in pixels: print of 12 points at 150 dpi.
const SHOWN: f32 = 26.0;
/// Paper shown around a group: this part of its marks' height, and so many pixels.
const AROUND: (u32, u32) = (2, 2);
/// Share of a group's marks, as a fraction, that are lower than the height taken for it, the third quartile: strokes and dots are lower
/// than the glyphs that they belong to.
const LOWER: (usize, usize) = (3, 4);
/// Groups are enlarged by at most this factor.
const ENLARGED: f32 = 3.0;
/// Groups up to this many times as high as their marks are one line.
const ONE_LINE: f32 = 2.2;

/// Marks that may belong together.
struct Group {
    bounds: Rect,
    /// Middle height of its marks.
    height: f32,
    marks: usize,
}

/// The regions found in groups of unexplained `marks`; `lines` is what was read already.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(
    page: &RgbImage,
    marks: &Marks,
    lines: &[Line],
    detector: &Detector,
) -> Result<Vec<Quad>, EngineError> {
    let mut quads: Vec<Quad> = Vec::new();
    for group in groups(marks, lines, page.dimensions()) {
        let more = group.height as u32 / AROUND.0 + AROUND.1;
        let Some(window) = group.bounds.grown(more, more).clip(page.width(), page.height()) else { continue };
        let part = crop_imm(page, window.x, window.y, window.w, window.h).to_image();
        let scale = (SHOWN / group.height).min(ENLARGED);
        let found = detector.in_part(Cow::Owned(part), (window.x, window.y), scale)?;
        let whole = group.bounds.quad().grown(MARGIN * group.height, MARGIN * group.height);
        let alone = found.len() <= 1 && (group.bounds.h as f32) < ONE_LINE * group.height;
        if alone && !found.iter().any(|q| whole.lies_within(q)) {
            quads.push(whole);
        }
        quads.extend(found);
    }
    let read = |q: &Quad| lines.iter().any(|l| l.confidence() > READ && q.lies_within(&l.on_page));
    quads.retain(|q| !read(q));
    Ok(quads)
}

/// Longest line, in its heights, that is fitted to its ink, and the share of the quad's height below which the ink
/// lies then.
const SHORT: f32 = 3.2;
const LOW: f32 = 0.62;
/// Share of the quad's width that the ink reaches over at least: less is a speck or a part of the line.
const WIDE: f32 = 0.4;
/// Paper around fitted ink, in its heights.
const MARGIN: f32 = 0.12;

/// Short lines of small print that are `wanted`, cut to their ink. The detector's regions grow by a fixed number of pixels, so
/// those quads are twice as high as their glyphs, and three characters in a crop of a few steps are read as two.
pub fn tight(marks: &Marks, lines: &[Line], wanted: impl Fn(&Line) -> bool) -> Vec<Quad> {
    let fitted = |line: &Line| {
        let quad = &line.on_page;
        let height = quad.height();
        let inside = marks.glyphs.iter().filter(|m| {
            let mark = m.quad();
            mark.is_hidden_by(quad) && mark.height() < height
        });
        let ink = inside.copied().reduce(Rect::union)?.quad();
        let low = ink.height() < LOW * height && ink.width() > WIDE * quad.width();
        low.then(|| ink.grown(MARGIN * ink.height(), MARGIN * ink.height()))
    };
    let short = |l: &&Line| l.layout == Layout::Horizontal && l.on_page.width() < SHORT * l.on_page.height();
    // The cheap test comes first: `wanted` looks for the name in the line.
    let mut quads: Vec<Quad> = Vec::new();
    for quad in lines.iter().filter(short).filter(|line| wanted(line)).filter_map(fitted) {
        // A doubtful line is read in several ways, all of the same ink.
        if !quads.contains(&quad) {
            quads.push(quad);
        }
    }
    quads
}

/// The groups of marks that no line of `lines` explains, on a page of `size`.
fn groups(marks: &Marks, lines: &[Line], size: (u32, u32)) -> Vec<Group> {
    let longer = size.0.max(size.1) as f32;
    let explain: Vec<Quad> = lines
        .iter()
        .filter(|l| l.confidence() > READ)
        // Print in another script at a line's end leaves no glyphs.
        .filter_map(|l| {
            Some(l.written()?.grown(BEYOND.0 * l.on_page.height(), BEYOND.1 * l.on_page.height()))
        })
        .collect();
    let explained = |mark: &Rect| explain.iter().any(|q| mark.quad().lies_on(q));
    let left = marks.glyphs.iter().chain(&marks.on_colour).copied().filter(|m| !explained(m));
    let reach = |m: &Rect| {
        let more = (APART / 2.0 * m.w.max(m.h) as f32) as u32 + 1;
        m.grown(more, more)
    };
    let left: Vec<(Rect, Rect)> = left.map(|m| (m, reach(&m))).collect();
    let mut groups: Vec<Group> = Rect::grouped(&left)
        .into_iter()
        .filter_map(|inside| {
            let bounds = inside.iter().copied().reduce(Rect::union)?;
            let mut heights: Vec<u32> = inside.iter().map(|m| m.w.max(m.h)).collect();
            heights.sort_unstable();
            let height = *heights.get(heights.len() * LOWER.0 / LOWER.1)? as f32;
            let (long, short) = (bounds.w.max(bounds.h) as f32, bounds.w.min(bounds.h) as f32);
            let fits =
                inside.len() >= FEWEST && HEIGHT.contains(&(short / longer)) && long < LONGEST * longer;
            fits.then_some(Group { bounds, height, marks: inside.len() })
        })
        .collect();
    let order = |g: &Group| (std::cmp::Reverse(g.marks.min(MANY)), g.bounds.y, g.bounds.x);
    groups.sort_by_key(order);
    groups.truncate(MOST);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    #[test]
    fn marks_behind_the_last_glyph_of_a_line_are_left_over() {
        // Print fills the left half of the line, in another script the right one.
        let mut line = made::line("叶尔肯别克努尔", Quad::from_bounds(100.0, 100.0, 240.0, 120.0), 1.0);
        let whole =
            made::line("叶尔肯别克努尔叶尔肯别克努尔", Quad::from_bounds(100.0, 100.0, 380.0, 120.0), 1.0);
        line.on_page = whole.on_page;
        line.crop = whole.crop.clone();
        let glyphs = (0..14).map(|i| Rect { x: 102 + 20 * i, y: 102, w: 16, h: 16 }).collect();
        let marks = Marks { glyphs, ..Marks::default() };
        let found = groups(&marks, &[line], (600, 800));
        assert_eq!(found.len(), 1, "one group behind the line");
        assert!((242..=282).contains(&found[0].bounds.x), "{:?}", found[0].bounds);
        assert!(groups(&marks, &[whole], (600, 800)).is_empty(), "all of it was read");
    }

    #[test]
    fn a_short_line_that_was_read_in_several_ways_is_cut_to_its_ink_once() {
        let line = made::line("林晓", Quad::from_bounds(100.0, 100.0, 160.0, 130.0), 0.5);
        let [a, b, c, d] = line.on_page.0;
        let on_its_head = Line { on_page: Quad([c, d, a, b]), ..line.clone() };
        let glyphs = [108, 126, 140].map(|x| Rect { x, y: 110, w: 12, h: 11 }).to_vec();
        let marks = Marks { glyphs, ..Marks::default() };
        assert_eq!(tight(&marks, &[line.clone(), line, on_its_head], |_| true).len(), 1);
    }
}
