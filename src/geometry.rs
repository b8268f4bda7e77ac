//! Points, quads, rectangles and the homographies between coordinate grids.
//!
//! Every function says in which grid its coordinates live. The *stored* grid is the picture as the JPEG holds it,
//! before the EXIF orientation; the *upright* grid is the page as a person reads it. `x` grows to the right, `y`
//! downwards; the centre of the top left pixel is at (0.5, 0.5).

mod overlap;
pub mod slant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A point in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    /// A point at (`x`, `y`).
    pub const fn new(x: f32, y: f32) -> Self {
        Point { x, y }
    }

    /// Distance to `other` in pixels.
    pub fn distance(self, other: Point) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The vector of length 1 that points to `other`; shorter where the two are less than a millionth of a pixel apart.
    pub fn direction(self, other: Point) -> Point {
        let length = self.distance(other).max(1e-6);
        Point::new((other.x - self.x) / length, (other.y - self.y) / length)
    }

    /// How far this point lies along `direction` (a unit vector) from `origin`, and how far to the right of that
    /// direction: below, for a row of text.
    pub fn along(self, origin: Point, direction: Point) -> (f32, f32) {
        let (dx, dy) = (self.x - origin.x, self.y - origin.y);
        (dx * direction.x + dy * direction.y, dy * direction.x - dx * direction.y)
    }

    /// The point a fraction `t` of the way to `other`.
    pub fn toward(self, other: Point, t: f32) -> Point {
        Point::new(self.x + (other.x - self.x) * t, self.y + (other.y - self.y) * t)
    }
}

/// Four corners: the text's top left, then along the text, then round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [Point; 4]);

/// An axis-parallel rectangle of whole pixels: `x`, `y` are the top left pixel, `w`, `h` count pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[u32; 4]", into = "[u32; 4]")]
#[schemars(with = "[u32; 4]")]
pub struct Rect {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Columns.
    pub w: u32,
    /// Rows.
    pub h: u32,
}

impl From<[u32; 4]> for Rect {
    fn from([x, y, w, h]: [u32; 4]) -> Self {
        Rect { x, y, w, h }
    }
}

impl From<Rect> for [u32; 4] {
    fn from(r: Rect) -> Self {
        [r.x, r.y, r.w, r.h]
    }
}

impl Rect {
    /// `rects` with those joined that overlap, until none do.
    pub fn joined(rects: impl IntoIterator<Item = Rect>) -> Vec<Rect> {
        let mut apart: Vec<Rect> = Vec::new();
        for mut rect in rects {
            // The joined rectangle may overlap others in turn.
            while let Some(i) = apart.iter().position(|o| o.overlaps(rect)) {
                rect = rect.union(apart.swap_remove(i));
            }
            apart.push(rect);
        }
        apart
    }

    /// The rectangles of `places`, each given with its reach, in groups whose reaches overlap: a rectangle belongs to the
    /// [joined](Self::joined) reach that its middle lies in.
    pub fn grouped(places: &[(Rect, Rect)]) -> Vec<Vec<Rect>> {
        let joined = Rect::joined(places.iter().map(|(_, reach)| *reach));
        let inside = |j: Rect| {
            let of_group = places.iter().filter(|(r, _)| j.contains(r.x + r.w / 2, r.y + r.h / 2));
            of_group.map(|(r, _)| *r).collect()
        };
        joined.into_iter().map(inside).collect()
    }

    /// Its corners.
    pub const fn quad(self) -> Quad {
        Quad::from_bounds(self.x as f32, self.y as f32, self.right() as f32, self.bottom() as f32)
    }

    /// First column to the right of the rectangle.
    pub const fn right(self) -> u32 {
        self.x.saturating_add(self.w)
    }

    /// First row below the rectangle.
    pub const fn bottom(self) -> u32 {
        self.y.saturating_add(self.h)
    }

    /// True when the two share at least one pixel.
    pub const fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The smallest rectangle that holds both.
    pub fn union(self, other: Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }

    /// The rectangle with `dx` pixels more to the left and right and `dy` more above and below, as far as the grid's edge at 0.
    pub const fn grown(self, dx: u32, dy: u32) -> Rect {
        let (x, y) = (self.x.saturating_sub(dx), self.y.saturating_sub(dy));
        Rect { x, y, w: self.right().saturating_add(dx) - x, h: self.bottom().saturating_add(dy) - y }
    }

