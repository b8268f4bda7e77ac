//! Rows of print that lie under larger or tilted print: an office's stamp in an ink that nothing tells from the print's.
//!
//! The detector sees the stamp alone there. The lines around it tell how high the print is and which way it runs, but not
//! where a row lies, so strips of that height are laid over the stamp, each a third of a height below the one before.

use super::cut::Cut;
use super::reader::Reader;
use super::upright::DIRECTED;
use crate::geometry::{Point, Quad, Rect, middle};
use crate::nets::engine::EngineError;
use crate::page::STRIP_PITCH;
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;

/// Confidence below which other print may lie under a line. Of 14 stamps over a name, all in black on photocopies, 13 were
/// read with 0.57 to 0.94 and one with 0.986.
const CROSSED: f32 = 0.97;
/// Confidence from which a line around it tells how the print lies.
const SURE: f32 = 0.85;
/// How far around a stamp print is looked for, in the stamp's heights, along and across.
const AROUND: (f32, f32) = (6.0, 4.0);
/// A stamp is this many times as high as the print, …
const LARGER: f32 = 1.25;
/// … or its ends lie further off the print's rows than this, in the print's heights: the slope of a short word of the print itself
/// is off by a tenth, and that of a stamp as long as its words by less than a hundredth.
const OFF_ROW: f32 = 0.25;
/// How far the strips reach beyond the stamp's ends, in the print's heights: a name may begin beside it.
const BEYOND: f32 = 3.0;
/// Most strips of a page.
const MOST: usize = 40;
/// Strips that the small recogniser is shown, of a page.
const NEAREST: usize = 4;

/// Reads those of the `strips` that come nearest to what is looked for.
///
/// # Errors
/// [`EngineError`] when a net fails.
pub fn read(pages: &Pyramid, strips: &[Quad], reader: &Reader) -> Result<Vec<Line>, EngineError> {
    let cuts = strips.iter().filter_map(|quad| Cut::of(pages, *quad, Layout::Horizontal)).collect();
    reader.nearest(reader.at_a_glance(cuts)?, NEAREST)
}

/// Strips over the stamps among `lines` (page grid) that don't lie in an area of `but`: print under red ink is looked for
/// without the ink as well ([`under_stamps`](super::under_stamps)).
pub fn strips(lines: &[Line], but: &[Rect]) -> Vec<Quad> {
    let (mut strips, mut stamps): (Vec<Quad>, Vec<Quad>) = (Vec::new(), Vec::new());
    for stamp in lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() < CROSSED) {
        // A doubtful line is read in several ways.
        if but.iter().any(|r| stamp.on_page.lies_on(&r.quad()))
            || stamps.iter().any(|s| stamp.on_page.is_same_place(s))
        {
            continue;
        }
        let Some(print) = Print::around(&stamp.on_page, lines) else { continue };
        if stamp.on_page.height() < LARGER * print.height && print.off_row(&stamp.on_page) < OFF_ROW {
            continue;
        }
        stamps.push(stamp.on_page);
        for strip in print.over(&stamp.on_page) {
            let known = |s: &Quad| strip.is_copy_of(s);
            if !strips.iter().any(known) {
                strips.push(strip);
            }
        }
    }
    strips.truncate(MOST);
    strips
}

/// How print lies on a part of the page.
struct Print {
    height: f32,
    along: Point,
}

impl Print {
    /// The print around `stamp`: the middle height and direction of the lines that were surely read there.
    fn around(stamp: &Quad, lines: &[Line]) -> Option<Print> {
        let height = stamp.height();
        let near = stamp.grown(AROUND.0 * height, AROUND.1 * height);
        let tells = |l: &&Line| {
            l.layout == Layout::Horizontal
                && l.has_text()
                && l.confidence() >= SURE
                && l.on_page.height() < height * LARGER
                && l.on_page.touches(&near)
                && !l.on_page.lies_on(stamp)
        };
        let found: Vec<&Quad> = lines.iter().filter(tells).map(|l| &l.on_page).collect();
        let height = middle(found.iter().map(|q| q.height()))?;
        let directed = found.iter().filter(|q| q.width() > DIRECTED * q.height());
        let slope = middle(directed.map(|q| slope(q))).unwrap_or(0.0);
        Some(Print { height, along: Point::new(0.0, 0.0).direction(Point::new(1.0, slope)) })
    }

    /// How far one end of `line` lies off the row of its other end, in heights of the print.
    fn off_row(&self, line: &Quad) -> f32 {
        let [a, b, ..] = line.0;
        b.along(a, self.along).1.abs() / self.height.max(1.0)
    }

