//! Turns a probability map into text quads (DB post-processing), and shows the detector a page at the right size.
//!
//! It follows "Real-time Scene Text Detection with Differentiable Binarization" (Liao et al. 2020), §3.5: threshold,
//! contours, minimum-area rectangles, and the shrunk regions grown back by area × ratio / perimeter.

use std::borrow::Cow;

use image::imageops::crop_imm;
use image::{GrayImage, RgbImage};
use imageproc::contours::{BorderType, find_contours};

use crate::geometry::{Point, Quad, Rect};
use crate::nets::engine::{DETECTOR_UNIT, Engine, EngineError, ProbMap, Size};
use crate::nets::turns;
use crate::pixels::marks::Marks;
use crate::pixels::outline::{corners, smallest_quad};
use crate::pixels::scale;
use crate::pixels::views::{self, without_copies};

/// Probability above which a pixel counts as text (`thresh` of PP-OCRv6's `inference.yml`).
const THRESHOLD: f32 = 0.2;
/// Least mean probability of a region. The models' own 0.45 is meant for transcription; a name is lost for good with
/// its region, so fainter regions are kept and the recogniser decides.
const REGION_THRESHOLD: f32 = 0.35;
/// How far a region grows back (`unclip_ratio`).
const UNCLIP: f32 = 1.4;
/// Regions thinner than this many pixels of the map are noise (`min_size` of PaddleOCR's DBPostProcess).
const MIN_SIDE: f32 = 3.0;
/// Points of the shortest outline that encloses anything.
const FEWEST_POINTS: usize = 4;
/// Twice the area, in pixels of the map, by which a pixel's middle may lie outside of an edge: rounding.
const ROUNDING: f32 = 1e-3;
/// Views are enlarged by at most this factor.
const ENLARGED: f32 = 2.0;
/// Paper around all marks of a page that is shown with them, as a part of its longer side.
const AROUND: u32 = 20;
/// Share of a page up to which a part is shown instead of it.
const WORTH_IT: f32 = 0.95;

/// A detector of text, and the size at which it is shown a page.
#[derive(Clone, Copy)]
pub struct Detector<'a> {
    /// The nets.
    pub engine: &'a dyn Engine,
    /// Which detector.
    pub size: Size,
    /// Longer side, in pixels, at which a page is shown.
    pub long_side: u32,
    /// True where a page's margins are shown although no mark stands there.
    pub margins: bool,
}

impl Detector<'_> {
    /// Finds text on `page`, whose [views] are shown with their longer side at about `long_side` pixels (but never enlarged
    /// more than `ENLARGED` times).
    ///
    /// Returns quads in the page's grid, in no particular order: the first corner is the top left of the region as it lies
    /// on the page, whatever the direction of its text.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn on_page(&self, page: &RgbImage) -> Result<Vec<Quad>, EngineError> {
        let found = views::regions(page, |view| self.in_view(Cow::Borrowed(view)))?;
        Ok(if found.len() > 1 { without_copies(found) } else { found })
    }

    /// [`on_page`](Self::on_page) for a page with these `marks`, whose blank margins aren't shown unless they are wanted, or little stands on
    /// the page.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn on_marks(&self, page: &RgbImage, marks: &Marks) -> Result<Vec<Quad>, EngineError> {
        let Some(Rect { x, y, w, h }) = self.without_margins(page, marks) else { return self.on_page(page) };
        let part = crop_imm(page, x, y, w, h).to_image();
        self.in_part(Cow::Owned(part), (x, y), self.scale(page.width(), page.height()))
    }

    /// The part of `page` that holds its `marks` with paper around, in whole units of the detector's input. `None` where all is to be
    /// shown, or little is spared.
    fn without_margins(&self, page: &RgbImage, marks: &Marks) -> Option<Rect> {
        let (w, h) = page.dimensions();
        if self.margins || views::is_odd(w, h) || marks.are_few() {
            return None;
        }
        let all = marks.glyphs.iter().chain(&marks.large).chain(&marks.on_colour);
        let all = all.copied().reduce(Rect::union)?;
        let around = w.max(h) / AROUND;
        let all = all.grown(around, around).clip(w, h)?;
        let unit = DETECTOR_UNIT as f32 / self.scale(w, h).min(ENLARGED);
        let before = |v: u32| ((v as f32 / unit).floor() * unit) as u32;
        let after = |v: u32, most: u32| (((v as f32 / unit).ceil() * unit).round() as u32).min(most);
        let (x, y) = (before(all.x), before(all.y));
        let part = Rect { x, y, w: after(all.right(), w) - x, h: after(all.bottom(), h) - y };
        let area = |w: u32, h: u32| w as f32 * h as f32;
        (!views::is_odd(part.w, part.h) && area(part.w, part.h) < WORTH_IT * area(w, h)).then_some(part)
    }

    /// Pixels shown to the detector for each of a page's of `w` × `h` pixels; [`on_page`](Self::on_page) enlarges less where
    /// this is much.
    pub fn scale(&self, w: u32, h: u32) -> f32 {
        self.long_side as f32 / views::longer_side(w, h).max(1) as f32
    }

    /// Finds text in `view`, which is let go of before the net takes memory of its own.
    fn in_view(&self, view: Cow<RgbImage>) -> Result<Vec<Quad>, EngineError> {
        let (w, h) = view.dimensions();
        let _turn = turns::wait((w, h));
        let scale = (self.long_side as f32 / w.max(h).max(1) as f32).min(ENLARGED);
        let side = |v: u32| ((v as f32 * scale / DETECTOR_UNIT as f32).round() as u32).max(1) * DETECTOR_UNIT;
        let shown = scale::resize(&view, side(w), side(h));
        drop(view);
        let map = self.engine.detect(&shown, self.size)?;
        let (sx, sy) = (w as f32 / map.width.max(1) as f32, h as f32 / map.height.max(1) as f32);
        Ok(regions(&map).iter().map(|q| q.map(|p| Point::new(p.x * sx, p.y * sy))).collect())
    }

    /// Finds text in `part`, cut out of the page with its top left corner at `corner` and shown at `scale` pixels for each
    /// of the page's. Quads in the page's grid.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn in_part(
        &self,
        part: Cow<RgbImage>,
        corner: (u32, u32),
        scale: f32,
    ) -> Result<Vec<Quad>, EngineError> {
        let (w, h) = part.dimensions();
        let shown = |length: u32| Detector { long_side: (length as f32 * scale) as u32, ..*self };
        // A small part isn't a scrap: the page continues beyond its edges.
        let found = if views::is_strip(w, h) {
            shown(views::longer_side(w, h)).on_page(&part)?
        } else {
            without_copies(shown(w.max(h)).in_view(part)?)
        };
        let (x, y) = (corner.0 as f32, corner.1 as f32);
        Ok(found.iter().map(|q| q.shifted(x, y)).collect())
    }
}

