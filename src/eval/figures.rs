//! Sums over all pages: recall, specificity, decoys, over-redaction, safety of release, and breakdowns by stratum.
//! Members and their meanings are those of the development set's `score_run.py`, so both can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::score::{COVERED, DecoyHit, HIT, Image, Occurrence, Scored, UNTOUCHED_BELOW, VISIBLE_BELOW};
use crate::audit::record::Verdict;

/// All figures of a run. Shares are 0–1, and null where there was nothing to count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Pages of the truth.
    pub files: usize,
    /// Pages without a record.
    pub missing_predictions: Vec<String>,
    /// Names that aren't ambiguous.
    pub occurrences: WithInterval,
    /// Of these, those on readable pages.
    pub occurrences_readable: Names,
    /// Ambiguous ones.
    pub occurrences_ambiguous: Names,
    /// All pages.
    pub images: Pages,
    /// Readable pages.
    pub images_readable: Pages,
    /// Other people's names that were covered.
    pub decoys_hit: Rate,
    /// Longer names and phrases that hold the applicant's and were covered.
    pub decoys_hit_ambiguous: Rate,
    /// Those that were covered.
    pub decoys_hit_list: BTreeSet<String>,
    /// By stratum, on readable pages only.
    pub breakdown_readable_only: BTreeMap<&'static str, BTreeMap<String, Stratum>>,
    /// What was released.
    pub release: Release,
}

/// A share with its Wilson interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rate {
    /// Denominator.
    pub n: usize,
    /// Numerator.
    pub k: usize,
    /// `k / n`.
    pub rate: Option<f64>,
    /// 95 % confidence interval.
    pub ci95: Option<[f64; 2]>,
}

/// How well names were covered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Names {
    /// How many.
    pub n: usize,
    /// Share of them covered by 95 % or more.
    pub recall95: Option<f64>,
    /// Share of them covered by 80 % or more.
    pub recall80: Option<f64>,
    /// Mean share of a name's area that is covered.
    pub mean_coverage: Option<f64>,
    /// Names covered by less than 5 %.
    pub untouched: usize,
}

/// [`Names`] with an interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithInterval {
    /// The figures.
    #[serde(flatten)]
    pub names: Names,
    /// 95 % confidence interval (Wilson) of `recall95`.
    pub recall95_ci: [f64; 2],
}

/// How pages were treated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pages {
    /// How many.
    pub n: usize,
    /// With the name.
    pub positives: usize,
    /// Without it.
    pub negatives: usize,
    /// Share of those with the name that got any box.
    pub image_recall: Option<f64>,
    /// Share of those with the name on which every name is covered by 95 %.
    pub all_covered95: Option<f64>,
    /// The same for 80 %.
    pub all_covered80: Option<f64>,
    /// Share of those without the name that got no box.
    pub specificity: Option<f64>,
    /// The same without pages that hold an ambiguous decoy.
    pub specificity_without_ambiguous: Option<f64>,
    /// Mean share of a page that is covered beyond names and their margins.
    pub over_redaction_mean: Option<f64>,
    /// The largest such share.
    pub over_redaction_max: Option<f64>,
}

/// One stratum of readable pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratum {
    /// Its names.
    pub occurrences: Names,
    /// Its pages, where the stratum is one of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Pages>,
}

/// Pages by outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReleaseCounts {
    /// Pages with the name.
    pub positives: usize,
    /// Of these, readable ones.
    pub readable_positives: usize,
    /// Readable pages.
    pub readable: usize,
    /// Readable pages with the name that were released with every name covered by 95 %.
    pub safe: usize,
    /// Readable pages that were held.
    pub held: usize,
    /// Pages with the name that were released with one covered by less than 80 %.
    #[serde(rename = "unsafe")]
    pub leaked: usize,
    /// The same for less than 95 %.
    #[serde(rename = "unsafe_strict")]
    pub leaked_strict: usize,
    /// Unreadable pages.
    pub unreadable: usize,
    /// Unreadable pages that were released.
    pub unreadable_released: usize,
    /// Pages without a record.
    pub no_record: usize,
    /// Readable pages without the name that were masked.
    pub false_mask: usize,
    /// Readable pages without the name.
    pub readable_negatives: usize,
}

/// What was released.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Release {
    /// The numbers behind the shares.
    pub counts: ReleaseCounts,
    /// `safe` of the readable pages with the name.
    pub safe: Option<f64>,
    /// `held` of the readable pages.
    pub held: Option<f64>,
    /// `unsafe` of all pages with the name. The figure that must go to zero.
    #[serde(rename = "unsafe")]
    pub leaked: Option<f64>,
    /// `unsafe_strict` of all pages with the name.
    #[serde(rename = "unsafe_strict")]
    pub leaked_strict: Option<f64>,
    /// `false_mask` of the readable pages without the name.
    pub false_mask: Option<f64>,
    /// The unsafe pages.
    #[serde(rename = "unsafe_files")]
    pub leaked_files: Vec<String>,
}

