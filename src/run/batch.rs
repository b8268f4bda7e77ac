//! Works through many images in parallel; each image is contained, every result goes to the ledger, and the run can
//! be resumed.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::containment::contained;
use super::decided::carried;
use super::fingerprint::{of_one, of_settings, recheck_name, recogniser_name, size_name};
use super::release::{refuse_links, refuse_strange_folders, release, remove};
use super::resume::Settled;
use crate::audit::event::{Event, ImageDone, RunEnded, RunStarted, Setting, Unmatched, Withdrawn};
use crate::audit::replay::Replay;
use crate::audit::run::write_reports;
use crate::audit::{ImageRecord, Ledger, NameKey};
use crate::digest::sha256_file;
use crate::error::{Detail, Error};
use crate::roster::people::{Applicant, Roster};
use crate::roster::plan::{Job, Plan};
use crate::target::Subject;
use crate::tools::Tools;

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Images worked on at a time.
    pub jobs: usize,
    /// Keep what an earlier run finished.
    pub resume: bool,
    /// Withdraw files of earlier runs that the plan doesn't have.
    pub prune: bool,
    /// Longest time for one image.
    pub timeout: Duration,
    /// Write names in clear into the audits.
    pub plain_names: bool,
}

/// A finished image, for progress messages.
pub struct Progress<'a> {
    /// Its record.
    pub record: &'a ImageRecord,
    /// True when it was kept from an earlier run.
    pub resumed: bool,
}

/// Input, tools and output of a run.
pub struct Run<'a> {
    /// The files.
    pub plan: &'a Plan,
    /// Their applicants.
    pub roster: &'a Roster,
    /// The roster's applicants with their forms, in its order.
    pub subjects: &'a [Arc<Subject>],
    /// The nets and the rest of the tools.
    pub tools: &'a Arc<Tools>,
    /// Key of the name hashes.
    pub key: &'a NameKey,
    /// The settings.
    pub settings: &'a Settings,
    /// The output folder.
    pub out: &'a Path,
    /// The clock; only the times in the ledger depend on it.
    pub clock: fn() -> SystemTime,
}

/// The result of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// False when it was asked to stop.
    pub complete: bool,
    /// The records of all planned files that are done, by path.
    pub records: Vec<ImageRecord>,
    /// Files of earlier runs that the plan doesn't have and that were kept, counted by the applicant's id.
    pub missing: BTreeMap<String, u64>,
    /// How many files of earlier runs were withdrawn.
    pub withdrawn: u64,
    /// Files that this run worked on; the others stood from an earlier one.
    pub done: u64,
    /// Wall time in seconds.
    pub wall: f64,
}

/// Works through the plan and writes everything below `run.out`.
///
/// Released files of earlier runs that the plan doesn't have stay, unless `settings.prune` is set. `stop` ends the
/// run after the images in progress. `progress` is called from several threads, one call at a time.
///
/// # Errors
/// [`Error::Usage`] when the output folder holds a link or one of its ids stood for another name; otherwise only
/// failures of the ledger or the output folder. A failure of one image holds that image.
pub fn run(run: &Run, stop: &AtomicBool, progress: &(dyn Fn(Progress) + Sync)) -> Result<Summary, Error> {
    let started = Instant::now();
    refuse_links(run.out)?;
    let (mut ledger, before) = Ledger::open(run.out, Box::new(run.clock))?;
    let on_roster: HashSet<&str> = run.roster.applicants.iter().map(|a| a.id.as_str()).collect();
    refuse_strange_folders(run.out, &|id| on_roster.contains(id) || before.has_images_of(id))?;
    let settled = Settled::new(&run.plan.jobs, run.roster, &before, run.settings.prune);
    if !run.settings.prune {
        settled.refuse_strangers(run.roster, &before, run.key)?;
    }
    let missing = if run.settings.prune { BTreeMap::new() } else { settled.missing(&before) };
    let prints = Prints::of(run)?;
    begin(run, &prints, &missing, &mut ledger)?;
    let withdrawn: &[String] = if run.settings.prune { &settled.left } else { &[] };
    for file in withdrawn {
        remove(run.out, file)?;
        ledger.append(Event::Withdrawn(Withdrawn { file: file.clone() }))?;
    }
    let work = Work { run, before, prints, ledger: Mutex::new(ledger), done: Mutex::new(0), progress };
    let complete = work.all(&settled.jobs, stop)?;
    let done = *lock(&work.done);
    let mut ledger = work.ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
    if complete {
        finish(run, &mut ledger)?;
    }
    let (wall, counts) = (started.elapsed().as_secs_f64(), ledger.state().counts());
    ledger.append(Event::RunEnded(RunEnded { complete, done, wall, counts }))?;
    let state = ledger.state();
    write_reports(run.out, state)?;
    let records = settled.jobs.iter().filter_map(|j| Some(state.image(&j.file)?.record.clone())).collect();
    Ok(Summary { complete, records, missing, withdrawn: withdrawn.len() as u64, done, wall })
}

