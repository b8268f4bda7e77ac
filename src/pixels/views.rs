//! Turns pictures of odd proportions into views of usual shape, and maps regions back.
//!
//! Nets are trained on pages. They are shown a strip cut into overlapping pieces, which are laid one below the other
//! like the lines of a page, with paper between; the pieces of a tall picture are laid side by side. A picture with a
//! page's proportions has one view, itself, unchanged. It knows regions, not their text.

use std::borrow::Cow;

use image::{Rgb, RgbImage, imageops};

use crate::geometry::{Point, Quad, Rect};
use crate::pixels::levels::{counted, median};

/// A picture longer than this many times its width isn't a page: two A4 pages one below the other are 2.8 times
/// longer.
const STRIP: f32 = 2.5;
/// A picture with a shorter side below this, in pixels, is a scrap, with print touching its edges. A page this narrow
/// couldn't be read.
const SCRAP: u32 = 128;
/// Longer side of a view, in pixels, which is the first reader's size for its detector, so that a strip is shown at its own scale:
/// PERFORMANCE.md compares it with smaller ones.
pub const LONG_SIDE: u32 = 1536;
/// Shorter side of a full view over its longer one: the second reader's detector takes pictures of 4 : 3.
const FULL: f32 = 0.75;
/// Pieces of a strip that is too broad to be laid out are this many times longer than it is broad.
const BROAD: f32 = 1.5;
/// A view longer than this many times its other side is laid out in more rows.
const LONGEST: f32 = 4.0;
/// Pieces overlap by this many breadths of the strip, or by this part of a piece: two characters of the largest print.
/// Regions cut by a piece's edge are joined, so a name of any length lies in one region.
const OVERLAP: f32 = 2.0;
const MOST_OVERLAP: u32 = 3;
/// Paper between pieces: this share of the strip's breadth, within these bounds in pixels.
const GAP: f32 = 0.25;
const GAPS: (u32, u32) = (16, 64);
/// Regions in two pieces are one line if they share this much of the lower one's height …
const SAME_ROW: f32 = 0.6;
/// … and their heights differ by no more than this factor.
const SAME_HEIGHT: f32 = 1.6;
/// Regions longer than this many times their height are cut, with so many heights in common: a line of print on A4
/// holds some 45 characters; the longest names have a dozen.
const LONG_LINE: f32 = 48.0;
const SHARED: f32 = 14.0;

/// A part of a picture and its place in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    part: Rect,
    at: (u32, u32),
}

/// A picture of usual shape that shows all or some of another one.
pub struct View<'a> {
    /// What is shown.
    pub picture: Cow<'a, RgbImage>,
    pieces: Vec<Piece>,
}

/// True when a picture of `w` × `h` pixels has views other than itself.
pub fn is_odd(w: u32, h: u32) -> bool {
    is_strip(w, h) || w.min(h) < SCRAP
}

/// True when a picture of `w` × `h` pixels is a strip that must be cut into pieces.
pub fn is_strip(w: u32, h: u32) -> bool {
    w.max(h) as f32 > w.min(h) as f32 * STRIP
}

/// The longer side, in pixels, of the largest view of a picture of `w` × `h` pixels.
pub fn longer_side(w: u32, h: u32) -> u32 {
    if is_odd(w, h) {
        layout(w, h).iter().map(|(size, _)| size.0.max(size.1)).max().unwrap_or(1)
    } else {
        w.max(h)
    }
}

/// The views of `picture`, which together show all of it.
pub fn views(picture: &RgbImage) -> Vec<View<'_>> {
    let (w, h) = picture.dimensions();
    if !is_odd(w, h) {
        let whole = Piece { part: Rect { x: 0, y: 0, w, h }, at: (0, 0) };
        return vec![View { picture: Cow::Borrowed(picture), pieces: vec![whole] }];
    }
    let paper = paper(picture);
    let laid_out = |(size, pieces): ((u32, u32), Vec<Piece>)| {
        let mut view = RgbImage::from_pixel(size.0, size.1, paper);
        for Piece { part: Rect { x, y, w, h }, at } in &pieces {
            let part = imageops::crop_imm(picture, *x, *y, *w, *h);
            imageops::replace(&mut view, &*part, i64::from(at.0), i64::from(at.1));
        }
        View { picture: Cow::Owned(view), pieces }
    };
    layout(w, h).into_iter().map(laid_out).collect()
}

