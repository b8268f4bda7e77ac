//! Draws released pages at random; the reviewers' answers estimate how many released pages still carry a name.

use statrs::distribution::{Beta, ContinuousCDF};

use super::page::undone;
use crate::audit::decision::{Change, Sample};
use crate::audit::replay::{Drawn, Replay};
use crate::digest::sha256;

/// Probability that the true share lies outside the interval.
const ALPHA: f64 = 0.05;

/// Draws `pages` of the released ones, or all if there are fewer: a simple random sample without replacement.
///
/// `seed` determines the pages, as [`Sample`] describes.
pub fn draw(state: &Replay, pages: usize, seed: &str) -> Sample {
    let released = state.images().filter(|seen| seen.record.output.is_some());
    let mut keyed: Vec<(String, &str)> = released
        .map(|seen| (sha256(format!("{seed}\n{}", seen.record.file).as_bytes()), seen.record.file.as_str()))
        .collect();
    let of = keyed.len() as u64;
    keyed.sort_unstable();
    keyed.truncate(pages);
    let mut files: Vec<String> = keyed.into_iter().map(|(_, file)| file.to_owned()).collect();
    files.sort_unstable();
    Sample { seed: seed.to_owned(), of, files }
}

/// What reviewers found on the pages of a sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Pages drawn.
    pub pages: u64,
    /// Released pages they were drawn from.
    pub of: u64,
    /// Pages with an answer.
    pub decided: u64,
    /// Pages on which a name was left.
    pub left: u64,
}

impl Found {
    /// The answers about the latest sample.
    pub fn of(state: &Replay) -> Option<Found> {
        let drawn = state.sample()?;
        let answers = drawn.sample.files.iter().filter_map(|file| answer(state, drawn, file));
        let (decided, left) = answers.fold((0, 0), |(n, k), left| (n + 1, k + u64::from(left)));
        Some(Found { pages: drawn.sample.files.len() as u64, of: drawn.sample.of, decided, left })
    }

    /// The share of pages with a name left among those with an answer, and its exact 95 % interval; `None` without an
    /// answer.
    pub fn share(self) -> Option<(f64, f64, f64)> {
        let Found { decided, left, .. } = self;
        let (low, high) = clopper_pearson(left, decided)?;
        Some((left as f64 / decided as f64, low, high))
    }
}

/// The last answer about a page of a sample: is a name left on it? Answers given after the page was rendered again
/// don't count.
pub fn answer(state: &Replay, drawn: &Drawn, file: &str) -> Option<bool> {
    let decided = state.decisions(file);
    let undone = undone(decided);
    let last = drawn.changed.get(file).copied().unwrap_or(u64::MAX);
    let valid = decided.iter().filter(|d| d.seq > drawn.seq && d.seq < last && !undone.contains(&d.seq));
    let mut answers = valid.flat_map(|d| &d.decision.changes).filter_map(|c| match c {
        Change::Sample { name_left } => Some(*name_left),
        _ => None,
    });
    answers.next_back()
}

/// The exact 95 % interval for a share when `k` of `n` were positive (Clopper and Pearson 1934, Biometrika 26:404, in
/// its form with quantiles of the beta distribution); `None` for `n` = 0. Drawing without replacement makes it wider
/// than necessary, never narrower.
pub fn clopper_pearson(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 || k > n {
        return None;
    }
    let quantile = |a: u64, b: u64, p: f64| Some(Beta::new(a as f64, b as f64).ok()?.inverse_cdf(p));
    let low = if k == 0 { 0.0 } else { quantile(k, n - k + 1, ALPHA / 2.0)? };
    let high = if k == n { 1.0 } else { quantile(k + 1, n - k, 1.0 - ALPHA / 2.0)? };
    Some((low, high))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// Values of R 4.3's `binom.test(k, n)$conf.int`.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (k, n, low, high) in [
            (0, 20, 0.0, 0.168_433_5),
            (1, 5, 0.005_050_763, 0.716_417_9),
            (3, 100, 0.006_229_972, 0.085_176_05),
            (20, 20, 0.831_566_5, 1.0),
        ] {
            let (l, h) = clopper_pearson(k, n).unwrap();
            assert!((l - low).abs() < 1e-6 && (h - high).abs() < 1e-6, "{k}/{n}: {l} {h}");
        }
        assert_eq!(clopper_pearson(0, 0), None);
        assert_eq!(clopper_pearson(2, 1), None);
    }
}
