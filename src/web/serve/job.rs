//! A batch while it is worked on: its pages as they are done, and clients that follow them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

use super::super::App;
use super::super::events::{Next, Source};
use super::super::problem::Problem;
use super::upload::Kind;
use super::work::Work;
use crate::audit::ImageRecord;
use crate::digest::hex;
use crate::lang::Lang;
use crate::report::check::{CheckReport, CheckedFile};

/// How long a finished job is kept.
const KEPT: Duration = Duration::from_secs(600);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// Pages wait or are worked on.
    Running,
    /// Every page is done.
    Done,
    /// It was cancelled, or the server ends.
    Cancelled,
}

/// A job as a client sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Job {
    id: String,
    kind: Kind,
    state: Stand,
    done: usize,
    total: usize,
    /// The records, in the order of the form; null while a page isn't done.
    images: Vec<Option<ImageRecord>>,
    /// The same in words.
    files: Vec<Option<CheckedFile>>,
}

/// One page that is done, as an event tells it.
#[derive(Serialize)]
struct PageDone {
    index: usize,
    done: usize,
    total: usize,
    image: ImageRecord,
    file: Option<CheckedFile>,
}

/// A job.
pub struct JobState {
    /// What the client calls it by: random, so that nobody can guess another's.
    pub id: String,
    /// What was asked for.
    pub kind: Kind,
    /// The label of the token that began it: other applicants' tokens can't reach it.
    pub owner: Option<String>,
    /// The pages.
    pub work: Arc<Work>,
    cancelled: AtomicBool,
    inner: Mutex<Inner>,
    changes: watch::Sender<usize>,
}

struct Inner {
    stand: Stand,
    pages: Vec<Option<ImageRecord>>,
    /// The pages in the order in which they were done.
    order: Vec<usize>,
}

impl JobState {
    /// A job of which nothing is done yet.
    pub fn new(work: Work, kind: Kind, owner: Option<String>) -> Result<JobState, Problem> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Problem::internal())?;
        let inner = Inner { stand: Stand::Running, pages: vec![None; work.pages()], order: Vec::new() };
        Ok(JobState {
            id: hex(&bytes),
            kind,
            owner,
            work: Arc::new(work),
            cancelled: AtomicBool::new(false),
            inner: Mutex::new(inner),
            changes: watch::channel(0).0,
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it stands, for a client.
    pub fn told(&self, lang: Lang) -> Job {
        let inner = self.inner();
        let file = |record: &ImageRecord| CheckReport::new(std::slice::from_ref(record), lang).files.pop();
        Job {
            id: self.id.clone(),
            kind: self.kind,
            state: inner.stand,
            done: inner.order.len(),
            total: inner.pages.len(),
            files: inner.pages.iter().map(|p| p.as_ref().and_then(file)).collect(),
            images: inner.pages.clone(),
        }
    }

    /// The records of a job that is done, in the order of the form; `None` of any other.
    pub fn records(&self) -> Option<Vec<ImageRecord>> {
        let inner = self.inner();
        (inner.stand == Stand::Done).then(|| inner.pages.iter().flatten().cloned().collect())
    }

    /// Begins no further page.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.end(Stand::Cancelled);
    }

    fn end(&self, stand: Stand) {
        let mut inner = self.inner();
        if inner.stand == Stand::Running {
            inner.stand = stand;
        }
        drop(inner);
        self.changes.send_modify(|n| *n += 1);
    }

    /// Works through the pages, and forgets the job when nobody fetched it for long enough.
    pub async fn run(self: Arc<Self>, app: Arc<App>) {
        let total = self.work.pages();
        let pages = (0..total).map(|page| {
            let (job, app) = (Arc::clone(&self), Arc::clone(&app));
            async move {
                let stopped = || job.cancelled.load(Ordering::Relaxed) || *app.stopping.borrow();
                if stopped() {
                    return;
                }
                if let Ok(record) = Arc::clone(&job.work).judge(Arc::clone(&app), page).await {
                    let mut inner = job.inner();
                    if let Some(place) = inner.pages.get_mut(page) {
                        *place = Some(record);
                        inner.order.push(page);
                    }
                    drop(inner);
                    job.changes.send_modify(|n| *n += 1);
                }
            }
        });
        // Only as many pages as are worked on at a time ask for room, so a cancelled job has none waiting in the others' way.
        let at_a_time = app.serve().map_or(1, |serve| serve.room.pages.max(1));
        let pages = futures_util::stream::iter(pages);
        futures_util::StreamExt::for_each_concurrent(pages, at_a_time, |page| page).await;
        let all = self.inner().order.len() == total;
        self.end(if all { Stand::Done } else { Stand::Cancelled });
        self.work.leave_room();
        // The wait holds the id alone, so a job that is fetched or cancelled meanwhile is dropped at once.
        let id = self.id.clone();
        drop(self);
        tokio::time::sleep(KEPT).await;
        if let Some(serve) = app.serve() {
            serve.jobs().remove(&id);
        }
    }
}

/// A client that follows a job, from the first page on.
pub struct Follower {
    job: Arc<JobState>,
    changes: watch::Receiver<usize>,
    sent: usize,
    lang: Lang,
}

impl Follower {
    /// Follows `job` and tells in `lang`.
    pub fn new(job: Arc<JobState>, lang: Lang) -> Follower {
        Follower { changes: job.changes.subscribe(), job, sent: 0, lang }
    }

    fn ready(&self) -> Option<Next> {
        let inner = self.job.inner();
        if let Some(index) = inner.order.get(self.sent).copied() {
            let image = inner.pages.get(index).cloned().flatten()?;
            let file = CheckReport::new(std::slice::from_ref(&image), self.lang).files.pop();
            let done = PageDone { index, done: self.sent + 1, total: inner.pages.len(), image, file };
            return Some(Next::Event("page", serde_json::to_string(&done).ok()?));
        }
        let end = serde_json::json!({ "state": inner.stand }).to_string();
        (inner.stand != Stand::Running).then_some(Next::Last("end", end))
    }
}

impl Source for Follower {
    async fn next(&mut self) -> Next {
        loop {
            // The change is marked as seen before the state is read, so a change in between wakes the loop again.
            self.changes.borrow_and_update();
            if let Some(next) = self.ready() {
                self.sent += usize::from(matches!(next, Next::Event(..)));
                return next;
            }
            if self.changes.changed().await.is_err() {
                return Next::End;
            }
        }
    }
}