/// The text regions of a map, in the map's grid.
pub fn regions(map: &ProbMap) -> Vec<Quad> {
    let (w, h) = (map.width as u32, map.height as u32);
    // A margin of one pixel, so that a region at the edge has a closed contour.
    let mut binary = GrayImage::new(w + 2, h + 2);
    let rows = binary.chunks_exact_mut(map.width + 2).skip(1);
    for (row, values) in rows.zip(map.values.chunks_exact(map.width.max(1))) {
        for (pixel, p) in row.iter_mut().skip(1).zip(values) {
            *pixel = if *p > THRESHOLD { 255 } else { 0 };
        }
    }
    find_contours::<i32>(&binary)
        .into_iter()
        .filter(|c| c.border_type == BorderType::Outer && c.points.len() >= FEWEST_POINTS)
        .filter_map(|c| {
            let pixel = |v: i32| (v - 1).max(0) as usize;
            let quad = smallest_quad(&corners(c.points.iter().map(|p| (pixel(p.x), pixel(p.y)))));
            if quad.width().min(quad.height()) < MIN_SIDE || mean_inside(map, &quad) < REGION_THRESHOLD {
                return None;
            }
            let distance = quad.area() * UNCLIP / (2.0 * (quad.width() + quad.height()));
            Some(quad.grown(distance, distance))
        })
        .collect()
}

/// Mean probability inside a convex quad with clockwise corners.
fn mean_inside(map: &ProbMap, quad: &Quad) -> f32 {
    let (l, t, r, b) = quad.bounds();
    let (mut sum, mut count) = (0.0, 0u32);
    for y in (t.floor().max(0.0) as usize)..(b.ceil().max(0.0) as usize).min(map.height) {
        for x in (l.floor().max(0.0) as usize)..(r.ceil().max(0.0) as usize).min(map.width) {
            let p = Point::new(x as f32 + 0.5, y as f32 + 0.5);
            let inside = quad
                .0
                .iter()
                .zip(quad.0.iter().cycle().skip(1))
                .all(|(a, c)| (c.x - a.x) * (p.y - a.y) - (c.y - a.y) * (p.x - a.x) >= -ROUNDING);
            if inside {
                sum += map.values.get(y * map.width + x).copied().unwrap_or(0.0);
                count += 1;
            }
        }
    }
    if count == 0 { 0.0 } else { sum / count as f32 }
}

#[cfg(test)]
pub mod shown {
    //! A detector for tests.

    use std::sync::Mutex;

    use image::RgbImage;

    use crate::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
    use crate::target::Alphabet;

    /// Probability of what is text.
    const SURE: f32 = 0.9;

    /// Finds text where `is_text` says so of a pixel and the picture's size, and notes the sizes that it is shown.
    pub struct Shown<F> {
        is_text: F,
        sizes: Mutex<Vec<(u32, u32)>>,
    }

    impl<F> Shown<F> {
        /// One that was shown nothing yet.
        pub fn new(is_text: F) -> Self {
            Shown { is_text, sizes: Mutex::default() }
        }

