//! Properties of the alignment for any recogniser output: a planted name is found where it stands, and neither the
//! rest of a line nor its company or margins matter.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::line_support;

use std::sync::LazyLock;

use blindmask::find::context::Context;
use blindmask::find::{Finding, Search, find, spot};
use blindmask::page::align::{Alignment, align};
use blindmask::page::line::Line;
use blindmask::target::{Forms, Gap, Labels, Subject, forms};
use line_support::{Planted, Table, alphabet, line, page};
use proptest::prelude::*;
use proptest::sample::select;

/// Names are made of these characters, …
const NAME: &str = "张張伟偉李强強买买提吐尔逊";
/// … and other text of these. No glyph is in both, so a name stands only where it was planted, and no longer name can
/// arise.
const OTHER: &str = "0123456789：，";
const SEPARATORS: &str = "·• ";
/// The dictionary of both.
const CLASSES: usize = 28;

fn dictionary() -> blindmask::target::Alphabet {
    // A dictionary has each character once, but 买 is twice in NAME.
    let mut seen = std::collections::BTreeSet::new();
    alphabet(
        &format!("{NAME}{OTHER}{SEPARATORS}")
            .chars()
            .filter(|c| *c != ' ' && seen.insert(*c))
            .collect::<String>(),
    )
}

fn glyph(char: char) -> impl Strategy<Value = Planted> {
    (1..5_usize, 1..4_usize).prop_map(move |(blanks, run)| Planted { char, blanks, run })
}

fn text(of: &'static str, most: usize) -> impl Strategy<Value = Vec<Planted>> {
    let any = select(of.chars().collect::<Vec<_>>()).prop_flat_map(glyph);
    prop::collection::vec(any, 0..most)
}

fn named(name: &str) -> impl Strategy<Value = Vec<Planted>> + use<> {
    name.chars().map(glyph).collect::<Vec<_>>()
}

/// A line that holds a name: which name, the line, and the steps of the name's glyphs.
#[derive(Debug, Clone)]
struct Case {
    roster: &'static str,
    table: Table,
    name: std::ops::Range<usize>,
}

/// Names as the roster writes them and as the page does.
const WRITTEN: &[(&str, &str)] = &[
    ("张伟", "张伟"),
    ("张伟", "張偉"),
    ("張偉", "张伟"),
    ("张伟", "张 伟"),
    ("李强", "李強"),
    ("买买提·吐尔逊", "买买提·吐尔逊"),
    ("买买提·吐尔逊", "买买提•吐尔逊"),
    ("买买提·吐尔逊", "买买提吐尔逊"),
];

fn case() -> impl Strategy<Value = Case> {
    let noise = prop::collection::vec(0.0..1.0_f32, 1..97);
    (select(WRITTEN), text(OTHER, 6), text(OTHER, 6), 0..5_usize, 0.51..0.999_f32, noise).prop_flat_map(
        |((roster, written), before, after, end, sure, noise)| {
            named(written).prop_map(move |name| {
                let whole: Vec<Planted> = [&before[..], &name, &after].concat();
                let table = Table::plant(&dictionary(), &whole, end, sure, &noise);
                let name = before.len()..before.len() + name.len();
                Case { roster, table, name }
            })
        },
    )
}

fn compiled(name: &str) -> (Forms, Labels) {
    let forms = forms(name, &[]);
    let labels = Labels::new(&forms, &dictionary());
    (forms, labels)
}

/// The steps of the Chinese name in the table.
fn han(table: &Table, labels: &Labels, limit: f32) -> Vec<Alignment> {
    align(&table.posteriors(labels.columns()), &labels.whole[0], labels, limit)
}

/// Loads its words once.
static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::new([]));

fn found(lines: Vec<Line>, forms: &Forms) -> Vec<Finding> {
    let alphabet = dictionary();
    let subject = Subject::new(forms.clone(), |_| &alphabet);
    // No roster, since longer names have a test of their own.
    find(&Search { page: &page(lines), subject: &subject, context: &CONTEXT })
}

