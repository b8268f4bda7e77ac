//! What a seal prints, cut into its characters: the frame is taken off, and columns and rows are parted where ink
//! leaves room between them.
//!
//! Knows one seal's picture; neither the page nor what the characters are.

use std::ops::Range;

use image::{Rgb, RgbImage, imageops};

use super::arrangement::Arrangement;
use super::kind::{self, FROM_EDGE, is_round};
use crate::geometry::Rect;
use crate::nets::engine::CROP_HEIGHT;
use crate::pixels::areas::{Area, connected, widened};
use crate::pixels::ink::{GRAIN, Levels, SEAL, SPREAD};
use crate::pixels::scale;

/// Connected ink as wide and as high as this share of the seal is its frame: no character is.
const FRAME: f32 = 0.62;
/// Distance from the middle, of a round seal's radius, beyond which all ink is its ring.
const RING: f32 = 0.78;
/// The same of a square one, in halves of its sides, for the levels of its characters: a frame is a twentieth wide.
const WITHIN: f32 = 0.95;
/// Pixels at a frame's edge that go with it: they are half ink.
const EDGE: usize = 1;
/// Ink thinner than this share of a square seal, longer than [`SIDE_PIECE`] and further from the middle than [`BORDER`], in halves of
/// its sides, is a piece of its frame: further in it is a stroke of 忄 or 亻.
const THIN: f32 = 0.12;
const SIDE_PIECE: f32 = 0.3;
const BORDER: f32 = 0.7;
/// Least part of the ink in the seal's middle that stays once the frame is off; where less does, strokes hang on the
/// frame, and fixed shares are cut off instead.
const STAYS: f32 = 0.7;
const FIXED_FRAME: f32 = 0.05;
const FIXED_RING: f32 = 0.12;
/// Share of ink within a frame below which no name was cut into it.
const EMPTY: f32 = 0.12;
/// Share of an imprint's ink below which a piece of it is a speck: a dot of one of ten characters is larger.
const SPECK: f32 = 0.004;
/// How far from its even place, in cells, a cut between two columns or rows may lie.
const CUT: f32 = 0.25;
/// Share of ink of a character's cell below which there is no character, and from which there are no strokes.
const BLANK: f32 = 0.02;
const SOLID: f32 = 0.85;
/// Side of a character in the strip: a margin stays, or neighbours grow together.
const CELL: u32 = CROP_HEIGHT - 2 * AROUND;
const AROUND: u32 = 3;
/// Longest row, in its heights.
const LONGEST: u32 = 12;
/// A seal's characters: dark on a light ground, whatever its colour and kind.
pub struct Imprint {
    picture: RgbImage,
    ink: Vec<bool>,
    inside: Rect,
}

impl Imprint {
    /// The imprint on `picture`, which holds the seal and hardly more, without its frame; `None` when characters would go
    /// with that, or no ink is left.
    pub fn bare(picture: &RgbImage) -> Option<Imprint> {
        let round = is_round(picture);
        let is_filled = |paper| kind::is_dense(picture, paper) && !kind::has_gap(picture, paper, round);
        Imprint::whole(picture, is_filled)?.without_frame(round)
    }

    /// The imprint with a fixed share cut off on every side, whatever stands there: for frames that strokes hang on, and for filled
    /// ones that look as if there was a gap. `None` for a frame without a seal's ink, like the cell of a table.
    pub fn within(picture: &RgbImage) -> Option<Imprint> {
        let (w, h) = picture.dimensions();
        let share = if is_round(picture) { FIXED_RING } else { FIXED_FRAME };
        let (dx, dy) = ((share * w as f32) as u32, (share * h as f32) as u32);
        let inside = Rect { x: dx, y: dy, w: (w - 2 * dx).max(1), h: (h - 2 * dy).max(1) };
        let imprint = Imprint { inside, ..Imprint::whole(picture, |paper| kind::is_dense(picture, paper))? };
        let ink = imprint.count(dx..inside.right(), dy..inside.bottom()) as f32;
        (ink >= EMPTY * (inside.w * inside.h) as f32).then_some(imprint)
    }

