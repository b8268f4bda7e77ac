//! The pages of a set: each is read once and searched once for every row.

use std::mem;
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
use blindmask::find::rules::{Switches, names_of_all};
use blindmask::find::words::Words;
use blindmask::find::{self, Finding, Search};
use blindmask::intake::attachment::{self, Attachment, Limits, Source};
use blindmask::judge;
use blindmask::mask;
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Loaded};
use blindmask::page::Page;
use blindmask::read::{self, Options, Wanted};
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders, Job};
use blindmask::target::{self, Subject};
use blindmask::tools::Tools;
use rayon::prelude::*;

use crate::kept::{Kept, Work};

/// Parts of the reading that are switched off by taking their result off the page.
const OF_READING: [&str; 2] = ["seals", "reader of Uyghur script"];

/// The names of everything that can be switched off.
pub fn rows() -> impl Iterator<Item = &'static str> {
    OF_READING.into_iter().chain(names_of_all())
}

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

    /// Pages with other findings than with everything on.
    pub fn changed(&self, result: usize) -> usize {
        self.changed[result]
    }
}

/// What every page of a set is worked on with.
struct Bench {
    tools: Tools,
    work: Arc<Work>,
    subjects: Vec<Subject>,
    /// A context with everything on, then one for each row.
    contexts: Vec<Context>,
    rows: Vec<&'static str>,
}

/// Works through the set in the folder `set` with each of `rows` switched off.
pub fn measure(set: &Path, cache: &Path, reading: &Options, rows: &[&'static str]) -> Measured {
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
        let boxes = |judged: &Judged| format!("{:?}", judged.findings);
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
    fn new(roster: &Roster, cache: &Path, reading: &Options, rows: &[&'static str]) -> Bench {
        let names = || roster.applicants.iter().map(|a| a.name.as_str());
        let words = Words::default();
        let context = |off: Option<&str>| {
            let known = off.filter(|name| !OF_READING.contains(name)).map(str::to_owned);
            let mut context = Context::new(names()).with(Switches::without(known).unwrap());
            context.words = words.clone();
            context
        };
        let models = ModelDir::open(Path::new("models")).unwrap();
        let Loaded { engine, runtime, .. } = runtime::load(&models, None).unwrap();
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
        let contexts = std::iter::once(None).chain(rows.iter().map(|row| Some(*row))).map(context).collect();
        Bench { tools, work, subjects, contexts, rows: rows.to_vec() }
    }

    /// The records of a page: with everything on, then with each row switched off.
    fn page(&self, job: &Job) -> Vec<Judged> {
        let subject = &self.subjects[job.applicant];
        match self.read(job, subject) {
            Err(reason) => vec![self.held(job, reason); self.contexts.len()],
            Ok((source, attachment, mut page)) => {
                let opened = Opened { bench: self, job, source, attachment };
                let mut base = None;
                let rows = std::iter::once(None).chain(self.rows.iter().map(|row| Some(*row)));
                let judged = rows.zip(&self.contexts).map(|(off, context)| {
                    let seals = (off == Some(OF_READING[0])).then(|| mem::take(&mut page.seals));
                    let foreign = (off == Some(OF_READING[1])).then(|| mem::take(&mut page.foreign));
                    let findings = find::find(&Search { page: &page, subject, context });
                    let judged = match &base {
                        Some((known, judged)) if *known == findings => Judged::clone(judged),
                        _ => opened.judged(&page, &findings),
                    };
                    page.seals = seals.unwrap_or_else(|| mem::take(&mut page.seals));
                    page.foreign = foreign.unwrap_or_else(|| mem::take(&mut page.foreign));
                    base.get_or_insert_with(|| (findings, judged.clone()));
                    judged
                });
                judged.collect()
            }
        }
    }

    fn read(&self, job: &Job, subject: &Subject) -> Result<(Source, Attachment, Page), Reason> {
        let (bytes, source) = attachment::load(&job.source, &self.tools.limits)?;
        let attachment = attachment::decode(bytes, &self.tools.limits)?;
        let wanted = Wanted::of(subject);
        let page = read::read(&attachment, &wanted, self.tools.engine.as_ref(), &self.tools.reading)?;
        Ok((source, attachment, page))
    }

    fn held(&self, job: &Job, reason: Reason) -> Judged {
        judged(&Draft::new(&job.file, &self.tools.tool, &self.tools.models).finish(Err(reason)).record)
    }
}

/// A page that was read.
struct Opened<'a> {
    bench: &'a Bench,
    job: &'a Job,
    source: Source,
    attachment: Attachment,
}

impl Opened<'_> {
    fn judged(&self, page: &Page, findings: &[Finding]) -> Judged {
        let tools = &self.bench.tools;
        let mut draft = Draft::new(&self.job.file, &tools.tool, &tools.models);
        draft.loaded(self.source.clone());
        draft.decoded(&self.attachment);
        draft.judged(judge::judge(&self.attachment, page, findings));
        let masked = mask::mask(&self.attachment, findings).map(|masked| {
            draft.masked(&masked);
            masked.bytes
        });
        judged(&draft.finish(masked).record)
    }
}

fn judged(record: &ImageRecord) -> Judged {
    serde_json::from_value(serde_json::to_value(record).unwrap()).unwrap()
}
