//! The nets on the `rten` runtime: tensors in, tensors out, and nothing else.
//!
//! Every call runs on one thread of its own pool; pools are handed out and taken back, so that images in parallel
//! never share one.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use image::RgbImage;
use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::engine::{CROP_HEIGHT, Engine, EngineError, Posteriors, ProbMap, Size};
use super::models::{ModelDir, Role};
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

/// The page orientation net alone, for whoever reads with other nets.
pub struct PageTurn {
    net: Model,
    pools: Pools,
}

/// PP-OCRv6 and the page orientation net on `rten`.
pub struct RtenEngine {
    turn: PageTurn,
    detect: [Model; 2],
    recognise: [Model; 2],
    alphabets: [Alphabet; 2],
    uyghur: Option<UyghurReader>,
    pools: Pools,
}

/// Pools of one thread each.
#[derive(Default)]
pub(super) struct Pools(Mutex<Vec<Arc<ThreadPool>>>);

impl Pools {
    pub(super) fn run(
        &self,
        net: &'static str,
        model: &Model,
        input: NdTensorView<f32, 4>,
    ) -> Result<rten::Value, EngineError> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = taken.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let result = model.run_one(input.into(), Some(options));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        result.map_err(|e| EngineError { net, problem: e.to_string().into() })
    }
}

impl PageTurn {
    /// Loads the net of `models`, whose hashes have been checked.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't the net it should be.
    pub fn load(models: &ModelDir) -> Result<Self, Error> {
        Ok(PageTurn { net: load_net(&models.path(Role::Orientation))?, pools: Pools::default() })
    }

    /// [`Engine::turn`].
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        let (w, h) = page.dimensions();
        let scale = TURN_SHORT as f32 / w.min(h).max(1) as f32;
        let side = |v: u32| ((v as f32 * scale).round() as u32).max(TURN_SIDE);
        let small = crate::pixels::scale::resize(page, side(w), side(h));
        let (x, y) = ((small.width() - TURN_SIDE) / 2, (small.height() - TURN_SIDE) / 2);
        let middle = image::imageops::crop_imm(&small, x, y, TURN_SIDE, TURN_SIDE).to_image();
        let input = planes(&[middle], imagenet);
        let out = self.pools.run("orientation", &self.net, input.view())?;
        let out: NdTensor<f32, 2> = out
            .try_into()
            .map_err(|_| EngineError { net: "orientation", problem: "unexpected output".into() })?;
        let mut p = [0.0; 4];
        for (slot, value) in p.iter_mut().zip(out.iter()) {
            *slot = *value;
        }
        // Some exports end in a softmax, some in logits.
        if p.iter().any(|&v| v < 0.0) || (p.iter().sum::<f32>() - 1.0).abs() > 1e-3 {
            let top = p.iter().copied().fold(f32::MIN, f32::max);
            p = p.map(|v| (v - top).exp());
            let sum: f32 = p.iter().sum();
            p = p.map(|v| v / sum);
        }
        Ok(p)
    }
}

impl RtenEngine {
    /// Loads the nets and dictionaries of `models`, whose hashes have been checked.
    pub fn load(models: &ModelDir) -> Result<Self, Error> {
        let net = |role| load_net(&models.path(role));
        let dictionary = |role| load_dictionary(&models.path(role));
        Ok(RtenEngine {
            turn: PageTurn::load(models)?,
            detect: [net(Role::DetTiny)?, net(Role::DetSmall)?],
            recognise: [net(Role::RecTiny)?, net(Role::RecSmall)?],
            alphabets: [dictionary(Role::DictTiny)?, dictionary(Role::DictSmall)?],
            uyghur: UyghurReader::load(models)?,
            pools: Pools::default(),
        })
    }
}

pub(super) fn load_dictionary(file: &Path) -> Result<Alphabet, Error> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    Alphabet::parse(&text).map_err(|e| Error::Model { file: file.to_owned(), problem: e.to_string().into() })
}

pub(super) fn load_net(file: &Path) -> Result<Model, Error> {
    Model::load_file(file).map_err(|e| Error::Model { file: file.to_owned(), problem: e.to_string().into() })
}

const fn index(size: Size) -> usize {
    match size {
        Size::Tiny => 0,
        Size::Small => 1,
    }
}

/// Channel planes in BGR order, each value mapped by `f(value 0–255, channel)`.
fn planes(pictures: &[RgbImage], f: impl Fn(f32, usize) -> f32) -> NdTensor<f32, 4> {
    let (w, h) = pictures.first().map_or((0, 0), |p| (p.width() as usize, p.height() as usize));
    let mut data = Vec::with_capacity(pictures.len() * 3 * w * h);
    for picture in pictures {
        for channel in 0..3 {
            data.extend(
                picture.as_raw().iter().skip(2 - channel).step_by(3).map(|&v| f(f32::from(v), channel)),
            );
        }
    }
    NdTensor::from_data([pictures.len(), 3, h, w], data)
}

fn imagenet(value: f32, channel: usize) -> f32 {
    (value / 255.0 - MEAN[channel]) / STD[channel]
}

impl Engine for RtenEngine {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        self.turn.turn(page)
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let input = planes(std::slice::from_ref(page), imagenet);
        let out = self.pools.run("detector", &self.detect[index(size)], input.view())?;
        let out: NdTensor<f32, 4> = out
            .try_into()
            .map_err(|_| EngineError { net: "detector", problem: "unexpected output".into() })?;
        let [_, _, height, width] = out.shape();
        Ok(ProbMap { width, height, values: out.into_data() })
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        debug_assert!(crops.iter().all(|c| c.height() == CROP_HEIGHT));
        let input = planes(crops, |v, _| v / 127.5 - 1.0);
        let out = self.pools.run("recogniser", &self.recognise[index(size)], input.view())?;
        let out: NdTensor<f32, 3> = out
            .try_into()
            .map_err(|_| EngineError { net: "recogniser", problem: "unexpected output".into() })?;
        let [batch, steps, classes] = out.shape();
        if batch != crops.len() || classes != self.alphabet(size).classes() {
            return Err(EngineError { net: "recogniser", problem: format!("{batch} × {classes} classes") });
        }
        let data = out.into_data();
        Ok(data.chunks_exact((steps * classes).max(1)).map(|line| slice(line, classes, keep)).collect())
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
}

/// Keeps of a `steps × classes` table of probabilities the winners and the wanted columns.
fn slice(line: &[f32], classes: usize, keep: &[usize]) -> Posteriors {
    let steps = line.len() / classes.max(1);
    let mut kept = Vec::with_capacity(steps * keep.len());
    let (mut winners, mut best) = (Vec::with_capacity(steps), Vec::with_capacity(steps));
    for row in line.chunks_exact(classes.max(1)) {
        let (winner, p) =
            row.iter().enumerate().fold((0, 0.0), |top, (i, &p)| if p > top.1 { (i, p) } else { top });
        winners.push(winner as u32);
        best.push(log(p));
        kept.extend(keep.iter().map(|&column| log(row.get(column).copied().unwrap_or(0.0))));
    }
    Posteriors { winners, best, kept, columns: keep.len() }
}

/// Natural logarithm with a floor of 1e-9: float32 softmax outputs carry no information below that.
fn log(p: f32) -> f32 {
    p.max(1e-9).ln()
}
