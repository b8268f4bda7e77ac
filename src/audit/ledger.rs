//! The file `OUT/ledger.ndjson`: append-only, locked by one run at a time, one fsynced line per event.
//!
//! # A line
//!
//! ```text
//! {"seq":2,"at":"2026-03-01T08:00:00.000Z","event":{"type":"image",…},"previous":"<64>","this":"<64>"}
//! ```
//!
//! `previous` is `this` of the line before, 64 zeros in the first. `this` is the SHA-256, in lower-case hexadecimal,
//! of the line's own bytes from its `{` up to, and without, `,"this":`; they include `previous`. The hash is taken
//! over the bytes themselves, not over a canonical form, so any changed byte is noticed and a shell can check it.
//! `seq` counts lines from 1 and gives the order; `at` is the clock's time (RFC 3339, UTC) and proves nothing.
//!
//! Only a killed writer can leave a last line without its newline. Opening cuts such a line off and records the cut.
//! Any other damaged line is an error that names the line, and the file stays as it is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::applicant::ApplicantAudit;
use super::event::{Event, Recovered};
use super::files::{make_folders, sweep, sync_folder};
use super::line::{Scan, check_line, line_of, scan};
use super::replay::Replay;
use crate::error::{Detail, Error};

/// Name of the ledger in the output folder.
pub const LEDGER: &str = "ledger.ndjson";

/// The clock behind `at`. It may jump in either direction, since nothing depends on it.
pub type Clock = Box<dyn Fn() -> SystemTime + Send>;

/// RFC 3339 in UTC with milliseconds. A time before 1970 or after 9999, from a broken clock, is moved to that end.
pub fn rfc3339(time: SystemTime) -> String {
    // humantime panics outside of these bounds. 253402300799 is 9999-12-31T23:59:59Z.
    let last = UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    humantime::format_rfc3339_millis(time.clamp(UNIX_EPOCH, last)).to_string()
}

/// What the ledger needs of its file; a seam so that tests can fill the disk.
trait Sink: Send {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Sink for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.sync_data()
    }
}

/// The state of a ledger of a certain length.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Bytes of the file.
    pub length: u64,
    /// The sum of its lines.
    pub state: Replay,
}

/// The open ledger of an output folder. Locked until dropped.
pub struct Ledger {
    sink: Box<dyn Sink>,
    /// `None` for a fake disk.
    _lock: Option<Lock>,
    path: PathBuf,
    clock: Clock,
    length: u64,
    state: Replay,
    /// Set when the file's content is uncertain; from then on nothing is appended.
    broken: bool,
}

impl Ledger {
    /// Opens or starts the ledger of `out`, replays it and checks its chain.
    ///
    /// Left-over temporary files of a killed run are removed from `out`.
    ///
    /// # Errors
    /// [`Error::Usage`] when another run has it open, [`Error::Record`] when a line was altered, [`Error::Io`].
    pub fn open(out: &Path, clock: Clock) -> Result<(Ledger, Replay), Error> {
        let ledger = Ledger::open_from(out, clock, None)?;
        let state = ledger.state.clone();
        Ok((ledger, state))
    }

    /// Opens the ledger of `out` like [`Ledger::open`]. If its length is still the one in `known`, nothing is read:
    /// only the holder of the lock may change it. (`verify` finds changes that were made anyway.)
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_from(out: &Path, clock: Clock, known: Option<Known>) -> Result<Ledger, Error> {
        let path = out.join(LEDGER);
        let wrap = |e| Error::io(&path, e);
        make_folders(out).map_err(|e| Error::io(out, e))?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(wrap)?;
        file.try_lock().map_err(|e| busy(&path, e))?;
        let lock = Lock(file.try_clone().map_err(wrap)?);
        let length = file.metadata().map_err(wrap)?.len();
        if let Some(Known { state, .. }) = known.filter(|known| known.length == length) {
            let sink = Box::new(file);
            return Ok(Ledger { sink, _lock: Some(lock), path, clock, length, state, broken: false });
        }
        sync_folder(out).map_err(wrap)?;
        sweep(out)?;
        let scan = scan(&path, &file)?;
        if let Some(fault) = scan.faults.first() {
            return Err(Error::Record { path, problem: fault.to_string().into() });
        }
        let mut ledger = Ledger {
            sink: Box::new(file),
            _lock: Some(lock),
            path,
            clock,
            length: scan.length,
            state: scan.state,
            broken: false,
        };
        if scan.torn > 0 {
            ledger.sink.cut(ledger.length).map_err(|e| Error::io(&ledger.path, e))?;
            ledger.append(Event::Recovered(Recovered { bytes: scan.torn }))?;
        }
        Ok(ledger)
    }

    /// Releases the ledger for others, and returns its known state.
    ///
    /// `None` after a failed write, when the file's content is uncertain.
    pub fn close(self) -> Option<Known> {
        (!self.broken).then_some(Known { length: self.length, state: self.state })
    }

