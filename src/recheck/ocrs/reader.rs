//! The second reader: the `ocrs` engine with PP-OCRv6's tiny nets, adapted by [`super::graph`].
//!
//! It differs from the first reader in several ways: smaller nets, grey instead of colour, another scale, and
//! `ocrs`'s own thresholds, regions and decoding. The two share only the way lines are cut out: `ocrs` doesn't
//! rectify lines, and on photographs that costs more than independence is worth. Its line layout isn't used: the net
//! marks whole lines, and the layout would join the cells of a table. Nothing here knows names.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use image::{Pixel, Rgb, RgbImage, imageops};
use ocrs::{ImageSource, OcrEngine, OcrEngineParams, TextItem};
use rten::Model;
use rten_imageproc::{
    Rect as OcrsRect, RetrievalMode, RotatedRect, Vec2, find_contours, min_area_rect, simplify_polygon,
};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::graph;
use crate::error::Error;
use crate::geometry::{Point, Quad};
use crate::nets::engine::{CROP_HEIGHT, Engine, ProbMap, Size};
use crate::nets::models::{ModelDir, Role};
use crate::page::crop::Crop;
use crate::pixels::scale::{Pyramid, resize};
use crate::pixels::views;
use crate::read::cut::ways;
use crate::recheck::guard::waited_for;
use crate::recheck::second::{Ask, Reader, ReaderError, SeenLine};

/// Longest and shortest side at which the detector is shown a page.
///
/// The scale differs from the first reader's (1536): what one misses between two scales the other may see.
const LONG_SIDE: f32 = 1280.0;
const SHORT_SIDE: f32 = 960.0;
/// Pictures are enlarged by at most this factor.
const LARGEST_SCALE: f32 = 2.0;
/// Sides of the detector's input are multiples of this.
const UNIT: u32 = 32;
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

/// `ocrs` with PP-OCRv6.
pub struct Ocrs {
    detector: Arc<dyn Engine>,
    recogniser: OcrEngine,
}

impl Ocrs {
    /// Adapts and loads the tiny recogniser of `models`, whose hashes have been checked; `detector` runs the tiny detector.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't the net it should be.
    pub fn load(models: &ModelDir, detector: Arc<dyn Engine>) -> Result<Self, Error> {
        let file = models.path(Role::RecTiny);
        let fault = |problem: String| Error::Model { file: file.clone(), problem: problem.into() };
        let bytes = std::fs::read(&file).map_err(|e| Error::io(&file, e))?;
        let adapted = graph::recogniser(&bytes, CROP_HEIGHT.into()).map_err(|e| fault(e.to_string()))?;
        let params = OcrEngineParams {
            recognition_model: Some(Model::load(adapted).map_err(|e| fault(e.to_string()))?),
            alphabet: Some(alphabet(&models.path(Role::DictTiny))?),
            ..OcrEngineParams::default()
        };
        Ok(Ocrs { detector, recogniser: OcrEngine::new(params).map_err(|e| fault(e.to_string()))? })
    }

    /// Regions of text on the page, each with its first corner at the top left.
    fn regions(&self, page: &RgbImage, given_up: &AtomicBool) -> Result<Vec<Quad>, ReaderError> {
        let found = views::regions(page, |view| {
            waited_for(given_up)?;
            self.in_view(view)
        })?;
        Ok(views::without_copies(found))
    }

    fn in_view(&self, view: &RgbImage) -> Result<Vec<Quad>, ReaderError> {
        let (w, h) = view.dimensions();
        let (long, short) = (w.max(h).max(1) as f32, w.min(h).max(1) as f32);
        let scale = (LONG_SIDE / long).min(SHORT_SIDE / short).min(LARGEST_SCALE);
        let side = |v: u32| ((v as f32 * scale).round() as u32).max(1);
        let (nw, nh) = (side(w), side(h));
        let mut shown = RgbImage::from_pixel(nw.next_multiple_of(UNIT), nh.next_multiple_of(UNIT), PAPER);
        let mut grey = resize(view, nw, nh);
        grey.pixels_mut().for_each(|p| p.0 = [p.to_luma().0[0]; 3]);
        imageops::replace(&mut shown, &grey, 0, 0);
        let map = self.detector.detect(&shown, Size::Tiny).map_err(ReaderError::new)?;
        let (fx, fy) = (w as f32 / nw as f32, h as f32 / nh as f32);
        Ok(marked(&map)?.iter().map(|word| grown(word).map(|p| Point::new(p.x * fx, p.y * fy))).collect())
    }
}

