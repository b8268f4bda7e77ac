//! The door of reviewers: one run, its pages, their decisions.
//!
//! - [`pages`] the queue and a page, [`decide`] decisions, [`pictures`] what is seen of a page
//! - [`progress`] how far reviewers are, [`applying`] rendering what was decided, [`sampling`] the sample

pub mod applying;
pub mod decide;
pub mod pages;
pub mod pictures;
pub mod progress;
pub mod sampling;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use tokio::sync::{Semaphore, broadcast};

use self::applying::Applying;
use self::pictures::Cache;
use crate::error::Error;
use crate::review::Desk;
use crate::review::sample::Found;
use crate::roster::people::{Applicant, Roster};
use crate::run::originals::Originals;

/// Events that a slow listener may be behind before it misses some.
const BEHIND: usize = 256;

/// A run under review.
pub struct Review {
    desk: Arc<Desk>,
    originals: Arc<Originals>,
    /// The names of each applicant by the roster's id, where they are known: the ledger has none in clear.
    names: BTreeMap<String, Vec<String>>,
    jobs: usize,
    timeout: Duration,
    /// True where the pages of a sample are reviewed, without the program's verdict.
    pub(super) sampling: bool,
    pictures: Cache,
    /// Pictures worked on at a time.
    room: Arc<Semaphore>,
    applying: Mutex<Applying>,
    worker: Mutex<Option<JoinHandle<()>>>,
    stop: Arc<AtomicBool>,
    events: broadcast::Sender<(&'static str, String)>,
}

impl Review {
    /// Opens the run in `out`, whose originals lie in `input`. With `sample`, that many released pages are drawn, unless the
    /// last sample is of that size and not yet answered in full.
    ///
    /// # Errors
    /// Those of [`Desk::open`] and [`Originals::below`].
    pub fn open(out: &Path, input: &Path, jobs: usize, sample: Option<usize>) -> Result<Review, Error> {
        let desk = Desk::open(out, SystemTime::now)?;
        let originals = Originals::below(input)?;
        if let Some(pages) = sample {
            let goes_on =
                |found: Found| found.pages == (pages as u64).min(found.of) && found.decided < found.pages;
            if !desk.read(Found::of)?.is_some_and(goes_on) {
                desk.draw(pages)?;
            }
        }
        Ok(Review {
            desk: Arc::new(desk),
            originals: Arc::new(originals),
            names: BTreeMap::new(),
            jobs: jobs.max(1),
            timeout: Duration::from_secs(120),
            sampling: sample.is_some(),
            pictures: Cache::default(),
            room: Arc::new(Semaphore::new(jobs.max(1))),
            applying: Mutex::default(),
            worker: Mutex::default(),
            stop: Arc::default(),
            events: broadcast::channel(BEHIND).0,
        })
    }

    /// The same review, with the applicants' names shown to those who may see originals. Without them nobody can say whether
    /// an uncovered name is the applicant's own.
    #[must_use]
    pub fn with_names(mut self, roster: &Roster) -> Review {
        let names = |a: &Applicant| std::iter::once(&a.name).chain(&a.aliases).cloned().collect();
        self.names = roster.applicants.iter().map(|a| (a.id.clone(), names(a))).collect();
        self
    }

    fn tell(&self, name: &'static str, data: &impl serde::Serialize) {
        if let Ok(text) = serde_json::to_string(data) {
            // Sending fails when nobody listens, which is no error.
            let _ = self.events.send((name, text));
        }
    }
}
