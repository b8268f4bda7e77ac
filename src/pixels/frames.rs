//! Finds frames: closed outlines of ink, square or round, of a seal's size and at any tilt.
//!
//! Personal seals stand close together in the rows of a table, so that a look at the page in coarse cells joins them. Their
//! frames are apart. It knows pixels, not text: a character like 国 has a frame too.

use image::RgbImage;
use imageproc::geometry::convex_hull;

use super::areas::Area;
use super::bitmap::Bitmap;
use super::ink::{self, MARKS};
use super::outline::{corners, smallest_quad};
use super::squares::squares;
use super::{red, scale};
use crate::geometry::{Point, Quad};

/// Longer side, in pixels, at which frames are looked for: the thin frame of a seal of 8 mm on A4 is a pixel wide.
const SIDE: u32 = 1800;
/// Half the side of the square whose mean is taken as the paper around a pixel: wider than the ring of a seal.
const AROUND: usize = 30;
/// How much darker than its surroundings a frame is: this part of the page's range from ink to paper …
const CONTRAST: f32 = 0.12;
/// … and at least as much (0–255).
const LEAST: f32 = 12.0;
/// Longer side of a frame as a share of [`SIDE`]: from 5 mm, or a row of a long name, to 48 mm on A4.
const LONG: std::ops::Range<f32> = 0.017..0.16;
/// Shorter side of one, likewise.
const SHORT: f32 = 0.011;
/// Longer over shorter side of one: a row of ten characters.
const ASPECT: f32 = 11.0;
/// The same up to which a frame may be a ring: a column of three characters stands in an oval.
const OVAL: f32 = 2.2;
/// The same up to which it is a circle, whose smallest rectangle may lie in any direction.
const CIRCLE: f32 = 1.1;
/// How far inside its rectangle, as a share of the shorter side, a frame's line may lie: frames are worn and bent.
const DEEP: f32 = 0.12;
/// Gaps in a worn frame that are bridged, in pixels on either side: a seal on a dark photo lacks a millimetre here and there.
const WORN: usize = 5;
/// Share of a frame's area up to which one in it may be a character.
const SMALL: f32 = 0.25;
/// A frame in bars that lies within another one is a part of that, a double line or strokes, unless that one is this many times as
/// large: an office's ring holds a personal seal.
const MUCH: f32 = 3.0;
/// How far out of a frame without its ruling, in pixels, the ruling may lie.
const EDGE: usize = 8;
/// Longer side of ink in which a frame may be joined with other ink, as a share of [`SIDE`]: from two seals to an office's with a
/// signature; and the share of its bounds that such ink fills at most, less than a picture does.
const JOINED: std::ops::Range<f32> = 0.025..0.3;
const FILLED: f32 = 0.5;
/// Sides of a frame in bars, likewise: from the width of one column, 4 mm, to the length of five characters and 印.
const IN_BARS: std::ops::Range<f32> = 0.013..0.15;
/// Places along each side that are looked at.
const PLACES: usize = 32;
/// Share of them with ink, on all sides together and on each.
const CLOSED: f32 = 0.72;
const CLOSED_SIDE: f32 = 0.5;

/// A closed outline of ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The smallest rectangle around it, from the top left corner.
    pub quad: Quad,
    /// True for a ring.
    pub is_round: bool,
    /// How its ink is told from what it touches.
    pub found: Found,
    /// True for one that was found in red ink alone.
    pub is_red: bool,
}

/// How a frame's ink is told from other ink, the surest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// It touches nothing else.
    Apart,
    /// It crosses other ink, and its sides are straight bars of the two.
    InBars,
    /// It is worn or touches ruling, and is put together from pieces: letters may make one by chance.
    InPieces,
}

