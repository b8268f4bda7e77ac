//! The run's records, read from `OUT/audit`. They are parsed leniently: runs of other versions are compared here, and
//! an unknown reason or form must not end the comparison. Nothing here proves that a record is genuine.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::Deserialize;

use super::area::Area;
use crate::audit::folder::AUDIT;
use crate::audit::record::{State, Verdict};
use crate::error::{Detail, Error};

/// The parts of an image's record that scoring needs.
#[derive(Debug, Clone, Deserialize)]
pub struct Judged {
    /// `<applicant id>/<relative path>`.
    pub file: String,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Why>,
    /// Where the name was found.
    #[serde(default)]
    pub findings: Vec<Found>,
    #[serde(default)]
    input: Input,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Input {
    #[serde(default)]
    sha256: Option<String>,
}

/// A reason.
#[derive(Debug, Clone, Deserialize)]
pub struct Why {
    /// Its code.
    pub code: String,
    /// Details for a technician.
    #[serde(default)]
    pub detail: String,
}

/// A finding.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// Its corners, pixels of the stored grid.
    pub quad: [[f64; 2]; 4],
    /// What was painted: `[x, y, w, h]`, if anything was.
    #[serde(rename = "box", default)]
    pub painted: Option<[f64; 4]>,
    /// How the name is written there.
    #[serde(default)]
    pub form: String,
    /// What led there.
    #[serde(default)]
    pub how: String,
    /// Probability that this is the name.
    #[serde(default)]
    pub score: f64,
    /// Where it stands between program and reviewer.
    #[serde(default)]
    pub state: Option<State>,
}

impl Found {
    /// What it covers: its box, or its quad if nothing was painted (the reviewer of a held page sees the quad).
    pub fn area(&self) -> Area {
        match self.painted {
            Some([x, y, w, h]) => Area::rect(x, y, w, h),
            None => Area::quad(&self.quad),
        }
    }
}

impl Judged {
    /// The findings that a reviewer hasn't rejected.
    pub fn standing(&self) -> impl Iterator<Item = &Found> {
        self.findings.iter().filter(|f| f.state != Some(State::Rejected))
    }

    /// True when the file was released.
    pub fn released(&self) -> bool {
        self.verdict != Verdict::Held
    }
}

/// All records of a run.
#[derive(Debug, Default)]
pub struct Records {
    /// Audit files read.
    pub audits: usize,
    images: BTreeMap<String, Judged>,
    by_hash: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Audit {
    #[serde(default)]
    images: Vec<Judged>,
}

impl FromIterator<Judged> for Records {
    fn from_iter<I: IntoIterator<Item = Judged>>(images: I) -> Records {
        let mut records = Records::default();
        records.extend(images);
        records
    }
}

impl Records {
    /// Reads every audit file of an output folder.
    ///
    /// # Errors
    /// [`Error::Usage`] when the folder holds no audit; [`Error::Io`]; [`Error::Record`] for a file that isn't an audit.
    pub fn load(out: &Path) -> Result<Records, Error> {
        let mut records = Records::default();
        let visible = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
        let folder = out.join(AUDIT);
        let entries = walkdir::WalkDir::new(&folder).min_depth(1).sort_by_file_name();
        for entry in entries.into_iter().filter_entry(|e| visible(e.file_name())).flatten() {
            let path = entry.path();
            if !entry.file_type().is_file() || path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
            let audit: Audit = serde_json::from_slice(&bytes)
                .map_err(|e| Error::Record { path: path.to_owned(), problem: e.to_string().into() })?;
            records.audits += 1;
            records.extend(audit.images);
        }
        if records.audits == 0 {
            return Err(Error::Usage(Detail::NoAudits(folder.display().to_string())));
        }
        Ok(records)
    }

    fn extend(&mut self, images: impl IntoIterator<Item = Judged>) {
        for mut image in images {
            image.file = image.file.replace('\\', "/");
            if let Some(hash) = &image.input.sha256 {
                self.by_hash.insert(hash.clone(), image.file.clone());
            }
            self.images.insert(image.file.clone(), image);
        }
    }

    /// The record of a page of the truth: the record whose path ends the page's path (`images/B001/x.jpg` is recorded
    /// as `B001/x.jpg`) or else, for a file with a neutral name, the record with its hash.
    pub fn of(&self, file: &str, sha256: Option<&str>) -> Option<&Judged> {
        let starts = std::iter::once(0).chain(file.match_indices('/').map(|(i, _)| i + 1));
        let by_path = starts.filter_map(|i| file.get(i..)).find_map(|end| self.images.get(end));
        by_path.or_else(|| self.images.get(self.by_hash.get(sha256?)?))
    }
}
