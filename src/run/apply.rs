//! Renders the reviewers' decisions: each page with new decisions gets a new file and a new record.
//!
//! No net reads the page again, since a person has looked at it. The comparison with the original stays.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::containment::guarded;
use super::decided::rendered;
use super::originals::Originals;
use super::release::{refuse_links, release};
use crate::audit::ImageRecord;
use crate::audit::draft::Outcome;
use crate::audit::event::{Event, ImageDone};
use crate::audit::replay::Seen;
use crate::audit::run::write_reports;
use crate::error::{Error, Reason};
use crate::review::{Desk, Page};

/// Input and settings of an application of decisions.
pub struct Apply<'a> {
    /// The run's folder.
    pub desk: &'a Desk,
    /// The run's input.
    pub originals: &'a Arc<Originals>,
    /// Pages worked on at a time.
    pub jobs: usize,
    /// Longest time for one page.
    pub timeout: Duration,
}

/// The result of applying decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Pages rendered, or held, as decided.
    pub rendered: u64,
    /// Those of them that are now held.
    pub held: u64,
    /// Pages that could not be rendered, with the reason; their decisions are still waiting.
    pub failed: Vec<(String, Reason)>,
    /// Pages that got another decision meanwhile, or weren't reached before the stop; their decisions are still
    /// waiting.
    pub left: u64,
}

/// A page to be rendered.
struct Work {
    seen: Seen,
    page: Page,
    /// The last line about it when the work was planned.
    line: u64,
}

/// Renders every page with decisions, and writes the audits anew. `stop` ends it after the pages in progress;
/// `progress` is called with the number of finished pages and of all.
///
/// A page that gets another decision meanwhile keeps its decisions for the next time. After a kill the same call goes
/// on: a page whose line isn't in the ledger is rendered again, to the same file.
///
/// # Errors
/// Only failures that stop everything: of the ledger, of the output folder, a link in it.
pub fn apply(
    apply: &Apply,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Applied, Error> {
    let out = apply.desk.out();
    refuse_links(out)?;
    let work: Vec<Work> = apply.desk.read(|state| {
        let planned = state.images().filter_map(|seen| {
            let file = &seen.record.file;
            let page = Page::of(state, file).filter(|page| page.waits)?;
            Some(Work { seen: seen.clone(), page, line: state.last_line(file) })
        });
        planned.collect()
    })?;
    let (total, done) = (work.len() as u64, AtomicU64::new(0));
    let applied = Mutex::new(Applied::default());
    let failure: Mutex<Option<Error>> = Mutex::new(None);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(apply.jobs.max(1))
        .build()
        .map_err(|e| Error::Internal(e.to_string().into()))?;
    pool.scope_fifo(|scope| {
        for work in work {
            let (applied, failure, done) = (&applied, &failure, &done);
            scope.spawn_fifo(move |_| {
                if stop.load(Ordering::Relaxed) || lock(failure).is_some() {
                    lock(applied).left += 1;
                    return;
                }
                let file = work.seen.record.file.clone();
                match one(apply, out, work) {
                    Ok(One::Done { held }) => {
                        let mut applied = lock(applied);
                        applied.rendered += 1;
                        applied.held += u64::from(held);
                    }
                    Ok(One::Failed(why)) => lock(applied).failed.push((file, why)),
                    Ok(One::Overtaken) => lock(applied).left += 1,
                    Err(error) => drop(lock(failure).get_or_insert(error)),
                }
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            });
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    // Written even if nothing was rendered: an earlier application may have been killed just before this.
    apply.desk.write(|ledger| {
        ledger.finish_others(true)?;
        write_reports(out, ledger.state())
    })?;
    let mut applied = applied.into_inner().unwrap_or_else(PoisonError::into_inner);
    applied.failed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(applied)
}

enum One {
    Done { held: bool },
    Failed(Reason),
    Overtaken,
}

fn one(apply: &Apply, out: &Path, work: Work) -> Result<One, Error> {
    let Work { seen, page, line } = work;
    let (record, originals, folder) = (seen.record.clone(), Arc::clone(apply.originals), out.to_owned());
    let outcome = guarded(apply.timeout, |_| {}, move |_| rendered(&record, &page, &originals, &folder));
    let Outcome { record, output } = match outcome.and_then(|result| result) {
        Ok(outcome) => outcome,
        Err(reason) => return Ok(One::Failed(reason)),
    };
    apply.desk.write(|ledger| {
        if ledger.state().last_line(&record.file) != line {
            return Ok(One::Overtaken);
        }
        let record = release(out, Outcome { record, output })?;
        let held = record.output.is_none();
        let Seen { applicant, fingerprint, name_hash, .. } = seen;
        ledger.append(Event::Image(Box::new(ImageDone { applicant, fingerprint, name_hash, record })))?;
        Ok(One::Done { held })
    })
}

/// The file that would be released now, even for a held page, so that a reviewer can see it.
///
/// # Errors
/// A [`Reason`] when its original is gone or can't be rendered.
pub fn preview(record: &ImageRecord, page: &Page, originals: &Originals) -> Result<Vec<u8>, Reason> {
    super::decided::preview(record, page, originals)
}

/// Locks; a thread that panicked under the lock left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
