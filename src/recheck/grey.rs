//! The second reader: PP-OCRv6's tiny nets on a grey page.
//!
//! It differs from the first reader in several ways: smaller nets, grey instead of colour, another scale, other thresholds,
//! and regions as the `ocrs` engine finds them. The two share only the way lines are cut out and spelled. The whole `ocrs`
//! engine was used first: it can't map pictures or answers, so the graph had to be rewritten, and it runs on `rten` alone.
//! Nothing here knows names.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use image::imageops::crop_imm;
use image::{Pixel, Rgb, RgbImage};
use rten_imageproc::{
    PointF, RetrievalMode, RotatedRect, Vec2, find_contours, min_area_rect, simplify_polygon,
};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::geometry::{Point, Quad, Rect};
use crate::nets::engine::{DETECTOR_UNIT, Engine, ProbMap, STEP, Size};
use crate::nets::turns;
use crate::page::crop::Crop;
use crate::pixels::scale::{Pyramid, resize};
use crate::pixels::views;
use crate::pixels::warp::lay;
use crate::read::cut::ways;
use crate::read::recognize::{decode, recognise};
use crate::recheck::guard::waited_for;
use crate::recheck::second::{Ask, Reader, ReaderError, SeenLine};

/// Longest and shortest side at which the detector is shown a page.
///
/// The scale differs from the first reader's (1536): what one misses between two scales the other may see.
const LONG_SIDE: f32 = 1280.0;
const SHORT_SIDE: f32 = 960.0;
/// Pictures are enlarged by at most this factor.
const LARGEST_SCALE: f32 = 2.0;
/// Probability above which a pixel counts as text, and how far an outline is smoothed, in pixels (`ocrs`).
const THRESHOLD: f32 = 0.2;
const SMOOTHED: f32 = 2.0;
/// Smallest area of a region, in pixels, after it is grown by [`GROWS`] on each side (`ocrs`).
const SMALLEST: f32 = 100.0;
const GROWS: f32 = 3.0;
/// How far a region is grown from the shrunk one that the net was trained to mark (`unclip_ratio` of
/// `inference.yml`).
const UNCLIP: f32 = 1.4;
/// Level of the padding where the page doesn't fill the detector's input.
const PAPER: Rgb<u8> = Rgb([255; 3]);

/// The reader, on the runtime of the first one's nets.
pub struct Grey {
    nets: Arc<dyn Engine>,
}

impl Grey {
    /// A reader with the tiny nets of `nets`.
    pub fn new(nets: Arc<dyn Engine>) -> Self {
        Grey { nets }
    }

    /// Regions of text on the page, each with its first corner at the top left.
    fn regions(&self, page: &RgbImage, given_up: &AtomicBool) -> Result<Vec<Quad>, ReaderError> {
        let found = views::regions(page, |view| {
            waited_for(given_up)?;
            self.shown(view, scale(view.dimensions()))
        })?;
        Ok(views::without_copies(found))
    }

    /// Regions of text in `parts` of a page of usual shape, each part shown at the scale of the whole page.
    fn in_parts(
        &self,
        page: &RgbImage,
        parts: &[Rect],
        given_up: &AtomicBool,
    ) -> Result<Vec<Quad>, ReaderError> {
        let mut found = Vec::new();
        for &Rect { x, y, w, h } in parts {
            waited_for(given_up)?;
            let part = crop_imm(page, x, y, w, h).to_image();
            let regions = self.shown(&part, scale(page.dimensions()))?;
            found.extend(regions.iter().map(|q| q.shifted(x as f32, y as f32)));
        }
        Ok(found)
    }

    /// Regions of text in `view`, which is shown at `scale`.
    fn shown(&self, view: &RgbImage, scale: f32) -> Result<Vec<Quad>, ReaderError> {
        let (w, h) = view.dimensions();
        let _turn = turns::wait((w, h));
        let side = |v: u32| ((v as f32 * scale).round() as u32).max(1);
        let (nw, nh) = (side(w), side(h));
        let mut shown = RgbImage::from_pixel(
            nw.next_multiple_of(DETECTOR_UNIT),
            nh.next_multiple_of(DETECTOR_UNIT),
            PAPER,
        );
        lay(&mut shown, &grey(resize(view, nw, nh)), (0, 0));
        let map = self.nets.detect(&shown, Size::Tiny).map_err(ReaderError::new)?;
        let (fx, fy) = (w as f32 / nw as f32, h as f32 / nh as f32);
        Ok(marked(&map)?.iter().map(|word| grown(word).map(|p| Point::new(p.x * fx, p.y * fy))).collect())
    }
}

/// The scale at which a page of so many pixels is shown.
fn scale((w, h): (u32, u32)) -> f32 {
    let (long, short) = (w.max(h).max(1) as f32, w.min(h).max(1) as f32);
    (LONG_SIDE / long).min(SHORT_SIDE / short).min(LARGEST_SCALE)
}