/// The regions that `find` sees in the views of `picture`, in the picture's grid. Regions cut by a piece's edge are
/// joined, and those that lie only on the paper between pieces are dropped.
///
/// # Errors
/// The first error of `find`.
pub fn regions<E>(
    picture: &RgbImage,
    mut find: impl FnMut(&RgbImage) -> Result<Vec<Quad>, E>,
) -> Result<Vec<Quad>, E> {
    if !is_odd(picture.width(), picture.height()) {
        return find(picture);
    }
    let whole = Rect { x: 0, y: 0, w: picture.width(), h: picture.height() };
    let (mut found, mut before) = (Vec::new(), 0);
    for view in views(picture) {
        for quad in find(&view.picture)? {
            let (piece, on_picture) = view.back(&quad);
            if !on_picture.touches(&whole.quad()) {
                continue;
            }
            found.push(Region { quad: on_picture, first: before + piece, last: before + piece });
        }
        before += view.pieces.len();
    }
    let quads = without_copies(joined(found).into_iter().map(|r| r.quad).collect());
    Ok(quads.iter().flat_map(short_enough).collect())
}

/// Drops quads that lie mostly inside a larger one (text seen in two windows).
pub fn without_copies(mut quads: Vec<Quad>) -> Vec<Quad> {
    quads.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let mut kept: Vec<Quad> = Vec::new();
    for quad in quads {
        if !kept.iter().any(|k| quad.lies_within(k)) {
            kept.push(quad);
        }
    }
    kept
}

/// How many pieces of `longest` cover `length` with a share `overlap` of them between two.
pub fn pieces(length: f32, longest: f32, overlap: f32) -> u32 {
    ((length - longest) / (longest * (1.0 - overlap))).ceil().max(0.0) as u32 + 1
}

/// Where `count` pieces of `piece` begin that are spread evenly over `length`.
pub fn starts(length: f32, piece: f32, count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(move |i| ((length - piece) * i as f32 / (count - 1).max(1) as f32) as u32)
}

impl View<'_> {
    /// The piece that holds most of `quad` (the view's grid), and the quad in the picture's grid.
    fn back(&self, quad: &Quad) -> (usize, Quad) {
        let center = quad.center();
        let distance = |p: &Piece| {
            let off =
                |v: f32, from: u32, length: u32| (from as f32 - v).max(v - (from + length) as f32).max(0.0);
            off(center.x, p.at.0, p.part.w) + off(center.y, p.at.1, p.part.h)
        };
        let nearest = self.pieces.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        let Some((index, piece)) = nearest else { return (0, *quad) };
        let (dx, dy) = (piece.part.x as f32 - piece.at.0 as f32, piece.part.y as f32 - piece.at.1 as f32);
        (index, quad.shifted(dx, dy))
    }
}

/// The sizes of the views of an odd picture of `w` × `h` pixels, and the pieces in each.
fn layout(w: u32, h: u32) -> Vec<((u32, u32), Vec<Piece>)> {
    let (length, breadth) = (w.max(h), w.min(h));
    let gap = ((breadth as f32 * GAP) as u32).clamp(GAPS.0, GAPS.1);
    let longest = (LONG_SIDE - 2 * gap).max((BROAD * breadth as f32) as u32);
    let overlap = ((OVERLAP * breadth as f32) as u32).min(longest / MOST_OVERLAP);
    let across = |rows: u32| rows * (breadth + gap) + gap;
    let rows_of_a_view = (((LONG_SIDE as f32 * FULL) as u32 - gap) / (breadth + gap)).max(1);
    let piece = |count: u32| (length + (count - 1) * overlap).div_ceil(count).min(length);
    let mut count = if length > longest { (length - overlap).div_ceil(longest - overlap) } else { 1 };
    let narrow = |count: u32| (piece(count) + 2 * gap) as f32 > LONGEST * across(count) as f32;
    while count < rows_of_a_view && narrow(count) && piece(count + 1) > overlap {
        count += 1;
    }
    let side = piece(count);
    let from: Vec<u32> = starts(length as f32, side as f32, count).collect();
    let rows = count.div_ceil(count.div_ceil(rows_of_a_view));
    // Along the strip first; turned for a tall one.
    let turned = |(along, across): (u32, u32)| if w >= h { (along, across) } else { (across, along) };
    let view = |starts: &[u32]| {
        let pieces = (0u32..).zip(starts).map(|(row, start)| {
            let ((x, y), (w, h)) = (turned((*start, 0)), turned((side, breadth)));
            Piece { part: Rect { x, y, w, h }, at: turned((gap, gap + row * (breadth + gap))) }
        });
        (turned((side + 2 * gap, across(starts.len() as u32))), pieces.collect())
    };
    from.chunks(rows as usize).map(view).collect()
}

