//! One image through all stages: intake, read, find, mask, recheck, record. A reader who knows this file knows the program.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use crate::audit::record::{
    FindingRecord, ImageRecord, InputRecord, OutputRecord, RecheckRecord, Seconds, Verdict,
};
use crate::error::detail::percent;
use crate::error::{Code, Detail, Reason};
use crate::find::context::Context;
use crate::find::{self, Finding, How, Search, Shape, spot};
use crate::geometry::Quad;
use crate::intake::attachment::{self, Attachment, Limits};
use crate::judge::dirt;
use crate::judge::quality::Quality;
use crate::mask::{self, Masked};
use crate::nets::checked::Checked;
use crate::nets::engine::{Engine, EngineError};
use crate::nets::runtime::Runtime;
use crate::page::line::{Layout, Line};
use crate::pixels::contrast;
use crate::pixels::levels::deviation;
use crate::read::{self, Page};
use crate::recheck::{self, Scope, Second};
use crate::roster::plan::Job;
use crate::target::{Forms, Subject};

/// What does the work, the same for every image of a run.
pub struct Tools {
    /// The nets.
    pub engine: Box<dyn Engine>,
    /// What runs the nets.
    pub runtime: Runtime,
    /// The other people of the roster, and the words of the language.
    pub context: Context,
    /// How pages are read.
    pub reading: read::Options,
    /// Who looks at finished files again; `None`: nobody.
    pub second: Option<Second>,
    /// What a file may cost.
    pub limits: Limits,
    /// Name and version of the program, for the records.
    pub tool: String,
    /// File and hash of every model, and of the library that runs them, for the records.
    pub models: BTreeMap<String, String>,
}

impl Tools {
    /// An applicant with these forms, spelled for every reader at hand.
    pub fn subject(&self, forms: Forms) -> Subject {
        Subject::new(forms, |size| self.engine.alphabet(size)).in_uyghur(self.engine.uyghur_alphabet())
    }
}

/// What came of an image: its record, and the file to be released when it isn't held.
pub struct Outcome {
    /// The record.
    pub record: ImageRecord,
    /// The bytes of `record.output`.
    pub output: Option<Vec<u8>>,
}

/// Takes one image through all stages. Whatever goes wrong becomes a reason that holds it.
///
/// Whoever stops waiting sets `given_up`; the stages then end at their next question to a net.
pub fn run(job: &Job, subject: &Subject, tools: &Tools, given_up: &AtomicBool) -> Outcome {
    let mut record = blank_record(job, tools);
    let mut output = None;
    if job.renamed {
        record.reasons.push(Reason::new(Code::Renamed, ""));
    }
    if let Err(reason) = stages(job, subject, tools, given_up, &mut record, &mut output) {
        record.reasons.push(reason);
    }
    if holds(&record) {
        record.verdict = Verdict::Held;
        record.output = None;
        output = None;
    }
    Outcome { record, output }
}

fn holds(record: &ImageRecord) -> bool {
    record.reasons.iter().any(|r| r.code.holds())
}

/// The record of an image of which nothing is known but where it lies.
pub fn blank_record(job: &Job, tools: &Tools) -> ImageRecord {
    ImageRecord {
        file: job.file.clone(),
        input: InputRecord::default(),
        verdict: Verdict::Held,
        reasons: Vec::new(),
        findings: Vec::new(),
        output: None,
        recheck: None,
        seconds: Seconds::default(),
        tool: tools.tool.clone(),
        models: tools.models.clone(),
    }
}

