//! One image through all stages: intake, read, find, judge, mask, recheck. A reader who knows this file knows the program.

use std::sync::atomic::AtomicBool;

use crate::audit::draft::{Draft, Outcome};
use crate::error::{Code, Reason};
use crate::find::{self, Search};
use crate::intake::attachment;
use crate::judge;
use crate::mask;
use crate::nets::guard::GuardedEngine;
use crate::read::{self, Wanted};
use crate::recheck::{self, Hints, Task};
use crate::roster::plan::Job;
use crate::target::Subject;
use crate::tools::Tools;

/// Takes one image through all stages. Every failure becomes a reason that holds the image.
///
/// `given_up` is set when the image is past its time; the stages then end at their next question to a net.
pub fn run(job: &Job, subject: &Subject, tools: &Tools, given_up: &AtomicBool) -> Outcome {
    let mut draft = Draft::new(&job.file, &tools.tool, &tools.models);
    draft.add(job.renamed.then(|| Reason::new(Code::Renamed, "")));
    let mut stages = || -> Result<Vec<u8>, Reason> {
        if let Some(problem) = &job.problem {
            return Err(problem.clone());
        }
        let (bytes, source) = attachment::load(&job.source, &tools.limits)?;
        draft.loaded(source);
        let attachment = attachment::decode(bytes, &tools.limits)?;
        draft.decoded(&attachment);

        let engine = GuardedEngine { engine: tools.engine.as_ref(), given_up };
        let wanted = Wanted::of(subject);
        let page = read::read(&attachment, &wanted, &engine, &tools.reading)?;
        draft.read();

        let search = Search { page: &page, subject, context: &tools.context };
        let findings = find::find(&search);
        draft.judged(judge::judge(&attachment, &page, &findings));

        let masked = mask::mask(&attachment, &findings)?;
        draft.masked(&masked);

        // A page that is held already stays held; the second reader's answer changes nothing.
        let second = tools.second.as_ref().filter(|_| !draft.is_held());
        let task = Task {
            forms: &subject.forms,
            context: &tools.context,
            limits: &tools.limits,
            map: page.map,
            hints: second.map(|second| Hints::of(&search, &masked, second.scope)).unwrap_or_default(),
            given_up,
        };
        // Nothing asks for the picture that was read any more, and the second reader makes its own.
        drop(page);
        let seen = recheck::look(second, &attachment, &masked, &task)?;
        let (masked, seen) = if seen.names.is_empty() {
            (masked, seen)
        } else {
            let more = mask::mask(&attachment, &[findings, seen.names].concat())?;
            let seen = recheck::look(second, &attachment, &more, &task)?;
            draft.masked_again(&more);
            (more, seen)
        };
        draft.rechecked(&seen);
        Ok(masked.bytes)
    };
    let finished = stages();
    draft.finish(finished)
}