        /// What it was shown.
        pub fn sizes(self) -> Vec<(u32, u32)> {
            self.sizes.into_inner().unwrap_or_default()
        }
    }

    impl<F: Fn(usize, usize, (u32, u32)) -> bool + Send + Sync> Engine for Shown<F> {
        fn detect(&self, page: &RgbImage, _: Size) -> Result<ProbMap, EngineError> {
            let size = page.dimensions();
            self.sizes.lock().unwrap_or_else(|e| e.into_inner()).push(size);
            let (width, height) = (size.0 as usize, size.1 as usize);
            let text = |i: usize| (self.is_text)(i % width, i / width, size);
            let values = (0..width * height).map(|i| if text(i) { SURE } else { 0.0 }).collect();
            Ok(ProbMap { width, height, values })
        }

        fn recognise(&self, _: &[RgbImage], _: &[usize], _: Size) -> Result<Vec<Posteriors>, EngineError> {
            Ok(Vec::new())
        }

        fn turn(&self, _: &RgbImage) -> Result<[f32; 4], EngineError> {
            Ok([1.0, 0.0, 0.0, 0.0])
        }

        fn alphabet(&self, _: Size) -> &Alphabet {
            unreachable!("nothing is read")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::detect::shown::Shown;

    #[test]
    fn margins_without_a_mark_are_not_shown_and_regions_stay_in_their_place() {
        let mark = |x: u32, y: u32| Rect { x, y, w: 20, h: 20 };
        let row = |count: u32| (0..count).map(|i| mark(500 + 3 * i, 300)).collect::<Vec<_>>();
        let print = Marks { glyphs: row(110), large: vec![mark(900, 580)], ..Marks::default() };
        let everywhere =
            Marks { glyphs: row(110), large: vec![mark(20, 20), mark(1170, 1570)], ..Marks::default() };
        let few = Marks { glyphs: row(5), ..Marks::default() };
        let page = RgbImage::new(1200, 1600);
        let shown = |marks: &Marks, margins: bool| {
            // The middle is text.
            let near = |at: usize, side: u32| at.abs_diff(side as usize / 2) < side as usize / 10;
            let engine = Shown::new(|x, y, (w, h)| near(x, w) && near(y, h));
            let detector = Detector { engine: &engine, size: Size::Small, long_side: 1536, margins };
            let found = detector.on_marks(&page, marks).unwrap_or_default();
            (engine.sizes(), found.first().map(Quad::center))
        };
        let (sizes, text) = shown(&print, false);
        // 80 pixels around, and out to units of 33.3: 400 to 1000 by 200 to 700.
        assert_eq!(sizes, [(576, 480)]);
        assert!(text.is_some_and(|at| at.distance(Point::new(700.0, 450.0)) < 4.0), "{text:?}");
        for (marks, margins) in
            [(&print, true), (&everywhere, false), (&few, false), (&Marks::default(), false)]
        {
            assert_eq!(shown(marks, margins).0, [(1152, 1536)]);
        }
    }

    fn map_with(w: usize, h: usize, inside: impl Fn(f32, f32) -> bool) -> ProbMap {
        let values = (0..w * h)
            .map(|i| if inside((i % w) as f32 + 0.5, (i / w) as f32 + 0.5) { 0.9 } else { 0.0 })
            .collect();
        ProbMap { width: w, height: h, values }
    }

    #[test]
    fn a_bar_grows_back_by_area_over_perimeter() {
        let map = map_with(200, 100, |x, y| (50.0..150.0).contains(&x) && (40.0..50.0).contains(&y));
        let quads = regions(&map);
        assert_eq!(quads.len(), 1);
        let grow = 100.0 * 10.0 * UNCLIP / 220.0;
        let (l, t, r, b) = quads[0].bounds();
        for (got, want) in [(l, 50.0 - grow), (t, 40.0 - grow), (r, 150.0 + grow), (b, 50.0 + grow)] {
            assert!((got - want).abs() < 0.3, "{got} instead of {want}");
        }
    }

    #[test]
    fn a_tilted_bar_keeps_its_angle() {
        let (sin, cos) = 20f32.to_radians().sin_cos();
        let map = map_with(300, 300, |x, y| {
            let (dx, dy) = (x - 150.0, y - 150.0);
            (dx * cos + dy * sin).abs() < 80.0 && (dy * cos - dx * sin).abs() < 8.0
        });
        let quad = regions(&map)[0];
        let [a, b, ..] = quad.0;
        let angle = (b.y - a.y).atan2(b.x - a.x).to_degrees();
        assert!((angle - 20.0).abs() < 2.0, "{angle}");
    }

    #[test]
    fn a_region_at_the_edge_and_specks() {
        let map =
            map_with(64, 64, |x, y| (x < 30.0 && y < 8.0) || (x > 50.0 && x < 52.0 && y > 50.0 && y < 52.0));
        assert_eq!(regions(&map).len(), 1);
    }
}