    /// All that is printed on `picture`, whose characters are its paper where `is_filled` says so of the paper's level; `None` where that
    /// is no more than grain.
    fn whole(picture: &RgbImage, is_filled: impl Fn(f32) -> bool) -> Option<Imprint> {
        let (w, h) = picture.dimensions();
        let levels = SEAL.levels(picture.pixels().map(|p| p.0[1]));
        if levels.paper - levels.ink < GRAIN {
            return None;
        }
        let picture = stretched(picture, levels, is_filled(levels.paper));
        Some(Imprint { ink: strokes(&picture), picture, inside: Rect { x: 0, y: 0, w, h } })
    }

    fn without_frame(self, round: bool) -> Option<Imprint> {
        let (w, h) = self.picture.dimensions();
        let (columns, rows) = (w as usize, h as usize);
        let mut frame = vec![false; self.ink.len()];
        for area in
            connected(columns, rows, &self.ink).into_iter().filter(|a| is_frame(a, columns, rows, round))
        {
            for at in area.places {
                frame[at] = true;
            }
        }
        let middle = |length: u32| length / FROM_EDGE..(FROM_EDGE - 1) * length / FROM_EDGE;
        let middle = |i: &Imprint| i.count(middle(w), middle(h)) as f32;
        let all = middle(&self);
        let mut bare = self;
        bare.ink.iter_mut().zip(&frame).for_each(|(ink, frame)| *ink &= !frame);
        let left = middle(&bare);
        if left < STAYS * all {
            return None;
        }
        bare.clear(&widened(&frame, columns, EDGE));
        bare.spread(|at| is_inside(at, columns, rows, round));
        bare.drop_specks(|a| round && a.places.iter().all(|at| !is_inside(*at, columns, rows, round)));
        bare.inside = bare.inked(0..w, 0..h);
        bare.ink.contains(&true).then_some(bare)
    }

    /// Makes what is marked paper.
    fn clear(&mut self, marked: &[bool]) {
        for ((p, ink), marked) in self.picture.pixels_mut().zip(&mut self.ink).zip(marked) {
            if *marked {
                p.0 = [255; 3];
                *ink = false;
            }
        }
    }

    /// Spreads the levels of the pixels that are `inside` from ink to paper: characters are often paler than their frame.
    fn spread(&mut self, inside: impl Fn(usize) -> bool) {
        let pixels = self.picture.pixels().enumerate().filter(|(at, _)| inside(*at));
        let levels = SEAL.levels(pixels.map(|(_, p)| p.0[1]));
        if levels.paper - levels.ink < GRAIN {
            return;
        }
        self.picture = stretched(&self.picture, levels, false);
        self.ink = strokes(&self.picture);
    }

    /// Takes specks, which are small or of which `is_beyond` is true, for paper.
    fn drop_specks(&mut self, is_beyond: impl Fn(&Area) -> bool) {
        let (w, h) = self.picture.dimensions();
        let all = self.ink.iter().filter(|ink| **ink).count() as f32;
        for area in connected(w as usize, h as usize, &self.ink) {
            if (area.places.len() as f32) < SPECK * all || is_beyond(&area) {
                area.places.iter().for_each(|at| self.ink[*at] = false);
            }
        }
    }

    /// Which pixels are ink.
    pub fn ink(&self) -> &[bool] {
        &self.ink
    }

    /// True when each character of `arrangement` has ink, and paper between its strokes.
    pub fn holds(&self, arrangement: &Arrangement) -> bool {
        let cells = self.cells(&arrangement.columns);
        cells.iter().flatten().all(|Rect { x, y, w, h }| {
            let ink = self.count(*x..x + w, *y..y + h) as f32;
            (BLANK..SOLID).contains(&(ink / (w * h) as f32))
        })
    }