/// The median of each channel: the paper, unless print covers more than half of the picture.
fn paper(picture: &RgbImage) -> Rgb<u8> {
    Rgb([0, 1, 2].map(|c| median(&counted(picture.pixels().map(|p| p.0[c]))) as u8))
}

/// A region in the picture's grid, and the pieces that showed it.
#[derive(Debug, Clone, Copy)]
struct Region {
    quad: Quad,
    first: usize,
    last: usize,
}

/// Joins the regions of neighbouring pieces that are parts of one line.
fn joined(found: Vec<Region>) -> Vec<Region> {
    let mut apart: Vec<Region> = Vec::new();
    for mut region in found {
        while let Some((i, quad)) =
            apart.iter().enumerate().find_map(|(i, other)| Some((i, union(other, &region)?)))
        {
            let other = apart.swap_remove(i);
            region = Region { quad, first: other.first.min(region.first), last: other.last.max(region.last) };
        }
        apart.push(region);
    }
    apart
}

/// The line that two regions of neighbouring pieces belong to; `None` if they don't belong together.
fn union(a: &Region, b: &Region) -> Option<Quad> {
    let neighbours = a.last + 1 == b.first || b.last + 1 == a.first;
    if !neighbours {
        return None;
    }
    let (long, other) =
        if a.quad.sides().0 >= b.quad.sides().0 { (a.quad, b.quad) } else { (b.quad, a.quad) };
    // Along the longer side of the longer one, since a fragment's own direction may be wrong.
    let lying = lengthwise(&long);
    let (origin, along) = (lying.0[0], lying.0[0].direction(lying.0[1]));
    let extent = |quad: &Quad| {
        let points = quad.0.map(|p| p.along(origin, along));
        points.iter().fold((f32::MAX, f32::MIN, f32::MAX, f32::MIN), |(l, r, t, b), (s, u)| {
            (l.min(*s), r.max(*s), t.min(*u), b.max(*u))
        })
    };
    let (l, r, t, b) = extent(&long);
    let (ol, or, ot, ob) = extent(&other);
    let (height, other_height) = (b - t, ob - ot);
    let (lower, higher) = (height.min(other_height), height.max(other_height));
    let shared = b.min(ob) - t.max(ot);
    if r.min(or) <= l.max(ol) || shared < SAME_ROW * lower || higher > SAME_HEIGHT * lower {
        return None;
    }
    let (from, to, top, bottom) = (l.min(ol), r.max(or), t.min(ot), b.max(ob));
    let at = |s: f32, u: f32| {
        Point::new(origin.x + along.x * s - along.y * u, origin.y + along.y * s + along.x * u)
    };
    let whole = Quad([at(from, top), at(to, top), at(to, bottom), at(from, bottom)]);
    Some(if long.width() >= long.height() { whole } else { back_up(&whole) })
}

/// The quad with its first side along its length.
fn lengthwise(quad: &Quad) -> Quad {
    let [a, b, c, d] = quad.0;
    if quad.width() >= quad.height() { *quad } else { Quad([b, c, d, a]) }
}

/// Undoes what [`lengthwise`] does to a quad higher than wide.
fn back_up(quad: &Quad) -> Quad {
    let [b, c, d, a] = quad.0;
    Quad([a, b, c, d])
}