    /// The sum of all lines so far.
    pub fn state(&self) -> &Replay {
        &self.state
    }

    /// Appends one event; it is on the disk when this returns. Returns the line's number.
    ///
    /// # Errors
    /// [`Error::Io`] (a full disk is [`io::ErrorKind::StorageFull`]): the file is cut back to its last whole line,
    /// and the ledger stays usable if that worked. [`Error::Internal`] for a record that contradicts itself.
    pub fn append(&mut self, event: Event) -> Result<u64, Error> {
        if self.broken {
            let problem = Detail::FailedWrite;
            return Err(Error::Record { path: self.path.clone(), problem });
        }
        event.check()?;
        let (seq, at) = (self.state.entries() + 1, rfc3339((self.clock)()));
        let (line, this) = line_of(seq, &at, &event, self.state.head())?;
        // The event kept in memory is the line read back: numbers are rounded in the line, and this run's reports
        // must equal those that a later run computes. It also keeps unreadable or contradictory lines off the disk.
        let body = line.strip_suffix(b"\n").unwrap_or(&line);
        let event =
            check_line(body, seq, Some(self.state.head())).map_err(|e| Error::Internal(e.into()))?.0.event;
        self.state.refuses(&event).map_or(Ok(()), |fault| Err(Error::Internal(fault.into())))?;
        if let Err(source) = self.sink.append(&line) {
            self.broken = self.sink.cut(self.length).is_err();
            return Err(Error::io(&self.path, source));
        }
        if let Err(source) = self.sink.sync() {
            // After a failed fsync the kernel may have dropped the pages and marked them clean, so trying again
            // proves nothing.
            self.broken = true;
            let _ = self.sink.cut(self.length);
            return Err(Error::io(&self.path, source));
        }
        self.length += line.len() as u64;
        self.state.apply(&at, event, this);
        Ok(seq)
    }

    /// Records that all images of `applicant` are finished, and returns the version of the audit to be written.
    ///
    /// Nothing is recorded when the latest version is still current, as for an applicant who was finished before a
    /// kill. `name` only with `--audit-names plain`.
    pub fn finish_applicant(
        &mut self,
        applicant: &str,
        name_hash: &str,
        name: Option<&str>,
    ) -> Result<ApplicantAudit, Error> {
        if let Some(done) = self.state.next_version(applicant, name_hash, name)? {
            self.append(Event::ApplicantDone(done))?;
        }
        self.state.audit(applicant).ok_or(Error::Internal(Detail::NoVersion))
    }

    /// Finishes the remaining applicants, those whose files were kept or withdrawn and who left the roster. Each
    /// keeps the recorded hash of the name; with `plain_names` also the name, if it is recorded.
    ///
    /// An applicant of an older ledger without a recorded hash stays unfinished.
    pub fn finish_others(&mut self, plain_names: bool) -> Result<(), Error> {
        let ids: Vec<String> = self.state.unfinished().into_iter().map(str::to_owned).collect();
        for id in ids {
            let known = self.state.name_of(&id);
            let known = known.map(|(hash, name)| (hash.to_owned(), name.map(str::to_owned)));
            if let Some((hash, name)) = known {
                self.finish_applicant(&id, &hash, name.as_deref().filter(|_| plain_names))?;
            }
        }
        Ok(())
    }
}

/// The state of the ledger of `out`, read without changing anything; `None` when there is no ledger, or a run has it
/// open.
///
/// # Errors
/// [`Error::Record`] when a line was altered, [`Error::Io`].
pub fn read(out: &Path) -> Result<Option<Known>, Error> {
    let (scan, _lock) = match scan_shared(out) {
        Ok(Some(found)) => found,
        Ok(None) | Err(Error::Usage(Detail::Busy(_))) => return Ok(None),
        Err(error) => return Err(error),
    };
    match scan.faults.first() {
        Some(fault) => Err(Error::Record { path: out.join(LEDGER), problem: fault.to_string().into() }),
        None => Ok(Some(Known { length: scan.length, state: scan.state })),
    }
}

fn busy(path: &Path, error: TryLockError) -> Error {
    match error {
        TryLockError::WouldBlock => Error::Usage(Detail::Busy(path.display().to_string())),
        TryLockError::Error(source) => Error::io(path, source),
    }
}

/// A lock on the ledger, released on drop.
///
/// Closing the file is not enough: a child process that another thread is just starting holds a copy of it, and of
/// the lock, until it runs its own program.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file releases the lock too, only later.
        let _ = self.0.unlock();
    }
}

