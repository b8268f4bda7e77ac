//! Plans the boxes of findings: padded, fitted to the ink, and of fixed widths that don't tell the name's length.
//!
//! Boxes are axis-parallel rectangles of the stored grid. Nothing here touches a file.

use image::RgbImage;

use crate::find::{Finding, How, Shape};
use crate::geometry::{Quad, Rect};
use crate::pixels::ink::{Ground, green};
use crate::pixels::views;

/// Padding on every side, in heights of the ink: anti-aliasing and the blur of a scan reach beyond what counts as
/// ink. Whole MCUs are painted, which adds half an MCU on average.
const PAD: f32 = 0.04;
/// Shortest box of a name that was read, in letter heights, if nothing stands in the way: four characters of print,
/// so names of two, three and four characters look alike.
const SHORTEST: f32 = 4.3;
/// Longer boxes grow in steps of this many letter heights: two characters.
const LENGTH_STEP: f32 = 2.3;
/// Print higher than this share of a page's longer side isn't body text; on A4 these are letters of about 15 points
/// and more (quads are a quarter higher than the letters). Forms and covers lay names out for their length in such
/// print, so the blank paper around gives the length away anyway, and longer boxes would cover much of a page. Only
/// at the end of a line, with all the room there, are they extended to [`SHORTEST`], which costs 0.006 % of a page on
/// average on a development set.
const LARGE_PRINT: f32 = 0.02;
/// Print higher than this share is a title, or the name on a certificate, and isn't extended at all: that would cost
/// four times as much. Pages of odd shapes have no titles: their longer side says nothing about the print.
const TITLE: f32 = 0.04;
/// Rise over run of a quad from which it lies across the rows of its page: the pieces of a name in a watermark do.
const ASKEW: f32 = 0.2;
/// A box keeps this part of a letter height away from the next ink when it is lengthened: about a space between words.
const GAP: f32 = 3.0;
/// A box follows ink that crosses its edge for at most this share of the quad's height. A brush stroke ends within
/// it; the next character doesn't.
const FOLLOW: f32 = 0.2;
/// The same for fields and signatures, whose quads end where the ink does, since they were found by it.
const FOLLOW_AREA: f32 = 0.08;

/// The box of a finding; `picture` is in the stored grid.
pub fn box_of(finding: &Finding, picture: &RgbImage) -> Rect {
    let quad = &finding.quad;
    let (w, h) = picture.dimensions();
    let around = quad.bounding_rect(w, h);
    if finding.how == How::Seal {
        // A seal's frame encloses its characters, so none of their ink crosses it.
        return around;
    }
    let [a, b, ..] = quad.0;
    let along_x = (b.x - a.x).abs() >= (b.y - a.y).abs();
    // Neither the extent of handwriting nor half a broken name tells the number of characters.
    let tells = matches!(finding.how, How::Text | How::Spotted) && finding.shape != Shape::Split;
    let follow = if tells { FOLLOW } else { FOLLOW_AREA };
    let loose = Loose::of(quad, along_x);
    let ink = fitted(around, (follow * quad.height()) as u32, loose, picture);
    let height = if along_x { ink.h } else { ink.w } as f32;
    let pad = (PAD * height).ceil().max(1.0) as u32;
    let (x, y) = (ink.x.saturating_sub(pad), ink.y.saturating_sub(pad));
    let padded = Rect { x, y, w: ink.right() + pad - x, h: ink.bottom() + pad - y };
    let padded = padded.clip(w, h).unwrap_or(around);
    // A stamp over the name, or a slant, makes the ink higher than the letters.
    let height = height.min(quad.height());
    let (rise, run) = ((b.y - a.y).abs(), (b.x - a.x).abs());
    let is_askew = rise.min(run) > ASKEW * rise.max(run);
    match quad.height() / w.max(h) as f32 {
        // What lies across the rows has no room at its end.
        _ if !tells || is_askew => padded,
        share if share < LARGE_PRINT || views::is_odd(w, h) => lengthened(padded, height, along_x, picture),
        share if share < TITLE => lengthened_at_end(padded, height, along_x, picture),
        _ => padded,
    }
}