fn stages(
    job: &Job,
    subject: &Subject,
    tools: &Tools,
    given_up: &AtomicBool,
    record: &mut ImageRecord,
    output: &mut Option<Vec<u8>>,
) -> Result<(), Reason> {
    if let Some(problem) = &job.problem {
        return Err(problem.clone());
    }
    let mut clock = Instant::now();
    let mut lap = || {
        let seconds = clock.elapsed().as_secs_f64();
        clock = Instant::now();
        seconds
    };

    let attachment = intake(job, tools, record)?;
    record.seconds.intake = lap();

    let engine = &Checked { engine: tools.engine.as_ref(), given_up };
    let keep = subject.labels(tools.reading.recogniser).columns();
    let crashed = |e: EngineError| Reason::new(Code::Crashed, e.to_string());
    let mut page = read::read(&attachment, keep, &subject.seals, engine, &tools.reading).map_err(crashed)?;
    if let Some(labels) = subject.uyghur() {
        page.foreign = read::foreign::read(&page, labels, engine).map_err(crashed)?;
    }
    record.seconds.read = lap();

    let findings = find::find(&Search { page: &page, subject, context: &tools.context });
    record.reasons.extend(judge(&attachment, &page, &findings));
    record.seconds.find = lap();

    let boxes = mask::plan::boxes(&findings, &attachment.pixels);
    let masked = mask::mask(&attachment, &boxes)?;
    record.seconds.mask = lap();
    describe(record, &findings, &masked);

    // A page that is held already isn't released, whatever the second reader sees.
    let second = tools.second.as_ref().filter(|_| !holds(record));
    let task = again(&page, &masked, subject, tools, given_up);
    let recheck::Outcome { masked, more, seen } =
        recheck::recheck(&attachment, &findings, masked, second, &task)?;
    if !more.is_empty() {
        record.reasons.push(Reason::new(Code::FoundAgain, ""));
        describe(record, &[findings, more].concat(), &masked);
    }
    if seen.names.is_some_and(|n| n > 0) {
        record.reasons.push(Reason::new(Code::StillVisible, ""));
    }
    if !seen.outside_unchanged {
        record.reasons.push(Reason::new(Code::OutsideChanged, ""));
    }
    record.recheck = Some(recorded(&seen));
    record.seconds.recheck = lap();
    *output = Some(masked.bytes);
    Ok(())
}

fn intake(job: &Job, tools: &Tools, record: &mut ImageRecord) -> Result<Attachment, Reason> {
    let (bytes, source) = attachment::load(&job.source, &tools.limits)?;
    record.input.sha256 = Some(source.sha256);
    record.input.bytes = Some(source.bytes);
    let attachment = attachment::decode(bytes, &tools.limits)?;
    record.input.width = Some(attachment.width);
    record.input.height = Some(attachment.height);
    record.input.format = Some(attachment.format.as_str().to_owned());
    record.input.orientation = Some(attachment.orientation.tag());
    record.reasons.extend(attachment.warnings.iter().cloned());
    Ok(attachment)
}

/// What the second reader is to look for, and the lines worth its look: those at the boxes, and those in which the
/// first reader saw the least sign of the name.
fn again<'a>(
    page: &Page,
    masked: &Masked,
    subject: &'a Subject,
    tools: &'a Tools,
    given_up: &'a AtomicBool,
) -> recheck::Task<'a> {
    let beside = |line: &Line| {
        let quad = line.stored();
        let near = quad.grown(quad.height(), quad.height());
        masked.painted.iter().any(|r| r.quad().share_inside(&near) > 0.0)
    };
    let worth = |(i, line): (usize, &Line)| {
        let sign = || !spot::spot(i, line, &subject.forms, subject.labels(line.size)).is_empty();
        (line.layout != Layout::Seal && (beside(line) || sign())).then_some(line.on_page)
    };
    let scope = tools.second.as_ref().map(|s| s.scope);
    let lines = page.lines.iter().enumerate();
    let lines = if scope == Some(Scope::Boxes) { lines.filter_map(worth).collect() } else { Vec::new() };
    recheck::Task {
        forms: &subject.forms,
        context: &tools.context,
        limits: &tools.limits,
        map: page.map,
        lines,
        known: known(page, masked),
        given_up,
    }
}

/// The characters that surely stand on the masked page: in lines that no box touches.
fn known(page: &Page, masked: &Masked) -> Vec<char> {
    let touched = |l: &Line| masked.painted.iter().any(|r| r.quad().share_inside(&l.stored()) > 0.0);
    let sure = |l: &&Line| l.layout != Layout::Seal && l.is_sure() && !touched(l);
    page.lines.iter().filter(sure).flat_map(|l| l.glyphs.iter().map(|g| g.char)).collect()
}

fn recorded(seen: &recheck::Seen) -> RecheckRecord {
    RecheckRecord {
        reader: seen.reader.map(str::to_owned),
        names_found: seen.names.map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
        outside_unchanged: seen.outside_unchanged,
        max_outside_diff: seen.largest,
    }
}

