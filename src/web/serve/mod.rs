//! The door for applicants and other programs: pages are uploaded, judged as in a run, answered, and deleted.
//!
//! - `kit` lends the nets to requests that look for different names
//! - `upload` receives a form of files and names into a private folder, which is deleted after the answer
//! - `work` judges pages, a bounded number at a time
//! - [`answers`] checks or redacts and answers at once; [`jobs`] does the same as a batch, and [`job`] is one batch

pub mod answers;
pub mod job;
pub mod jobs;
mod kit;
mod upload;
mod work;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use self::job::JobState;
use self::kit::Kit;
use crate::intake::attachment::Limits;
use crate::tools::Tools;

/// How much is taken at a time.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Pages worked on at a time.
    pub pages: usize,
    /// Uploads that are received, wait or are worked on; more are refused with 503.
    pub uploads: usize,
    /// Most files of one upload.
    pub files: usize,
    /// Most bytes of one upload.
    pub bytes: u64,
    /// Longest time for one page.
    pub timeout: Duration,
}

impl Default for Room {
    fn default() -> Self {
        Room { pages: 1, uploads: 16, files: 200, bytes: 512 << 20, timeout: Duration::from_secs(120) }
    }
}

/// The nets, and room for uploads.
pub struct Serve {
    kit: Kit,
    room: Room,
    /// Pages worked on at a time.
    pages: Arc<Semaphore>,
    /// Uploads at a time.
    uploads: Arc<Semaphore>,
    jobs: Mutex<HashMap<String, Arc<JobState>>>,
    pub(super) most_files: usize,
}

impl Serve {
    /// A door with nets that are loaded.
    pub fn new(tools: Tools, room: Room) -> Serve {
        Serve {
            kit: Kit::new(tools),
            pages: Arc::new(Semaphore::new(room.pages.max(1))),
            uploads: Arc::new(Semaphore::new(room.uploads.max(1))),
            jobs: Mutex::default(),
            most_files: room.files,
            room,
        }
    }

    pub(super) fn limits(&self) -> Limits {
        self.kit.limits()
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<String, Arc<JobState>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the pages in hand.
    pub(super) fn end(&self) {
        let all = u32::try_from(self.room.pages.max(1)).unwrap_or(u32::MAX);
        // Acquiring fails only for a closed semaphore, and this one is never closed.
        let _ = tokio::runtime::Handle::current().block_on(self.pages.acquire_many(all));
    }
}