    /// Strips of the print's height over `stamp`.
    fn over(&self, stamp: &Quad) -> Vec<Quad> {
        let [origin, ..] = stamp.0;
        let corners = stamp.0.map(|p| p.along(origin, self.along));
        let bound = |pick: fn(&(f32, f32)) -> f32| {
            corners.iter().map(pick).fold((f32::MAX, f32::MIN), |(a, b), v| (a.min(v), b.max(v)))
        };
        let ((left, right), (top, bottom)) = (bound(|c| c.0), bound(|c| c.1));
        let (left, right) = (left - BEYOND * self.height, right + BEYOND * self.height);
        let at = |u: f32, v: f32| {
            let Point { x, y } = self.along;
            Point::new(origin.x + u * x - v * y, origin.y + u * y + v * x)
        };
        let first = top - self.height / 2.0;
        let count = ((bottom - top) / (STRIP_PITCH * self.height)).ceil().max(1.0) as usize;
        let strip = |i: usize| {
            let (v, w) = (
                first + i as f32 * STRIP_PITCH * self.height,
                first + (i as f32 * STRIP_PITCH + 1.0) * self.height,
            );
            Quad([at(left, v), at(right, v), at(right, w), at(left, w)])
        };
        (0..=count).map(strip).collect()
    }
}

/// Rise over run of a line of text.
fn slope(line: &Quad) -> f32 {
    let [a, b, ..] = line.0;
    (b.y - a.y) / (b.x - a.x).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    fn line(on_page: Quad, p: f32) -> Line {
        made::line("证证证", on_page, p)
    }

    /// A page of rows of print, 20 pixels high and 40 apart, without the fifth one.
    fn rows(slope: f32) -> Vec<Line> {
        let row = |i: usize| {
            let y = 100.0 + 40.0 * i as f32;
            Quad::from_bounds(100.0, y, 400.0, y + 20.0).map(|p| Point::new(p.x, p.y + slope * (p.x - 100.0)))
        };
        (0..9).filter(|i| *i != 4).map(|i| line(row(i), 0.99)).collect()
    }

    #[test]
    fn strips_reach_every_row_under_a_stamp_and_run_as_the_print_does() {
        for slope in [0.0, 0.05, -0.05] {
            let mut lines = rows(slope);
            lines.push(line(Quad::from_bounds(150.0, 240.0, 380.0, 300.0), 0.8));
            let strips = strips(&lines, &[]);
            let half_a_step = 20.0 * STRIP_PITCH / 2.0;
            let hidden = Quad::from_bounds(200.0, 262.0, 300.0, 278.0)
                .map(|p| Point::new(p.x, p.y + slope * (p.x - 100.0)));
            let best =
                strips.iter().map(|s| hidden.share_inside(&s.grown(0.0, half_a_step))).fold(0.0, f32::max);
            assert!(best > 0.95, "{slope}: {best}");
            assert!(
                strips
                    .iter()
                    .all(|s| (s.height() - 20.0).abs() < 1.0 && (self::slope(s) - slope).abs() < 0.01)
            );
        }
    }

    #[test]
    fn a_short_word_of_the_print_is_no_stamp_and_a_stamp_counts_once() {
        let over = |stamps: Vec<Line>, red: &[Rect]| strips(&[rows(0.0), stamps].concat(), red).len();
        // Two pixels up over two characters: the detector's error, not a tilt.
        let word = Quad::from_bounds(100.0, 260.0, 140.0, 280.0);
        let askew = word.map(|p| Point::new(p.x, p.y - 0.05 * (p.x - 100.0)));
        assert_eq!(over(vec![line(askew, 0.9)], &[]), 0);
        let long = Quad::from_bounds(100.0, 260.0, 380.0, 280.0);
        let askew = long.map(|p| Point::new(p.x, p.y - 0.05 * (p.x - 100.0)));
        assert!(over(vec![line(askew, 0.9)], &[]) > 0);
        let stamp = Quad::from_bounds(150.0, 240.0, 380.0, 300.0);
        let once = over(vec![line(stamp, 0.8)], &[]);
        let [a, b, c, d] = stamp.0;
        assert_eq!(over(vec![line(stamp, 0.8), line(Quad([b, c, d, a]), 0.1)], &[]), once);
        assert_eq!(over(vec![line(stamp, 0.8)], &[Rect { x: 140, y: 230, w: 250, h: 80 }]), 0);
    }

    #[test]
    fn a_page_without_doubtful_larger_print_has_no_strips() {
        assert!(strips(&rows(0.0), &[]).is_empty());
        let with = |quad, p| strips(&[rows(0.0), vec![line(quad, p)]].concat(), &[]).len();
        assert_eq!(
            with(Quad::from_bounds(150.0, 240.0, 380.0, 300.0), 0.99),
            0,
            "a heading that was surely read"
        );
        assert_eq!(with(Quad::from_bounds(150.0, 260.0, 380.0, 281.0), 0.6), 0, "a row like the others");
        assert!(with(Quad::from_bounds(150.0, 240.0, 380.0, 300.0), 0.8) > 3);
    }
}