fn share(k: usize, n: usize) -> Option<f64> {
    (n > 0).then(|| k as f64 / n as f64)
}

/// The Wilson score interval at 95 % (E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", JASA 22, 1927); 0 to 1 without observations.
fn wilson(k: usize, n: usize) -> [f64; 2] {
    const Z: f64 = 1.96;
    if n == 0 {
        return [0.0, 1.0];
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let d = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / d;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / d;
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

fn rate(k: usize, n: usize) -> Rate {
    Rate { n, k, rate: share(k, n), ci95: (n > 0).then(|| wilson(k, n)) }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let n = values.len();
    (n > 0).then(|| values.sum::<f64>() / n as f64)
}

fn names(list: &[&Occurrence]) -> Names {
    let count = |least: f64| list.iter().filter(|o| o.covered >= least).count();
    Names {
        n: list.len(),
        recall95: share(count(COVERED), list.len()),
        recall80: share(count(VISIBLE_BELOW), list.len()),
        mean_coverage: mean(list.iter().map(|o| o.covered)),
        untouched: list.len() - count(UNTOUCHED_BELOW),
    }
}

fn pages(list: &[&Image]) -> Pages {
    let (with, without): (Vec<&Image>, Vec<&Image>) = list.iter().partition(|i| i.positive);
    let plain: Vec<&&Image> = without.iter().filter(|i| !i.ambiguous_decoy).collect();
    let of_with = |holds: fn(&Image) -> bool| share(with.iter().filter(|i| holds(i)).count(), with.len());
    Pages {
        n: list.len(),
        positives: with.len(),
        negatives: without.len(),
        image_recall: of_with(|i| i.boxes > 0),
        all_covered95: of_with(|i| i.all95),
        all_covered80: of_with(|i| i.all80),
        specificity: share(without.iter().filter(|i| i.boxes == 0).count(), without.len()),
        specificity_without_ambiguous: share(plain.iter().filter(|i| i.boxes == 0).count(), plain.len()),
        over_redaction_mean: mean(list.iter().map(|i| i.over)),
        over_redaction_max: list.iter().map(|i| i.over).reduce(f64::max),
    }
}

fn decoys(list: &[DecoyHit], ambiguous: bool) -> Rate {
    let of_kind = || list.iter().filter(|d| d.decoy.ambiguous == ambiguous);
    rate(of_kind().filter(|d| d.covered >= HIT).count(), of_kind().count())
}

/// The strata of text heights in pixels, each with its upper end, and the one above them: those of the development set's scripts.
const HEIGHTS: [(f64, &str); 3] = [(14.0, "<14px"), (20.0, "14-20px"), (32.0, "20-32px")];
const LARGEST: &str = ">=32px";

fn height_bin(height: f64) -> &'static str {
    HEIGHTS.iter().find(|(end, _)| height < *end).map_or(LARGEST, |(_, name)| *name)
}

/// Sums up the pages.
pub fn figures(scored: &Scored) -> Figures {
    let (ambiguous, real): (Vec<&Occurrence>, Vec<&Occurrence>) =
        scored.occurrences.iter().partition(|o| o.first().ambiguous);
    let readable: Vec<&Occurrence> = real.iter().copied().filter(|o| o.page.readable).collect();
    let images: Vec<&Image> = scored.images.iter().collect();
    let readable_images: Vec<&Image> = images.iter().copied().filter(|i| i.page.readable).collect();
    let covered = real.iter().filter(|o| o.covered >= COVERED).count();
    let hit = scored.decoys.iter().filter(|d| d.covered >= HIT);
    Figures {
        files: images.len(),
        missing_predictions: images
            .iter()
            .filter(|i| i.record.is_none())
            .map(|i| i.page.file.clone())
            .collect(),
        occurrences: WithInterval { names: names(&real), recall95_ci: wilson(covered, real.len()) },
        occurrences_readable: names(&readable),
        occurrences_ambiguous: names(&ambiguous),
        images: pages(&images),
        images_readable: pages(&readable_images),
        decoys_hit: decoys(&scored.decoys, false),
        decoys_hit_ambiguous: decoys(&scored.decoys, true),
        decoys_hit_list: hit
            .map(|d| {
                let kind = if d.decoy.ambiguous { " (ambiguous)" } else { "" };
                format!("{}: {}{kind}", d.page.file, d.decoy.text)
            })
            .collect(),
        breakdown_readable_only: breakdown(&readable, &readable_images),
        release: release(&scored.images),
    }
}

type Strata = BTreeMap<String, Stratum>;

fn breakdown(occurrences: &[&Occurrence], images: &[&Image]) -> BTreeMap<&'static str, Strata> {
    use super::truth::Page;
    let of_page = |keys: &dyn Fn(&Page) -> Vec<String>| {
        by(occurrences, &|o| keys(o.page), Some((images, &|i: &Image| keys(i.page))))
    };
    let of_name = |key: &dyn Fn(&Occurrence) -> String| by(occurrences, &|o: &Occurrence| vec![key(o)], None);
    let damage = |p: &Page| {
        if p.degradations.is_empty() { vec!["(none)".to_owned()] } else { p.degradations.clone() }
    };
    let dotted = |o: &Occurrence| if o.page.applicant.name.contains('·') { "dot" } else { "plain" };
    BTreeMap::from([
        ("kind", of_page(&|p| vec![p.kind.clone()])),
        ("base", of_page(&|p| vec![p.base.clone()])),
        ("degradation", of_page(&damage)),
        ("rotation", of_page(&|p| vec![format!("{}/exif{}", p.rotation, p.exif_orientation)])),
        ("script", of_name(&|o| o.first().script.clone())),
        ("style", of_name(&|o| o.first().style.clone())),
        ("form", of_name(&|o| o.first().form.clone())),
        ("name_type", of_name(&|o| dotted(o).to_owned())),
        ("text_height", of_name(&|o| height_bin(o.height).to_owned())),
    ])
}

