//! Batches: a client begins one, follows its events and fetches its result once; then the server forgets it.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};

use super::super::Shared;
use super::super::auth::{Caller, Role};
use super::super::common::{Answer, empty, json};
use super::super::events::stream;
use super::super::extract::Segment;
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::Serve;
use super::answers::{Judged, zipped};
use super::job::{Follower, JobState};
use super::upload::{Kind, receive};
use super::work::Work;

/// Jobs that are kept at a time.
const MOST_JOBS: usize = 64;
/// When a client is told to try again where there are that many: a job of ten pages takes as long.
const JOB: Duration = Duration::from_secs(30);

impl Serve {
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
    let job = Arc::new(JobState::new(Work::new(&app, upload, kind)?, kind, caller.who)?);
    {
        let mut jobs = serve.jobs();
        if jobs.len() >= MOST_JOBS {
            return Err(Problem::busy().after(JOB));
        }
        jobs.insert(job.id.clone(), Arc::clone(&job));
    }
    tokio::spawn(Arc::clone(&job).run(Arc::clone(&app)));
    let mut response = json(StatusCode::ACCEPTED, &job.told(lang))?;
    let place = HeaderValue::from_str(&format!("/api/v1/jobs/{}", job.id));
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
    job.cancel();
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
    let records = job.records().ok_or_else(Problem::conflict)?;
    let answer = match job.kind {
        Kind::Check => json(StatusCode::OK, &Judged::new(records, lang)),
        Kind::Redact => zipped(Arc::clone(&job.work), records).await,
    };
    serve.jobs().remove(&id);
    answer
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
    Ok(stream(Follower::new(job, lang), app.stopping.clone()))
}
