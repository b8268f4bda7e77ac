//! One folder in which several reviewers, servers and commands decide: the ledger is opened for each line and
//! released again.
//!
//! Holding it open would keep `apply` and `verify` out while a server runs. The state is kept in memory, and read
//! again only when the file has another length.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::page::Page;
use super::rules::{self, Refused};
use crate::audit::decision::{Decision, Sample, is_label};
use crate::audit::event::Event;
use crate::audit::ledger::{self, Known, LEDGER, Ledger};
use crate::audit::replay::Replay;
use crate::error::{Detail, Error};

/// How often a busy ledger is tried again …
const TRIES: u32 = 40;
/// … and how long to wait between: two seconds in all, longer than any decision takes.
const PAUSE: Duration = Duration::from_millis(50);

/// Why a decision wasn't recorded.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The ledger has no such file.
    #[error("no such page")]
    Gone,
    /// Something happened to the page since the reviewer looked; the lines that did.
    #[error("stale")]
    Stale(Vec<Since>),
    /// The decision isn't allowed.
    #[error("refused")]
    Refused(Refused),
    /// The ledger can't be opened or written.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// An event about a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Its line.
    pub line: u64,
    /// When, if the line is a decision (RFC 3339, UTC).
    pub at: Option<String>,
    /// Who decided, if the line is a decision.
    pub by: Option<String>,
    /// `decision`, `rendered` or `withdrawn`.
    pub what: &'static str,
}

/// A run's folder, shared.
pub struct Desk {
    out: PathBuf,
    clock: fn() -> SystemTime,
    known: Mutex<Known>,
}

impl Desk {
    /// Opens a folder that holds a run.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no ledger, or a run has it open; [`Error::Record`] when a line was altered.
    pub fn open(out: &Path, clock: fn() -> SystemTime) -> Result<Desk, Error> {
        if !out.join(LEDGER).is_file() {
            return Err(Error::Usage(Detail::NoRun(out.display().to_string())));
        }
        let desk = Desk { out: out.to_owned(), clock, known: Mutex::default() };
        // A line that a kill cut short is removed here, once.
        desk.write(|_| Ok(()))?;
        Ok(desk)
    }

    /// The folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Calls `look` with the ledger's state; while somebody else has it open, with the last known one.
    ///
    /// # Errors
    /// [`Error::Record`], [`Error::Io`].
    pub fn read<T>(&self, look: impl FnOnce(&Replay) -> T) -> Result<T, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.out.join(LEDGER);
        let length = std::fs::metadata(&path).map_err(|e| Error::io(&path, e))?.len();
        if length != known.length
            && let Some(fresh) = ledger::read(&self.out)?
        {
            *known = fresh;
        }
        Ok(look(&known.state))
    }

    /// Calls `work` with the ledger locked.
    ///
    /// # Errors
    /// [`Error::Usage`] with [`Detail::Busy`] when somebody else has had it for two seconds; those of `work`.
    pub fn write<T>(&self, work: impl FnOnce(&mut Ledger) -> Result<T, Error>) -> Result<T, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = TRIES;
        let mut ledger = loop {
            // When opening fails, the known state is lost and read again.
            match Ledger::open_from(&self.out, Box::new(self.clock), Some(std::mem::take(&mut known))) {
                Err(Error::Usage(Detail::Busy(_))) if left > 0 => left -= 1,
                result => break result?,
            }
            std::thread::sleep(PAUSE);
        };
        let result = work(&mut ledger);
        *known = ledger.close().unwrap_or_default();
        result
    }

    /// Records a decision, if it is allowed; returns its line, which is then on the disk.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn decide(&self, decision: &Decision) -> Result<u64, Denied> {
        if !is_label(&decision.by) {
            return Err(Error::Usage(Detail::Label).into());
        }
        let mut denied = None;
        let line = self.write(|ledger| match allowed(ledger.state(), decision) {
            Ok(()) => ledger.append(Event::Decision(decision.clone())).map(Some),
            Err(why) => {
                denied = Some(why);
                Ok(None)
            }
        })?;
        match (line, denied) {
            (Some(line), _) => Ok(line),
            (None, why) => Err(why.unwrap_or(Denied::Gone)),
        }
    }

    /// Draws a sample of released pages and records it; returns its line.
    ///
    /// # Errors
    /// As [`Desk::write`].
    pub fn draw(&self, pages: usize) -> Result<u64, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| Error::Internal(Detail::NoRandom(e.to_string())))?;
        let seed = crate::digest::hex(&bytes);
        self.write(|ledger| {
            let sample: Sample = super::sample::draw(ledger.state(), pages, &seed);
            ledger.append(Event::Sample(sample))
        })
    }
}

fn allowed(state: &Replay, decision: &Decision) -> Result<(), Denied> {
    let Some((seen, page)) = state.image(&decision.file).zip(Page::of(state, &decision.file)) else {
        return Err(Denied::Gone);
    };
    if state.last_line(&decision.file) != decision.based_on
        || seen.record.input.sha256 != decision.input_sha256
    {
        return Err(Denied::Stale(happened(state, &decision.file, decision.based_on)));
    }
    rules::check(state, seen, &page, &decision.changes).map_err(Denied::Refused)
}

/// The events about a page after a line, as far as the ledger's state tells: of several renderings only the last is
/// known.
pub fn happened(state: &Replay, file: &str, after: u64) -> Vec<Since> {
    let plain = |line: u64, what: &'static str| Since { line, at: None, by: None, what };
    let decided = state.decisions(file).iter().map(|d| Since {
        line: d.seq,
        at: Some(d.at.clone()),
        by: Some(d.decision.by.clone()),
        what: "decision",
    });
    let rendered = state.image(file).map(|seen| plain(seen.seq, "rendered"));
    let withdrawn = state.withdrawn(file).map(|line| plain(line, "withdrawn"));
    let mut all: Vec<Since> = decided.chain(rendered).chain(withdrawn).filter(|s| s.line > after).collect();
    all.sort_by_key(|s| s.line);
    all
}