/// The frames of `page`, in its grid.
pub fn frames(page: &RgbImage) -> Vec<Frame> {
    let (w, h) = page.dimensions();
    let shrink = (SIDE as f32 / w.max(h).max(1) as f32).min(1.0);
    let side = |v: u32| ((v as f32 * shrink).round() as u32).max(1);
    let small = scale::resize(page, side(w), side(h));
    let longer = small.width().max(small.height()) as f32;
    let (sx, sy) = (w as f32 / small.width() as f32, h as f32 / small.height() as f32);
    let dark: Vec<u8> = small.pixels().map(|p| ink::darkest(p.0)).collect();
    let levels = MARKS.levels(dark.iter().copied());
    let contrast = (CONTRAST * (levels.paper - levels.ink)).max(LEAST) as u32;
    let columns = small.width() as usize;
    let inked = Bitmap { ink: ink::darker_than_around(&dark, columns, AROUND, contrast), columns };
    // Red frames cross the black ruling of tables.
    let of_red = small.pixels().zip(&inked.ink).map(|(p, ink)| *ink && red::is_red(p));
    let reds = Bitmap { ink: of_red.collect(), ..inked };
    let unruled = inked.without_ruling();
    let mut found: Vec<Frame> = Vec::new();
    let mut add = |frame: Frame| {
        let quad = frame.quad.map(|p| Point::new(p.x * sx, p.y * sy));
        // Pieces that hold several frames are what those were joined to; they may hold a character like 国.
        let within = |f: &&Frame| f.found == Found::Apart && f.quad.lies_on(&quad);
        let holds = |f: &Frame, most: f32| quad.lies_on(&f.quad) && f.quad.area() < most * quad.area();
        let is_known = |f: &Frame| match frame.found {
            Found::Apart => f.quad.is_same_place(&quad),
            Found::InBars => f.quad.is_same_place(&quad) || holds(f, MUCH),
            Found::InPieces => holds(f, f32::INFINITY) || (within(&f) && f.quad.area() > SMALL * quad.area()),
        };
        let joins = frame.found == Found::InPieces && found.iter().filter(within).count() > 1;
        if !joins && !found.iter().any(is_known) {
            found.push(Frame { quad, ..frame });
        }
    };
    // What touches is one frame; one that crosses other ink is in its bars, a worn one is in pieces, and one in a table touches its
    // ruling.
    let (red_areas, unruled_areas) = (reds.areas(), unruled.areas());
    let mut of = |areas: &[Area], is_red: bool, frames: &dyn Fn(&Area) -> Vec<Frame>| {
        areas.iter().flat_map(frames).for_each(|f| add(Frame { is_red, ..f }));
    };
    let outline = |area: &Area, ink: &Bitmap, how: Found| frame(area, ink, longer, how).into_iter().collect();
    of(&red_areas, true, &|area| outline(area, &reds, Found::Apart));
    of(&inked.areas(), false, &|area| outline(area, &inked, Found::Apart));
    of(&red_areas, true, &|area| joined(area, columns, longer));
    of(&unruled_areas, false, &|area| joined(area, columns, longer));
    of(&reds.widened(WORN).areas(), true, &|area| outline(area, &reds, Found::InPieces));
    of(&unruled_areas, false, &|area| outline(area, &inked, Found::InPieces));
    found
}

/// The frames that are joined with other ink in `area`, the most closed first.
fn joined(area: &Area, columns: usize, longer: f32) -> Vec<Frame> {
    let (w, h) = (area.columns.len(), area.rows.len());
    let is_joined =
        JOINED.contains(&(w.max(h) as f32 / longer)) && area.places.len() as f32 <= FILLED * (w * h) as f32;
    if !is_joined {
        return Vec::new();
    }
    let (corner, own) = Bitmap::of(area, columns);
    let found = squares(&own, &(IN_BARS.start * longer..IN_BARS.end * longer));
    let mut closed: Vec<(f32, Quad)> =
        found.into_iter().filter_map(|q| Some((closed(&q, &own)?, q))).collect();
    closed.sort_by(|a, b| b.0.total_cmp(&a.0));
    let frame = |(_, quad): (f32, Quad)| Frame {
        quad: quad.shifted(corner.x, corner.y),
        is_round: false,
        found: Found::InBars,
        is_red: false,
    };
    closed.into_iter().map(frame).collect()
}

/// The smallest rectangle around `area`, if the ink of `all` runs along all of it, or around the oval in it.
fn frame(area: &Area, all: &Bitmap, longer: f32, found: Found) -> Option<Frame> {
    let (w, h) = (area.columns.len() as f32 / longer, area.rows.len() as f32 / longer);
    if !LONG.contains(&w.max(h)) || w.min(h) < SHORT {
        return None;
    }
    let inked = area.places.iter().filter(|at| all.has(**at));
    let pixels = inked.map(|at| (at % all.columns, at / all.columns));
    let hull = convex_hull(corners(pixels));
    if hull.len() < 3 {
        return None;
    }
    let quad = smallest_quad(&hull);
    let quad = if found == Found::InPieces { snapped(&quad, all) } else { quad };
    let (long, short) = quad.sides();
    if short < SHORT * longer || long > ASPECT * short {
        return None;
    }
    // Letters within run along the sides of a corner of a worn frame, so that only its own ink counts.
    let own = (found == Found::Apart).then(|| Bitmap::of(area, all.columns));
    let (seen, ink) = match &own {
        Some((corner, own)) => (quad.map(|p| Point::new(p.x - corner.x, p.y - corner.y)), own),
        None => (quad, all),
    };
    if closed(&seen, ink).is_some() {
        return Some(Frame { quad, is_round: false, found, is_red: false });
    }
    let is_round = long < OVAL * short && is_ring(&seen, ink);
    let quad = if long < CIRCLE * short { area.bounds() } else { quad };
    is_round.then_some(Frame { quad, is_round, found, is_red: false })
}

