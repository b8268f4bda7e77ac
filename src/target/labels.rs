//! Forms as columns of a recogniser: which classes to keep of each step, and which of them spell each slot.
//!
//! A step has thousands of classes, and only a few hundred matter for one applicant. Keeping only these makes the
//! posteriors of a page small.

use std::collections::BTreeSet;
use std::fmt;

use super::alphabet::Alphabet;
use super::cohort;
use super::every_form::Forms;
use super::form::{Form, Gap, Kind, Script, Slot};
use super::rarity;
use super::text::fold;
use super::uyghur::from_the_left;

/// One slot as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelSlot {
    /// Indices into [`Labels::columns`], ascending; their probabilities are added. Empty when `unknown`.
    pub columns: Vec<usize>,
    /// What each of them gains where another won, since it is rarer (`rarity`).
    pub gains: Vec<f32>,
    /// True when the recogniser can't spell any glyph of this slot.
    pub unknown: bool,
    /// Gap before this slot; its columns are [`Labels::gap`].
    pub gap: Gap,
}

/// A form as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelForm {
    /// Index of the form in the list it was compiled from ([`Forms::whole`] or [`Forms::parts`]).
    pub form: usize,
    /// Its slots in reading order.
    pub slots: Vec<LabelSlot>,
    /// How many slots are unknown.
    pub unknown: usize,
}

/// The classes that matter for one applicant, and every form spelled with them.
#[derive(Clone, PartialEq)]
pub struct Labels {
    columns: Vec<usize>,
    spellings: Vec<Option<char>>,
    blank: usize,
    gaps: [Vec<usize>; Gap::ALL.len()],
    /// [`Forms::whole`], index by index.
    pub whole: Vec<LabelForm>,
    /// [`Forms::parts`], index by index.
    pub parts: Vec<LabelForm>,
}

/// Shows counts only: with the dictionary, class numbers would spell the name.
impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Labels")
            .field("columns", &self.columns.len())
            .field("whole", &self.whole.len())
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

impl Labels {
    /// Compiles the forms for one recogniser. [`Forms::unread`] is left out.
    pub fn new(forms: &Forms, alphabet: &Alphabet) -> Labels {
        Labels::keeping(forms, &[], alphabet)
    }