    /// The characters side by side, in the order of `arrangement`.
    pub fn strip(&self, arrangement: &Arrangement) -> RgbImage {
        let cells = self.cells(&arrangement.columns);
        let order = arrangement.order();
        let mut strip = RgbImage::from_pixel(CROP_HEIGHT * order.len() as u32, CROP_HEIGHT, Rgb([255; 3]));
        for (i, &(column, row)) in order.iter().enumerate() {
            let Some(cell) = cells.get(column).and_then(|column| column.get(row)) else { continue };
            let glyph = imageops::crop_imm(&self.picture, cell.x, cell.y, cell.w, cell.h).to_image();
            let at = i as u32 * CROP_HEIGHT + AROUND;
            let glyph = scale::resize(&glyph, CELL, CELL);
            imageops::replace(&mut strip, &glyph, i64::from(at), i64::from(AROUND));
        }
        strip
    }

    /// The cell of each character: those of the rightmost column first, each column with its number of them.
    fn cells(&self, columns: &[usize]) -> Vec<Vec<Rect>> {
        let Rect { x, y, .. } = self.inside;
        let (right, bottom) = (self.inside.right(), self.inside.bottom());
        let across = self.cuts(x..right, columns.len(), &|at| self.count(at..at + 1, y..bottom));
        let of_column = |(range, rows): (&Range<u32>, &usize)| {
            let Rect { x, y, w, h } = self.inked(range.clone(), y..bottom);
            let down = self.cuts(y..y + h, *rows, &|at| self.count(x..x + w, at..at + 1));
            down.into_iter()
                .map(|r| Rect { x, y: r.start, w: w.max(1), h: (r.end - r.start).max(1) })
                .collect()
        };
        across.iter().rev().zip(columns).map(of_column).collect()
    }

    /// All that is printed as one row.
    pub fn row(&self) -> RgbImage {
        let Rect { x, y, w, h } = self.inside;
        let row = imageops::crop_imm(&self.picture, x, y, w.max(1), h.max(1)).to_image();
        let width = (w * CELL / h.max(1)).clamp(CELL, LONGEST * CELL);
        let mut strip = RgbImage::from_pixel(width + 2 * AROUND, CROP_HEIGHT, Rgb([255; 3]));
        let row = scale::resize(&row, width, CELL);
        imageops::replace(&mut strip, &row, i64::from(AROUND), i64::from(AROUND));
        strip
    }

    /// `range` in `parts`, each cut where `ink` is least near its even place.
    fn cuts(&self, range: Range<u32>, parts: usize, ink: &dyn Fn(u32) -> usize) -> Vec<Range<u32>> {
        let part = (range.end - range.start) as f32 / parts.max(1) as f32;
        let cut = |i: usize| {
            let even = range.start as f32 + part * i as f32;
            let near = (even - CUT * part) as u32..=(even + CUT * part) as u32;
            let off = |at: u32| (at as f32 - even).abs() as usize;
            near.min_by_key(|&at| (ink(at), off(at))).unwrap_or(even as u32).clamp(range.start, range.end)
        };
        let edges: Vec<u32> = (0..=parts)
            .map(|i| match i {
                0 => range.start,
                i if i == parts => range.end,
                i => cut(i),
            })
            .collect();
        edges.windows(2).filter_map(|e| Some(*e.first()?..*e.last()?)).collect()
    }

    fn count(&self, xs: Range<u32>, ys: Range<u32>) -> usize {
        let width = self.picture.width() as usize;
        let at = |x: u32, y: u32| y as usize * width + x as usize;
        ys.map(|y| xs.clone().filter(|&x| self.ink.get(at(x, y)) == Some(&true)).count()).sum()
    }