    /// True when pixel (`x`, `y`) lies inside.
    pub const fn contains(self, x: u32, y: u32) -> bool {
        x >= self.x && x < self.right() && y >= self.y && y < self.bottom()
    }

    /// The rectangle cut to a picture of `w` × `h` pixels; `None` when nothing is left.
    pub fn clip(self, w: u32, h: u32) -> Option<Rect> {
        let (r, b) = (self.right().min(w), self.bottom().min(h));
        (self.x < r && self.y < b).then(|| Rect { x: self.x, y: self.y, w: r - self.x, h: b - self.y })
    }
}

impl Quad {
    /// The quad of an axis-parallel rectangle.
    pub const fn from_bounds(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Quad([
            Point::new(left, top),
            Point::new(right, top),
            Point::new(right, bottom),
            Point::new(left, bottom),
        ])
    }

    /// Length along the text: the mean of the first and the third side.
    pub fn width(&self) -> f32 {
        let [a, b, c, d] = self.0;
        (a.distance(b) + d.distance(c)) / 2.0
    }

    /// Extent across the text: the mean of the second and the fourth side.
    pub fn height(&self) -> f32 {
        let [a, b, c, d] = self.0;
        (a.distance(d) + b.distance(c)) / 2.0
    }

    /// The longer of width and height, and the shorter.
    pub fn sides(&self) -> (f32, f32) {
        let (w, h) = (self.width(), self.height());
        (w.max(h), w.min(h))
    }

    /// Middle of the side at which its text begins.
    pub fn start(&self) -> Point {
        self.0[0].toward(self.0[3], 0.5)
    }

    /// Middle of the side at which its text ends.
    pub fn end(&self) -> Point {
        self.0[1].toward(self.0[2], 0.5)
    }

    /// How far along the row of its text, from its beginning, `p` lies, and how far below the row, in pixels.
    pub fn in_row(&self, p: Point) -> (f32, f32) {
        p.along(self.start(), self.0[0].direction(self.0[1]))
    }

    /// Mean of the corners.
    pub fn center(&self) -> Point {
        let sum = self.0.iter().fold(Point::default(), |s, p| Point::new(s.x + p.x, s.y + p.y));
        Point::new(sum.x / 4.0, sum.y / 4.0)
    }

    /// Area in square pixels (shoelace formula), whatever the direction of the corners.
    pub fn area(&self) -> f32 {
        let next = self.0.iter().cycle().skip(1);
        let twice: f32 = self.0.iter().zip(next).map(|(p, q)| p.x * q.y - q.x * p.y).sum();
        twice.abs() / 2.0
    }

