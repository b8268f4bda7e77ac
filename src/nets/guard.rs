//! A wrapper that checks a runtime's answers before anyone uses them.
//!
//! A net that answers with NaN, or with a table of the wrong size, must hold the page. Every comparison with NaN is
//! false, so an unchecked page without a single readable line would pass as one without the name.
//!
//! The wrapper also stops threads whose page has timed out. A thread can't be ended from outside, so its next call to
//! a net is refused and it soon ends. Without this, pages given up on a busy machine kept running and slowed the next
//! ones down until they timed out too.

use std::sync::atomic::{AtomicBool, Ordering};

use image::RgbImage;

use super::engine::{Engine, EngineError, Posteriors, ProbMap, STEP, Size, UYGHUR_STEP};
use crate::target::Alphabet;

/// An engine that turns another engine's unsound answers into errors.
pub struct GuardedEngine<'a> {
    /// The runtime.
    pub engine: &'a dyn Engine,
    /// Set when nobody waits for the answers any more.
    pub given_up: &'a AtomicBool,
}

impl GuardedEngine<'_> {
    fn ask(&self, net: &'static str) -> Result<&dyn Engine, EngineError> {
        if self.given_up.load(Ordering::Relaxed) { refused(net, "given up") } else { Ok(self.engine) }
    }
}

/// Tolerance for the bounds of probabilities and their logarithms: a float32 softmax doesn't add up exactly.
pub(super) const SLACK: f32 = 1e-3;
/// By how many steps a recogniser's answer may be longer or shorter than its picture: nets round in either way.
const STEPS_OFF: usize = 1;

fn is_probability(p: f32) -> bool {
    (-SLACK..=1.0 + SLACK).contains(&p)
}

fn refused<T>(net: &'static str, problem: impl Into<String>) -> Result<T, EngineError> {
    Err(EngineError { net, problem: problem.into() })
}

impl Engine for GuardedEngine<'_> {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        let p = self.ask("orientation")?.turn(page)?;
        if p.iter().all(|&p| is_probability(p)) { Ok(p) } else { refused("orientation", "not probabilities") }
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let map = self.ask("detector")?.detect(page, size)?;
        let (w, h) = (page.width() as usize, page.height() as usize);
        if (map.width, map.height) != (w, h) || Some(map.values.len()) != w.checked_mul(h) {
            return refused("detector", format!("a {} × {} map of a {w} × {h} page", map.width, map.height));
        }
        if map.values.iter().all(|&p| is_probability(p)) {
            Ok(map)
        } else {
            refused("detector", "not probabilities")
        }
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        let answers = self.ask("recogniser")?.recognise(crops, keep, size)?;
        if answers.len() != crops.len() {
            return refused("recogniser", format!("{} answers to {} crops", answers.len(), crops.len()));
        }
        let classes = self.engine.alphabet(size).classes();
        for (crop, answer) in crops.iter().zip(&answers) {
            let steps = crop.width() as usize / STEP;
            if let Some(problem) = fault(answer, steps, keep.len(), classes) {
                return refused("recogniser", problem);
            }
        }
        Ok(answers)
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        self.engine.alphabet(size)
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        const NET: &str = "reader of Uyghur script";
        let answer = self.ask(NET)?.read_uyghur(crop, keep)?;
        let classes = self.engine.uyghur_alphabet().map_or(0, Alphabet::classes);
        let steps = crop.width() as usize / UYGHUR_STEP;
        match answer.as_ref().and_then(|p| fault(p, steps, keep.len(), classes)) {
            Some(problem) => refused(NET, problem),
            None => Ok(answer),
        }
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.engine.uyghur_alphabet()
    }
}

/// What is wrong with an answer that should have `expected` steps of `columns` columns.
fn fault(p: &Posteriors, expected: usize, columns: usize, classes: usize) -> Option<String> {
    let steps = p.steps();
    if steps.abs_diff(expected) > STEPS_OFF {
        // A wrong number of steps would put every box in the wrong place.
        return Some(format!("{steps} steps, {expected} expected"));
    }
    if p.best.len() != steps || p.columns != columns || p.kept.len() != steps * columns {
        return Some(format!("{} × {} columns, {steps} × {columns} expected", p.kept.len(), p.columns));
    }
    if p.winners.iter().any(|&w| w as usize >= classes) {
        return Some("a class that the dictionary doesn't spell".to_owned());
    }
    // log 0 is minus infinity, which is sound for a kept column but not for a winner.
    let sound = p.best.iter().all(|b| b.is_finite() && *b <= SLACK) && p.kept.iter().all(|k| *k <= SLACK);
    (!sound).then(|| "not log-probabilities".to_owned())
}
