//! A run over many images: in parallel, resumable, each image contained, every result in the ledger.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant, SystemTime};

use crate::audit::event::{Event, ImageDone, RunEnded, RunStarted, Setting, Unmatched, Withdrawn};
use crate::audit::files::write_atomic;
use crate::audit::record::Verdict;
use crate::audit::run::{MASKED, write_reports};
use crate::audit::{ImageRecord, Ledger, NameKey};
use crate::digest::sha256_file;
use crate::error::{Code, Detail, Error, Reason};
use crate::pipeline::{self, Outcome, Tools};
use crate::recheck::Scope;
use crate::roster::people::{Applicant, Roster};
use crate::roster::plan::{Job, Plan};
use crate::target::Subject;

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Images worked on at a time.
    pub jobs: usize,
    /// Take over what an earlier run finished.
    pub resume: bool,
    /// Longest time for one image.
    pub timeout: Duration,
    /// Write names in clear into the audits.
    pub plain_names: bool,
}

/// What a run tells of each image when it is done.
pub struct Progress<'a> {
    /// Its record.
    pub record: &'a ImageRecord,
    /// True when it was taken over from an earlier run.
    pub resumed: bool,
}

/// What a run works on and with.
pub struct Run<'a> {
    /// The files.
    pub plan: &'a Plan,
    /// Whose they are.
    pub roster: &'a Roster,
    /// The roster's applicants, ready to be looked for, in its order.
    pub subjects: &'a [Arc<Subject>],
    /// What does the work.
    pub tools: &'a Arc<Tools>,
    /// Key of the name hashes.
    pub key: &'a NameKey,
    /// How.
    pub settings: &'a Settings,
    /// Where everything is written.
    pub out: &'a Path,
    /// What time it is; nothing but the times in the ledger depends on it.
    pub clock: fn() -> SystemTime,
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// False when it was asked to stop.
    pub complete: bool,
    /// The records of all planned files that are done, by path.
    pub records: Vec<ImageRecord>,
}

