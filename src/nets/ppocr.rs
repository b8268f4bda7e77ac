//! PP-OCRv6 and the page orientation net on any runtime: makes a net's input from a picture and reads its output.
//!
//! A runtime implements [`Net`]; everything else is shared, so two runtimes differ in their arithmetic alone.

use std::path::Path;
use std::thread::ThreadId;

use image::RgbImage;

use super::engine::{CROP_HEIGHT, Engine, EngineError, Posteriors, ProbMap, Size};
use super::guard::SLACK;
use super::models::{ModelDir, Role};
use super::net::{Input, Net, load_dictionary};
use super::rten::RtenNet;
use super::uyghur::UyghurReader;
use crate::error::Error;
use crate::target::Alphabet;

/// ImageNet's mean and standard deviation. PP-OCR applies them in this order to BGR channels
/// (`NormalizeImage` after `img_mode: BGR` in the models' `inference.yml`).
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const STD: [f32; 3] = [0.229, 0.224, 0.225];

/// The orientation net's input: 224 × 224 cut from the middle of a picture whose short side is 256
/// (PP-LCNet_x1_0_doc_ori's preprocessing).
const TURN_SIDE: u32 = 224;
const TURN_SHORT: u32 = 256;

/// Half the largest level: the recognisers were trained on values from −1 to 1.
const MIDDLE: f32 = 127.5;

/// PP-OCRv6 and the page orientation net, and the optional reader of Uyghur script, which always runs on `rten`.
pub struct PpOcr<N> {
    turn: N,
    detect: [Detector<N>; 2],
    recognise: [N; 2],
    alphabets: [Alphabet; 2],
    uyghur: Option<UyghurReader>,
}

/// A detector, written in two ways that give the same answers (models/README.md).
struct Detector<N> {
    usual: N,
    /// Computes its largest pictures in bands of rows.
    large: N,
}

/// Rows and pixels from which a picture is computed in bands: each begins with rows of its neighbours, which costs more than it spares where
/// bands are small. Of 480 × 352, 384 × 768 and 640 × 480 pixels the small detector takes 22.4, 41.5 and 44.0 ms in one, 24.3, 42.0 and 42.9 in bands.
/// Below 96 rows a band would have none of its own.
const LARGE: (u32, u64) = (480, 640 * 480);

impl<N> Detector<N> {
    fn suits(&self, picture: &RgbImage) -> &N {
        let (w, h) = picture.dimensions();
        if h >= LARGE.0 && u64::from(w) * u64::from(h) >= LARGE.1 { &self.large } else { &self.usual }
    }

    fn nets(&self) -> [&N; 2] {
        [&self.usual, &self.large]
    }
}

/// The nets on `rten`.
pub type RtenEngine = PpOcr<RtenNet>;

/// Some exports end in a softmax, some in logits.
fn normalised(p: [f32; 4]) -> [f32; 4] {
    if p.iter().all(|&v| v >= 0.0) && (p.iter().sum::<f32>() - 1.0).abs() <= SLACK {
        return p;
    }
    let top = p.iter().copied().fold(f32::MIN, f32::max);
    let p = p.map(|v| (v - top).exp());
    let sum: f32 = p.iter().sum();
    p.map(|v| v / sum)
}

impl<N: Net> PpOcr<N> {
    /// Loads the nets, each with `load`, and dictionaries of `models`, whose hashes have been checked.
    ///
    /// # Errors
    /// Those of `load`, and those of a dictionary that can't be read.
    pub fn load_with(
        models: &ModelDir,
        load: impl Fn(Role, &Path) -> Result<N, Error>,
    ) -> Result<Self, Error> {
        let net = |role| load(role, &models.path(role));
        let detector = |usual, large| Ok(Detector { usual: net(usual)?, large: net(large)? });
        let dictionary = |role| load_dictionary(&models.path(role));
        Ok(PpOcr {
            turn: net(Role::Orientation)?,
            detect: [
                detector(Role::DetTiny, Role::DetTinyLarge)?,
                detector(Role::DetSmall, Role::DetSmallLarge)?,
            ],
            recognise: [net(Role::RecTiny)?, net(Role::RecSmall)?],
            alphabets: [dictionary(Role::DictTiny)?, dictionary(Role::DictSmall)?],
            uyghur: UyghurReader::load(models)?,
        })
    }
}