/// How far beyond the ink of its text a quad reaches at most, in its heights: at either end, and above and below. Blank paper within
/// that isn't covered; where more seems blank, the ink is too pale to be told, or lies in a shadow's edge.
const LOOSE_ENDS: f32 = 0.45;
const LOOSE_SIDES: f32 = 0.35;

/// How far the edges of a rectangle around a quad may move inwards, in pixels: left and right, above and below.
#[derive(Debug, Clone, Copy)]
struct Loose {
    x: u32,
    y: u32,
}

impl Loose {
    fn of(quad: &Quad, along_x: bool) -> Loose {
        let [a, b, ..] = quad.0;
        // A slanted quad touches the edges of its rectangle with its corners only.
        let slant = (b.y - a.y).abs().min((b.x - a.x).abs());
        let ends = (LOOSE_ENDS * quad.height()) as u32;
        let sides = (LOOSE_SIDES * quad.height() + slant) as u32;
        if along_x { Loose { x: ends, y: sides } } else { Loose { x: sides, y: ends } }
    }
}

/// Fits the rectangle to its ink: edges move outwards while ink crosses them, and inwards over blank rows and columns, since
/// a detector's quads are loose. Without ink, or where the ink goes on beyond reach, the edge stays.
fn fitted(rect: Rect, far: u32, loose: Loose, picture: &RgbImage) -> Rect {
    let (w, h) = picture.dimensions();
    let ground = Ground::of(picture, rect);
    let band = |rect: &Rect| Band { picture, ground, rect: *rect };
    let row = |y: u32, r: &Rect| !band(r).is_blank(y, false);
    let column = |x: u32, r: &Rect| !band(r).is_blank(x, true);
    // How far an edge moves out until `clear`; 0 when the ink goes on beyond `far`.
    let follow = |clear: &dyn Fn(u32) -> bool| (0..=far).find(|&d| clear(d)).unwrap_or(0);
    let l = rect.x - follow(&|d| d >= rect.x || !column(rect.x - d - 1, &rect));
    let t = rect.y - follow(&|d| d >= rect.y || !row(rect.y - d - 1, &rect));
    let r = rect.right() + follow(&|d| rect.right() + d >= w || !column(rect.right() + d, &rect));
    let b = rect.bottom() + follow(&|d| rect.bottom() + d >= h || !row(rect.bottom() + d, &rect));
    let out = Rect { x: l, y: t, w: r - l, h: b - t };
    let edges = (
        (l..r).find(|&x| column(x, &out)),
        (t..b).find(|&y| row(y, &out)),
        (l..r).rev().find(|&x| column(x, &out)),
        (t..b).rev().find(|&y| row(y, &out)),
    );
    let (Some(left), Some(top), Some(right), Some(bottom)) = edges else { return out };
    let (left, top) = (left.min(l.max(rect.x + loose.x)), top.min(t.max(rect.y + loose.y)));
    let right = (right + 1).max(r.min(rect.right().saturating_sub(loose.x)));
    let bottom = (bottom + 1).max(b.min(rect.bottom().saturating_sub(loose.y)));
    Rect { x: left, y: top, w: right.saturating_sub(left), h: bottom.saturating_sub(top) }
}

/// Lengthens the box along its text, through blank columns only; `height` is that of the letters.
fn lengthened(rect: Rect, height: f32, along_x: bool, picture: &RgbImage) -> Rect {
    let (length, limit) = if along_x { (rect.w, picture.width()) } else { (rect.h, picture.height()) };
    let more = ((length as f32 / height - SHORTEST) / LENGTH_STEP).ceil().max(0.0);
    let wanted = ((SHORTEST + more * LENGTH_STEP) * height) as u32;
    let start = if along_x { rect.x } else { rect.y };
    let (mut from, mut to) = (start, start + length);
    // Forwards first, where a form leaves room for its value, then backwards.
    let clear = (height / GAP) as u32;
    let band = Band { picture, ground: Ground::of(picture, rect), rect };
    let free = |at: u32| at < limit && band.is_blank(at, along_x);
    while to - from < wanted && to < limit && (to..=to + clear).all(free) {
        to += 1;
    }
    while to - from < wanted && from > clear && (from - 1 - clear..from).all(free) {
        from -= 1;
    }
    if along_x { Rect { x: from, w: to - from, ..rect } } else { Rect { y: from, h: to - from, ..rect } }
}

