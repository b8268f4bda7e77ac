//! The second reader: the `ocrs` engine with PP-OCRv6's tiny nets, adapted by [`super::graph`].
//!
//! It differs from the first reader in several ways: smaller nets, grey instead of colour, another scale, and
//! `ocrs`'s own thresholds, regions and decoding. The two share only the way lines are cut out: `ocrs` doesn't
//! rectify lines, and on photographs that costs more than independence is worth. Its line layout isn't used: the net
//! marks whole lines, and the layout would join the cells of a table. Nothing here knows names.

use std::sync::atomic::AtomicBool;

use image::{Rgb, RgbImage, imageops};
use ocrs::{ImageSource, OcrEngine, OcrEngineParams, TextItem};
use rten::Model;
use rten_imageproc::{Rect as OcrsRect, RotatedRect, Vec2};

use super::graph;
use crate::error::Error;
use crate::geometry::{Point, Quad};
use crate::nets::engine::CROP_HEIGHT;
use crate::nets::models::{ModelDir, Role};
use crate::page::crop::Crop;
use crate::pixels::scale::{Pyramid, resize};
use crate::pixels::views;
use crate::read::cut::ways;
use crate::recheck::guard::waited_for;
use crate::recheck::second::{Reader, ReaderError, SeenLine};

/// Sizes of the detector's input, from small to large. `ocrs` needs fixed sizes, and a small picture on a large input
/// costs as much as a page.
///
/// The scale differs from the first reader's (1536): what one misses between two scales the other may see.
const SIZES: [(u32, u32); 5] = [(640, 320), (640, 640), (1280, 512), (960, 1280), (1280, 960)];
/// Pictures are enlarged by at most this factor.
const LARGEST_SCALE: f32 = 2.0;
/// Pixels by which `ocrs` grows every region on each side.
const OCRS_GROWS: f32 = 3.0;
/// How far a region is grown from the shrunk one that the net was trained to mark (`unclip_ratio` of
/// `inference.yml`).
const UNCLIP: f32 = 1.4;
/// Level of the padding where the page doesn't fill the detector's input.
const PAPER: Rgb<u8> = Rgb([255; 3]);

/// `ocrs` with PP-OCRv6.
pub struct Ocrs {
    detectors: Vec<(OcrEngine, (u32, u32))>,
    recogniser: OcrEngine,
}

impl Ocrs {
    /// Adapts and loads the tiny nets of `models`, whose hashes have been checked.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't the net it should be.
    pub fn load(models: &ModelDir) -> Result<Self, Error> {
        let engine = |detector: Option<(u32, u32)>| -> Result<OcrEngine, Error> {
            let role = if detector.is_some() { Role::DetTiny } else { Role::RecTiny };
            let file = models.path(role);
            let fault = |problem: String| Error::Model { file: file.clone(), problem: problem.into() };
            let bytes = std::fs::read(&file).map_err(|e| Error::io(&file, e))?;
            let adapted = match detector {
                Some((w, h)) => graph::detector(&bytes, w.into(), h.into()),
                None => graph::recogniser(&bytes, CROP_HEIGHT.into()),
            };
            let model = adapted
                .map_err(|e| fault(e.to_string()))
                .and_then(|net| Model::load(net).map_err(|e| fault(e.to_string())))?;
            let mut params = OcrEngineParams::default();
            if detector.is_some() {
                params.detection_model = Some(model);
            } else {
                params.recognition_model = Some(model);
                params.alphabet = Some(alphabet(&models.path(Role::DictTiny))?);
            }
            OcrEngine::new(params).map_err(|e| fault(e.to_string()))
        };
        let detectors = SIZES.iter().map(|size| Ok((engine(Some(*size))?, *size)));
        Ok(Ocrs { detectors: detectors.collect::<Result<_, Error>>()?, recogniser: engine(None)? })
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
        let scale =
            |(sw, sh): (u32, u32)| (sw as f32 / w as f32).min(sh as f32 / h as f32).min(LARGEST_SCALE);
        let most = SIZES.map(scale).into_iter().fold(0.0, f32::max);
        let Some((engine, (sw, sh))) = self.detectors.iter().find(|(_, size)| scale(*size) >= most) else {
            return Ok(Vec::new());
        };
        let side = |v: u32, limit: u32| ((v as f32 * most).round() as u32).clamp(1, limit);
        let (nw, nh) = (side(w, *sw), side(h, *sh));
        let mut shown = RgbImage::from_pixel(*sw, *sh, PAPER);
        imageops::replace(&mut shown, &resize(view, nw, nh), 0, 0);
        let input = ImageSource::from_bytes(shown.as_raw(), (*sw, *sh)).map_err(ReaderError::new)?;
        let input = engine.prepare_input(input).map_err(ReaderError::new)?;
        let words = engine.detect_words(&input).map_err(ReaderError::new)?;
        let (fx, fy) = (w as f32 / nw as f32, h as f32 / nh as f32);
        Ok(words.iter().map(|word| grown(word).map(|p| Point::new(p.x * fx, p.y * fy))).collect())
    }
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
    let (w, h) = (word.width() - 2.0 * OCRS_GROWS, word.height() - 2.0 * OCRS_GROWS);
    let (w, h) = (w.max(1.0), h.max(1.0));
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

    fn read(
        &self,
        page: &RgbImage,
        only: Option<&[Quad]>,
        given_up: &AtomicBool,
    ) -> Result<Vec<SeenLine>, ReaderError> {
        let found = match only {
            Some(quads) => quads.to_vec(),
            None => self.regions(page, given_up)?.iter().flat_map(ways).map(|(quad, _)| quad).collect(),
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
        let word = RotatedRect::from_rect(OcrsRect::from_tlhw(97.0, 47.0, 16.0, 106.0));
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
