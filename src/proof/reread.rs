//! `verify --reread`: the second reader reads every released file again, with the names from the roster, since the
//! records hold none.
//!
//! It knows neither boxes nor the ledger's lines; [`Checked`] tells which files are released.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use image::RgbImage;

use super::records::{Checked, Failure, Fault};
use crate::error::{Code, Detail, Reason};
use crate::find::context::Context;
use crate::intake::attachment::{self, Limits};
use crate::nets::engine::EngineError;
use crate::pixels::orientation::turn;
use crate::read::upright::in_order;
use crate::recheck::guard::GuardedReader;
use crate::recheck::sightings::sights;
use crate::recheck::{Ask, Reader};
use crate::target::Forms;

/// The reader, and the names to look for.
pub struct Reread<'a> {
    /// Tells which way up a page is.
    pub turn: &'a dyn Fn(&RgbImage) -> Result<[f32; 4], EngineError>,
    /// Reads it.
    pub reader: &'a dyn Reader,
    /// The forms of each applicant's name, by id.
    pub forms: BTreeMap<String, Forms>,
    /// The people of the roster.
    pub context: Context,
    /// What a file may cost.
    pub limits: Limits,
}

/// One failure for each released file in which a form of its applicant's name can be read, or that can't be read at
/// all.
pub fn verify_reread(checked: &Checked, reread: &Reread) -> Vec<Failure> {
    let judge = |(path, file): (std::path::PathBuf, &str)| {
        let id = file.split('/').next().unwrap_or_default();
        let Some(forms) = reread.forms.get(id) else {
            return Some(Failure::new(Fault::CannotRead, file, Detail::NotOnRoster));
        };
        // A reader that panics on one file can still read the others.
        match catch_unwind(AssertUnwindSafe(|| count(&path, forms, reread))) {
            Ok(Ok(0)) => None,
            Ok(Ok(n)) => Some(Failure::new(Fault::NameVisible, file, Detail::seen(n as u64))),
            Ok(Err(reason)) => Some(Failure::new(Fault::CannotRead, file, reason.detail)),
            Err(_) => Some(Failure::new(Fault::CannotRead, file, Detail::ReaderFailed)),
        }
    };
    checked.released().map(|(path, _, output)| (path, output.file.as_str())).filter_map(judge).collect()
}

/// Turns that are at least this likely are read. The first reader settles a doubt by reading lines both ways up. The
/// second reader must try every likely turn instead, since nothing can be read the wrong way up.
const LIKELY: f32 = 0.03;

fn count(path: &Path, forms: &Forms, reread: &Reread) -> Result<usize, Reason> {
    let failed = |e: String| Reason::new(Code::Crashed, e);
    let (bytes, _) = attachment::load(path, &reread.limits)?;
    let released = attachment::decode(bytes, &reread.limits)?;
    let displayed = released.orientation.apply(&released.pixels);
    let ways = in_order((reread.turn)(&displayed).map_err(|e| failed(e.to_string()))?);
    let given_up = AtomicBool::new(false);
    let reader = GuardedReader { reader: reread.reader, given_up: &given_up };
    let mut seen = 0;
    for (i, (turns, p)) in ways.into_iter().enumerate() {
        if i == 0 || p >= LIKELY {
            let lines = reader
                .read(&turn(&displayed, turns), Ask::Page { but: &[] })
                .map_err(|e| failed(e.to_string()))?;
            seen += sights(&lines, forms, &reread.context).len();
        }
    }
    Ok(seen)
}
