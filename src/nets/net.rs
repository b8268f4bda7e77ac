//! One net in one runtime: what it is fed, how it is run, and the dictionary of its classes.

use std::path::Path;
use std::thread::ThreadId;

use crate::error::Error;
use crate::target::Alphabet;

/// A batch of pictures as input of a net: `[pictures, channel, row, column]`. PP-OCR's channels are in BGR order.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Pictures, channels, rows, columns.
    pub shape: [usize; 4],
    /// The values in that order.
    pub values: Vec<f32>,
}

/// What the program's allocator does with memory that is freed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freed {
    /// Keeps it for whoever asks next, so that asking costs next to nothing.
    Kept,
    /// Gives large blocks back to the system, or nobody knows.
    Returned,
}

/// One net in one runtime, shared by threads; a call runs on the thread that makes it.
pub trait Net: Send + Sync {
    /// Runs the net and passes its one output, shape and values, to `read`.
    ///
    /// # Errors
    /// The runtime's own message, or that of `read`.
    fn run<T>(
        &self,
        input: &Input,
        read: impl FnOnce(&[usize], &[f32]) -> Result<T, String>,
    ) -> Result<T, String>;

    /// [`Engine::end_call`](super::engine::Engine::end_call) for this net.
    fn end_call(&self, _thread: ThreadId) -> bool {
        true
    }
}

/// Reads the dictionary of a recogniser.
///
/// # Errors
/// Those of a file that can't be read, and [`Error::Model`] for one that is no dictionary.
pub(super) fn load_dictionary(file: &Path) -> Result<Alphabet, Error> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    Alphabet::parse(&text).map_err(|e| Error::Model { file: file.to_owned(), problem: e.to_string().into() })
}