/// `quad` with each side moved out to the ink that runs along it within a few pixels: ruling that was taken off may have been
/// its edge.
fn snapped(quad: &Quad, ink: &Bitmap) -> Quad {
    let outward = |from: Point, to: Point, inner: Point| {
        let out = inner.direction(from);
        let inked = |by: f32| {
            let at = |k: usize| from.toward(to, (k as f32 + 0.5) / PLACES as f32);
            let on = |p: Point| ink.at(Point::new(p.x + out.x * by, p.y + out.y * by));
            (0..PLACES).filter(|k| on(at(*k))).count() as f32 >= CLOSED * PLACES as f32
        };
        (1..=EDGE).rev().map(|by| by as f32 - 0.5).find(|by| inked(*by)).map_or(0.0, |by| by + 0.5)
    };
    let [a, b, c, d] = quad.0;
    let (top, right, bottom, left) = (outward(a, b, d), outward(b, c, a), outward(c, d, b), outward(d, a, c));
    let (along, across) = (a.direction(b), a.direction(d));
    let moved = |p: Point, x: f32, y: f32| {
        Point::new(p.x + along.x * x + across.x * y, p.y + along.y * x + across.y * y)
    };
    Quad([moved(a, -left, -top), moved(b, right, -top), moved(c, right, bottom), moved(d, -left, bottom)])
}

/// The share of the four sides of `quad` that ink runs along; `None` where it lacks too much of one.
fn closed(quad: &Quad, ink: &Bitmap) -> Option<f32> {
    let depth = DEEP * quad.width().min(quad.height()) + 1.0;
    let [a, b, c, d] = quad.0;
    // Each side, and the corner that its start is followed by across it.
    let shares: Vec<f32> = [(a, b, d), (b, c, a), (c, d, b), (d, a, c)]
        .into_iter()
        .map(|(from, to, across)| {
            let inward = from.direction(across);
            let inked = (0..PLACES).filter(|k| {
                let edge = from.toward(to, (*k as f32 + 0.5) / PLACES as f32);
                ink.between(edge, Point::new(edge.x + inward.x * depth, edge.y + inward.y * depth))
            });
            inked.count() as f32 / PLACES as f32
        })
        .collect();
    let share = shares.iter().sum::<f32>() / 4.0;
    (shares.iter().all(|s| *s >= CLOSED_SIDE) && share >= CLOSED).then_some(share)
}