impl RtenEngine {
    /// Loads the nets and dictionaries of `models`, whose hashes have been checked.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't what it should be.
    pub fn load(models: &ModelDir) -> Result<Self, Error> {
        Self::load_with(models, |_, file| RtenNet::load(file))
    }
}

const fn index(size: Size) -> usize {
    match size {
        Size::Tiny => 0,
        Size::Small => 1,
    }
}

/// Channel planes in BGR order, each value mapped by `f(value 0–255, channel)`.
fn planes(pictures: &[RgbImage], f: impl Fn(f32, usize) -> f32) -> Input {
    let (w, h) = pictures.first().map_or((0, 0), |p| (p.width() as usize, p.height() as usize));
    let mut values = Vec::with_capacity(pictures.len() * 3 * w * h);
    for picture in pictures {
        for channel in 0..3 {
            // Computed once per byte value, so there is no division per pixel.
            let table: [f32; 256] = std::array::from_fn(|byte| f(byte as f32, channel));
            let (pixels, _) = picture.as_raw().as_chunks::<3>();
            values.extend(pixels.iter().map(|pixel| table[usize::from(pixel[2 - channel])]));
        }
    }
    Input { shape: [pictures.len(), 3, h, w], values }
}

fn imagenet(value: f32, channel: usize) -> f32 {
    (value / 255.0 - MEAN[channel]) / STD[channel]
}

impl<N: Net> Engine for PpOcr<N> {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        let (w, h) = page.dimensions();
        let scale = TURN_SHORT as f32 / w.min(h).max(1) as f32;
        let side = |v: u32| ((v as f32 * scale).round() as u32).max(TURN_SIDE);
        let small = crate::pixels::scale::resize(page, side(w), side(h));
        let (x, y) = ((small.width() - TURN_SIDE) / 2, (small.height() - TURN_SIDE) / 2);
        let middle = image::imageops::crop_imm(&small, x, y, TURN_SIDE, TURN_SIDE).to_image();
        let input = planes(&[middle], imagenet);
        let answer = self.turn.run(&input, |_, values| {
            let p: [f32; 4] = values.try_into().map_err(|_| format!("{} classes", values.len()))?;
            Ok(normalised(p))
        });
        answer.map_err(|problem| EngineError { net: "orientation", problem })
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let input = planes(std::slice::from_ref(page), imagenet);
        let answer = self.detect[index(size)].suits(page).run(&input, |shape, values| match *shape {
            [_, _, height, width] => Ok(ProbMap { width, height, values: values.to_vec() }),
            _ => Err(format!("a map of {} dimensions", shape.len())),
        });
        answer.map_err(|problem| EngineError { net: "detector", problem })
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        debug_assert!(crops.iter().all(|c| c.height() == CROP_HEIGHT));
        let input = planes(crops, |v, _| v / MIDDLE - 1.0);
        let expected = self.alphabet(size).classes();
        let answer = self.recognise[index(size)].run(&input, |shape, values| match *shape {
            [batch, steps, classes] if batch == crops.len() && classes == expected => {
                let lines = values.chunks_exact((steps * classes).max(1));
                Ok(lines.map(|line| slice(line, classes, keep)).collect())
            }
            _ => Err(format!("an answer of {shape:?}")),
        });
        answer.map_err(|problem| EngineError { net: "recogniser", problem })
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        &self.alphabets[index(size)]
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        self.uyghur.as_ref().map(|reader| reader.read(crop, keep)).transpose()
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.uyghur.as_ref().map(UyghurReader::alphabet)
    }

    fn end_call(&self, thread: ThreadId) -> bool {
        let detectors = self.detect.iter().flat_map(Detector::nets);
        let nets = [&self.turn].into_iter().chain(detectors).chain(&self.recognise);
        // All nets are told: the thread may be about to enter any of them.
        let mut ended = true;
        for net in nets {
            ended &= net.end_call(thread);
        }
        ended
    }
}

