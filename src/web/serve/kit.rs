//! The nets of a server, lent to requests that each look for another name.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use image::RgbImage;

use crate::find::context::Context;
use crate::find::words::Words;
use crate::intake::attachment::Limits;
use crate::nets::engine::Engine;
use crate::nets::runtime::Runtime;
use crate::read;
use crate::recheck::{Ask, Reader, ReaderError, Scope, Second, SeenLine};
use crate::tools::Tools;

/// Everything that the work needs but the name.
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
    /// Takes `tools` apart and forgets whose name they were loaded for.
    pub fn new(tools: Tools) -> Kit {
        let Tools { engine, runtime, context, reading, second, limits, tool, models } = tools;
        let second = second.map(|Second { reader, scope }| (Arc::from(reader), scope));
        Kit { engine, runtime, words: context.words, reading, second, limits, tool, models }
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
            engine: Arc::clone(&self.engine),
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

struct LentReader(Arc<dyn Reader>);

impl Reader for LentReader {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn read(&self, page: &RgbImage, ask: Ask, given_up: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        self.0.read(page, ask, given_up)
    }
}
