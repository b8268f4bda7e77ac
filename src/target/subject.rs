//! An applicant to be looked for: every form of the name, spelled for each recogniser.

use super::alphabet::{Alphabet, Size};
use super::every_form::Forms;
use super::form::{Form, Kind};
use super::han::is_traditional;
use super::labels::Labels;

/// An applicant to be looked for.
#[derive(Clone)]
pub struct Subject {
    /// Every form of the name.
    pub forms: Forms,
    labels: [Labels; 2],
    uyghur: Option<Labels>,
    /// Numbers of characters that the applicant's seal may have: the name's, with 印, with 之印.
    pub seals: Vec<usize>,
}

impl Subject {
    /// Spells the forms of an applicant's name with the alphabets of the two recognisers.
    pub fn new<'a>(forms: Forms, alphabet: impl Fn(Size) -> &'a Alphabet) -> Self {
        let labels = [Size::Tiny, Size::Small].map(|size| Labels::new(&forms, alphabet(size)));
        let han = forms.whole.iter().find(|f| f.kind == Kind::Han).map(|f| f.slots.len());
        let seals = han.map(|n| (n..n + 3).collect()).unwrap_or_default();
        Subject { forms, labels, uyghur: None, seals }
    }

    /// The same, also spelled for a reader of Uyghur script where there is one.
    pub fn in_uyghur(mut self, alphabet: Option<&Alphabet>) -> Self {
        self.uyghur = alphabet.map(|alphabet| Labels::uyghur(&self.forms, alphabet));
        self
    }

    /// The same name in the forms of [`Forms::whole`] and [`Forms::parts`] that `keep` is true for: to measure what the others
    /// are worth.
    pub fn only(&self, keep: impl Fn(&Form) -> bool) -> Self {
        let mut subject = self.clone();
        for labels in &mut subject.labels {
            labels.whole.retain(|spelled| self.forms.whole.get(spelled.form).is_some_and(&keep));
            labels.parts.retain(|spelled| self.forms.parts.get(spelled.form).is_some_and(&keep));
        }
        subject
    }

    /// The same name without traditional glyphs, but for characters that have no other: to measure what they are worth.
    pub fn without_traditional(&self) -> Self {
        let mut subject = self.clone();
        for labels in &mut subject.labels {
            labels.drop_glyphs(is_traditional);
        }
        subject
    }

    /// The same name without what its rare characters gain: to measure what that is worth.
    pub fn without_rarity(&self) -> Self {
        let mut subject = self.clone();
        subject.labels.iter_mut().for_each(Labels::drop_gains);
        subject
    }

    /// The labels for the reader of Uyghur script.
    pub fn uyghur(&self) -> Option<&Labels> {
        self.uyghur.as_ref()
    }

    /// The labels for a recogniser.
    pub fn labels(&self, size: Size) -> &Labels {
        match size {
            Size::Tiny => &self.labels[0],
            Size::Small => &self.labels[1],
        }
    }
}
