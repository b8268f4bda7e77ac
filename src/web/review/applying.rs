//! Renders what was decided, on a thread of its own while the server goes on answering.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json as value};

use super::super::Shared;
use super::super::common::{Answer, Held, json};
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::Review;
use crate::lang::Lang;
use crate::run::apply::{Applied, Apply, apply};

/// How the last application went.
#[derive(Debug, Clone, Default)]
pub(super) struct Applying {
    running: bool,
    done: u64,
    of: u64,
    applied: Applied,
    error: Option<Problem>,
}

/// How an application goes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Application {
    running: bool,
    done: u64,
    of: u64,
    /// Pages rendered, or held, as decided.
    rendered: u64,
    /// How many of those are held now.
    held: u64,
    /// Pages that could not be rendered: their decisions still wait.
    failed: Vec<Failed>,
    /// Why it failed, as problem details.
    error: Option<Value>,
}

/// A page that could not be rendered.
#[derive(Debug, Serialize, JsonSchema)]
struct Failed {
    file: String,
    code: crate::error::Code,
}

impl Review {
    fn applying(&self) -> std::sync::MutexGuard<'_, Applying> {
        self.applying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn application(&self, lang: Lang) -> Application {
        let Applying { running, done, of, applied, error } = self.applying().clone();
        let failed = applied.failed.into_iter().map(|(file, why)| Failed { file, code: why.code });
        Application {
            running,
            done,
            of,
            rendered: applied.rendered,
            held: applied.held,
            failed: failed.collect(),
            error: error.map(|e| e.members(lang)),
        }
    }

    /// Waits for the pages in hand. The decisions about the others stay in the ledger and wait for the next rendering.
    pub(in super::super) fn end(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            // A panic of that thread was told as an error before.
            let _ = worker.join();
        }
    }

    fn work(&self) {
        let with =
            Apply { desk: &self.desk, originals: &self.originals, jobs: self.jobs, timeout: self.timeout };
        let result = apply(&with, &self.stop, &|done, of| {
            let mut applying = self.applying();
            // Threads may report out of order.
            (applying.done, applying.of) = (applying.done.max(done), of);
            drop(applying);
            self.tell("apply", &value!({ "done": done, "of": of }));
        });
        let mut applying = self.applying();
        applying.running = false;
        match result {
            Ok(applied) => applying.applied = applied,
            Err(error) => applying.error = Some(error.into()),
        }
        let (rendered, held) = (applying.applied.rendered, applying.applied.held);
        let error = applying.error.as_ref().map(|e| e.members(Lang::Zh));
        drop(applying);
        self.tell("applied", &value!({ "rendered": rendered, "held": held, "error": error }));
    }
}

/// Begins to render.
pub async fn begin(State(app): Shared, Extension(Asked(lang)): Extension<Asked>) -> Answer {
    let review = app.review().ok_or_else(Problem::not_found)?;
    {
        let mut applying = review.applying();
        if applying.running || *app.stopping.borrow() {
            return Err(Problem::conflict());
        }
        *applying = Applying { running: true, ..Applying::default() };
    }
    let held: Held = Arc::clone(&app);
    let worker = std::thread::Builder::new().name("apply".to_owned()).spawn(move || {
        if let Some(review) = held.review() {
            review.work();
        }
    });
    match worker {
        Ok(worker) => {
            *review.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
        }
        Err(_) => {
            review.applying().running = false;
            return Err(Problem::busy());
        }
    }
    json(StatusCode::ACCEPTED, &review.application(lang))
}

/// Tells how it goes.
pub async fn state(State(app): Shared, Extension(Asked(lang)): Extension<Asked>) -> Answer {
    let review = app.review().ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &review.application(lang))
}