    /// The same with the columns of `more` glyphs besides.
    fn keeping(forms: &Forms, more: &[char], alphabet: &Alphabet) -> Labels {
        let all = || forms.whole.iter().chain(&forms.parts);
        let glyphs = all().flat_map(|form| &form.slots).flat_map(|slot| &slot.glyphs);
        let separators = Gap::ALL.iter().flat_map(|gap| gap.separators());
        let mut kept: BTreeSet<usize> =
            glyphs.chain(separators).chain(more).flat_map(|&c| alphabet.labels(c)).copied().collect();
        kept.insert(Alphabet::BLANK);
        kept.insert(alphabet.space());
        let columns: Vec<usize> = kept.into_iter().collect();
        let spell = |chars: &[char]| {
            let mut list: Vec<usize> = chars
                .iter()
                .flat_map(|&c| alphabet.labels(c))
                .filter_map(|class| columns.binary_search(class).ok())
                .collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        let glyph = |at: usize| columns.get(at).and_then(|class| alphabet.char_of(*class));
        let compile = |list: &[Form]| {
            list.iter()
                .enumerate()
                .map(|(form, source)| {
                    let slots: Vec<LabelSlot> = source
                        .slots
                        .iter()
                        .map(|slot| {
                            let columns = spell(&slot.glyphs);
                            // The roster's own glyph alone.
                            let named = |c: &char| slot.glyphs.first() == Some(c);
                            let gain = |&at: &usize| glyph(at).filter(named).map_or(0.0, rarity::gain);
                            let gains = columns.iter().map(gain).collect();
                            LabelSlot { unknown: columns.is_empty(), columns, gains, gap: slot.before }
                        })
                        .collect();
                    let unknown = slots.iter().filter(|slot| slot.unknown).count();
                    LabelForm { form, slots, unknown }
                })
                .collect::<Vec<_>>()
        };
        let (whole, parts) = (compile(&forms.whole), compile(&forms.parts));
        let gaps = Gap::ALL.map(|gap| spell(gap.separators()));
        let spellings = columns.iter().map(|&class| alphabet.char_of(class).map(fold)).collect();
        let blank = columns.binary_search(&Alphabet::BLANK).unwrap_or_default();
        Labels { blank, spellings, gaps, whole, parts, columns }
    }

    /// Compiles [`Forms::uyghur`], index by index like `whole`, in the order of a picture: from left to right. The columns of
    /// [`cohort`](Self::cohort) are kept besides.
    pub fn uyghur(forms: &Forms, alphabet: &Alphabet) -> Labels {
        let whole = forms.uyghur.iter().map(turned).collect();
        Labels::keeping(&Forms { whole, ..Forms::default() }, cohort::glyphs(), alphabet)
    }

    /// Made-up names that doubtful lines are compared with, but for those that are spelled like one of `forms`. Compiled when a line
    /// asks for them, since each applicant would hold a thousand.
    pub fn cohort(&self, forms: &Forms) -> impl Iterator<Item = LabelForm> {
        let others = cohort::in_uyghur().iter().filter(|form| !forms.uyghur.contains(form)).enumerate();
        others.map(|(number, form)| self.compile(number, &turned(form)))
    }

    /// A form as the columns that are kept.
    fn compile(&self, number: usize, form: &Form) -> LabelForm {
        let columns = |slot: &Slot| -> Vec<usize> {
            let spells = |c: &Option<char>| c.is_some_and(|c| slot.glyphs.contains(&c));
            (0..self.columns.len()).filter(|&at| self.spellings.get(at).is_some_and(spells)).collect()
        };
        let slot = |slot: &Slot| {
            let columns = columns(slot);
            let gains = vec![0.0; columns.len()];
            LabelSlot { unknown: columns.is_empty(), columns, gains, gap: slot.before }
        };
        let slots: Vec<LabelSlot> = form.slots.iter().map(slot).collect();
        let unknown = slots.iter().filter(|slot| slot.unknown).count();
        LabelForm { form: number, slots, unknown }
    }

    /// Takes the glyphs that `drop` is true for from every slot that has others.
    pub(super) fn drop_glyphs(&mut self, drop: impl Fn(char) -> bool) {
        let stays = |column: &usize| !self.spellings.get(*column).copied().flatten().is_some_and(&drop);
        let slots = self.whole.iter_mut().chain(&mut self.parts).flat_map(|form| &mut form.slots);
        for slot in slots.filter(|slot| slot.columns.iter().any(stays)) {
            let kept = slot.columns.iter().zip(&slot.gains).filter(|(column, _)| stays(column));
            (slot.columns, slot.gains) = kept.map(|(column, gain)| (*column, *gain)).unzip();
        }
    }

    /// Takes what rare glyphs gain from every slot.
    pub(super) fn drop_gains(&mut self) {
        let slots = self.whole.iter_mut().chain(&mut self.parts).flat_map(|form| &mut form.slots);
        slots.flat_map(|slot| &mut slot.gains).for_each(|gain| *gain = 0.0);
    }

    /// Scripts of the name's forms that this recogniser can't read: [`Forms::unread`], and any other script with less
    /// than half of its letters in the dictionary. `forms` must be those that the labels were compiled from.
    pub fn unread_scripts(&self, forms: &Forms) -> Vec<Script> {
        let mut scripts = forms.unread_scripts();
        for (compiled, form) in self.whole.iter().zip(&forms.whole) {
            if let Kind::Script(script) = form.kind
                && compiled.unknown * 2 > compiled.slots.len()
            {
                scripts.push(script);
            }
        }
        scripts.sort_unstable();
        scripts.dedup();
        scripts
    }

    /// The classes to keep of each step, ascending and without duplicates. Every "column" elsewhere is an
    /// index into this list.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The column of the blank.
    pub const fn blank(&self) -> usize {
        self.blank
    }

    /// The columns that may stand in a gap (without the blank); empty for [`Gap::None`].
    pub fn gap(&self, gap: Gap) -> &[usize] {
        Gap::ALL.iter().position(|g| *g == gap).and_then(|i| self.gaps.get(i)).map_or(&[], Vec::as_slice)
    }

    /// The (folded) character that a column spells: to tell which glyph won, see
    /// [`is_traditional`](super::han::is_traditional).
    pub fn char_at(&self, column: usize) -> Option<char> {
        self.spellings.get(column).copied().flatten()
    }
}

/// The form in the order of a picture.
fn turned(form: &Form) -> Form {
    Form { slots: from_the_left(&form.slots), ..form.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_compiled_later_has_the_columns_it_had_before() {
        let letters: String = "ئاەېىيوۇۆۈۋبپتدجچخرزژسشغفقكگڭلمنھ".chars().map(|c| format!("{c}\n")).collect();
        let alphabet = Alphabet::parse(&letters).unwrap_or_else(|e| panic!("{e}"));
        let forms = crate::target::forms("木沙·阿卜杜拉", &[]);
        let labels = Labels::uyghur(&forms, &alphabet);
        let later =
            forms.uyghur.iter().enumerate().map(|(number, form)| labels.compile(number, &turned(form)));
        assert_eq!(later.collect::<Vec<_>>(), labels.whole);
        assert!(labels.cohort(&forms).count() > 500 && labels.cohort(&forms).all(|form| form.unknown == 0));
    }
}
