//! The interface between the pipeline and the nets: what a runtime must offer, in plain types.
//!
//! Everything but inference (sizes, post-processing, cropping, decoding) lives elsewhere, so tests can inject fakes
//! here and another runtime is one more implementation. Coordinates and pictures are the caller's.

use std::thread::ThreadId;

use image::RgbImage;

use crate::error::{Code, Reason};
use crate::target::Alphabet;
pub use crate::target::Size;

/// A failure inside the runtime. It holds the image being read, never the run.
#[derive(Debug, thiserror::Error)]
#[error("{net}: {problem}")]
pub struct EngineError {
    /// The net that failed.
    pub net: &'static str,
    /// The runtime's own words.
    pub problem: String,
}

impl From<EngineError> for Reason {
    fn from(error: EngineError) -> Self {
        Reason::new(Code::Crashed, error.to_string())
    }
}

/// A detector's answer: for every pixel of a `width` × `height` grid the probability (0–1) that it belongs to text.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbMap {
    /// Columns of the grid.
    pub width: usize,
    /// Rows of the grid.
    pub height: usize,
    /// Row-major probabilities, `width * height` of them.
    pub values: Vec<f32>,
}

/// What a recogniser saw in one line: per step the winner, and the log-probabilities of the columns that matter.
///
/// A step is one output position of the net, [`STEP`] pixels of the crop. All logarithms are natural.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Posteriors {
    /// The winning class of each step; the number of steps is its length.
    pub winners: Vec<u32>,
    /// log P of the winner at each step.
    pub best: Vec<f32>,
    /// log P of the kept columns, row-major: `steps × kept`.
    pub kept: Vec<f32>,
    /// Number of kept columns.
    pub columns: usize,
}

impl Posteriors {
    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.winners.len()
    }

    /// log P of kept column `column` at `step`; minus infinity outside the table.
    pub fn log_p(&self, step: usize, column: usize) -> f32 {
        if column >= self.columns {
            return f32::NEG_INFINITY;
        }
        self.kept.get(step * self.columns + column).copied().unwrap_or(f32::NEG_INFINITY)
    }
}

/// Pixels of a crop's width that one step of the recogniser covers.
///
/// Source: the stride of PP-OCRv6's recognisers (`floor(floor(w/2)/2)/2` in the ONNX output shape).
pub const STEP: usize = 8;

/// Pixels of a crop's width that one step of the reader of Uyghur script covers: its pooling layer's 3 × 3.
pub const UYGHUR_STEP: usize = 3;

/// Height in pixels of every crop handed to a recogniser (PP-OCRv6 `image_shape: 3, 48, 320`).
pub const CROP_HEIGHT: u32 = 48;

/// Sides of the detector's input are multiples of this many pixels.
pub const DETECTOR_UNIT: u32 = 32;

/// A runtime with the nets loaded. Threads share an implementation. A call must not start threads of its own: each
/// image is read on one thread.
pub trait Engine: Send + Sync {
    /// Probabilities that the content of `page` is turned clockwise by 0°, 90°, 180°, 270°.
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError>;

    /// Probability map of text on `page`, whose sides are multiples of 32; the map has the page's size.
    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError>;

    /// Reads crops of equal width and height [`CROP_HEIGHT`]; `keep` are the classes whose columns are wanted.
    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError>;

    /// The classes of the recogniser of that size.
    fn alphabet(&self, size: Size) -> &Alphabet;

    /// Reads a line of Uyghur script, [`CROP_HEIGHT`] pixels high; a step is [`UYGHUR_STEP`] pixels wide, from left
    /// to right. `None` when the optional net isn't installed.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    fn read_uyghur(&self, _crop: &RgbImage, _keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        Ok(None)
    }

    /// The classes of the reader of Uyghur script, where it is installed.
    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        None
    }

    /// Ends the call that `thread` is in, waits until it has returned, and refuses its later calls: nobody waits for
    /// the answers any more. False when it didn't return in time.
    ///
    /// Only runtimes whose code must not run while the process ends need this. A thread in compiled-in code ends
    /// safely with the process, so the default does nothing.
    fn end_call(&self, _thread: ThreadId) -> bool {
        true
    }
}
