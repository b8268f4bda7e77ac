//! The pages of a set, each worked on once for every row. It is read once, and again for the parts of the reading that had
//! something to do on it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use blindmask::audit::draft::Draft;
use blindmask::audit::record::ImageRecord;
use blindmask::error::Reason;
use blindmask::eval::records::Judged;
use blindmask::eval::truth::{self, Page as Truth};
use blindmask::eval::{Figures, Records, Scored, figures, score};
use blindmask::find::context::Context;
use blindmask::find::rules::names_of_all;
use blindmask::find::switches::Switches;
use blindmask::find::words::Words;
use blindmask::find::{self, Finding, Search};
use blindmask::intake::attachment::{self, Attachment, Limits, Source};
use blindmask::judge;
use blindmask::mask::{self, Masked};
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Freed, Loaded};
use blindmask::page::Page;
use blindmask::read::{self, Options, Wanted};
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders, Job};
use blindmask::target::{self, Subject};
use blindmask::tools::Tools;
use rayon::prelude::*;

use crate::kept::{Kept, Work};
use crate::off::{Off, Row};

/// The results of a set: those with everything on, then those of each row.
pub struct Measured {
    /// The folder's name.
    pub set: String,
    /// The pages by the truth.
    pub truth: Vec<Truth>,
    results: Vec<Records>,
    changed: Vec<usize>,
}

impl Measured {
    /// The scored pages of a result.
    pub fn scored(&self, result: usize) -> Scored<'_> {
        score(&self.truth, &self.results[result])
    }

    /// The figures of a result.
    pub fn figures(&self, result: usize) -> Figures {
        figures(&self.scored(result))
    }

    /// Pages with another verdict, other reasons or other findings than with everything on.
    pub fn changed(&self, result: usize) -> usize {
        self.changed[result]
    }
}

/// What every page of a set is worked on with.
struct Bench {
    tools: Tools,
    work: Arc<Work>,
    subjects: Vec<Subject>,
    rows: Vec<Row>,
    /// The context of each row.
    contexts: Vec<Context>,
}

/// Works through the set in the folder `set` with each of `rows` switched off.
pub fn measure(set: &Path, cache: &Path, reading: &Options, rows: &[Row]) -> Measured {
    let roster = Roster::load(&set.join("applicants.json")).unwrap();
    let bench = Bench::new(&roster, cache, reading, rows);
    let images = set.join("images");
    let folders = Folders { input: &images, out: None };
    let jobs = plan::plan(folders, &roster, false, &|_, _| false).unwrap().jobs;
    let done = AtomicUsize::new(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let of_pages: Vec<Vec<Judged>> = pool.install(|| {
        let each = jobs.par_iter().map(|job| {
            let judged = std::thread::scope(|s| s.spawn(|| bench.page(job)).join().unwrap());
            eprint!("\r{} of {} pages ", done.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
            judged
        });
        each.collect()
    });
    eprintln!("\n{}", bench.work.tell(jobs.len()));
    let mut results: Vec<Vec<Judged>> = vec![Vec::new(); rows.len() + 1];
    let mut changed = vec![0; rows.len() + 1];
    for page in of_pages {
        let boxes =
            |judged: &Judged| format!("{:?} {:?} {:?}", judged.verdict, judged.reasons, judged.findings);
        let base = boxes(&page[0]);
        for (row, judged) in page.into_iter().enumerate() {
            changed[row] += usize::from(boxes(&judged) != base);
            results[row].push(judged);
        }
    }
    Measured {
        set: set.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        truth: truth::load(&set.join("truth.json"), None).unwrap(),
        results: results.into_iter().map(Records::from_iter).collect(),
        changed,
    }
}

impl Bench {
    fn new(roster: &Roster, cache: &Path, reading: &Options, rows: &[Row]) -> Bench {
        let names = || roster.applicants.iter().map(|a| a.name.as_str());
        let words = Words::default();
        let context = |off: Option<&str>| {
            let off = Switches::without(off.map(str::to_owned), names_of_all()).unwrap();
            let mut context = Context::new(names()).with(off);
            context.words = words.clone();
            context
        };
        let models = ModelDir::open(Path::new("models")).unwrap();
        let Loaded { engine, runtime, .. } = runtime::load(&models, None, Freed::Returned).unwrap();
        let work = Arc::new(Work::default());
        let tools = Tools {
            engine: Arc::new(Kept { engine, folder: cache.to_owned(), work: work.clone() }),
            runtime,
            context: context(None),
            reading: reading.clone(),
            second: None,
            limits: Limits::default(),
            tool: "ablation".to_owned(),
            models: [].into(),
        };
        let forms = roster.applicants.iter().map(|a| target::forms(&a.name, &a.aliases));
        let subjects = forms.map(|forms| tools.subject(forms)).collect();
        let contexts = rows.iter().map(|row| context(row.off.of_search())).collect();
        Bench { tools, work, subjects, rows: rows.to_vec(), contexts }
    }

    /// The records of a page: with everything on, then with each row switched off.
    fn page(&self, job: &Job) -> Vec<Judged> {
        let loaded = attachment::load(&job.source, &self.tools.limits);
        let loaded = loaded.and_then(|(bytes, source)| {
            attachment::decode(bytes, &self.tools.limits).map(|attachment| (attachment, source))
        });
        let opened = loaded.as_ref().map_err(Reason::clone);
        match opened.and_then(|(attachment, source)| self.opened(job, attachment, source)) {
            Err(reason) => vec![self.held(job, reason); self.rows.len() + 1],
            Ok(opened) => {
                let base = opened.judged(opened.reasons.clone(), &opened.masked);
                let rows = self.rows.iter().zip(&self.contexts);
                std::iter::once(base)
                    .chain(rows.map(|(row, context)| opened.without(row.off, context)))
                    .collect()
            }
        }
    }

    fn opened<'a>(
        &'a self,
        job: &Job,
        attachment: &'a Attachment,
        source: &'a Source,
    ) -> Result<Opened<'a>, Reason> {
        let subject = &self.subjects[job.applicant];
        let page = self.read(attachment, subject, &self.tools.reading)?;
        let findings = find::find(&Search { page: &page, subject, context: &self.tools.context });
        let reasons = judge::judge(attachment, &page, &findings);
        let masked = mask::mask(attachment, &findings);
        Ok(Opened {
            bench: self,
            file: job.file.clone(),
            subject,
            source,
            attachment,
            page,
            findings,
            reasons,
            masked,
        })
    }

    fn read<'a>(
        &self,
        attachment: &'a Attachment,
        subject: &Subject,
        options: &Options,
    ) -> Result<Page<'a>, Reason> {
        Ok(read::read(attachment, &Wanted::of(subject), self.tools.engine.as_ref(), options)?)
    }

    fn held(&self, job: &Job, reason: Reason) -> Judged {
        judged(&Draft::new(&job.file, &self.tools.tool, &self.tools.models).finish(Err(reason)).record)
    }
}

