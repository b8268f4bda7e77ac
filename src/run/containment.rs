//! Runs each image on a thread of its own, so that a panic or a hang holds that image and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::Thread;
use std::time::Duration;

use crate::audit::draft::{Draft, Outcome};
use crate::digest::sha256_file;
use crate::error::{Code, Detail, Reason};
use crate::intake::attachment::Source;
use crate::pipeline;
use crate::roster::plan::Job;
use crate::target::Subject;
use crate::tools::Tools;

/// Runs one image on a thread of its own, so that a panic or a hang holds the image and not the run.
///
/// A thread past its time is told to end and left behind, and its result is dropped. It is waited for only inside a
/// runtime that must not keep running ([`Engine::end_call`](crate::nets::engine::Engine::end_call)). The extra thread
/// also keeps rayon from starting a second image on a worker that waits for the nets' own pool.
pub fn contained(job: &Job, subject: &Arc<Subject>, tools: &Arc<Tools>, limit: Duration) -> Outcome {
    let (j, s, t) = (job.clone(), subject.clone(), tools.clone());
    let late = |thread: &Thread| {
        tools.engine.end_call(thread.id());
        // The thread may outlast the run. The nets must outlast the thread, or it would unload them while the process
        // ends.
        std::mem::forget(tools.clone());
    };
    let reason = match guarded(limit, late, move |given_up| pipeline::run(&j, &s, &t, given_up)) {
        Ok(outcome) => return outcome,
        Err(reason) => reason,
    };
    let mut draft = Draft::new(&job.file, &tools.tool, &tools.models);
    if let Ok((sha256, bytes)) = sha256_file(&job.source) {
        draft.loaded(Source { sha256, bytes });
    }
    draft.finish(Err(reason))
}

/// Runs work that may panic or hang on a thread of its own. A thread past its time is left behind: the flag that it
/// was given is set, and `late` is called with its id.
///
/// # Errors
/// [`Code::TimeOut`], [`Code::Crashed`].
pub fn guarded<T: Send + 'static>(
    limit: Duration,
    late: impl FnOnce(&Thread),
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Result<T, Reason> {
    let (send, receive) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&given_up);
    let spawned = std::thread::Builder::new().name("image".to_owned()).spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(|| work(&flag)));
        // After a time-out nobody receives the result.
        let _ = send.send(result);
    });
    let thread = spawned.map_err(|e| Reason::new(Code::Crashed, e.kind().to_string()))?;
    match receive.recv_timeout(limit) {
        Ok(Ok(result)) => Ok(result),
        Err(mpsc::RecvTimeoutError::Timeout) => {
            given_up.store(true, Ordering::Relaxed);
            late(thread.thread());
            Err(Reason::new(Code::TimeOut, Detail::Seconds(limit.as_secs())))
        }
        Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(Reason::new(Code::Crashed, Detail::Panicked))
        }
    }
}