/// Extends the box forwards to the shortest length, if all of that and a gap are blank.
fn lengthened_at_end(rect: Rect, height: f32, along_x: bool, picture: &RgbImage) -> Rect {
    let wanted = (SHORTEST * height) as u32;
    let (start, length, limit) =
        if along_x { (rect.x, rect.w, picture.width()) } else { (rect.y, rect.h, picture.height()) };
    let (end, clear) = (start + wanted, (height / GAP) as u32);
    let band = Band { picture, ground: Ground::of(picture, rect), rect };
    let room = end + clear < limit && (start + length..=end + clear).all(|at| band.is_blank(at, along_x));
    match room && wanted > length {
        true if along_x => Rect { w: wanted, ..rect },
        true => Rect { h: wanted, ..rect },
        false => rect,
    }
}

/// Strips beside a rectangle: the columns, or the rows, that it would gain if it were extended, on a picture with
/// this ground.
#[derive(Clone, Copy)]
struct Band<'a> {
    picture: &'a RgbImage,
    ground: Ground,
    rect: Rect,
}

impl Band<'_> {
    /// True when the column (`along_x`) or the row `at` shows no ink.
    fn is_blank(self, at: u32, along_x: bool) -> bool {
        let Rect { x, y, .. } = self.rect;
        let (from, to) = if along_x { (y, self.rect.bottom()) } else { (x, self.rect.right()) };
        (from..to).all(|i| {
            let (x, y) = if along_x { (at, i) } else { (i, at) };
            !self.ground.is_ink(green(self.picture, x, y))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use image::Rgb;

    fn page(ink: &[Rect]) -> RgbImage {
        let mut page = RgbImage::from_pixel(600, 200, Rgb([250; 3]));
        for r in ink {
            for y in r.y..r.bottom() {
                for x in r.x..r.right() {
                    page.put_pixel(x, y, Rgb([20; 3]));
                }
            }
        }
        page
    }

    const ANY: Loose = Loose { x: 1000, y: 1000 };

    /// Once a shadow's edge on a name decided what was ink, and the box shrank onto the part in the shadow.
    #[test]
    fn a_box_holds_the_part_of_a_name_outside_of_a_shadow() {
        let picture = RgbImage::from_fn(600, 200, |x, y| {
            let ink = (100..400).contains(&x) && (80..110).contains(&y) && x % 5 < 2;
            let paper = if x < 250 { 90 } else { 230 };
            Rgb([if ink { paper - 25 } else { paper }; 3])
        });
        let quad = Quad::from_bounds(95.0, 75.0, 405.0, 115.0);
        let finding = Finding { quad, shape: Shape::Han, how: How::Text, score: 1.0, uncertain: false };
        let found = box_of(&finding, &picture);
        assert!(
            found.x <= 113 && found.right() >= 387 && found.y <= 89 && found.bottom() >= 101,
            "{found:?}"
        );
    }

    #[test]
    fn light_print_on_a_dark_plate_is_ink_too() {
        let mut plate = RgbImage::from_pixel(600, 200, Rgb([60; 3]));
        for (x, y) in (100..220).flat_map(|x| (80..110).map(move |y| (x, y))).filter(|(x, _)| x % 12 < 5) {
            plate.put_pixel(x, y, Rgb([240; 3]));
        }
        plate.put_pixel(110, 60, Rgb([0; 3]));
        let loose = Rect { x: 90, y: 60, w: 140, h: 70 };
        let Rect { x, y, w, h } = fitted(loose, 5, ANY, &plate);
        assert!(x <= 100 && x + w >= 218 && y == 80 && h == 30, "{x} {y} {w} {h}");
    }

    #[test]
    fn names_of_two_to_four_characters_get_boxes_of_one_length() {
        let page = page(&[]);
        let length = |chars: f32| lengthened_box(&page, 100.0, chars).w;
        assert_eq!(length(2.0), length(3.0));
        assert_eq!(length(2.0), length(4.0));
        assert_eq!(length(5.0), length(6.0));
    }

    fn lengthened_box(page: &RgbImage, x: f32, chars: f32) -> Rect {
        let quad = Quad::from_bounds(x, 80.0, x + 30.0 * chars, 110.0);
        lengthened(quad.bounding_rect(600, 200), 30.0, true, page)
    }

    #[test]
    fn larger_names_of_two_to_four_characters_get_one_length_at_the_end_of_a_line() {
        let boxed = |size: (u32, u32), characters: u32, next: u32| {
            // Strokes of 24-pixel print, and ink `next` pixels after the name.
            let is_ink = |x: u32, y: u32| {
                let name = (100..100 + 24 * characters).contains(&x) && x % 6 < 3;
                (name || (x > 100 + next && x % 6 < 3)) && (60..84).contains(&y)
            };
            let picture =
                RgbImage::from_fn(size.0, size.1, |x, y| Rgb([if is_ink(x, y) { 20 } else { 250 }; 3]));
            let quad = Quad::from_bounds(98.0, 57.0, 102.0 + 24.0 * characters as f32, 87.0);
            let finding = Finding { quad, shape: Shape::Han, how: How::Text, score: 1.0, uncertain: false };
            box_of(&finding, &picture).w
        };
        for size in [(1000, 800), (800, 100)] {
            let lengths = [2, 3, 4].map(|n| boxed(size, n, 900));
            assert!(lengths.iter().all(|l| *l == lengths[0] && *l > 96), "{size:?}: {lengths:?}");
        }
        assert!(boxed((1000, 800), 2, 90) < 60, "no room in front of the next word");
        assert!(boxed((620, 520), 2, 900) < 60, "a title");
    }

    /// Once the lighter parts of faint print were taken for paper, and the box shrank onto the darker ones.
    #[test]
    fn a_box_holds_all_of_a_faint_name() {
        let faint = RgbImage::from_fn(600, 200, |x, y| {
            let ink = (100..220).contains(&x) && (80..110).contains(&y) && x % 5 < 2;
            Rgb([if !ink {
                215
            } else if x < 190 {
                160
            } else {
                182
            }; 3])
        });
        let fitted = fitted(Rect { x: 95, y: 75, w: 130, h: 40 }, 10, ANY, &faint);
        assert!(
            fitted.x <= 100 && fitted.right() >= 217 && fitted.y <= 80 && fitted.bottom() >= 110,
            "{fitted:?}"
        );
    }

    #[test]
    fn a_piece_that_lies_across_the_rows_is_not_lengthened() {
        let blank = page(&[]);
        let boxed = |rise: f32| {
            let quad = Quad::from_bounds(200.0, 80.0, 240.0, 100.0)
                .map(|p| Point::new(p.x, p.y + rise * (p.x - 200.0)));
            box_of(&Finding { quad, shape: Shape::Han, how: How::Text, score: 1.0, uncertain: false }, &blank)
        };
        assert!(boxed(0.05).w > 80 && boxed(0.6).w < 50, "{:?} {:?}", boxed(0.05), boxed(0.6));
    }

    #[test]
    fn a_neighbour_is_not_eaten() {
        let neighbour = Rect { x: 180, y: 80, w: 60, h: 30 };
        let before = Rect { x: 60, y: 80, w: 30, h: 30 };
        let page = page(&[neighbour, before]);
        let grown = lengthened_box(&page, 100.0, 2.0);
        assert!(!grown.overlaps(neighbour) && !grown.overlaps(before), "{grown:?}");
    }
}