/// Parts of a name's ink that are looked at one by one.
const PARTS: usize = 32;

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_planted_name_costs_nothing_and_is_found_where_it_stands(case in case()) {
        let (_, labels) = compiled(case.roster);
        let hits = han(&case.table, &labels, 6.0);
        let best = hits.first().expect("a hit");
        prop_assert!(best.cost < 1e-3, "cost {}", best.cost);
        let planted: Vec<_> = case.table.at[case.name.clone()].to_vec();
        let (start, end) = (planted[0].start, planted[planted.len() - 1].end);
        prop_assert!(start <= best.steps().start && best.steps().end <= end);
        // Every glyph is aligned within the steps that it won; separators have no slot.
        for slot in &best.slots {
            prop_assert!(planted.iter().any(|r| r.start <= slot.start && slot.end <= r.end), "{slot:?} {planted:?}");
        }
    }

    #[test]
    fn the_box_covers_the_planted_steps(case in case(), slope in -0.2..0.2_f32) {
        let (forms, labels) = compiled(case.roster);
        let line = line(&case.table, &dictionary(), &labels, 60.0, 400.0, slope);
        let planted = case.table.at[case.name.start].start as f32..case.table.at[case.name.end - 1].end as f32;
        let ink = line.stored_quad(planted);
        let findings = found(vec![line], &forms);
        // The box is as high as the line, and what lies askew is in pieces; findings are compared before neighbours are judged.
        let parts = (0..PARTS).map(|i| ink.part(i as f32 / PARTS as f32, (i + 1) as f32 / PARTS as f32));
        for part in parts {
            let covered: f32 = findings.iter().map(|f| part.share_inside(&f.quad.grown(0.01, 0.01))).sum();
            prop_assert!(covered > 0.999, "{part:?} {findings:?}");
        }
    }

    #[test]
    fn a_glyph_taken_for_another_costs_what_the_net_thought_of_it(
        case in case(), which in any::<prop::sample::Index>(), stranger in select(OTHER.chars().collect::<Vec<_>>()),
        share in 0.02..0.9_f32,
    ) {
        let (_, labels) = compiled(case.roster);
        let mut table = case.table.clone();
        let glyphs = table.at[case.name.clone()].to_vec();
        let (alphabet, at) = (dictionary(), glyphs[which.index(glyphs.len())].clone());
        let stranger = alphabet.label(stranger).unwrap();
        let own = table.posteriors(&[]).winners[at.start] as usize;
        for step in at.clone() {
            // The stranger takes the winner's place, the true glyph keeps a share of it.
            let top = table.rows[step][own];
            table.rows[step][stranger] = top;
            table.rows[step][own] = top * share;
        }
        let limit = -share.ln() * at.len() as f32 + 0.01;
        let hits = han(&table, &labels, limit);
        // A cheaper path may borrow a glyph from the noise beside the name.
        let (start, end) = (glyphs[0].start, glyphs[glyphs.len() - 1].end);
        prop_assert!(hits.iter().any(|h| h.steps().start < end && start < h.steps().end), "limit {limit}");
    }

    #[test]
    fn blanks_at_either_end_move_a_hit_and_change_nothing_else(case in case(), before in 0..40_usize, after in 0..40_usize) {
        let (forms, labels) = compiled(case.roster);
        let (plain, padded) = (case.table.clone(), case.table.padded(before, after));
        let moved: Vec<Alignment> = han(&plain, &labels, 6.0)
            .into_iter()
            .map(|hit| Alignment {
                slots: hit.slots.iter().map(|r| r.start + before..r.end + before).collect(),
                ..hit
            })
            .collect();
        prop_assert_eq!(moved, han(&padded, &labels, 6.0));
        // The same holds for every form, and for the best of them.
        let hits = |table: &Table, by: usize| -> Vec<_> {
            let line = line(table, &dictionary(), &labels, 60.0, 400.0, 0.0);
            let key = |h: &spot::Hit| (h.at.steps().start + by, h.at.steps().end + by, h.at.cost.to_bits(), h.form.kind);
            spot::spot(&line, &forms, &labels).iter().map(key).collect()
        };
        prop_assert_eq!(hits(&plain, before), hits(&padded, 0));
    }

    #[test]
    fn the_order_and_the_number_of_lines_change_nothing(
        cases in prop::collection::vec(case(), 1..6), order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (forms, labels) = compiled(cases[0].roster);
        // Too far apart for a name to continue in another line.
        let placed = |i: usize| line(&cases[i].table, &dictionary(), &labels, 60.0, 20.0 + 190.0 * i as f32, 0.0);
        let together = found((0..cases.len()).map(placed).collect(), &forms);
        let shuffled = found(order.into_iter().filter(|&i| i < cases.len()).map(placed).collect(), &forms);
        let whole = |list: Vec<Finding>| list.into_iter().filter(|f| f.shape != blindmask::find::Shape::Partial);
        let alone: Vec<Finding> = (0..cases.len()).flat_map(|i| whole(found(vec![placed(i)], &forms))).collect();
        prop_assert_eq!(&together, &shuffled);
        prop_assert_eq!(whole(together).collect::<Vec<_>>(), alone);
    }

    #[test]
    fn any_posteriors_give_well_formed_hits_under_the_limit(
        rows in prop::collection::vec(prop::collection::vec(0.0..1.0_f32, CLASSES), 0..40), limit in 0.0..14.0_f32,
        name in select(WRITTEN),
    ) {
        let (_, labels) = compiled(name.0);
        let table = Table { classes: CLASSES, rows, at: Vec::new() };
        prop_assert_eq!(dictionary().classes(), CLASSES);
        let p = table.posteriors(labels.columns());
        for form in &labels.whole {
            let hits = align(&p, form, &labels, limit);
            prop_assert!(hits.windows(2).all(|w| w[0].cost <= w[1].cost));
            for (i, hit) in hits.iter().enumerate() {
                prop_assert!((0.0..=limit).contains(&hit.cost));
                prop_assert_eq!(hit.slots.len(), form.slots.len());
                prop_assert!(hit.slots.iter().all(|r| r.start < r.end && r.end <= p.steps()));
                prop_assert!(hit.slots.windows(2).all(|w| w[0].end <= w[1].start));
                prop_assert!(hit.slot_costs.iter().all(|c| (0.0..=hit.cost + 1e-3).contains(c)));
                for other in &hits[..i] {
                    let (a, b) = (hit.steps(), other.steps());
                    prop_assert!(a.end <= b.start || b.end <= a.start);
                }
            }
        }
    }

    #[test]
    fn a_line_without_a_glyph_of_the_name_holds_it_nowhere(text in text(OTHER, 12), sure in 0.51..0.999_f32) {
        let (_, labels) = compiled("张伟");
        let mut table = Table::plant(&dictionary(), &text, 4, sure, &[1.0]);
        for row in &mut table.rows {
            for char in NAME.chars() {
                row[dictionary().label(char).unwrap()] = 0.0;
            }
        }
        prop_assert!(han(&table, &labels, 14.0).is_empty());
    }
}

#[test]
fn gaps_hold_only_their_own_separators() {
    let (_, labels) = compiled("张伟");
    assert_eq!(labels.whole[0].slots[1].gap, Gap::Spaces);
    let cost = |text: &str| {
        let table = Table::plant(&dictionary(), &line_support::printed(text), 5, 0.99, &[0.5]);
        han(&table, &labels, 20.0).first().map_or(f32::INFINITY, |hit| hit.cost)
    };
    assert!(cost("张伟") < 1e-3 && cost("张   伟") < 1e-3);
    assert!(cost("张·伟") > 3.0 && cost("张0伟") > 3.0 && cost("伟张") > 3.0);
}