    /// Left, top, right and bottom of the smallest axis-parallel rectangle around the quad.
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        self.0.iter().fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |(l, t, r, b), p| {
            (l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y))
        })
    }

    /// The quad from the start of this one to the end of `other`, which lies further along the same row.
    pub fn to_end_of(&self, other: &Quad) -> Quad {
        let ([a, .., d], [_, b, c, _]) = (self.0, other.0);
        Quad([a, b, c, d])
    }

    /// The whole pixels of a picture of `w` × `h` pixels that the quad's bounds touch, at least one.
    pub fn bounding_rect(&self, w: u32, h: u32) -> Rect {
        let (l, t, r, b) = self.bounds();
        let low = |v: f32, limit: u32| (v.floor().max(0.0) as u32).min(limit.saturating_sub(1));
        let (x, y) = (low(l, w), low(t, h));
        let high =
            |v: f32, low: u32, limit: u32| (v.ceil().max(0.0) as u32).clamp(low + 1, limit.max(low + 1));
        Rect { x, y, w: high(r, x, w) - x, h: high(b, y, h) - y }
    }

    /// True when even the bounding rectangles of the two have nothing in common.
    fn is_apart(&self, other: &Quad) -> bool {
        let ((l, t, r, b), (left, top, right, bottom)) = (self.bounds(), other.bounds());
        r < left || right < l || b < top || bottom < t
    }

    /// The share of this (convex) quad's area that lies inside the other (0–1; 0 for an empty one), whatever the
    /// direction of the corners.
    ///
    /// Cut by each side of the other in turn (Sutherland and Hodgman 1974). The bounding rectangles alone won't do: on
    /// a skewed page that of a long line holds the short lines beside it.
    pub fn share_inside(&self, other: &Quad) -> f32 {
        // Nearly all places of a page stand apart.
        if self.is_apart(other) {
            return 0.0;
        }
        let whole = self.area();
        // Each side adds one corner at most.
        let (mut rest, mut cut) = (Vec::with_capacity(8), Vec::with_capacity(8));
        rest.extend(self.0);
        let turn = |a: Point, b: Point, p: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
        let [a, b, c, d] = other.0;
        let clockwise = turn(a, b, c) + turn(c, d, a) >= 0.0;
        for (from, to) in [(a, b), (b, c), (c, d), (d, a)] {
            let side = |p: Point| if clockwise { turn(from, to, p) } else { -turn(from, to, p) };
            cut.clear();
            for (&p, &q) in rest.iter().zip(rest.iter().cycle().skip(1)) {
                let (sp, sq) = (side(p), side(q));
                if sp >= 0.0 {
                    cut.push(p);
                }
                if (sp >= 0.0) != (sq >= 0.0) {
                    cut.push(p.toward(q, sp / (sp - sq)));
                }
            }
            std::mem::swap(&mut rest, &mut cut);
        }
        let next = rest.iter().cycle().skip(1);
        let twice: f32 = rest.iter().zip(next).map(|(p, q)| p.x * q.y - q.x * p.y).sum();
        if whole > 0.0 { (twice.abs() / 2.0 / whole).min(1.0) } else { 0.0 }
    }

    /// The quad with every corner mapped by `f`.
    pub fn map(&self, f: impl Fn(Point) -> Point) -> Quad {
        Quad(self.0.map(f))
    }

    /// The quad `x` pixels further right and `y` further down: from the grid of a part to that of the whole.
    pub fn shifted(&self, x: f32, y: f32) -> Quad {
        self.map(|p| Point::new(p.x + x, p.y + y))
    }

    /// The quad grown by `along` pixels at both ends of the text and by `across` pixels above and below it.
    pub fn grown(&self, along: f32, across: f32) -> Quad {
        let [a, b, c, d] = self.0;
        let u = a.toward(d, 0.5).direction(b.toward(c, 0.5));
        let v = a.toward(b, 0.5).direction(d.toward(c, 0.5));
        let shift = |p: Point, s: f32, t: f32| {
            Point::new(p.x + u.x * along * s + v.x * across * t, p.y + u.y * along * s + v.y * across * t)
        };
        Quad([shift(a, -1.0, -1.0), shift(b, 1.0, -1.0), shift(c, 1.0, 1.0), shift(d, -1.0, 1.0)])
    }

    /// The part of the quad between the fractions `from` and `to` of its length.
    pub fn part(&self, from: f32, to: f32) -> Quad {
        let [a, b, c, d] = self.0;
        Quad([a.toward(b, from), a.toward(b, to), d.toward(c, to), d.toward(c, from)])
    }
}

/// The middle one of some lengths, slopes or ratios; `None` where there are none.
pub fn middle(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_unstable_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(quad: Quad, degrees: f32) -> Quad {
        let (sin, cos) = degrees.to_radians().sin_cos();
        quad.map(|p| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos))
    }

    #[test]
    fn a_short_line_beside_a_skewed_long_one_is_not_inside_it() {
        let long = turned(Quad::from_bounds(0.0, 0.0, 1000.0, 20.0), 6.0);
        let short = turned(Quad::from_bounds(400.0, -30.0, 520.0, -8.0), 6.0);
        assert_eq!(short.share_inside(&long), 0.0);
    }

    #[test]
    fn shares_don_t_depend_on_the_direction_of_the_corners() {
        let (a, b) = (Quad::from_bounds(0.0, 0.0, 10.0, 10.0), Quad::from_bounds(5.0, 0.0, 25.0, 10.0));
        let flip = |q: Quad| Quad([q.0[3], q.0[2], q.0[1], q.0[0]]);
        for (p, q) in [(a, b), (flip(a), b), (a, flip(b)), (turned(a, 33.0), turned(b, 33.0))] {
            assert!((p.share_inside(&q) - 0.5).abs() < 1e-4);
            assert!((q.share_inside(&p) - 0.25).abs() < 1e-4);
        }
    }
}
