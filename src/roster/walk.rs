//! Finds every file below INPUT with its owner, and everything that belongs to nobody. Links are followed with care.
//!
//! It knows paths, not the content of files or the names of outputs.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::job::{Orphan, Why, future_path};
use super::owner::{Owner, Owners};
use super::paths::Parts;
use super::people::Roster;
use crate::error::{Code, Error, Reason};

/// A file and its owner.
pub(super) struct Found {
    pub applicant: usize,
    pub source: PathBuf,
    pub parts: Parts,
    pub problem: Option<Reason>,
}

/// The state of a walk.
#[derive(Default)]
pub(super) struct Walk {
    /// INPUT, resolved.
    pub root: PathBuf,
    pub found: Vec<Found>,
    pub orphans: Vec<Orphan>,
    pub ignored: usize,
    /// Folders entered through a link, per applicant, resolved: each is read once.
    seen: HashSet<(usize, PathBuf)>,
    /// The folders of all applicants, resolved, each with its owner; `None` for a folder called after several.
    owned: Vec<(PathBuf, Option<usize>)>,
}

impl Walk {
    /// A walk below `root`, which is resolved.
    pub(super) fn new(root: PathBuf) -> Walk {
        Walk { root, ..Walk::default() }
    }

    /// Goes through the folders of INPUT, and notes the applicants that have one.
    pub(super) fn top(
        &mut self,
        input: &Path,
        roster: &Roster,
        with_folder: &mut HashSet<usize>,
    ) -> Result<(), Error> {
        let mut entries: Vec<PathBuf> = fs::read_dir(input)
            .and_then(|list| list.map(|e| e.map(|e| e.path())).collect())
            .map_err(|e| Error::io(input, e))?;
        entries.sort();
        let owners = Owners::of(roster);
        // Each folder is looked up only once, since a look-up goes through the whole roster.
        let with_owner = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (real, whose) = (fs::canonicalize(&path).ok(), owners.owner(&name));
            (path, name, real, whose)
        };
        let entries: Vec<_> = entries.into_iter().map(with_owner).collect();
        // A link differs from the folder it leads to.
        let places = entries.iter().filter(|(path, ..)| !path.is_symlink());
        self.owned = places
            .filter_map(|(_, _, real, whose)| match whose {
                Owner::One(applicant) => Some((real.clone()?, Some(*applicant))),
                Owner::Several => Some((real.clone()?, None)),
                Owner::Nobody => None,
            })
            .collect();
        for (path, name, real, whose) in entries {
            if is_litter(&name) {
                self.ignored += 1;
                continue;
            }
            let inside = real.is_some_and(|real| real.starts_with(&self.root));
            if inside && !path.is_dir() {
                self.orphans.push(Orphan { path, why: Why::LooseFile });
                continue;
            }
            match whose {
                Owner::One(applicant) => {
                    with_folder.insert(applicant);
                    self.folder(applicant, &path);
                }
                Owner::Several => self.orphans.push(Orphan { path, why: Why::Ambiguous }),
                Owner::Nobody if inside => self.orphans.push(Orphan { path, why: Why::NotOnRoster }),
                Owner::Nobody => self.orphans.push(Orphan { path, why: Why::OutOfReach }),
            }
        }
        Ok(())
    }

    /// Collects every file below an applicant's folder.
    pub(super) fn folder(&mut self, applicant: usize, top: &Path) {
        let mut entries = WalkDir::new(top).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    // This link leads to a folder that is being walked, so its files are listed already.
                    if error.loop_ancestor().is_none() {
                        let path = error.path().unwrap_or(top).to_owned();
                        let reason = self.why_not(&path, &error);
                        self.add(applicant, top, path, Some(reason));
                    }
                    continue;
                }
            };
            let is_dir = entry.file_type().is_dir();
            if entry.depth() > 0 && is_litter(&entry.file_name().to_string_lossy()) {
                self.ignored += 1;
                if is_dir {
                    entries.skip_current_dir();
                }
                continue;
            }
            let outside = entry.path_is_symlink() && self.leads_astray(applicant, top, entry.path());
            if outside {
                let reason = Reason::new(Code::LinkOutside, "");
                self.add(applicant, top, entry.path().to_owned(), Some(reason));
            } else if !is_dir {
                // Reading a pipe or a device could block for ever.
                let odd = !entry.file_type().is_file();
                let reason = odd.then(|| Reason::new(Code::CannotRead, "neither a file nor a folder"));
                self.add(applicant, top, entry.path().to_owned(), reason);
            }
            let linked = entry.depth() > 0 && entry.path_is_symlink();
            if is_dir && (outside || linked && !self.enters(applicant, top, entry.path())) {
                entries.skip_current_dir();
            }
        }
    }

    /// True when a link leads out of the input, above the applicant's own folder, or into another applicant's folder:
    /// files there would be searched for the wrong name.
    fn leads_astray(&self, applicant: usize, top: &Path, link: &Path) -> bool {
        let Ok(real) = fs::canonicalize(link) else { return true };
        let above = fs::canonicalize(top).is_ok_and(|top| top != real && top.starts_with(&real));
        let anothers = |(folder, whose): &(PathBuf, Option<usize>)| {
            real.starts_with(folder) && *whose != Some(applicant)
        };
        !real.starts_with(&self.root) || above || self.owned.iter().any(anothers)
    }

    /// A linked folder is read once, and not at all when the walk reaches it anyway.
    fn enters(&mut self, applicant: usize, top: &Path, link: &Path) -> bool {
        let (Ok(real), Ok(top)) = (fs::canonicalize(link), fs::canonicalize(top)) else { return false };
        !real.starts_with(&top) && self.seen.insert((applicant, real))
    }

    /// If a link's target is outside and can't be read either, the link counts as one that leads outside.
    fn why_not(&self, path: &Path, error: &walkdir::Error) -> Reason {
        let target = fs::read_link(path).ok().and_then(|t| future_path(&path.parent()?.join(t)).ok());
        if target.is_some_and(|t| !t.starts_with(&self.root)) {
            return Reason::new(Code::LinkOutside, "");
        }
        let kind = error.io_error().map_or_else(|| "not readable".to_owned(), |e| e.kind().to_string());
        Reason::new(Code::CannotRead, kind)
    }

    fn add(&mut self, applicant: usize, top: &Path, source: PathBuf, problem: Option<Reason>) {
        let below = source.strip_prefix(top).unwrap_or(Path::new(""));
        let mut names: Vec<OsString> = below.iter().map(OsStr::to_owned).collect();
        if names.is_empty() {
            // When the top folder itself can't be read, it is recorded as a file of that applicant.
            names.push("folder".into());
        }
        self.found.push(Found { applicant, source, parts: Parts { top: top.to_owned(), names }, problem });
    }
}

/// Files that operating systems and office programs leave in folders.
fn is_litter(name: &str) -> bool {
    const KNOWN: &[&str] =
        &["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"];
    name.starts_with('.') || name.starts_with("~$") || KNOWN.contains(&name.to_lowercase().as_str())
}
