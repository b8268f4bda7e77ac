//! The nets on ONNX Runtime, whose shared library `make models` puts beside the models.
//!
//! A session can run one call at a time: the crate `ort` asks for `&mut`, since the runtime's allocators and
//! statistics aren't safe to share. So each net keeps as many sessions as threads have ever used it at once and opens
//! them on demand; they share the weights packed for the processor. A call runs on the thread that makes it.
//!
//! The library unloads itself when the process ends, even while threads are inside it. A call whose answer nobody
//! needs any more is therefore ended from outside (`Calls`).

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;

use ort::environment::Environment;
use ort::ep;
use ort::logging::LogLevel;
use ort::session::builder::{GraphOptimizationLevel, PrepackedWeights, SessionBuilder};
use ort::session::{RunOptions, Session};
use ort::value::TensorRef;

use super::models::{ModelDir, Role};
use super::net::{Freed, Input, Net};
use super::ppocr::PpOcr;
use crate::error::Error;

/// PP-OCRv6 and the page orientation net on ONNX Runtime.
pub type OrtEngine = PpOcr<OrtNet>;

/// The loaded library. It stays loaded until the program ends.
#[derive(Debug, Clone, Copy)]
pub struct Library(());

impl Library {
    /// Loads the shared library at `path`. Its hash must have been checked: loading it runs its code.
    ///
    /// The first library loaded serves all later calls.
    ///
    /// # Errors
    /// [`Error::Library`] when it doesn't fit the processor, the system or the crate.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let fault = |problem: String| Error::Library { file: path.to_owned(), problem: problem.into() };
        // The crate looks for relative paths beside the program.
        let whole = std::path::absolute(path).map_err(|e| Error::io(path, e))?;
        let environment = ort::init_from(whole).map_err(|e| fault(e.to_string()))?;
        // False means that it was set up before, with the same settings.
        let _ = environment.with_name("blindmask").with_telemetry(false).commit();
        // Failures are returned as errors, so the library needn't print them.
        Environment::current().map_err(|e| fault(e.to_string()))?.set_log_level(LogLevel::Fatal);
        Ok(Library(()))
    }
}

/// One net and its idle sessions.
pub struct OrtNet {
    file: PathBuf,
    /// Whether each session keeps an arena of its own.
    arena: bool,
    weights: PrepackedWeights,
    idle: Mutex<Vec<Session>>,
    calls: Calls,
}

/// The running calls into the library, by thread.
#[derive(Default)]
struct Calls {
    state: Mutex<State>,
    /// Notified whenever a call returns.
    back: Condvar,
}

#[derive(Default)]
struct State {
    inside: HashMap<ThreadId, Arc<RunOptions>>,
    /// Threads that may make no more calls: one may be about to enter the library when its end is asked for.
    refused: HashSet<ThreadId>,
}

/// Longest wait for a call to end. The library checks between two layers whether it should stop. No layer takes a
/// second, and a busy machine takes several times as long.
const LONGEST_LAYER: Duration = Duration::from_secs(10);

/// A running call of the current thread; dropping it ends it.
struct Inside<'a>(&'a Calls);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.inside.remove(&std::thread::current().id());
        self.0.back.notify_all();
    }
}

impl Calls {
    /// Starts a call of the current thread, which `options` can end; `None` when that thread may make no more calls.
    fn enter(&self, options: &Arc<RunOptions>) -> Option<Inside<'_>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let this = std::thread::current().id();
        if state.refused.contains(&this) {
            return None;
        }
        state.inside.insert(this, options.clone());
        Some(Inside(self))
    }

    /// Ends the call of `thread` and waits for it; true once that thread is outside for good.
    fn end(&self, thread: ThreadId) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.refused.insert(thread);
        if let Some(options) = state.inside.get(&thread) {
            // Terminating has no known reason to fail; if it does, the call runs to its end.
            let _ = options.terminate();
        }
        let inside = |state: &mut State| state.inside.contains_key(&thread);
        let waited = self.back.wait_timeout_while(state, LONGEST_LAYER, inside);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl OrtNet {
    fn load(file: &Path, arena: bool) -> Result<Self, Error> {
        let net = OrtNet {
            file: file.to_owned(),
            arena,
            weights: PrepackedWeights::new(),
            idle: Mutex::default(),
            calls: Calls::default(),
        };
        let first =
            net.open().map_err(|problem| Error::Model { file: file.to_owned(), problem: problem.into() })?;
        net.put_back(first);
        Ok(net)
    }

    fn open(&self) -> Result<Session, String> {
        let open = || -> ort::Result<Session> {
            let builder = settings(Session::builder()?, self.arena)?;
            builder.with_prepacked_weights(&self.weights)?.commit_from_file(&self.file)
        };
        open().map_err(|e| e.to_string())
    }

    fn put_back(&self, session: Session) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
    }
}

