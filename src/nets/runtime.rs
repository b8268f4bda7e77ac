//! Chooses the runtime: ONNX Runtime where its library is wanted and lies beside the models, `rten` otherwise.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::engine::Engine;
use super::models::{Library, ModelDir};
pub use super::net::Freed;
use super::ort::{self, OrtEngine};
use super::ppocr::RtenEngine;
use crate::error::{Detail, Error};

/// A runtime of the nets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// ONNX Runtime, a shared library that `make models` fetches if it can.
    OnnxRuntime,
    /// `rten`, which is compiled in.
    Rten,
}

impl Runtime {
    /// The name in records and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Runtime::OnnxRuntime => "onnxruntime",
            Runtime::Rten => "rten",
        }
    }
}

/// An engine and its runtime.
pub struct Loaded {
    /// The nets.
    pub engine: Arc<dyn Engine>,
    /// The runtime in use.
    pub runtime: Runtime,
    /// File and hash of every model, and of the library if it is used.
    pub hashes: BTreeMap<String, String>,
    /// Why a library that is there isn't used.
    pub passed_over: Option<Error>,
}

/// Loads the nets of `models` on the `wanted` runtime. `None` takes ONNX Runtime if its library is there, unaltered
/// and loadable, and `rten` otherwise.
///
/// # Errors
/// [`Error::Model`] for a net that can't be loaded; [`Error::Library`] for a library that was asked for and can't be used;
/// [`Error::Usage`] when it was asked for on a platform for which none is pinned.
pub fn load(models: &ModelDir, wanted: Option<Runtime>, freed: Freed) -> Result<Loaded, Error> {
    let passed_over = match wanted {
        Some(Runtime::Rten) => None,
        Some(Runtime::OnnxRuntime) => return on_onnx_runtime(models, freed),
        None => match on_onnx_runtime(models, freed) {
            Ok(loaded) => return Ok(loaded),
            Err(why) => Some(why).filter(|_| is_there(models.library())),
        },
    };
    Ok(Loaded {
        engine: Arc::new(RtenEngine::load(models)?),
        runtime: Runtime::Rten,
        hashes: models.hashes(),
        passed_over,
    })
}

fn is_there(library: &Library) -> bool {
    matches!(library, Library::Altered(_) | Library::Sound { .. })
}

fn on_onnx_runtime(models: &ModelDir, freed: Freed) -> Result<Loaded, Error> {
    let fault = |file: &Path, problem| Error::Library { file: file.to_owned(), problem };
    let (path, sha256) = match models.library() {
        Library::Sound { path, sha256 } => (path, sha256),
        Library::Absent(path) => return Err(fault(path, Detail::Missing)),
        Library::Altered(path) => return Err(fault(path, Detail::NotPinned)),
        Library::Unpinned => return Err(Error::Usage(Detail::NoRuntime)),
    };
    let engine = OrtEngine::load(models, ort::Library::load(path)?, freed)?;
    let mut hashes = models.hashes();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    hashes.insert(name, sha256.clone());
    Ok(Loaded { engine: Arc::new(engine), runtime: Runtime::OnnxRuntime, hashes, passed_over: None })
}
