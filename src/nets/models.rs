//! Finds the models and the optional shared library on disk, and checks that they are the pinned ones.
//!
//! Hashes are checked once per file version: a small cache beside the models remembers the size and time of checked
//! files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::error::{Detail, Error};

/// The task of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Tells which way a page is turned.
    Orientation,
    /// Finds text, carefully.
    DetSmall,
    /// Finds text, fast.
    DetTiny,
    /// [`Role::DetSmall`] for large pictures.
    DetSmallLarge,
    /// [`Role::DetTiny`] for large pictures.
    DetTinyLarge,
    /// Reads lines, carefully.
    RecSmall,
    /// Reads lines, fast.
    RecTiny,
    /// Characters of [`Role::RecSmall`].
    DictSmall,
    /// Characters of [`Role::RecTiny`].
    DictTiny,
    /// Reads lines of Uyghur script; optional.
    RecUyghur,
    /// Characters of [`Role::RecUyghur`].
    DictUyghur,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    model: Vec<Pinned>,
    /// Models that are optional.
    optional: Vec<Pinned>,
    library: Vec<PinnedLibrary>,
}

/// ONNX Runtime for one platform, named as `std::env::consts` does.
#[derive(Debug, Deserialize)]
struct PinnedLibrary {
    os: String,
    arch: String,
    file: String,
    sha256: String,
}

/// ONNX Runtime's shared library, which a folder of models may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Library {
    /// No library is pinned for this platform.
    Unpinned,
    /// It isn't there, which is allowed.
    Absent(PathBuf),
    /// It isn't the pinned one or can't be read, and must not be loaded.
    Altered(PathBuf),
    /// The pinned one.
    Sound {
        /// Its path.
        path: PathBuf,
        /// Its hash.
        sha256: String,
    },
}

#[derive(Debug, Clone, Deserialize)]
struct Pinned {
    role: Role,
    file: String,
    sha256: String,
}

/// The cache's entry for a checked file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hashed {
    bytes: u64,
    modified_ns: u128,
    sha256: String,
}

/// A folder that holds every pinned model, and perhaps the library.
#[derive(Debug)]
pub struct ModelDir {
    folder: PathBuf,
    models: Vec<Pinned>,
    library: Library,
}

/// The cache's file name.
const CACHE: &str = ".checked.lock";

/// Hashes files unless the cache knows them.
struct Checker<'a> {
    folder: &'a Path,
    known: BTreeMap<String, Hashed>,
    now: BTreeMap<String, Hashed>,
}

impl<'a> Checker<'a> {
    fn new(folder: &'a Path) -> Self {
        let known = std::fs::read(folder.join(CACHE)).ok().and_then(|b| serde_json::from_slice(&b).ok());
        Checker { folder, known: known.unwrap_or_default(), now: BTreeMap::new() }
    }

    /// True when `name` is the pinned file; `None` when it isn't there.
    fn is_pinned(&mut self, name: &str, sha256: &str) -> Result<Option<bool>, Error> {
        let file = self.folder.join(name);
        let Ok(data) = std::fs::metadata(&file) else { return Ok(None) };
        let time = data.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        let mut seen = Hashed { bytes: data.len(), modified_ns: time.as_nanos(), sha256: sha256.to_owned() };
        if self.known.get(name) != Some(&seen) {
            let bytes = std::fs::read(&file).map_err(|e| Error::io(&file, e))?;
            seen.sha256 = crate::digest::sha256(&bytes);
        }
        let pinned = seen.sha256 == sha256;
        self.now.insert(name.to_owned(), seen);
        Ok(Some(pinned))
    }

    fn remember(self) {
        if self.now != self.known
            && let Ok(text) = serde_json::to_vec_pretty(&self.now)
        {
            // In a read-only folder the cache can't be written, and the next start hashes again.
            let _ = std::fs::write(self.folder.join(CACHE), text);
        }
    }
}

impl ModelDir {
    /// Opens `folder` and checks that every model of the manifest is there and unaltered. Optional models may be
    /// missing, and the library missing or altered: [`ModelDir::has`] and [`ModelDir::library`] tell.
    ///
    /// # Errors
    /// [`Error::Model`] for a model that is missing or altered, [`Error::Io`] for a file that can't be read.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let manifest: Manifest = toml::from_str(include_str!("../../models/manifest.toml"))
            .map_err(|e| Error::Internal(format!("models/manifest.toml: {e}").into()))?;
        let Manifest { model: mut models, optional, library } = manifest;
        // The net and its dictionary are useless without each other.
        if optional.iter().all(|m| folder.join(&m.file).exists()) {
            models.extend(optional);
        }
        let mut checker = Checker::new(folder);
        for model in &models {
            let problem = match checker.is_pinned(&model.file, &model.sha256)? {
                Some(true) => continue,
                Some(false) => Detail::NotPinned,
                None => Detail::Missing,
            };
            return Err(Error::Model { file: folder.join(&model.file), problem });
        }
        let here = |l: &&PinnedLibrary| l.os == std::env::consts::OS && l.arch == std::env::consts::ARCH;
        let library = match library.iter().find(here) {
            None => Library::Unpinned,
            Some(PinnedLibrary { file, sha256, .. }) => {
                let path = folder.join(file);
                match checker.is_pinned(file, sha256) {
                    Ok(Some(true)) => Library::Sound { path, sha256: sha256.clone() },
                    // The library isn't needed, so an altered one stops only a run that asks for it.
                    Ok(Some(false)) | Err(_) => Library::Altered(path),
                    Ok(None) => Library::Absent(path),
                }
            }
        };
        checker.remember();
        Ok(ModelDir { folder: folder.to_owned(), models, library })
    }

    /// The state of ONNX Runtime's shared library.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// True when the (optional) model of a role is there.
    pub fn has(&self, role: Role) -> bool {
        self.models.iter().any(|m| m.role == role)
    }

    /// The file of a role.
    pub fn path(&self, role: Role) -> PathBuf {
        let file = self.models.iter().find(|m| m.role == role).map_or("", |m| m.file.as_str());
        self.folder.join(file)
    }

    /// File name and hash of every model, for the record of a run.
    pub fn hashes(&self) -> BTreeMap<String, String> {
        self.models.iter().map(|m| (m.file.clone(), m.sha256.clone())).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_missing_and_an_altered_model_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = ModelDir::open(folder.path()).unwrap_err();
        assert!(
            matches!(&error, Error::Model { problem, .. } if *problem == crate::error::Detail::Missing),
            "{error}"
        );
        std::fs::write(folder.path().join("page-orientation.onnx"), b"something else").unwrap();
        let error = ModelDir::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains("page-orientation.onnx") && error.to_string().contains("sha256"));
    }
}