/// Whether the sessions of a net keep arenas, by what the program's allocator does with memory that is freed.
///
/// Without one every layer's memory is asked of the allocator, and of the system where that one gives it back. Where it keeps it, an arena takes
/// the more memory, since nobody else can use what one holds and it grows by doubling; but a detector's layers, which take most, are computed in the
/// memory that the last ones left warm in the cache, which large layers don't find elsewhere. It gives its arena back after each large call.
fn has_arena(role: Role, freed: Freed) -> bool {
    let detectors = [Role::DetTiny, Role::DetTinyLarge, Role::DetSmall, Role::DetSmallLarge];
    freed == Freed::Returned || detectors.contains(&role)
}

/// Settings of a session; docs/runtime.md has the figures behind each.
fn settings(builder: SessionBuilder, arena: bool) -> ort::Result<SessionBuilder> {
    let builder = builder
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?
        // The library would keep a memory pattern for every input shape, and lines have many widths.
        .with_memory_pattern(false)?
        .with_execution_providers([ep::CPU::default().with_arena_allocator(arena).build()])?
        .with_log_level(LogLevel::Fatal)?;
    Ok(builder)
}

impl Net for OrtNet {
    fn run<T>(
        &self,
        input: &Input,
        read: impl FnOnce(&[usize], &[f32]) -> Result<T, String>,
    ) -> Result<T, String> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut session = idle.map_or_else(|| self.open(), Ok)?;
        let answer = self.ask(&mut session, input, read);
        self.put_back(session);
        answer
    }

    fn end_call(&self, thread: ThreadId) -> bool {
        self.calls.end(thread)
    }
}

/// Values of an input up to which an arena keeps its memory after the call: lines of print, of which a page has dozens. After
/// a larger one it is given back, or every session would hold what the largest page needed.
const KEPT: usize = 3 * 48 * 1280;

impl OrtNet {
    fn ask<T>(
        &self,
        session: &mut Session,
        input: &Input,
        read: impl FnOnce(&[usize], &[f32]) -> Result<T, String>,
    ) -> Result<T, String> {
        let words = |e: ort::Error| e.to_string();
        let tensor = TensorRef::from_array_view((input.shape, input.values.as_slice())).map_err(words)?;
        let mut options = RunOptions::new().map_err(words)?;
        if self.arena && input.values.len() > KEPT {
            options.set("memory.enable_memory_arena_shrinkage", "cpu:0").map_err(words)?;
        }
        let options = Arc::new(options);
        // Dropped after the output, whose memory belongs to the library.
        let _inside = self.calls.enter(&options).ok_or("given up")?;
        let outputs = session.run_with_options(ort::inputs![tensor], &*options).map_err(words)?;
        let output = outputs.values().next().ok_or("no output")?;
        let (shape, values) = output.try_extract_tensor::<f32>().map_err(words)?;
        let shape: Vec<usize> = shape.iter().map(|&side| usize::try_from(side).unwrap_or(0)).collect();
        read(&shape, values)
    }
}

impl OrtEngine {
    /// Loads the nets and dictionaries of `models`, whose hashes have been checked.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't what it should be.
    pub fn load(models: &ModelDir, _: Library, freed: Freed) -> Result<Self, Error> {
        Self::load_with(models, |role, file| OrtNet::load(file, has_arena(role, freed)))
    }
}
