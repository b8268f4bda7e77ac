//! Sets a name against its own characters in other orders, where a reading is too doubtful to say what it is.
//!
//! Of a worn seal, or a blurred one, the recogniser thinks of many characters everywhere, and so of all those of any name. Where it thinks
//! of them in the name's order much more than in any other, the name stands there: the orders are the cohort, as made-up names are for
//! doubtful lines ([`Labels::cohort`]), and need no columns but the name's own. Knows readings and forms; neither places nor rules.

use crate::page::align::{Aligner, Alignment};
use crate::page::line::Line;
use crate::target::{LabelForm, Labels};

/// Fewest characters of a name whose order tells something: of two there is but one other.
const FEWEST: usize = 3;
/// How much dearer, in nats, every other order has to be. On 987 places of seals of thirteen sets five of the applicant's own that weren't
/// found otherwise have 7.3 to 12.0, and what is none of theirs 6.1 at most.
const DEARER: f32 = 7.0;
/// Most cost of one character: where it is dearer, the recogniser didn't think of it (`page::align`), and the seal is that of another with
/// most of the characters.
const THOUGHT_OF: f32 = 10.0;

/// True where `form` stands in `line` as aligned in `hit`, and its characters in any other order would cost much more.
pub(super) fn is_in_order(line: &Line, labels: &Labels, form: &LabelForm, hit: &Alignment) -> bool {
    if form.slots.len() < FEWEST || hit.slot_costs.iter().any(|cost| *cost > THOUGHT_OF) {
        return false;
    }
    let others: Vec<LabelForm> = others(form);
    let mut aligner = Aligner::new(&line.posteriors, labels);
    others.iter().all(|other| aligner.align(other, hit.cost + DEARER).is_empty())
}

/// The characters of `form` turned round, and begun at each but the first. The gaps between them stay where they are.
fn others(form: &LabelForm) -> Vec<LabelForm> {
    let count = form.slots.len();
    let turned = (1..count).map(|by| (0..count).map(|i| (i + by) % count).collect::<Vec<_>>());
    let orders = turned.chain([(0..count).rev().collect()]);
    let other = |order: Vec<usize>| {
        let mut other = form.clone();
        for (slot, from) in other.slots.iter_mut().zip(order) {
            if let Some(character) = form.slots.get(from) {
                let gap = slot.gap;
                slot.clone_from(character);
                slot.gap = gap;
            }
        }
        other
    };
    orders.map(other).filter(|other| other != form).collect()
}