/// Reduces a `steps × classes` table of probabilities to the winners and the wanted columns.
fn slice(line: &[f32], classes: usize, keep: &[usize]) -> Posteriors {
    let steps = line.len() / classes.max(1);
    let mut kept = Vec::with_capacity(steps * keep.len());
    let (mut winners, mut best) = (Vec::with_capacity(steps), Vec::with_capacity(steps));
    for row in line.chunks_exact(classes.max(1)) {
        let (winner, p) = winner(row);
        winners.push(winner as u32);
        best.push(log(p));
        kept.extend(keep.iter().map(|&column| log(row.get(column).copied().unwrap_or(0.0))));
    }
    Posteriors { winners, best, kept, columns: keep.len() }
}

/// Elements compared at once: as many float32 as the widest registers of a processor hold.
const LANES: usize = 16;

/// The first of the largest elements, and its value; (0, 0) where none is above 0.
///
/// In two steps, so that the compiler compares [`LANES`] elements at a time: there are 18,710 of them at every step of a line.
fn winner(row: &[f32]) -> (usize, f32) {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let mut lanes = [0.0; LANES];
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &p) in lanes.iter_mut().zip(chunk) {
            *lane = larger(*lane, p);
        }
    }
    let top = lanes.into_iter().chain(rest.iter().copied()).fold(0.0, larger);
    if top > 0.0 { (row.iter().position(|&p| p == top).unwrap_or(0), top) } else { (0, 0.0) }
}

/// Least probability whose logarithm is taken: float32 softmax outputs carry no information below it.
const LEAST: f32 = 1e-9;

fn log(p: f32) -> f32 {
    p.max(LEAST).ln()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn in_bands_a_detector_gives_the_same_map() {
        let models = ModelDir::open("models".as_ref()).unwrap();
        // Two bars of print. Ten units of 16 rows, so that the six bands aren't equally high.
        let is_ink = |x: u32, y: u32| {
            (8..100).contains(&x)
                && [30..50, 100..120].iter().any(|r| r.contains(&y))
                && x % 7 < 4
                && y % 9 < 6
        };
        let picture = RgbImage::from_fn(128, 160, |x, y| {
            image::Rgb([if is_ink(x, y) { 30 } else { 240 - (y / 4) as u8 }; 3])
        });
        let input = planes(&[picture], imagenet);
        for roles in [[Role::DetTiny, Role::DetTinyLarge], [Role::DetSmall, Role::DetSmallLarge]] {
            let map =
                |role| RtenNet::load(&models.path(role)).unwrap().run(&input, |_, v| Ok(v.to_vec())).unwrap();
            let [usual, large] = roles.map(map);
            let apart = usual.iter().zip(&large).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(usual.len() == 128 * 160 && usual.len() == large.len());
            assert!(apart < 1e-4 && usual.iter().any(|p| *p > 0.5), "{apart}");
        }
    }

    #[test]
    fn the_first_of_the_largest_elements_wins_wherever_it_stands() {
        for length in [1, 15, 16, 17, 50] {
            for at in 0..length {
                let mut row: Vec<f32> = (0..length).map(|i| i as f32 / 1e3).collect();
                row[at] = 0.9;
                assert_eq!(winner(&row), (at, 0.9), "{at} of {length}");
                row[length - 1] = 0.9;
                assert_eq!(winner(&row), (at, 0.9), "{at} of {length}, and the last");
            }
        }
        assert_eq!(winner(&[0.0; 20]), (0, 0.0));
        assert_eq!(winner(&[f32::NAN, 0.5, f32::NAN]), (1, 0.5));
    }
}
