//! Batches: a client begins one, follows its events and fetches its result once; then the server forgets it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

use super::super::auth::{Caller, Role};
use super::super::common::{Answer, empty, json};
use super::super::events::{Next, Source, stream};
use super::super::extract::Segment;
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::super::{App, Shared};
use super::Serve;
use super::answers::{Judged, zipped};
use super::upload::{Kind, receive};
use super::work::Work;
use crate::audit::ImageRecord;
use crate::digest::hex;
use crate::lang::Lang;
use crate::report::check::{CheckReport, CheckedFile};

/// How long a finished job is kept.
const KEPT: Duration = Duration::from_secs(600);
/// Jobs that are kept at a time.
const MOST_JOBS: usize = 64;

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
    id: String,
    kind: Kind,
    /// The label of the token that began it: other applicants' tokens can't reach it.
    owner: Option<String>,
    work: Arc<Work>,
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
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, lang: Lang) -> Job {
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

    fn end(&self, stand: Stand) {
        let mut inner = self.inner();
        if inner.stand == Stand::Running {
            inner.stand = stand;
        }
        drop(inner);
        self.changes.send_modify(|n| *n += 1);
    }

    async fn run(self: Arc<Self>, app: Arc<App>) {
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

impl Serve {
    fn jobs(&self) -> MutexGuard<'_, std::collections::HashMap<String, Arc<JobState>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job of that id, for those who may see it.
    fn job(&self, id: &str, caller: &Caller) -> Result<Arc<JobState>, Problem> {
        let job = self.jobs().get(id).cloned().ok_or_else(Problem::not_found)?;
        let may = caller.role == Role::Operator || job.owner == caller.who;
        may.then_some(job).ok_or_else(Problem::not_found)
    }
}

/// Begins a job.
pub async fn begin(
    State(app): Shared,
    Extension(caller): Extension<Caller>,
    Extension(Asked(lang)): Extension<Asked>,
    request: Request,
) -> Answer {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    let upload = receive(&app, request).await?;
    let kind = upload.kind;
    let work = Arc::new(Work::new(&app, upload, kind)?);
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Problem::internal())?;
    let id = hex(&bytes);
    let inner = Inner { stand: Stand::Running, pages: vec![None; work.pages()], order: Vec::new() };
    let job = Arc::new(JobState {
        id: id.clone(),
        kind,
        owner: caller.who,
        work,
        cancelled: AtomicBool::new(false),
        inner: Mutex::new(inner),
        changes: watch::channel(0).0,
    });
    {
        let mut jobs = serve.jobs();
        if jobs.len() >= MOST_JOBS {
            return Err(Problem::busy().after(Duration::from_secs(30)));
        }
        jobs.insert(id.clone(), Arc::clone(&job));
    }
    tokio::spawn(Arc::clone(&job).run(Arc::clone(&app)));
    let mut response = json(StatusCode::ACCEPTED, &job.told(lang))?;
    let place = HeaderValue::from_str(&format!("/api/v1/jobs/{id}"));
    response.headers_mut().extend(place.ok().map(|place| (header::LOCATION, place)));
    Ok(response)
}

/// Tells where a job stands.
pub async fn state(
    State(app): Shared,
    Segment(id): Segment,
    Extension(caller): Extension<Caller>,
    Extension(Asked(lang)): Extension<Asked>,
) -> Answer {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &serve.job(&id, &caller)?.told(lang))
}

/// Cancels a job, or forgets one that is done.
pub async fn cancel(
    State(app): Shared,
    Segment(id): Segment,
    Extension(caller): Extension<Caller>,
) -> Answer {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    let job = serve.job(&id, &caller)?;
    job.cancelled.store(true, Ordering::Relaxed);
    job.end(Stand::Cancelled);
    serve.jobs().remove(&id);
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Gives the result of a job that is done, and forgets the job.
pub async fn result(
    State(app): Shared,
    Segment(id): Segment,
    Extension(caller): Extension<Caller>,
    Extension(Asked(lang)): Extension<Asked>,
) -> Answer {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    let job = serve.job(&id, &caller)?;
    if job.inner().stand != Stand::Done {
        return Err(Problem::conflict());
    }
    let records: Vec<ImageRecord> = job.inner().pages.iter().flatten().cloned().collect();
    let answer = match job.kind {
        Kind::Check => json(StatusCode::OK, &Judged::new(records, lang)),
        Kind::Redact => zipped(Arc::clone(&job.work), records).await,
    };
    serve.jobs().remove(&id);
    answer
}

struct Follower {
    job: Arc<JobState>,
    changes: watch::Receiver<usize>,
    sent: usize,
    lang: Lang,
}

impl Follower {
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

/// Sends an event for each page that is done, beginning with those done before.
pub async fn events(
    State(app): Shared,
    Segment(id): Segment,
    Extension(caller): Extension<Caller>,
    Extension(Asked(lang)): Extension<Asked>,
) -> Answer {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    let job = serve.job(&id, &caller)?;
    let changes = job.changes.subscribe();
    Ok(stream(Follower { job, changes, sent: 0, lang }, app.stopping.clone()))
}