/// Fingerprints of what decides the results.
struct Prints {
    /// Of the settings.
    common: String,
    /// Of each applicant, in the roster's order.
    each: Vec<String>,
}

impl Prints {
    fn of(run: &Run) -> Result<Prints, Error> {
        let common = of_settings(run.tools, run.key)?;
        let one = |a: &Applicant| of_one(&common, a, run.tools, run.key);
        let each = run.roster.applicants.iter().map(one).collect::<Result<_, _>>()?;
        Ok(Prints { common, each })
    }
}

/// Records the start of the run, and what didn't match between roster and folders.
fn begin(
    run: &Run,
    prints: &Prints,
    missing: &BTreeMap<String, u64>,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let (tools, plan) = (run.tools, run.plan);
    let text = |name: &str, value: &str| (name.to_owned(), Setting::Text(value.to_owned()));
    ledger.append(Event::RunStarted(RunStarted {
        tool: tools.tool.clone(),
        models: tools.models.clone(),
        settings: [
            text("detector", size_name(tools.reading.detector)),
            text("recogniser", recogniser_name(tools.reading.recogniser)),
            ("long_side".to_owned(), Setting::Count(tools.reading.long_side.into())),
            text("recheck", recheck_name(tools)),
            text("runtime", tools.runtime.as_str()),
        ]
        .into(),
        fingerprint: prints.common.clone(),
        jobs: u32::try_from(run.settings.jobs).unwrap_or(u32::MAX),
        ..RunStarted::default()
    }))?;
    ledger.append(Event::Unmatched(Unmatched {
        folders: plan.orphans.len() as u64,
        why: plan.orphans_by_reason().into_iter().map(|(why, count)| (why.into(), count)).collect(),
        applicants: plan.without_folder.clone(),
        without_files: plan.without_files.clone(),
        missing: missing.clone(),
    }))?;
    Ok(())
}

/// Makes a version of every audit whose files changed.
fn finish(run: &Run, ledger: &mut Ledger) -> Result<(), Error> {
    let with_images: HashSet<String> = ledger.state().images().map(|s| s.applicant.clone()).collect();
    for applicant in run.roster.applicants.iter().filter(|a| with_images.contains(&a.id)) {
        let name = run.settings.plain_names.then_some(applicant.name.as_str());
        ledger.finish_applicant(&applicant.id, &run.key.hash(&applicant.name), name)?;
    }
    ledger.finish_others(run.settings.plain_names)
}

/// The images of a run, worked on by several threads.
struct Work<'a> {
    run: &'a Run<'a>,
    /// The ledger's state before this run.
    before: Replay,
    prints: Prints,
    ledger: Mutex<Ledger>,
    /// Images that weren't kept from an earlier run.
    done: Mutex<u64>,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl Work<'_> {
    /// Works on all of `jobs`; false when it was stopped before the last.
    fn all(&self, jobs: &[Job], stop: &AtomicBool) -> Result<bool, Error> {
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        // A stop during the last images leaves nothing undone.
        let skipped = AtomicBool::new(false);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.run.settings.jobs.max(1))
            .build()
            .map_err(|e| Error::Internal(e.to_string().into()))?;
        pool.scope_fifo(|scope| {
            for job in jobs {
                let (failure, skipped) = (&failure, &skipped);
                scope.spawn_fifo(move |_| {
                    if stop.load(Ordering::Relaxed) || lock(failure).is_some() {
                        skipped.store(true, Ordering::Relaxed);
                    } else if let Err(e) = self.one(job) {
                        lock(failure).get_or_insert(e);
                    }
                });
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(!skipped.load(Ordering::Relaxed)),
        }
    }

    fn one(&self, job: &Job) -> Result<(), Error> {
        let Run { roster, subjects, tools, key, settings, out, .. } = *self.run;
        let (Some(applicant), Some(subject), Some(fingerprint)) = (
            roster.applicants.get(job.applicant),
            subjects.get(job.applicant),
            self.prints.each.get(job.applicant),
        ) else {
            return Err(Error::Internal(Detail::NoApplicant));
        };
        if settings.resume
            && let Some(seen) = self.before.image(&job.file)
            && let Ok((hash, _)) = sha256_file(&job.source)
            && self.before.stands(out, &job.file, &hash, fingerprint)
        {
            let _one_at_a_time = lock(&self.ledger);
            (self.progress)(Progress { record: &seen.record, resumed: true });
            return Ok(());
        }
        let outcome = contained(job, subject, tools, settings.timeout);
        let record = release(out, carried(&self.before, outcome, &job.source))?;
        let mut ledger = lock(&self.ledger);
        ledger.append(Event::Image(Box::new(ImageDone {
            applicant: applicant.id.clone(),
            fingerprint: fingerprint.clone(),
            name_hash: Some(key.hash(&applicant.name)),
            record: record.clone(),
        })))?;
        *lock(&self.done) += 1;
        (self.progress)(Progress { record: &record, resumed: false });
        Ok(())
    }
}

/// Locks; a thread that panicked under the lock left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
