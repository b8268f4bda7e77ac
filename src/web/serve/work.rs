//! Judges uploaded pages: each goes through the contained pipeline of a run, and a bounded number is worked on at a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::super::App;
use super::super::common::blocking;
use super::super::problem::Problem;
use super::upload::{Kind, Upload};
use crate::audit::ImageRecord;
use crate::audit::draft::Outcome;
use crate::audit::files::write_atomic;
use crate::run::containment::contained;
use crate::target::Subject;
use crate::tools::Tools;

/// An upload with what is needed to judge it.
pub struct Work {
    upload: Upload,
    tools: Arc<Tools>,
    subject: Arc<Subject>,
    kind: Kind,
}

impl Work {
    /// Prepares an upload.
    pub fn new(app: &App, upload: Upload, kind: Kind) -> Result<Work, Problem> {
        let serve = app.serve().ok_or_else(Problem::not_found)?;
        let name = upload.roster.applicants.first().map_or("", |a| a.name.as_str());
        let tools = serve.kit.tools(name, kind == Kind::Redact);
        let subject = Arc::new(tools.subject(upload.forms.clone()));
        Ok(Work { upload, tools: Arc::new(tools), subject, kind })
    }

    /// Lets another upload have this one's room.
    pub fn leave_room(&self) {
        self.upload.leave_room();
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.upload.jobs.len()
    }

    /// The private folder, which goes with the upload.
    pub fn folder(&self) -> &Path {
        self.upload.folder()
    }

    /// Where the masked copy of a page lies until the upload goes.
    pub fn masked(&self, page: usize) -> PathBuf {
        self.folder().join(format!("masked-{page}"))
    }

    /// Waits for room, then judges a page and puts its masked copy into the private folder. A page that was begun is finished
    /// even when the client has gone.
    pub async fn judge(self: Arc<Self>, app: Arc<App>, page: usize) -> Result<ImageRecord, Problem> {
        let serve = app.serve().ok_or_else(Problem::not_found)?;
        let queued = Queued::new(&app);
        let permit = Arc::clone(&serve.pages).acquire_owned().await.map_err(|_| Problem::internal())?;
        let timeout = serve.room.timeout;
        blocking(move || {
            let _permit = permit;
            let job = self.upload.jobs.get(page).ok_or_else(Problem::internal)?;
            let Outcome { mut record, output } = contained(job, &self.subject, &self.tools, timeout);
            match (self.kind, output) {
                (Kind::Redact, Some(bytes)) => write_atomic(&self.masked(page), &bytes)?,
                // A check covers nothing, so there is no output to record.
                (Kind::Check, _) => record.output = None,
                (Kind::Redact, None) => {}
            }
            queued.0.metrics.judged(record.verdict);
            Ok(record)
        })
        .await
    }

    /// The masked copy of a page.
    pub fn output(&self, page: usize) -> Option<Vec<u8>> {
        fs::read(self.masked(page)).ok()
    }
}

/// A page that waits or is worked on.
struct Queued(Arc<App>);

impl Queued {
    fn new(app: &Arc<App>) -> Queued {
        app.metrics.queued.fetch_add(1, Ordering::Relaxed);
        Queued(Arc::clone(app))
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.0.metrics.queued.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Judges all pages, in the order of the form.
pub async fn all(app: &Arc<App>, work: &Arc<Work>) -> Result<Vec<ImageRecord>, Problem> {
    let pages = (0..work.pages()).map(|page| Arc::clone(work).judge(Arc::clone(app), page));
    futures_util::future::try_join_all(pages).await
}