/// A region in parts that a recogniser can read.
fn short_enough(quad: &Quad) -> Vec<Quad> {
    let lying = lengthwise(quad);
    let (length, height) = (lying.width(), lying.height().max(1.0));
    if length <= LONG_LINE * height {
        return vec![*quad];
    }
    let count = pieces(length, LONG_LINE * height, SHARED / LONG_LINE);
    let share = LONG_LINE * height / length;
    let part = |i: u32| {
        let from = (1.0 - share) * i as f32 / (count - 1).max(1) as f32;
        let part = lying.part(from, from + share);
        if quad.width() >= quad.height() { part } else { back_up(&part) }
    };
    (0..count).map(part).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const SIZES: [(u32, u32); 12] = [
        (1000, 90),
        (90, 1000),
        (300, 60),
        (100, 60),
        (6000, 300),
        (20000, 200),
        (1, 60000),
        (744, 7364),
        (2500, 9000),
        (30000, 900),
        (1, 1),
        (65000, 7),
    ];

    #[test]
    fn a_page_is_its_own_view() {
        for (w, h) in [(1240, 1754), (1754, 1240), (400, 1000), (128, 128)] {
            let page = RgbImage::new(w, h);
            let views = views(&page);
            assert!(views.len() == 1 && matches!(views[0].picture, Cow::Borrowed(_)), "{w} {h}");
            assert_eq!(longer_side(w, h), w.max(h));
        }
    }

    #[test]
    fn views_of_an_odd_picture_are_sane_and_show_all_of_it() {
        for (w, h) in SIZES {
            let layout = layout(w, h);
            let mut covered = 0;
            for (size, pieces) in &layout {
                let (long, short) = (size.0.max(size.1), size.0.min(size.1));
                assert!(long as f32 <= (LONG_SIDE as f32).max(2.0 * w.min(h) as f32), "{w} {h}: {size:?}");
                assert!(long as f32 <= LONGEST * 1.2 * short as f32, "{w} {h}: {size:?}");
                for Piece { part, at } in pieces {
                    assert_eq!(part.clip(w, h), Some(*part));
                    assert!(at.0 + part.w < size.0 && at.1 + part.h < size.1);
                    let (from, to) = if w >= h { (part.x, part.right()) } else { (part.y, part.bottom()) };
                    assert!(from <= covered && to > covered, "{w} {h}");
                    let shared = (covered - from) as f32;
                    let least = (OVERLAP * w.min(h) as f32).min((to - from) as f32 / 4.0);
                    assert!(covered == 0 || shared + 2.0 > least, "{w} {h}: {shared}");
                    covered = to;
                }
            }
            assert_eq!(covered, w.max(h));
            let shown: u64 = layout.iter().map(|((w, h), _)| u64::from(*w) * u64::from(*h)).sum();
            assert!(shown < 3 * u64::from(w) * u64::from(h) + 2_000_000, "{w} {h}: {shown}");
        }
    }

    /// Finds what is black: the bounds of the dark pixels of every row of pieces.
    fn bars(view: &RgbImage) -> Result<Vec<Quad>, ()> {
        let dark = |x: u32, y: u32| view.get_pixel(x, y).0[0] < 100;
        let marked: Vec<bool> =
            (0..view.height()).flat_map(|y| (0..view.width()).map(move |x| dark(x, y))).collect();
        let areas = crate::pixels::areas::connected(view.width() as usize, view.height() as usize, &marked);
        Ok(areas.iter().map(|area| area.bounds()).collect())
    }

    #[test]
    fn a_line_that_pieces_cut_is_one_region_again() {
        for (w, h) in [(1000, 90), (3000, 200), (6000, 300), (20000, 200), (300, 60), (4000, 900)] {
            for tall in [false, true] {
                let bar = Rect { x: w / 9, y: h / 4, w: w * 3 / 4, h: h / 2 };
                let bar = if tall { Rect { x: bar.y, y: bar.x, w: bar.h, h: bar.w } } else { bar };
                let (w, h) = if tall { (h, w) } else { (w, h) };
                let white = |x, y| Rgb([if bar.contains(x, y) { 0 } else { 250 }; 3]);
                let found = regions(&RgbImage::from_fn(w, h, white), bars).unwrap();
                let whole = found.iter().map(|q| q.bounding_rect(w, h)).reduce(Rect::union).unwrap();
                assert_eq!(whole, bar, "{w} {h}");
                let cut = bar.quad().sides().0 > LONG_LINE * bar.w.min(bar.h) as f32;
                assert_eq!(found.len() == 1, !cut, "{w} {h}: {found:?}");
            }
        }
    }

    /// A long strip was held because the second reader saw a mark on the paper beside it.
    #[test]
    fn what_lies_beside_the_picture_is_no_region() {
        let beside = Quad::from_bounds(1.0, 30.0, 12.0, 60.0);
        let over_the_edge = Quad::from_bounds(8.0, 30.0, 60.0, 60.0);
        let found = regions(&RgbImage::new(300, 60), |_| Ok::<_, ()>(vec![beside, over_the_edge])).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].bounds().2 > 30.0);
    }

    #[test]
    fn two_lines_stay_two() {
        let dark =
            |x: u32, y: u32| (20..2900).contains(&x) && ((10..50).contains(&y) || (70..110).contains(&y));
        let strip = RgbImage::from_fn(3000, 180, |x, y| Rgb([if dark(x, y) { 0 } else { 250 }; 3]));
        let found = regions(&strip, bars).unwrap();
        let rows: std::collections::BTreeSet<u32> = found.iter().map(|q| q.bounds().1 as u32).collect();
        assert_eq!(rows.into_iter().collect::<Vec<_>>(), [10, 70]);
    }
}