/// The regions that the detector marked, as `ocrs` finds them.
fn marked(map: &ProbMap) -> Result<Vec<RotatedRect>, ReaderError> {
    let text = map.values.iter().map(|p| *p > THRESHOLD).collect::<Vec<bool>>();
    let mask = NdTensor::try_from_data([map.height, map.width], text).map_err(ReaderError::new)?;
    let region = |outline: &[rten_imageproc::Point]| {
        let points: Vec<_> = outline.iter().map(|p| p.to_f32()).collect();
        min_area_rect(&simplify_polygon(&points, SMOOTHED))
    };
    let large = |r: &RotatedRect| (r.width() + 2.0 * GROWS) * (r.height() + 2.0 * GROWS) >= SMALLEST;
    let outlines = find_contours(mask.view(), RetrievalMode::External);
    Ok(outlines.iter().filter_map(region).filter(large).collect())
}

/// The recogniser's classes as `ocrs` counts them: every character after the blank, one place each.
fn alphabet(file: &std::path::Path) -> Result<String, Error> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let one = |line: &str| {
        let mut chars = line.trim_end_matches('\r').chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => c,
            // A class that spells no single character still needs a place.
            _ => '\u{fffd}',
        }
    };
    Ok(text.strip_suffix('\n').unwrap_or(&text).split('\n').map(one).chain([' ']).collect())
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

/// Puts all crops into one picture, one below the other, since `ocrs` reads the lines of one picture together.
fn sheet(crops: &[Crop]) -> RgbImage {
    let width = crops.iter().map(|c| c.width).max().unwrap_or(1);
    // One pixel more on each side, since `ocrs` leaves out the last row and column of a picture.
    let mut sheet = RgbImage::from_pixel(width + 1, CROP_HEIGHT * crops.len() as u32 + 1, PAPER);
    for (i, crop) in crops.iter().enumerate() {
        let line = imageops::crop_imm(&crop.picture, 0, 0, crop.width, CROP_HEIGHT).to_image();
        imageops::replace(&mut sheet, &line, 0, i64::from(CROP_HEIGHT) * i as i64);
    }
    sheet
}

impl Reader for Ocrs {
    fn name(&self) -> &'static str {
        "ocrs 0.13, PP-OCRv6 tiny"
    }

    fn read(&self, page: &RgbImage, ask: Ask, given_up: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        let found: Vec<Quad> = match ask {
            Ask::Lines(quads) => quads.to_vec(),
            Ask::Page { but } => {
                let known = |region: &Quad| but.iter().any(|line| region.lies_within(line));
                let regions = self.regions(page, given_up)?;
                regions.iter().filter(|r| !known(r)).flat_map(ways).map(|(quad, _)| quad).collect()
            }
        };
        let pages = Pyramid::new(page.clone());
        let (quads, crops): (Vec<Quad>, Vec<Crop>) =
            found.iter().filter_map(|q| Crop::cut(&pages, q).map(|c| (*q, c))).unzip();
        waited_for(given_up)?;
        if crops.is_empty() {
            return Ok(Vec::new());
        }
        let sheet = sheet(&crops);
        let rows: Vec<Vec<RotatedRect>> = crops
            .iter()
            .enumerate()
            .map(|(i, crop)| {
                let top = i as f32 * CROP_HEIGHT as f32;
                let row = OcrsRect::from_tlhw(top, 0.0, CROP_HEIGHT as f32, crop.width as f32);
                vec![RotatedRect::from_rect(row)]
            })
            .collect();
        let input = ImageSource::from_bytes(sheet.as_raw(), sheet.dimensions()).map_err(ReaderError::new)?;
        let input = self.recogniser.prepare_input(input).map_err(ReaderError::new)?;
        let texts = self.recogniser.recognize_text(&input, &rows).map_err(ReaderError::new)?;
        if texts.len() != crops.len() {
            return Err(ReaderError::new(format!("{} answers to {} lines", texts.len(), crops.len())));
        }
        let line = |((on_page, crop), text): ((Quad, Crop), Option<ocrs::TextLine>)| {
            let place = |x: i32| (x as f32 / crop.width.max(1) as f32).clamp(0.0, 1.0);
            let glyphs =
                text.iter().flat_map(|t| t.chars()).map(|c| (c.char, place(c.rect.left()))).collect();
            SeenLine { on_page, glyphs }
        };
        Ok(quads.into_iter().zip(crops).zip(texts).map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shrunk_region_grows_back_and_begins_at_its_top_left() {
        let word = RotatedRect::from_rect(OcrsRect::from_tlhw(100.0, 50.0, 10.0, 100.0));
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