    /// The bounds of the ink within the ranges; these themselves where there is none.
    fn inked(&self, xs: Range<u32>, ys: Range<u32>) -> Rect {
        let columns: Vec<u32> = xs.clone().filter(|&x| self.count(x..x + 1, ys.clone()) > 0).collect();
        let rows: Vec<u32> = ys.clone().filter(|&y| self.count(xs.clone(), y..y + 1) > 0).collect();
        match (columns.as_slice(), rows.as_slice()) {
            ([l, .., r], [t, .., b]) => Rect { x: *l, y: *t, w: r + 1 - l, h: b + 1 - t },
            _ => Rect { x: xs.start, y: ys.start, w: xs.end - xs.start, h: ys.end - ys.start },
        }
    }
}

/// The green light, spread from ink to paper, and turned round where the characters are the lighter part.
fn stretched(picture: &RgbImage, Levels { ink, paper }: Levels, filled: bool) -> RgbImage {
    let mut picture = picture.clone();
    for p in picture.pixels_mut() {
        let level = ((f32::from(p.0[1]) - ink) / (paper - ink).max(1.0) * 255.0).clamp(0.0, 255.0) as u8;
        p.0 = [if filled { 255 - level } else { level }; 3];
    }
    picture
}

/// Which pixels of a stretched picture are ink.
fn strokes(stretched: &RgbImage) -> Vec<bool> {
    stretched.pixels().map(|p| p.0[0] < SPREAD).collect()
}

/// True for a place within the frame of a seal of `w` × `h` pixels, where its characters may stand.
fn is_inside(at: usize, w: usize, h: usize, round: bool) -> bool {
    let (dx, dy) = from_middle(at, w, h);
    if round { dx.hypot(dy) < RING } else { dx.abs().max(dy.abs()) < WITHIN }
}

/// How far a place lies from the middle of a seal of `w` × `h` pixels, in halves of its sides.
fn from_middle(at: usize, w: usize, h: usize) -> (f32, f32) {
    let (x, y) = ((at % w) as f32 + 0.5, (at / w) as f32 + 0.5);
    (2.0 * x / w as f32 - 1.0, 2.0 * y / h as f32 - 1.0)
}