/// True when ink runs all around the oval in `quad`.
fn is_ring(quad: &Quad, ink: &Bitmap) -> bool {
    let [a, b, .., d] = quad.0;
    let (middle, along, down) = (quad.center(), a.direction(b), a.direction(d));
    let (w, h) = (quad.width() / 2.0, quad.height() / 2.0);
    let deep = w.min(h) * 2.0 * DEEP + 1.0;
    let inked = (0..4 * PLACES).filter(|k| {
        let (sin, cos) = (*k as f32 / (4 * PLACES) as f32 * std::f32::consts::TAU).sin_cos();
        let at = |by: f32| {
            let (x, y) = ((w - by) * cos, (h - by) * sin);
            Point::new(middle.x + along.x * x + down.x * y, middle.y + along.y * x + down.y * y)
        };
        ink.between(at(0.0), at(deep))
    });
    inked.count() as f32 / (4 * PLACES) as f32 >= CLOSED
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;
    use image::Rgb;

    /// Adds a frame, 80 by 60 pixels, or a ring, 80 wide, around (`x`, `y`), turned by `degrees`; a row of blocks is in it.
    fn stamp(page: &mut RgbImage, (x, y): (f32, f32), degrees: f32, round: bool) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        for (px, py, p) in page.enumerate_pixels_mut() {
            let (dx, dy) = (px as f32 + 0.5 - x, py as f32 + 0.5 - y);
            let (u, v) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
            let out = if round { u.hypot(v) / 40.0 } else { (u / 40.0).max(v / 30.0) };
            if (0.92..1.0).contains(&out) || (v < 12.0 && u < 20.0 && u % 10.0 < 6.0) {
                p.0 = [200, 40, 40];
            }
        }
    }

    #[test]
    fn frames_that_stand_close_are_told_apart() {
        let mut page = RgbImage::from_pixel(1200, 1600, Rgb([240; 3]));
        stamp(&mut page, (300.0, 300.0), 0.0, false);
        stamp(&mut page, (300.0, 368.0), 6.0, false);
        stamp(&mut page, (600.0, 300.0), 0.0, true);
        let found = frames(&page);
        let near = |x: f32, y: f32| found.iter().find(|f| f.quad.center().distance(Point::new(x, y)) < 3.0);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            [near(300.0, 300.0), near(600.0, 300.0)].map(|f| f.map(|f| f.is_round)),
            [Some(false), Some(true)]
        );
        let tilted = near(300.0, 368.0).expect("the tilted one").quad;
        assert!((tilted.width() - 80.0).abs() < 4.0 && (tilted.height() - 60.0).abs() < 4.0, "{tilted:?}");
        let [a, b, ..] = tilted.0;
        assert!(((b.y - a.y).atan2(b.x - a.x).to_degrees() - 6.0).abs() < 1.5, "{tilted:?}");
    }

    #[test]
    fn a_frame_over_the_ring_of_an_office_is_found() {
        let mut page = RgbImage::from_fn(1200, 1600, |x, y| {
            let on_ring = (110.0..115.0).contains(&(x as f32 - 210.0).hypot(y as f32 - 330.0));
            Rgb(if on_ring { [200, 40, 40] } else { [240; 3] })
        });
        stamp(&mut page, (300.0, 270.0), 5.0, false);
        let found = frames(&page);
        let seal = found.iter().find(|f| f.quad.center().distance(Point::new(300.0, 270.0)) < 3.0);
        assert_eq!(
            seal.map(|f| (f.found, f.is_red, f.is_round)),
            Some((Found::InBars, true, false)),
            "{found:?}"
        );
    }

    #[test]
    fn a_column_over_a_signature_is_found() {
        let mut page = RgbImage::from_pixel(1200, 1600, Rgb([240; 3]));
        for (x, y, p) in page.enumerate_pixels_mut() {
            let (dx, dy) = (x.abs_diff(300), y.abs_diff(400));
            let frame = dx <= 18 && dy <= 66 && (dx > 15 || dy > 63);
            let stroke = (200..420).contains(&x) && (x / 4 + 270).abs_diff(y) < 3;
            if frame || stroke {
                p.0 = [40; 3];
            }
        }
        let found = frames(&page);
        let column = found.iter().find(|f| f.quad.center().distance(Point::new(300.5, 400.5)) < 4.0);
        assert_eq!(column.map(|f| f.found), Some(Found::InBars), "{found:?}");
        let quad = column.expect("the column").quad;
        assert!((quad.width() - 37.0).abs() < 4.0 && (quad.height() - 133.0).abs() < 6.0, "{quad:?}");
    }

    #[test]
    fn an_oval_around_a_column_is_a_ring_and_a_word_is_none() {
        let (sin, cos) = 10.0_f32.to_radians().sin_cos();
        let page = RgbImage::from_fn(1200, 1600, |x, y| {
            let (dx, dy) = (x as f32 - 300.0, y as f32 - 400.0);
            let out = ((dx * cos + dy * sin) / 40.0).hypot((dy * cos - dx * sin) / 75.0);
            let word = (600..720).contains(&x) && (380..430).contains(&y) && (x + 2 * y) % 9 < 4;
            Rgb(if (0.93..1.0).contains(&out) || word { [40; 3] } else { [240; 3] })
        });
        let found: Vec<Frame> = frames(&page).into_iter().filter(|f| f.is_round).collect();
        let [oval] = found.as_slice() else { panic!("{found:?}") };
        let (long, short) = oval.quad.sides();
        assert!((long - 150.0).abs() < 5.0 && (short - 80.0).abs() < 5.0, "{oval:?}");
    }

    #[test]
    fn a_disc_lies_as_the_page_does() {
        let page = RgbImage::from_fn(1200, 1600, |x, y| {
            let (dx, dy) = (x as f32 - 300.0, y as f32 - 400.0);
            Rgb(if dx.hypot(dy) < 40.0 { [200, 40, 40] } else { [240; 3] })
        });
        let found = frames(&page);
        let [a, b, ..] = found.first().expect("the disc").quad.0;
        assert!(found.iter().all(|f| f.is_round) && (a.y - b.y).abs() < 0.1 && b.x - a.x > 75.0, "{found:?}");
    }

    #[test]
    fn a_red_frame_crosses_black_ruling() {
        let mut page = RgbImage::from_pixel(1200, 1600, Rgb([240; 3]));
        for x in 100..1100 {
            for y in [280, 281, 330, 331] {
                page.put_pixel(x, y, Rgb([30; 3]));
            }
        }
        stamp(&mut page, (300.0, 300.0), 0.0, false);
        let found = frames(&page);
        assert!(found.iter().any(|f| f.quad.center().distance(Point::new(300.0, 300.0)) < 3.0), "{found:?}");
    }

    #[test]
    fn print_rules_and_paper_are_no_frames() {
        let page = RgbImage::from_fn(1200, 1600, |x, y| {
            let rule = y % 400 < 3 || x % 600 < 3;
            let print = y % 60 < 24 && x % 30 < 18 && (x + y) % 7 < 2;
            Rgb(if rule || print { [20; 3] } else { [235; 3] })
        });
        assert_eq!(frames(&page), []);
    }
}