fn describe(record: &mut ImageRecord, findings: &[Finding], masked: &Masked) {
    let numbered = findings.iter().zip(&masked.painted).enumerate();
    record.findings = numbered.map(|(i, (f, r))| FindingRecord::proposed(i + 1, f, Some(*r))).collect();
    record.verdict = if record.findings.is_empty() { Verdict::Clear } else { Verdict::Mask };
    record.output = Some(OutputRecord {
        file: record.file.clone(),
        sha256: crate::digest::sha256(&masked.bytes),
        bytes: masked.bytes.len() as u64,
        method: masked.method,
    });
}

/// Mean confidence of a page's lines below which nothing on it counts as read.
const LEGIBLE: f32 = 0.6;
/// Paper darker than this (0–1) hides text that the reader doesn't even see as such, however well it reads the rest.
const TOO_DARK: f32 = 0.3;
/// Share of a picture under specks from which print is hidden: a line of small print on A4 covers about one per cent.
/// Legible pages of a development set stay below 0.01.
const TOO_DIRTY: f32 = 0.03;
/// Standard deviation of brightness (0–255) of a page without ink: paper grain and scanner noise stay below.
const BLANK_DEVIATION: f64 = 6.0;
/// Lines of a script that no reader knows which are covered and flagged as the alias they may be: on a card or a
/// certificate in two languages. More of them are a page in that script, of which nothing was understood.
const FOREIGN_LINES: usize = 2;
/// Letters that a picture or an empty page may seem to hold.
const STRAY_LETTERS: usize = 3;

/// What a reviewer should know, and what keeps a page from being released: it was not understood.
fn judge(attachment: &Attachment, page: &Page, findings: &[Finding]) -> Vec<Reason> {
    let seen = contrast::dark_on_light(&attachment.pixels);
    let quality = Quality::of(&seen);
    let mut reasons = quality.warnings();
    let poor = reasons.iter().any(|r| matches!(r.code, Code::Blurred | Code::Dark));
    let (read, letters) =
        page.lines.iter().filter(|l| l.layout != Layout::Seal).fold((0.0, 0), |(sum, n), line| {
            let count = line.glyphs.len();
            (sum + line.confidence() * count as f32, n + count)
        });
    let legible = read / letters.max(1) as f32;
    let unread = legible < LEGIBLE;
    let dirt = dirt::share(&seen, &read_places(page));
    if dirt > TOO_DIRTY {
        reasons.push(Reason::new(Code::NotLegible, Detail::Specks(percent(dirt))));
    } else if quality.brightness < TOO_DARK {
        reasons.push(Reason::new(Code::NotLegible, Detail::PaperOfWhite(percent(quality.brightness))));
    } else if letters == 0 || (unread && !poor && letters <= STRAY_LETTERS) {
        // Every eighth pixel is enough.
        let sample = seen.pixels().step_by(8).map(|p| p.0[1]);
        reasons.push(match deviation(sample) {
            d if d < BLANK_DEVIATION => Reason::new(Code::Blank, ""),
            _ if letters > 0 => Reason::new(Code::Picture, ""),
            _ => Reason::new(Code::NoText, ""),
        });
    } else if unread {
        reasons.push(Reason::new(Code::NotLegible, Detail::Confidence(legible.into())));
    } else if page.turn_unclear && findings.is_empty() && legible < 0.8 {
        reasons.push(Reason::new(Code::TurnUnclear, ""));
    }
    let foreign = findings.iter().filter(|f| f.shape == Shape::Arabic && f.how == How::Field).count();
    if foreign > FOREIGN_LINES {
        reasons.push(Reason::new(Code::ScriptUnread, Detail::ArabicAlias));
    }
    if page.map.turns != 0 {
        reasons.push(Reason::new(Code::NotUpright, Detail::QuarterTurns(page.map.turns.into())));
    }
    if findings.iter().any(|f| matches!(f.how, How::Field | How::Signature)) {
        reasons.push(Reason::new(Code::FieldUnread, ""));
    } else if findings.iter().any(|f| f.uncertain) {
        reasons.push(Reason::new(Code::Uncertain, ""));
    }
    reasons
}

/// The places of the page that were read, in the stored grid.
fn read_places(page: &Page) -> Vec<Quad> {
    let lines = page.lines.iter().filter(|l| l.layout != Layout::Seal && l.confidence() > LEGIBLE);
    lines.map(Line::stored).collect()
}