/// A page and what everything on makes of it.
struct Opened<'a> {
    bench: &'a Bench,
    file: String,
    subject: &'a Subject,
    source: &'a Source,
    attachment: &'a Attachment,
    page: Page<'a>,
    findings: Vec<Finding>,
    reasons: Vec<Reason>,
    masked: Result<Masked, Reason>,
}

impl Opened<'_> {
    /// The record without what is `off`.
    fn without(&self, off: Off, context: &Context) -> Judged {
        let reading = off.reading(&self.bench.tools.reading);
        let reading = reading.filter(|_| !off.had_nothing_to_do(self.attachment, &self.page));
        let read = reading.map(|options| self.bench.read(self.attachment, self.subject, &options).unwrap());
        let page = read.as_ref().unwrap_or(&self.page);
        let narrowed = off.subject(self.subject);
        let subject = narrowed.as_ref().unwrap_or(self.subject);
        let mut findings = find::find(&Search { page, subject, context });
        findings.retain(|finding| off.keeps(finding));
        // Judging and masking take longer than the search, and most rows change nothing.
        let same = findings == self.findings;
        let mut reasons = match same && read.is_none() {
            true => self.reasons.clone(),
            false => judge::judge(self.attachment, page, &findings),
        };
        reasons.retain(|reason| off.tells(reason));
        match same {
            true => self.judged(reasons, &self.masked),
            false => self.judged(reasons, &mask::mask(self.attachment, &findings)),
        }
    }

    /// The record of a page with these reasons and this file.
    fn judged(&self, reasons: Vec<Reason>, masked: &Result<Masked, Reason>) -> Judged {
        let tools = &self.bench.tools;
        let mut draft = Draft::new(&self.file, &tools.tool, &tools.models);
        draft.loaded(self.source.clone());
        draft.decoded(self.attachment);
        draft.judged(reasons);
        let written = masked.as_ref().map(|masked| draft.masked(masked)).map_err(Reason::clone);
        // The record is all that counts here.
        judged(&draft.finish(written.map(|()| Vec::new())).record)
    }
}

fn judged(record: &ImageRecord) -> Judged {
    serde_json::from_value(serde_json::to_value(record).unwrap()).unwrap()
}
