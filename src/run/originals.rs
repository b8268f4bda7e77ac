//! Finds the originals of a run by their content, since folders and files may have been renamed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::audit::record::InputRecord;
use crate::digest::sha256;
use crate::error::{Code, Detail, Error, Reason};

/// A folder of originals. It is listed on first use; then only files of a matching length are read.
pub struct Originals {
    input: PathBuf,
    by_length: OnceLock<HashMap<u64, Vec<PathBuf>>>,
    found: Mutex<HashMap<String, PathBuf>>,
}

impl Originals {
    /// The originals below `input`, a folder or one file.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such file or folder.
    pub fn below(input: &Path) -> Result<Originals, Error> {
        if !input.exists() {
            return Err(Error::Usage(Detail::NoSuch(input.display().to_string())));
        }
        Ok(Originals { input: input.to_owned(), by_length: OnceLock::new(), found: Mutex::default() })
    }

    /// The bytes of the recorded input, found by its hash.
    ///
    /// # Errors
    /// [`Code::CannotRead`] when no file has it.
    pub fn load(&self, input: &InputRecord) -> Result<Vec<u8>, Reason> {
        let gone = || Reason::new(Code::CannotRead, Detail::OriginalGone);
        let (hash, length) = input.sha256.as_deref().zip(input.bytes).ok_or_else(gone)?;
        let right = |path: &Path| fs::read(path).ok().filter(|bytes| sha256(bytes) == hash);
        let known = self.found().get(hash).cloned();
        if let Some(bytes) = known.as_deref().and_then(right) {
            return Ok(bytes);
        }
        let by_length = self.by_length.get_or_init(|| by_length(&self.input));
        for path in by_length.get(&length).into_iter().flatten() {
            if let Some(bytes) = right(path) {
                self.found().insert(hash.to_owned(), path.clone());
                return Ok(bytes);
            }
        }
        Err(gone())
    }

    fn found(&self) -> std::sync::MutexGuard<'_, HashMap<String, PathBuf>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn by_length(input: &Path) -> HashMap<u64, Vec<PathBuf>> {
    let mut files: HashMap<u64, Vec<PathBuf>> = HashMap::new();
    // Links are followed as in the run; walkdir stops at loops.
    for entry in walkdir::WalkDir::new(input).follow_links(true).into_iter().flatten() {
        if let Some(length) = entry.metadata().ok().filter(|meta| meta.is_file()).map(|meta| meta.len()) {
            files.entry(length).or_default().push(entry.into_path());
        }
    }
    files
}
