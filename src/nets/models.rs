//! The models on disk: which are needed, where they are, and whether they are the pinned ones.
//!
//! Hashes are checked once per file version: a small cache beside the models remembers size and time of what was checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Tells which way a page is turned.
    Orientation,
    /// Finds text, carefully.
    DetSmall,
    /// Finds text, fast.
    DetTiny,
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
    /// Models without which the program works too.
    optional: Vec<Pinned>,
}

#[derive(Debug, Clone, Deserialize)]
struct Pinned {
    role: Role,
    file: String,
    sha256: String,
}

/// What the cache remembers of a file that was checked.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Checked {
    bytes: u64,
    modified_ns: u128,
    sha256: String,
}

/// A folder that holds every pinned model.
#[derive(Debug)]
pub struct ModelDir {
    folder: PathBuf,
    models: Vec<Pinned>,
}

/// The cache's file name.
const CACHE: &str = ".checked.lock";

impl ModelDir {
    /// Opens `folder` and checks that every model of the manifest is there and unaltered. The optional ones may be missing.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let manifest: Manifest = toml::from_str(include_str!("../../models/manifest.toml"))
            .map_err(|e| Error::Internal(format!("models/manifest.toml: {e}").into()))?;
        let cache = folder.join(CACHE);
        let known: BTreeMap<String, Checked> =
            std::fs::read(&cache).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default();
        let mut now = BTreeMap::new();
        let there = |m: &Pinned| folder.join(&m.file).exists();
        let Manifest { mut model, optional } = manifest;
        // They serve together or not at all.
        if optional.iter().all(there) {
            model.extend(optional);
        }
        for model in &model {
            let file = folder.join(&model.file);
            let problem = |problem: &str| Error::Model { file: file.clone(), problem: problem.into() };
            let data = std::fs::metadata(&file).map_err(|_| problem("missing"))?;
            let time =
                data.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            let mut seen =
                Checked { bytes: data.len(), modified_ns: time.as_nanos(), sha256: model.sha256.clone() };
            if known.get(&model.file) != Some(&seen) {
                let bytes = std::fs::read(&file).map_err(|e| Error::io(&file, e))?;
                seen.sha256 = crate::digest::sha256(&bytes);
            }
            if seen.sha256 != model.sha256 {
                return Err(problem("not the pinned file (its sha256 differs)"));
            }
            now.insert(model.file.clone(), seen);
        }
        if now != known
            && let Ok(text) = serde_json::to_vec_pretty(&now)
        {
            // A read-only folder only costs the next start the hashing.
            let _ = std::fs::write(&cache, text);
        }
        Ok(ModelDir { folder: folder.to_owned(), models: model })
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