/// The regions that the detector marked, as `ocrs` finds them.
fn marked(map: &ProbMap) -> Result<Vec<RotatedRect>, ReaderError> {
    let rows: Vec<Vec<bool>> = map
        .values
        .chunks_exact(map.width.max(1))
        .map(|row| row.iter().map(|p| *p > THRESHOLD).collect())
        .collect();
    let large = |r: &RotatedRect| (r.width() + 2.0 * GROWS) * (r.height() + 2.0 * GROWS) >= SMALLEST;
    let mut found = Vec::new();
    let mut top = 0;
    // Outlines are looked for between empty rows, which none crosses: half of a page has no text.
    for band in rows.chunk_by(|above, below| above.contains(&true) == below.contains(&true)) {
        let height = band.len();
        if band.iter().any(|row| row.contains(&true)) {
            let mask =
                NdTensor::try_from_data([height, map.width], band.concat()).map_err(ReaderError::new)?;
            let region = |outline: &[rten_imageproc::Point]| {
                let down = top as f32;
                let points: Vec<_> =
                    outline.iter().map(|p| p.to_f32()).map(|p| PointF::from_yx(p.y + down, p.x)).collect();
                min_area_rect(&simplify_polygon(&points, SMOOTHED))
            };
            let outlines = find_contours(mask.view(), RetrievalMode::External);
            found.extend(outlines.iter().filter_map(region).filter(large));
        }
        top += height;
    }
    Ok(found)
}

/// `picture` without its colours, in the three channels that the nets take.
fn grey(mut picture: RgbImage) -> RgbImage {
    picture.pixels_mut().for_each(|p| p.0 = [p.to_luma().0[0]; 3]);
    picture
}

/// The region of a word from the net's shrunk one: grown by area × ratio / perimeter, as the net was trained.
fn grown(word: &RotatedRect) -> Quad {
    let word = word.orient_towards(Vec2::from_yx(-1.0, 0.0));
    let (w, h) = (word.width().max(1.0), word.height().max(1.0));
    let by = w * h * UNCLIP / (w + h);
    let (w, h) = ((w + by) / 2.0, (h + by) / 2.0);
    let (center, up) = (word.center(), word.up_axis());
    // A quarter turn clockwise from up gives the direction along the text.
    let (rx, ry) = (-up.y, up.x);
    let corner = |right: f32, above: f32| {
        Point::new(center.x + rx * w * right + up.x * h * above, center.y + ry * w * right + up.y * h * above)
    };
    Quad([corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, -1.0), corner(-1.0, -1.0)])
}

impl Reader for Grey {
    fn name(&self) -> &'static str {
        "PP-OCRv6 tiny, grey"
    }

    fn read(&self, page: &RgbImage, ask: Ask, given_up: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        let unknown = |regions: Vec<Quad>, but: &[Quad]| -> Vec<Quad> {
            let known = |region: &Quad| but.iter().any(|line| region.lies_within(line));
            regions.iter().filter(|r| !known(r)).flat_map(ways).map(|(quad, _)| quad).collect()
        };
        let found: Vec<Quad> = match ask {
            Ask::Lines(quads) => quads.to_vec(),
            Ask::Page { but } => unknown(self.regions(page, given_up)?, but),
            Ask::Parts { parts, but, lines } => {
                [unknown(self.in_parts(page, parts, given_up)?, but), lines.to_vec()].concat()
            }
        };
        let pages = Pyramid::over(page);
        let cut = |quad: &Quad| {
            let crop = Crop::cut(&pages, quad)?;
            Some((*quad, Crop { picture: grey(crop.picture), ..crop }))
        };
        let (quads, crops): (Vec<Quad>, Vec<Crop>) = found.iter().filter_map(cut).unzip();
        waited_for(given_up)?;
        let crops_of_all: Vec<&Crop> = crops.iter().collect();
        let readings =
            recognise(&crops_of_all, self.nets.as_ref(), Size::Tiny, &[]).map_err(ReaderError::new)?;
        let alphabet = self.nets.alphabet(Size::Tiny);
        let line = |((on_page, crop), reading): ((Quad, Crop), _)| {
            let place = |step: usize| ((step * STEP) as f32 / crop.width.max(1) as f32).clamp(0.0, 1.0);
            let glyphs = decode(&reading, |class| alphabet.char_of(class));
            SeenLine { on_page, glyphs: glyphs.iter().map(|g| (g.char, place(g.from))).collect() }
        };
        Ok(quads.into_iter().zip(crops).zip(readings).map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use rten_imageproc::Rect as Area;

    use super::*;

    #[test]
    fn a_shrunk_region_grows_back_and_begins_at_its_top_left() {
        let word = RotatedRect::from_rect(Area::from_tlhw(100.0, 50.0, 10.0, 100.0));
        let (l, t, r, b) = grown(&word).bounds();
        // 100 × 10 pixels were marked: 100 · 10 · 1.4 / 220 on every side.
        let by = 1400.0 / 220.0;
        for (seen, wanted) in [(l, 50.0 - by), (t, 100.0 - by), (r, 150.0 + by), (b, 110.0 + by)] {
            assert!((seen - wanted).abs() < 0.01, "{seen} {wanted}");
        }
        let [a, b, ..] = grown(&word).0;
        assert!(a.x < b.x && (a.y - b.y).abs() < 0.01);
    }
}
