//! The nets of a server, lent to requests that each look for another name.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::ThreadId;

use image::RgbImage;

use crate::find::context::Context;
use crate::find::words::Words;
use crate::geometry::Quad;
use crate::intake::attachment::Limits;
use crate::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
use crate::nets::runtime::Runtime;
use crate::read;
use crate::recheck::{Reader, ReaderError, Scope, Second, SeenLine};
use crate::target::Alphabet;
use crate::tools::Tools;

/// What does the work, whoever is looked for.
pub struct Kit {
    engine: Arc<dyn Engine>,
    runtime: Runtime,
    /// Loaded when it is first asked, once for all requests.
    words: Words,
    reading: read::Options,
    second: Option<(Arc<dyn Reader>, Scope)>,
    limits: Limits,
    tool: String,
    models: BTreeMap<String, String>,
}

impl Kit {
    /// The parts of `tools`; who was looked for with them is forgotten.
    pub fn new(tools: Tools) -> Kit {
        let Tools { engine, runtime, context, reading, second, limits, tool, models } = tools;
        let second = second.map(|Second { reader, scope }| (Arc::from(reader), scope));
        Kit {
            engine: Arc::from(engine),
            runtime,
            words: context.words,
            reading,
            second,
            limits,
            tool,
            models,
        }
    }

    /// What a file may cost.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Tools that look for `name`; `again` lets the second reader look too.
    pub fn tools(&self, name: &str, again: bool) -> Tools {
        let second = self.second.as_ref().filter(|_| again);
        let mut context = Context::new([name]);
        context.words = self.words.clone();
        Tools {
            engine: Box::new(Lent(Arc::clone(&self.engine))),
            runtime: self.runtime,
            context,
            reading: self.reading.clone(),
            second: second.map(|(reader, scope)| Second {
                reader: Box::new(LentReader(Arc::clone(reader))),
                scope: *scope,
            }),
            limits: self.limits,
            tool: self.tool.clone(),
            models: self.models.clone(),
        }
    }
}

struct Lent(Arc<dyn Engine>);

impl Engine for Lent {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        self.0.turn(page)
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        self.0.detect(page, size)
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        self.0.recognise(crops, keep, size)
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        self.0.alphabet(size)
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        self.0.read_uyghur(crop, keep)
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.0.uyghur_alphabet()
    }

    fn end_call(&self, thread: ThreadId) -> bool {
        self.0.end_call(thread)
    }
}

struct LentReader(Arc<dyn Reader>);

impl Reader for LentReader {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn read(
        &self,
        page: &RgbImage,
        only: Option<&[Quad]>,
        given_up: &AtomicBool,
    ) -> Result<Vec<SeenLine>, ReaderError> {
        self.0.read(page, only, given_up)
    }
}
