//! Plans a run: which file belongs to whom and where its output goes.
//!
//! It looks at folders and names only, never into files. Every file below an applicant's folder becomes one [`Job`],
//! even one that can't be read: nothing is skipped in silence.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::conflicts::hold_conflicts;
pub use super::job::{Job, Orphan, Why, future_path};
use super::owner::{Owner, Owners};
use super::paths::{self, Parts};
use super::people::{Applicant, Roster};
use super::walk::{Found, Walk};
use crate::error::{Detail, Error};

/// The plan of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files, by applicant id, then output path.
    pub jobs: Vec<Job>,
    /// Folders and files without an applicant, sorted by path.
    pub orphans: Vec<Orphan>,
    /// Ids of applicants without a folder. Empty when INPUT is one applicant's own folder or a single file.
    pub without_folder: Vec<String>,
    /// Ids of applicants whose folder holds no file.
    pub without_files: Vec<String>,
    /// Files and folders that systems leave behind (`.DS_Store`, `Thumbs.db`, `__MACOSX` …), which were skipped.
    pub ignored: usize,
}

impl Plan {
    /// True when every folder has its applicant and every applicant a folder with files.
    pub fn is_whole(&self) -> bool {
        self.orphans.is_empty() && self.without_folder.is_empty() && self.without_files.is_empty()
    }

    /// Folders and files without an applicant, counted by reason.
    pub fn orphans_by_reason(&self) -> BTreeMap<Why, u64> {
        let mut counts = BTreeMap::new();
        for orphan in &self.orphans {
            *counts.entry(orphan.why).or_default() += 1;
        }
        counts
    }
}

/// Tells whether a part of a path (a folder's or file's name) gives the applicant away.
pub type GivesAway<'a> = &'a dyn Fn(&Applicant, &str) -> bool;

/// Input and output of a run.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The input: a folder, or one file.
    pub input: &'a Path,
    /// The output folder, if anything is written.
    pub out: Option<&'a Path>,
}

/// Plans a run over `input`: a folder with one folder per applicant, one applicant's own folder, or one file.
///
/// With a roster of one applicant made by [`Roster::single`] pass `all_his = true`: then the whole of `input` is his,
/// whatever it is called. Links are followed when they stay inside `input`, each folder once.
///
/// # Errors
/// [`Error::Usage`] when `input` doesn't exist, when `input` and `out` are the same or one lies inside the other, or
/// when a single file can't be assigned; [`Error::Io`] when `input` itself can't be read.
pub fn plan(
    Folders { input, out }: Folders<'_>,
    roster: &Roster,
    all_his: bool,
    gives_away: GivesAway<'_>,
) -> Result<Plan, Error> {
    let root = fs::canonicalize(input).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::Usage(Detail::NoSuch(input.display().to_string())),
        _ => Error::io(input, e),
    })?;
    if let Some(out) = out {
        apart(&root, out)?;
    }
    let mut walk = Walk::new(root.clone());
    let his_own = if all_his && roster.applicants.len() == 1 { Some(0) } else { own(&root, roster) };
    let mut with_folder: HashSet<usize> = HashSet::new();
    match his_own {
        Some(applicant) if root.is_file() => walk.found.push(Found {
            applicant,
            source: input.to_owned(),
            parts: Parts { top: PathBuf::new(), names: input_name(input, &root) },
            problem: None,
        }),
        Some(applicant) => walk.folder(applicant, input),
        None if root.is_file() => {
            return Err(Error::Usage(
                "a single file needs --name, or a folder called after its applicant".into(),
            ));
        }
        None => {
            walk.top(input, roster, &mut with_folder)?;
        }
    }
    let with_files: HashSet<usize> = walk.found.iter().map(|f| f.applicant).collect();
    let ids = |wanted: &dyn Fn(usize) -> bool| -> Vec<String> {
        let all = roster.applicants.iter().enumerate();
        all.filter(|(i, _)| wanted(*i)).map(|(_, a)| a.id.clone()).collect()
    };
    let without_folder = ids(&|i| his_own.is_none() && !with_folder.contains(&i));
    let without_files =
        ids(&|i| (his_own == Some(i) || with_folder.contains(&i)) && !with_files.contains(&i));
    walk.orphans.sort_by(|a, b| a.path.cmp(&b.path));
    let jobs = jobs(walk.found, roster, gives_away);
    Ok(Plan { jobs, orphans: walk.orphans, without_folder, without_files, ignored: walk.ignored })
}

fn input_name(input: &Path, root: &Path) -> Vec<OsString> {
    input.file_name().or(root.file_name()).map(OsStr::to_owned).into_iter().collect()
}

/// The applicant who owns INPUT itself (or, for a file, its folder), unless INPUT holds applicants' folders.
fn own(root: &Path, roster: &Roster) -> Option<usize> {
    let folder = if root.is_file() { root.parent()? } else { root };
    let owners = Owners::of(roster);
    let Owner::One(applicant) = owners.owner(&folder.file_name()?.to_string_lossy()) else { return None };
    let inner = fs::read_dir(root).into_iter().flatten().flatten();
    let is_one = |e: fs::DirEntry| {
        e.path().is_dir() && matches!(owners.owner(&e.file_name().to_string_lossy()), Owner::One(_))
    };
    let mut inner = inner.map(is_one);
    (root.is_file() || !inner.any(|one| one)).then_some(applicant)
}

/// Refuses an output folder that would be read as input, or the other way round.
fn apart(root: &Path, out: &Path) -> Result<(), Error> {
    let out_real = future_path(out)?;
    let refuse = |what: &str| Err(Error::Usage(format!("--out {}: {what}", out.display()).into()));
    if out_real == root {
        refuse("is INPUT itself; choose another folder")
    } else if out_real.starts_with(root) {
        refuse("lies inside INPUT, so that the next run would read it; choose a folder outside")
    } else if root.starts_with(&out_real) {
        refuse("holds INPUT; choose a folder that doesn't")
    } else {
        Ok(())
    }
}

fn jobs(found: Vec<Found>, roster: &Roster, gives_away: GivesAway<'_>) -> Vec<Job> {
    let mut of: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
    for f in found {
        of.entry(f.applicant).or_default().push(f);
    }
    let mut jobs = Vec::new();
    for (index, files) in of {
        let Some(applicant) = roster.applicants.get(index) else { continue };
        let parts: Vec<Parts> = files.iter().map(|f| f.parts.clone()).collect();
        let paths = paths::paths(&parts, &|part| gives_away(applicant, part));
        let mut own: Vec<Job> = files
            .into_iter()
            .zip(paths)
            .map(|(f, (path, renamed))| Job {
                applicant: index,
                source: f.source,
                file: format!("{}/{path}", applicant.id),
                renamed,
                problem: f.problem,
            })
            .collect();
        hold_conflicts(&mut own);
        jobs.extend(own);
    }
    let id = |job: &Job| roster.applicants.get(job.applicant).map_or("", |a| a.id.as_str());
    jobs.sort_by(|a, b| (id(a), &a.file).cmp(&(id(b), &b.file)));
    jobs
}
