//! An engine whose answers are kept on the disk, so that only the first pass over a set runs the nets.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blindmask::digest::sha256;
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
use blindmask::target::Alphabet;
use image::RgbImage;

/// An engine whose answers are kept in a folder, under the hash of the question.
pub struct Kept {
    pub engine: Arc<dyn Engine>,
    pub folder: PathBuf,
    pub work: Arc<Work>,
}

/// Pixels that were shown to the nets, whether the answer was kept or not: of pictures to the detectors, of a line's length
/// to the recognisers; tiny and small.
#[derive(Default)]
pub struct Work {
    detect: [AtomicU64; 2],
    recognise: [AtomicU64; 2],
}

impl Work {
    fn add(kind: &[AtomicU64; 2], size: Size, pixels: u64) {
        kind[usize::from(size == Size::Small)].fetch_add(pixels, Ordering::Relaxed);
    }

    /// A line about a page of `pages`.
    pub fn tell(&self, pages: usize) -> String {
        let [dt, ds] = self.detect.each_ref().map(|n| n.load(Ordering::Relaxed) as f64 / pages as f64);
        let [rt, rs] = self.recognise.each_ref().map(|n| n.load(Ordering::Relaxed) as f64 / pages as f64);
        format!(
            "a page: detector tiny {:.2}, small {:.2} megapixels; recogniser tiny {rt:.0}, small {rs:.0} pixels of length",
            dt / 1e6,
            ds / 1e6
        )
    }
}

impl Kept {
    fn file(&self, what: &str, picture: &RgbImage, more: &[u8]) -> PathBuf {
        let size = [picture.width().to_le_bytes(), picture.height().to_le_bytes()].concat();
        let key = sha256(&[what.as_bytes(), &size, picture.as_raw(), more].concat());
        self.folder.join(&key[..2]).join(&key[2..])
    }

    fn recognised(&self, what: &str, crop: &RgbImage, keep: &[usize]) -> PathBuf {
        let wanted: Vec<u8> = keep.iter().flat_map(|k| (*k as u32).to_le_bytes()).collect();
        self.file(what, crop, &wanted)
    }
}

fn posteriors(values: &[f32], columns: usize) -> Posteriors {
    let (winners, rest) = values.split_at(values.len() / (columns + 2));
    let (best, kept) = rest.split_at(winners.len());
    let winners = winners.iter().map(|w| *w as u32).collect();
    Posteriors { winners, best: best.to_vec(), kept: kept.to_vec(), columns }
}

fn store_posteriors(file: &Path, answer: &Posteriors) {
    let winners = answer.winners.iter().map(|w| *w as f32);
    store(file, winners.chain(answer.best.iter().copied()).chain(answer.kept.iter().copied()));
}

fn load(file: &Path) -> Option<Vec<f32>> {
    let bytes = fs::read(file).ok()?;
    Some(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}

/// Renamed into place, since several threads write.
fn store(file: &Path, values: impl Iterator<Item = f32>) {
    let bytes: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let part = file.with_extension(format!("{:?}", std::thread::current().id()));
    fs::write(&part, bytes).unwrap();
    fs::rename(part, file).unwrap();
}

impl Engine for Kept {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        let file = self.file("turn", page, &[]);
        if let Some(values) = load(&file) {
            return Ok([values[0], values[1], values[2], values[3]]);
        }
        let turn = self.engine.turn(page)?;
        store(&file, turn.into_iter());
        Ok(turn)
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let file = self.file(&format!("detect {size:?}"), page, &[]);
        let (width, height) = (page.width() as usize, page.height() as usize);
        Work::add(&self.work.detect, size, (width * height) as u64);
        if let Some(values) = load(&file) {
            return Ok(ProbMap { width, height, values });
        }
        let map = self.engine.detect(page, size)?;
        store(&file, map.values.iter().copied());
        Ok(map)
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        let one = |crop: &RgbImage| {
            Work::add(&self.work.recognise, size, crop.width().into());
            let file = self.recognised(&format!("recognise {size:?}"), crop, keep);
            if let Some(values) = load(&file) {
                return Ok(posteriors(&values, keep.len()));
            }
            let answer = self.engine.recognise(std::slice::from_ref(crop), keep, size)?.remove(0);
            store_posteriors(&file, &answer);
            Ok(answer)
        };
        crops.iter().map(one).collect()
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        if self.engine.uyghur_alphabet().is_none() {
            return Ok(None);
        }
        let file = self.recognised("uyghur", crop, keep);
        if let Some(values) = load(&file) {
            return Ok(Some(posteriors(&values, keep.len())));
        }
        let answer = self.engine.read_uyghur(crop, keep)?;
        if let Some(answer) = &answer {
            store_posteriors(&file, answer);
        }
        Ok(answer)
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.engine.uyghur_alphabet()
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        self.engine.alphabet(size)
    }
}
