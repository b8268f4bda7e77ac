//! The tools that every image of a run shares: the nets, the second reader and the words of the language.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::find::context::Context;
use crate::intake::attachment::Limits;
use crate::nets::engine::Engine;
use crate::nets::models::ModelDir;
use crate::nets::runtime::{self, Freed, Loaded, Runtime};
use crate::read;
use crate::recheck::grey::Grey;
use crate::recheck::{Scope, Second};
use crate::roster::people::Roster;
use crate::target::{Forms, Subject};

/// Name and version of the program, for the records.
const TOOL: &str = concat!("blindmask ", env!("CARGO_PKG_VERSION"));

/// The tools that every image of a run shares.
pub struct Tools {
    /// The nets.
    pub engine: Arc<dyn Engine>,
    /// The runtime of the nets.
    pub runtime: Runtime,
    /// The other people of the roster, and the words of the language.
    pub context: Context,
    /// How pages are read.
    pub reading: read::Options,
    /// The reader that looks at finished files again; with `None` they aren't read again.
    pub second: Option<Second>,
    /// What a file may cost.
    pub limits: Limits,
    /// Name and version of the program, for the records.
    pub tool: String,
    /// File and hash of every model, and of the library that runs them, for the records.
    pub models: BTreeMap<String, String>,
}

/// How the tools are set up.
pub struct Setup<'a> {
    /// Folder of the models.
    pub models: &'a Path,
    /// The runtime of the nets; `None` takes ONNX Runtime where its library is there, and `rten` otherwise.
    pub runtime: Option<Runtime>,
    /// What the program's allocator does with memory that is freed.
    pub freed: Freed,
    /// How pages are read.
    pub reading: read::Options,
    /// What the second reader reads of a finished file.
    pub recheck: Scope,
    /// What a file may cost.
    pub limits: Limits,
}

impl Tools {
    /// Loads the nets. The second value says why a library that is there isn't used.
    ///
    /// # Errors
    /// [`Error::Model`] and [`Error::Library`] for what can't be loaded; see [`runtime::load`].
    pub fn load(setup: &Setup, roster: &Roster) -> Result<(Tools, Option<Error>), Error> {
        let models = ModelDir::open(setup.models)?;
        let Loaded { engine, runtime, hashes, passed_over } =
            runtime::load(&models, setup.runtime, setup.freed)?;
        let second = match setup.recheck {
            Scope::Off => None,
            scope => Some(Second { reader: Box::new(Grey::new(engine.clone())), scope }),
        };
        let tools = Tools {
            engine,
            runtime,
            context: Context::new(roster.applicants.iter().map(|a| a.name.as_str())),
            reading: setup.reading.clone(),
            second,
            limits: setup.limits,
            tool: TOOL.to_owned(),
            models: hashes,
        };
        Ok((tools, passed_over))
    }

    /// An applicant with these forms, spelled with the alphabet of every reader that is installed.
    pub fn subject(&self, forms: Forms) -> Subject {
        Subject::new(forms, |size| self.engine.alphabet(size)).in_uyghur(self.engine.uyghur_alphabet())
    }
}