/// True when connected ink is the frame of a seal of `w` × `h` pixels, or a piece of it.
fn is_frame(ink: &Area, w: usize, h: usize, round: bool) -> bool {
    let (cw, ch) = (ink.columns.len() as f32 / w as f32, ink.rows.len() as f32 / h as f32);
    let (long, short) = (cw.max(ch), cw.min(ch));
    let in_ring = |at: &usize| {
        let (dx, dy) = from_middle(*at, w, h);
        dx.hypot(dy) > RING
    };
    let at_border = |at: &usize| {
        let (dx, dy) = from_middle(*at, w, h);
        dx.abs().max(dy.abs()) > BORDER
    };
    let is_piece = match round {
        true => ink.places.iter().all(in_ring),
        false => short < THIN && long > SIDE_PIECE && ink.places.iter().all(at_border),
    };
    short > FRAME || is_piece
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::super::arrangement::Along;
    use super::*;

    /// Four blocks of ink within a frame; the lower right one is missing.
    fn seal(round: bool) -> RgbImage {
        RgbImage::from_fn(80, 80, |x, y| {
            let (dx, dy) = (x as f32 - 39.5, y as f32 - 39.5);
            let frame = if round {
                (36.0..39.5).contains(&dx.hypot(dy))
            } else {
                x.min(y).min(79 - x).min(79 - y) < 4
            };
            let block = |l: u32, t: u32| (l..l + 16).contains(&x) && (t..t + 16).contains(&y);
            let ink = frame || block(20, 20) || block(44, 20) || block(20, 44);
            Rgb(if ink { [200, 40, 40] } else { [245, 240, 230] })
        })
    }

    #[test]
    fn a_frame_is_taken_off_and_the_right_column_comes_first() {
        for round in [true, false] {
            let imprint = Imprint::bare(&seal(round)).expect("a frame that comes off");
            assert_eq!(imprint.inside, Rect { x: 20, y: 20, w: 40, h: 40 }, "round: {round}");
            let strip = imprint.strip(&Arrangement { columns: vec![1, 2], along: Along::Columns });
            let dark = |i: u32| strip.get_pixel(i * CROP_HEIGHT + 24, 24).0[0] < 128;
            assert_eq!((strip.width(), [0, 1, 2].map(dark)), (3 * CROP_HEIGHT, [true; 3]));
        }
    }

    #[test]
    fn a_character_has_ink_and_paper() {
        let imprint = Imprint::bare(&seal(false)).expect("a frame that comes off");
        let arrangement =
            |columns: &[usize]| Arrangement { columns: columns.to_vec(), along: Along::Columns };
        assert!(!imprint.holds(&arrangement(&[2, 2])), "the lower right one is missing");
        // Blocks are solid; strokes leave paper.
        let strokes = RgbImage::from_fn(80, 80, |x, y| {
            let ink = x % 40 > 6 && y % 40 > 6 && (x % 6 < 2 || y % 6 < 2);
            Rgb(if ink { [200, 40, 40] } else { [245, 240, 230] })
        });
        let imprint = Imprint::bare(&strokes).expect("characters without a frame");
        assert!(imprint.holds(&arrangement(&[2, 2])) && imprint.holds(&arrangement(&[1, 1])));
    }

    #[test]
    fn characters_paler_than_their_ring_are_read() {
        let mut pale = seal(true);
        for (x, y, p) in pale.enumerate_pixels_mut() {
            let (dx, dy) = (x as f32 - 39.5, y as f32 - 39.5);
            p.0 = match (dx.hypot(dy) > 34.0, p.0[1] < 128) {
                (true, true) => [60, 0, 0],
                (false, true) => [215, 165, 160],
                _ => p.0,
            };
        }
        let imprint = Imprint::bare(&pale).expect("characters");
        assert_eq!(imprint.inside, Rect { x: 20, y: 20, w: 40, h: 40 });
        assert_eq!(imprint.strip(&Arrangement::column(1)).get_pixel(16, 10).0, [0; 3], "as dark as any");
    }

    #[test]
    fn carved_characters_are_turned_dark_on_light() {
        let carved = RgbImage::from_fn(60, 60, |x, y| {
            let stroke = |v: u32| (12..20).contains(&v) || (40..48).contains(&v);
            Rgb(if stroke(x) && stroke(y) { [250; 3] } else { [180, 30, 30] })
        });
        let imprint = Imprint::bare(&carved).expect("ink");
        assert_eq!(imprint.inside, Rect { x: 12, y: 12, w: 36, h: 36 });
    }

    #[test]
    fn upright_strokes_within_a_frame_stay() {
        // The left part of 佳 and of 怡, cut out of ink.
        let carved = RgbImage::from_fn(80, 80, |x, y| {
            let stroke = (14..18).contains(&x) && ((10..37).contains(&y) || (43..70).contains(&y));
            Rgb(if stroke || ((44..66).contains(&x) && (20..60).contains(&y)) {
                [250; 3]
            } else {
                [180, 30, 30]
            })
        });
        let imprint = Imprint::bare(&carved).expect("ink");
        assert_eq!(imprint.inside, Rect { x: 14, y: 10, w: 52, h: 60 });
    }

    #[test]
    fn pictures_without_ink_give_nothing() {
        for (w, h) in [(1, 1), (2, 90), (60, 60)] {
            let blank = RgbImage::from_pixel(w, h, Rgb([230; 3]));
            assert!(Imprint::bare(&blank).is_none());
            assert!(Imprint::within(&blank).is_none());
        }
    }

    #[test]
    fn a_frame_that_strokes_hang_on_stays() {
        let mut hanging = seal(false);
        for x in 0..60 {
            for y in [22, 23, 50, 51] {
                hanging.put_pixel(x, y, Rgb([200, 40, 40]));
            }
        }
        assert!(Imprint::bare(&hanging).is_none());
    }
}