/// Works through the plan and writes everything below `run.out`.
///
/// `stop` ends the run after the images in hand. `progress` is called from several threads, one call at a time.
///
/// # Errors
/// Only what the run can't do without: the ledger, the output folder. Whatever concerns one image holds that image.
pub fn run(run: &Run, stop: &AtomicBool, progress: &(dyn Fn(Progress) + Sync)) -> Result<Summary, Error> {
    let Run { plan, roster, subjects, tools, key, settings, out, clock } = *run;
    let started = Instant::now();
    let (mut ledger, before) = Ledger::open(out, Box::new(clock))?;
    let recheck = tools.second.as_ref().map_or(Scope::Off, |s| s.scope).as_str();
    let Tools { tool, models, reading, limits, .. } = tools.as_ref();
    let common = format!("{tool} {models:?} {reading:?} {limits:?} {recheck}");
    // Keyed, since it depends on the name: a plain hash could be guessed.
    // Of the others on the roster only those count whose names hold this one: adding anyone else redoes nothing.
    let of_one =
        |a: &Applicant| format!("{common} {} {:?} {:?}", a.name, a.aliases, tools.context.longer(&a.name));
    let fingerprints: Vec<String> = roster.applicants.iter().map(|a| key.hash(&of_one(a))).collect();
    ledger.append(Event::RunStarted(RunStarted {
        tool: tools.tool.clone(),
        models: tools.models.clone(),
        settings: [
            ("detector".to_owned(), Setting::Text(format!("{:?}", tools.reading.detector))),
            ("recogniser".to_owned(), Setting::Text(format!("{:?}", tools.reading.recogniser))),
            ("long_side".to_owned(), Setting::Count(tools.reading.long_side.into())),
            ("recheck".to_owned(), Setting::Text(recheck.to_owned())),
        ]
        .into(),
        fingerprint: key.hash(&common),
        jobs: u32::try_from(settings.jobs).unwrap_or(u32::MAX),
        ..RunStarted::default()
    }))?;
    ledger.append(Event::Unmatched(Unmatched {
        folders: plan.orphans.len() as u64,
        why: plan.orphans_by_reason(),
        applicants: plan.without_folder.clone(),
        without_files: plan.without_files.clone(),
    }))?;
    let planned: HashSet<&str> = plan.jobs.iter().map(|j| j.file.as_str()).collect();
    let gone = before.images().map(|s| s.record.file.clone()).filter(|f| !planned.contains(f.as_str()));
    for file in gone {
        remove(out, &file)?;
        ledger.append(Event::Withdrawn(Withdrawn { file }))?;
    }

    let ledger = Mutex::new(ledger);
    let failure: Mutex<Option<Error>> = Mutex::new(None);
    let done = Mutex::new(0u64);
    let skipped = AtomicBool::new(false);
    let work = |job: &Job| -> Result<(), Error> {
        let (Some(subject), Some(fingerprint)) =
            (subjects.get(job.applicant), fingerprints.get(job.applicant))
        else {
            return Err(Error::Internal(Detail::NoApplicant));
        };
        let id = roster.applicants.get(job.applicant).map_or("", |a| a.id.as_str());
        if settings.resume
            && let Some(seen) = before.image(&job.file)
            && let Ok((hash, _)) = sha256_file(&job.source)
            && before.stands(out, &job.file, &hash, fingerprint)
        {
            let _one_at_a_time = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            progress(Progress { record: &seen.record, resumed: true });
            return Ok(());
        }
        let outcome = contained(job, subject, tools, settings.timeout);
        let record = write_output(out, outcome)?;
        let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.append(Event::Image(Box::new(ImageDone {
            applicant: id.to_owned(),
            fingerprint: fingerprint.clone(),
            record: record.clone(),
        })))?;
        *done.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        progress(Progress { record: &record, resumed: false });
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.jobs.max(1))
        .build()
        .map_err(|e| Error::Internal(e.to_string().into()))?;
    pool.scope_fifo(|scope| {
        for job in &plan.jobs {
            let (work, failure, skipped) = (&work, &failure, &skipped);
            scope.spawn_fifo(move |_| {
                if stop.load(Ordering::Relaxed)
                    || failure.lock().unwrap_or_else(PoisonError::into_inner).is_some()
                {
                    skipped.store(true, Ordering::Relaxed);
                    return;
                }
                if let Err(e) = work(job) {
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
                }
            });
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut ledger = ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A stop that comes while the last images are in hand leaves nothing undone.
    let complete = !skipped.load(Ordering::Relaxed);
    if complete {
        let with_images: HashSet<String> = ledger.state().images().map(|s| s.applicant.clone()).collect();
        for applicant in roster.applicants.iter().filter(|a| with_images.contains(&a.id)) {
            let name = settings.plain_names.then_some(applicant.name.as_str());
            ledger.finish_applicant(&applicant.id, &key.hash(&applicant.name), name)?;
        }
    }
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let counts = ledger.state().counts();
    ledger.append(Event::RunEnded(RunEnded {
        complete,
        done,
        wall: started.elapsed().as_secs_f64(),
        counts,
    }))?;
    write_reports(out, ledger.state())?;
    let state = ledger.state();
    let records = plan.jobs.iter().filter_map(|j| Some(state.image(&j.file)?.record.clone())).collect();
    Ok(Summary { complete, records })
}

/// Runs one image on a thread of its own, so that a panic or a hang holds the image and not the run.
///
/// A thread past its time is left behind, told to end, and its result dropped. The extra thread also keeps rayon from
/// starting a second image on a worker that waits for the nets' own pool.
pub fn contained(job: &Job, subject: &Arc<Subject>, tools: &Arc<Tools>, limit: Duration) -> Outcome {
    let (send, receive) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let (j, s, t, g) = (job.clone(), subject.clone(), tools.clone(), given_up.clone());
    let spawned = std::thread::Builder::new().name("image".to_owned()).spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| pipeline::run(&j, &s, &t, &g)));
        // Nobody listens any more after a time-out.
        let _ = send.send(outcome);
    });
    let reason = match spawned {
        Err(e) => Reason::new(Code::Crashed, e.kind().to_string()),
        Ok(_) => match receive.recv_timeout(limit) {
            Ok(Ok(outcome)) => return outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                given_up.store(true, Ordering::Relaxed);
                Reason::new(Code::TimeOut, Detail::Seconds(limit.as_secs()))
            }
            Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                Reason::new(Code::Crashed, Detail::Panicked)
            }
        },
    };
    let mut record = pipeline::blank_record(job, tools);
    if let Ok((hash, bytes)) = sha256_file(&job.source) {
        (record.input.sha256, record.input.bytes) = (Some(hash), Some(bytes));
    }
    record.reasons.push(reason);
    Outcome { record, output: None }
}

/// Writes the released file before the ledger speaks of it; a held file's earlier release is taken back.
///
/// A file that can't be written is held and the run goes on: with a full disk the ledger is the next to fail, and
/// ends the run.
fn write_output(out: &Path, outcome: Outcome) -> Result<ImageRecord, Error> {
    let Outcome { mut record, output } = outcome;
    let path = out.join(MASKED).join(&record.file);
    let written = match &output {
        Some(bytes) => write_atomic(&path, bytes),
        None => return remove(out, &record.file).map(|()| record),
    };
    if let Err(error) = written {
        remove(out, &record.file)?;
        let detail = match error {
            Error::Io { source, .. } => source.kind().into(),
            _ => Detail::NONE,
        };
        record.reasons.push(Reason::new(Code::CannotWrite, detail));
        (record.verdict, record.output) = (Verdict::Held, None);
    }
    Ok(record)
}

/// Takes a released file back, and the folders that only it was in: one of them may stand where a file goes now.
fn remove(out: &Path, file: &str) -> Result<(), Error> {
    use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    let masked = out.join(MASKED);
    let path = masked.join(file);
    match std::fs::remove_file(&path) {
        // Nothing was released under this path.
        Err(e) if matches!(e.kind(), NotFound | NotADirectory | IsADirectory) => return Ok(()),
        Err(e) => return Err(Error::io(path, e)),
        Ok(()) => {}
    }
    for folder in path.ancestors().skip(1).take_while(|f| f.starts_with(&masked) && **f != masked) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}
