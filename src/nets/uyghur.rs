//! Tesseract's line recogniser for Uyghur script (models/uyghur.py makes the ONNX file). It is optional, and always
//! runs on `rten`, since it reads few lines.

use image::{RgbImage, imageops::crop_imm};

use super::engine::{EngineError, Posteriors};
use super::models::{ModelDir, Role};
use super::net::{Input, Net, load_dictionary};
use super::rten::RtenNet;
use crate::error::Error;
use crate::target::Alphabet;

/// The net and its classes.
pub struct UyghurReader {
    net: RtenNet,
    alphabet: Alphabet,
}

const NET: &str = "reader of Uyghur script";

impl UyghurReader {
    /// Loads the net of `models`, whose hashes have been checked; `None` when it isn't there.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't the net or the dictionary it should be.
    pub fn load(models: &ModelDir) -> Result<Option<Self>, Error> {
        if !models.has(Role::RecUyghur) || !models.has(Role::DictUyghur) {
            return Ok(None);
        }
        let net = RtenNet::load(&models.path(Role::RecUyghur))?;
        let alphabet = load_dictionary(&models.path(Role::DictUyghur))?;
        Ok(Some(UyghurReader { net, alphabet }))
    }

    /// The classes.
    pub fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    /// [`Engine::read_uyghur`](super::engine::Engine::read_uyghur).
    ///
    /// # Errors
    /// [`EngineError`] when the net fails or answers with other classes than the dictionary's.
    pub fn read(&self, crop: &RgbImage, keep: &[usize]) -> Result<Posteriors, EngineError> {
        let (w, h) = (crop.width() as usize, crop.height() as usize);
        let input = Input { shape: [1, 1, h, w], values: normalised(crop) };
        let expected = self.alphabet.classes();
        let answer = self.net.run(&input, |shape, values| match *shape {
            [_, classes] if classes == expected => Ok(kept(values, classes, keep)),
            [_, classes] => Err(format!("{classes} classes")),
            _ => Err("unexpected output".to_owned()),
        });
        answer.map_err(|problem| EngineError { net: NET, problem })
    }
}

/// The levels of a line's ink and paper, between which Tesseract stretches its pixels: the lower quartile of the
/// local minima along the middle row, and the upper quartile of the local maxima (`ComputeBlackWhite` in
/// src/lstm/networkio.cpp).
fn ink_and_paper(row: &[u8]) -> (f32, f32) {
    let (mut valleys, mut peaks) = (Vec::new(), Vec::new());
    for three in row.windows(3) {
        let &[before, here, after] = three else { continue };
        if (here < before && here <= after) || (here <= before && here < after) {
            valleys.push(here);
        }
        if (here > before && here >= after) || (here >= before && here > after) {
            peaks.push(here);
        }
    }
    valleys.sort_unstable();
    peaks.sort_unstable();
    let ink = valleys.get(valleys.len() / 4).copied().unwrap_or(0);
    let paper = peaks.get(peaks.len() * 3 / 4).copied().unwrap_or(255);
    (f32::from(ink), f32::from(paper))
}

/// The red channel, in which red stamps fade, with ink at −1 and paper at 1.
fn normalised(crop: &RgbImage) -> Vec<f32> {
    let middle = crop_imm(crop, 0, crop.height() / 2, crop.width(), 1).to_image();
    let row: Vec<u8> = middle.pixels().map(|p| p.0[0]).collect();
    let (ink, paper) = ink_and_paper(&row);
    let half = if paper > ink { (paper - ink) / 2.0 } else { 1.0 };
    crop.pixels().map(|p| ((f32::from(p.0[0]) - ink) / half - 1.0).clamp(-1.0, 1.0)).collect()
}

/// Floor of log-probabilities, as for the other recognisers: ln 1e-9.
const FLOOR: f32 = -20.7;

/// Reduces a `steps × classes` table of log-probabilities to the winners and the wanted columns.
fn kept(table: &[f32], classes: usize, keep: &[usize]) -> Posteriors {
    let mut out = Posteriors { columns: keep.len(), ..Posteriors::default() };
    for row in table.chunks_exact(classes.max(1)) {
        let first = (0, f32::NEG_INFINITY);
        let (winner, p) =
            row.iter().enumerate().fold(first, |top, (i, &p)| if p > top.1 { (i, p) } else { top });
        out.winners.push(winner as u32);
        out.best.push(p.max(FLOOR));
        out.kept.extend(keep.iter().map(|&column| row.get(column).map_or(FLOOR, |p| p.max(FLOOR))));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn faint_print_is_spread_and_stamps_fade() {
        let crop = RgbImage::from_fn(90, 48, |x, _| match x % 9 {
            0..3 => Rgb([120, 120, 120]),
            3 => Rgb([200, 30, 30]),
            _ => Rgb([200, 200, 200]),
        });
        let values = normalised(&crop);
        assert!((values[1] + 1.0).abs() < 1e-3 && (values[5] - 1.0).abs() < 1e-3);
        assert!((values[3] - 1.0).abs() < 1e-3, "red counts as paper");
    }

    #[test]
    fn the_wanted_columns_are_kept() {
        let p = kept(&[-0.1, -3.0, -30.0, -2.0, -0.2, -9.0], 3, &[1, 2]);
        assert_eq!(p.winners, [0, 1]);
        assert_eq!(p.kept, [-3.0, FLOOR, -0.2, -9.0]);
    }
}