type OfImages<'a, 'b> = Option<(&'a [&'a Image<'b>], &'a dyn Fn(&Image) -> Vec<String>)>;

fn by(occurrences: &[&Occurrence], keys: &dyn Fn(&Occurrence) -> Vec<String>, images: OfImages) -> Strata {
    let mut groups: BTreeMap<String, (Vec<&Occurrence>, Vec<&Image>)> = BTreeMap::new();
    for occurrence in occurrences {
        for key in keys(occurrence) {
            groups.entry(key).or_default().0.push(occurrence);
        }
    }
    if let Some((list, keys)) = images {
        for image in list {
            for key in keys(image) {
                groups.entry(key).or_default().1.push(image);
            }
        }
    }
    let stratum = |(o, i): (Vec<&Occurrence>, Vec<&Image>)| Stratum {
        occurrences: names(&o),
        images: images.is_some().then(|| pages(&i)),
    };
    groups.into_iter().map(|(key, members)| (key, stratum(members))).collect()
}

/// True for a page that was released with a name on it that can still be seen.
pub fn leaks(image: &Image) -> bool {
    image.positive && !image.all80 && image.record.is_some_and(|r| r.released())
}

fn release(images: &[Image]) -> Release {
    let count = |holds: &dyn Fn(&Image) -> bool| images.iter().filter(|i| holds(i)).count();
    let released = |i: &Image| i.record.is_some_and(|r| r.released());
    let verdict = |i: &Image, v: Verdict| i.record.is_some_and(|r| r.verdict == v);
    let counts = ReleaseCounts {
        positives: count(&|i| i.positive),
        readable_positives: count(&|i| i.positive && i.page.readable),
        readable: count(&|i| i.page.readable),
        safe: count(&|i| i.positive && i.page.readable && i.all95 && released(i)),
        held: count(&|i| i.page.readable && verdict(i, Verdict::Held)),
        leaked: count(&leaks),
        leaked_strict: count(&|i| i.positive && !i.all95 && released(i)),
        unreadable: count(&|i| !i.page.readable),
        unreadable_released: count(&|i| !i.page.readable && released(i)),
        no_record: count(&|i| i.record.is_none()),
        false_mask: count(&|i| !i.positive && i.page.readable && verdict(i, Verdict::Mask)),
        readable_negatives: count(&|i| !i.positive && i.page.readable),
    };
    let mut leaked_files: Vec<String> =
        images.iter().filter(|i| leaks(i)).map(|i| i.page.file.clone()).collect();
    leaked_files.sort_unstable();
    Release {
        safe: share(counts.safe, counts.readable_positives),
        held: share(counts.held, counts.readable),
        leaked: share(counts.leaked, counts.positives),
        leaked_strict: share(counts.leaked_strict, counts.positives),
        false_mask: share(counts.false_mask, counts.readable_negatives),
        leaked_files,
        counts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals_are_those_of_the_textbook() {
        // 8 of 10: 0.4902 to 0.9433 (R, binom::binom.confint, method "wilson").
        let [low, high] = wilson(8, 10);
        assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0, 0), [0.0, 1.0]);
        assert_eq!(wilson(0, 5)[0], 0.0);
        assert_eq!(wilson(5, 5)[1], 1.0);
    }

    #[test]
    fn heights_fall_into_the_bins_their_labels_tell() {
        let bins = [13.9, 14.0, 20.0, 31.9, 32.0].map(height_bin);
        assert_eq!(bins, ["<14px", "14-20px", "20-32px", "20-32px", ">=32px"]);
    }
}
