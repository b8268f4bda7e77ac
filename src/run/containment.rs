//! One image at a time on a thread of its own: a panic or a hang holds that image and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
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
/// A thread past its time is left behind, told to end, and its result dropped; it is waited for only where it is inside a
/// runtime that mustn't be left running ([`Engine::end_call`](crate::nets::engine::Engine::end_call)). The extra thread
/// also keeps rayon from starting a second image on a worker that waits for the nets' own pool.
pub fn contained(job: &Job, subject: &Arc<Subject>, tools: &Arc<Tools>, limit: Duration) -> Outcome {
    let (send, receive) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let (j, s, t, g) = (job.clone(), subject.clone(), tools.clone(), given_up.clone());
    let spawned = std::thread::Builder::new().name("image".to_owned()).spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| pipeline::run(&j, &s, &t, &g)));
        // Nobody listens any more after a time-out.
        let _ = send.send(outcome);
    });
    let reason = match spawned {
        Err(e) => Reason::new(Code::Crashed, e.kind().to_string()),
        Ok(thread) => match receive.recv_timeout(limit) {
            Ok(Ok(outcome)) => return outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                given_up.store(true, Ordering::Relaxed);
                tools.engine.end_call(thread.thread().id());
                // The thread may outlast the run. The nets stay, so that it isn't the one that takes them down while the
                // process ends.
                std::mem::forget(tools.clone());
                Reason::new(Code::TimeOut, Detail::Seconds(limit.as_secs()))
            }
            Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                Reason::new(Code::Crashed, Detail::Panicked)
            }
        },
    };
    let mut draft = Draft::new(&job.file, &tools.tool, &tools.models);
    if let Ok((sha256, bytes)) = sha256_file(&job.source) {
        draft.loaded(Source { sha256, bytes });
    }
    draft.finish(Err(reason))
}