/// Opens the ledger of `out` for reading, under a shared lock; `Ok(None)` when there is no ledger.
pub(crate) fn scan_shared(out: &Path) -> Result<Option<(Scan, Lock)>, Error> {
    let path = out.join(LEDGER);
    let file = match File::open(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(|e| Error::io(&path, e))?,
    };
    file.try_lock_shared().map_err(|e| busy(&path, e))?;
    let lock = Lock(file);
    Ok(Some((scan(&path, &lock.0)?, lock)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::audit::event::Withdrawn;

    /// A disk with room for `room` bytes that writes as much as fits before it fails, like a real one.
    struct SmallDisk {
        bytes: Arc<Mutex<Vec<u8>>>,
        room: usize,
        cut_fails: bool,
        sync_fails: bool,
    }

    impl Sink for SmallDisk {
        fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
            let mut disk = self.bytes.lock().unwrap();
            let fits = bytes.len().min(self.room.saturating_sub(disk.len()));
            disk.extend_from_slice(&bytes[..fits]);
            if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }

        fn sync(&mut self) -> io::Result<()> {
            if self.sync_fails { Err(io::ErrorKind::Other.into()) } else { Ok(()) }
        }

        fn cut(&mut self, length: u64) -> io::Result<()> {
            if self.cut_fails {
                return Err(io::ErrorKind::Other.into());
            }
            self.bytes.lock().unwrap().truncate(length as usize);
            Ok(())
        }
    }

    fn on_disk(room: usize, cut_fails: bool, sync_fails: bool) -> (Ledger, Arc<Mutex<Vec<u8>>>) {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let disk = SmallDisk { bytes: Arc::clone(&bytes), room, cut_fails, sync_fails };
        let ledger = Ledger {
            sink: Box::new(disk),
            _lock: None,
            path: PathBuf::from(LEDGER),
            clock: Box::new(|| UNIX_EPOCH),
            length: 0,
            state: Replay::default(),
            broken: false,
        };
        (ledger, bytes)
    }

    fn gone(file: &str) -> Event {
        Event::Withdrawn(Withdrawn { file: file.to_owned() })
    }

    #[test]
    fn full_disk_is_told_and_leaves_whole_lines() {
        let (mut ledger, bytes) = on_disk(600, false, false);
        ledger.append(gone("A/1.jpg")).unwrap();
        let one = bytes.lock().unwrap().len();
        let error = ledger.append(gone(&"x".repeat(600))).unwrap_err();
        assert!(
            matches!(&error, Error::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull),
            "{error}"
        );
        assert_eq!(bytes.lock().unwrap().len(), one, "the half line is gone");
        assert_eq!(ledger.append(gone("A/2.jpg")).unwrap(), 2, "there is room for a short line");
        let lines = bytes.lock().unwrap().clone();
        let mut head = Replay::default().head().to_owned();
        for (i, line) in lines.strip_suffix(b"\n").unwrap().split(|b| *b == b'\n').enumerate() {
            head = check_line(line, i as u64 + 1, Some(&head)).unwrap().1;
        }
        assert_eq!(ledger.state().head(), head);
    }

    #[test]
    fn nothing_is_appended_behind_a_half_line_that_cannot_be_cut() {
        let (mut ledger, bytes) = on_disk(300, true, false);
        ledger.append(gone(&"x".repeat(600))).unwrap_err();
        let torn = bytes.lock().unwrap().clone();
        assert_eq!(torn.len(), 300);
        assert!(matches!(ledger.append(gone("A/2.jpg")), Err(Error::Record { .. })));
        assert_eq!(*bytes.lock().unwrap(), torn);
    }

    #[test]
    fn a_failed_fsync_ends_the_ledger() {
        let (mut ledger, bytes) = on_disk(3000, false, true);
        assert!(matches!(ledger.append(gone("A/1.jpg")), Err(Error::Io { .. })));
        assert!(matches!(ledger.append(gone("A/1.jpg")), Err(Error::Record { .. })));
        assert!(bytes.lock().unwrap().is_empty());
        assert_eq!(ledger.state().entries(), 0);
    }

    /// Seen as `another blindmask is working in this folder` in tests that started a program on another thread.
    #[test]
    fn a_copy_of_the_file_in_a_starting_child_does_not_keep_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let open = || Ledger::open(dir.path(), Box::new(|| UNIX_EPOCH));
        let (ledger, _) = open().unwrap();
        let of_child = ledger._lock.as_ref().unwrap().0.try_clone().unwrap();
        assert!(matches!(scan_shared(dir.path()), Err(Error::Usage(_))));
        drop(ledger);
        drop(scan_shared(dir.path()).unwrap());
        drop(open().unwrap());
        drop(of_child);
    }

    #[test]
    fn broken_clocks_still_give_a_time() {
        assert_eq!(
            rfc3339(UNIX_EPOCH + Duration::from_millis(1_772_352_000_250)),
            "2026-03-01T08:00:00.250Z"
        );
        assert_eq!(rfc3339(UNIX_EPOCH - Duration::from_secs(5)), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_secs(1 << 40)), "9999-12-31T23:59:59.000Z");
    }
}
