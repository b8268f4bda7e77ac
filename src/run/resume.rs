//! Decides what becomes of everything that earlier runs into the same folder left: kept, done again or, on request,
//! withdrawn.
//!
//! A released file doesn't disappear because it left the input: the input may be a part of what it was, or a share
//! that isn't mounted. Such files stay, byte for byte, and are reported.

use std::collections::{BTreeMap, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use crate::audit::NameKey;
use crate::audit::replay::Replay;
use crate::digest::sha256_file;
use crate::error::{Code, Detail, Error, Reason};
use crate::roster::conflicts::numbered;
use crate::roster::people::Roster;
use crate::roster::plan::Job;

/// The work of a run, compared with what earlier runs recorded.
pub(super) struct Settled {
    /// The plan's files, each with its own path in this output folder.
    pub(super) jobs: Vec<Job>,
    /// Recorded files that the plan doesn't have, sorted.
    pub(super) left: Vec<String>,
}

impl Settled {
    /// Compares `planned` with `before`. With `prune` the recorded files that the plan doesn't have will be
    /// withdrawn, so their paths are free.
    ///
    /// A neutral path (`file-001.jpg`) is numbered among its neighbours in the folder, so a part of the input gives
    /// other numbers than the whole. Such a file keeps the path under which its content is recorded. A file is held
    /// when a kept file has its path in another spelling (`P.JPG`, `p.jpg`), since on some systems the two are one.
    pub(super) fn new(planned: &[Job], roster: &Roster, before: &Replay, prune: bool) -> Settled {
        let mut jobs = planned.to_vec();
        let claimed = by_content(&mut jobs, roster, before);
        let mut paths = Paths::new(&jobs, &claimed);
        for (job, claimed) in jobs.iter_mut().zip(&claimed) {
            let recorded = before.image(&job.file);
            let other_released = !prune && job.renamed && recorded.is_some_and(|s| s.record.output.is_some());
            if !claimed && (paths.owned.contains(&job.file) || other_released) {
                job.file = numbered(&job.file, |path| is_free(path, before) && paths.take(path));
            }
        }
        if !prune {
            hold_other_spellings(&mut jobs, before, &mut paths);
        }
        let files: HashSet<&str> = jobs.iter().map(|job| job.file.as_str()).collect();
        let left = before.images().map(|seen| &seen.record.file).filter(|f| !files.contains(f.as_str()));
        let left = left.cloned().collect();
        Settled { jobs, left }
    }

    /// How many files of each applicant the plan doesn't have.
    pub(super) fn missing(&self, before: &Replay) -> BTreeMap<String, u64> {
        let mut missing = BTreeMap::new();
        for seen in self.left.iter().filter_map(|file| before.image(file)) {
            *missing.entry(seen.applicant.clone()).or_default() += 1;
        }
        missing
    }

    /// Refuses a run in which an id stands for another person than before, while that person's files would be
    /// replaced or kept under the new name. Correcting a name over the same files is allowed: they are all done
    /// again.
    ///
    /// # Errors
    /// [`Error::Usage`] with the id.
    pub(super) fn refuse_strangers(
        &self,
        roster: &Roster,
        before: &Replay,
        key: &NameKey,
    ) -> Result<(), Error> {
        let other_name =
            |id: &str, name: &str| before.name_of(id).is_some_and(|(known, _)| known != key.hash(name));
        let people = roster.applicants.iter().enumerate();
        let doubtful: BTreeMap<usize, &str> = people
            .filter(|(_, a)| other_name(&a.id, &a.name))
            .map(|(index, applicant)| (index, applicant.id.as_str()))
            .collect();
        let released = |file: &str| before.image(file).filter(|seen| seen.record.output.is_some());
        let is_replaced = |job: &Job| {
            released(&job.file).is_some_and(|seen| {
                let present = sha256_file(&job.source).ok().map(|(hash, _)| hash);
                seen.record.input.sha256 != present
            })
        };
        let kept: HashSet<&str> =
            self.left.iter().filter_map(|file| released(file)).map(|s| s.applicant.as_str()).collect();
        let of_doubtful = self.jobs.iter().filter_map(|job| Some((job, *doubtful.get(&job.applicant)?)));
        let replaced = of_doubtful.filter(|(job, _)| is_replaced(job)).map(|(_, id)| id).next();
        match replaced.or_else(|| doubtful.values().copied().find(|id| kept.contains(id))) {
            Some(id) => Err(Error::Usage(Detail::OtherName(id.to_owned()))),
            None => Ok(()),
        }
    }
}

/// Assigns the paths of a run so that no two files get the same, also on systems that ignore case or composition.
struct Paths {
    /// Paths that belong to recorded files by their content.
    owned: HashSet<String>,
    taken: HashSet<String>,
}

impl Paths {
    fn new(jobs: &[Job], claimed: &[bool]) -> Paths {
        let owned =
            jobs.iter().zip(claimed).filter(|(_, claimed)| **claimed).map(|(job, _)| job.file.clone());
        let taken = jobs.iter().map(|job| folded(&job.file)).collect();
        Paths { owned: owned.collect(), taken }
    }

    fn take(&mut self, path: &str) -> bool {
        self.taken.insert(folded(path))
    }
}

/// True when no earlier release stands under this path.
fn is_free(path: &str, before: &Replay) -> bool {
    before.image(path).is_none_or(|seen| seen.record.output.is_none())
}

fn folded(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

/// Gives each file with a neutral path the path under which its content is recorded; true for those that have one.
fn by_content(jobs: &mut [Job], roster: &Roster, before: &Replay) -> Vec<bool> {
    let mut recorded: HashMap<String, Vec<&str>> = HashMap::new();
    let entry = |id: &str, hash: &str| format!("{id}/{hash}");
    for seen in before.images() {
        if let Some(hash) = &seen.record.input.sha256 {
            recorded.entry(entry(&seen.applicant, hash)).or_default().push(&seen.record.file);
        }
    }
    // A path that a file keeps as its own name is taken.
    let plain: HashSet<String> = jobs.iter().filter(|j| !j.renamed).map(|j| j.file.clone()).collect();
    let mut claim = |job: &mut Job| -> Option<()> {
        if !job.renamed || job.problem.is_some() {
            return None;
        }
        let id = roster.applicants.get(job.applicant)?.id.as_str();
        before.has_images_of(id).then_some(())?;
        let (hash, _) = sha256_file(&job.source).ok()?;
        let files = recorded.get_mut(&entry(id, &hash))?;
        files.retain(|file| !plain.contains(*file));
        let at = files.iter().position(|file| *file == job.file).or((!files.is_empty()).then_some(0))?;
        job.file = files.swap_remove(at).to_owned();
        Some(())
    };
    jobs.iter_mut().map(|job| claim(job).is_some()).collect()
}

fn hold_other_spellings(jobs: &mut [Job], before: &Replay, paths: &mut Paths) {
    let files: HashSet<String> = jobs.iter().map(|job| job.file.clone()).collect();
    let kept = before.images().filter(|seen| seen.record.output.is_some()).map(|seen| &seen.record.file);
    let kept: HashSet<String> = kept.filter(|file| !files.contains(*file)).map(|file| folded(file)).collect();
    for job in jobs.iter_mut().filter(|job| kept.contains(&folded(&job.file))) {
        job.problem.get_or_insert_with(|| Reason::new(Code::PathConflict, "an earlier run released it"));
        job.file = numbered(&job.file, |path| is_free(path, before) && paths.take(path));
    }
}
