//! Facts about the text beside a hit, which may make the hit part of a longer name or of a word.
//!
//! It knows characters and words, not pages. [`sides`](super::sides) says what follows from them: only hits that any reader would
//! call another person's name or a word are dropped ([`Standing::Other`]); doubtful ones are covered and flagged ([`Standing::Open`]).

use std::collections::BTreeSet;

use super::lists::{AFTER, BEFORE, ENDINGS, GIVEN, HOLDER, PLACES, TRANSLITERATED};
use super::neighbours::Neighbours;
use super::switches::Switches;
use super::words::Words;
use crate::roster::has_family;
use crate::target::han::{is_han, simplified};

/// The judgement about a hit by its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing speaks against the applicant's own name.
    Own,
    /// It may be part of a longer name or of a word: a person decides.
    Open,
    /// It is a part of another person's name, or of a word.
    Other,
}

/// Knowledge beside the page: the other people of the roster, and the words of the language.
pub struct Context {
    others: BTreeSet<Vec<char>>,
    /// The dictionary.
    pub words: Words,
    /// The rows of the rules' tables that are switched off.
    pub switches: Switches,
}

/// After a word before a name, this character makes it a place's office, and the next cell of a table may begin with
/// that.
const OFFICE: char = '办';
/// Most characters added to a transliterated name; a longer second part means that text continues.
const MOST_ADDED: usize = 4;
/// Characters of a Chinese name that hardly ever has another one.
const COMPLETE: usize = 3;
/// Characters of a Chinese name.
const HAN_NAME: std::ops::RangeInclusive<usize> = 2..=3;

impl Context {
    /// A context with the `names` of the roster; dots and spaces don't matter.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let others = names.into_iter().map(|n| n.chars().filter(|c| is_han(*c)).map(simplified).collect());
        Context { others: others.collect(), words: Words::default(), switches: Switches::default() }
    }

    /// The same with rows of the rules' tables switched off.
    pub fn with(self, switches: Switches) -> Self {
        Context { switches, ..self }
    }

    /// The people of the roster whose longer names contain `name`: the only part of the roster that a result for
    /// `name` depends on.
    pub fn longer(&self, name: &str) -> Vec<String> {
        let name: String = name.chars().filter(|c| is_han(*c)).map(simplified).collect();
        let others = self.others.iter().map(|o| o.iter().collect::<String>());
        others.filter(|other| !name.is_empty() && *other != name && other.contains(&name)).collect()
    }

    /// True when a longer name of the roster stands here.
    pub(super) fn on_roster(&self, beside: &Neighbours) -> bool {
        let run: Vec<char> = beside.run().map(simplified).collect();
        let own = beside.own();
        (0..=own.start).any(|start| {
            (own.end..=run.len()).any(|end| {
                end - start > own.len() && run.get(start..end).is_some_and(|part| self.others.contains(part))
            })
        })
    }

    /// True when it is the name of a street or a part of a town.
    pub(super) fn is_place(&self, beside: &Neighbours) -> bool {
        let text: String = beside.after.iter().collect();
        // The list is checked first, since loading the dictionary is slow.
        beside.is_short()
            && PLACES.begins(&text)
            && self.words.first(&text).is_some_and(|word| {
                let rest = text.strip_prefix(word).unwrap_or_default();
                PLACES.has_word(word) && !rest.starts_with(OFFICE)
            })
    }

    /// The cell holds only the name and 生.
    pub(super) fn born_alone(&self, beside: &Neighbours) -> bool {
        beside.name.len() == 2 && beside.before.is_empty() && beside.after == ['生']
    }

    /// The text before ends with a word for the person that the page is about, and no other text follows.
    pub(super) fn holder_before(&self, beside: &Neighbours) -> bool {
        HOLDER.ends(&beside.before.iter().collect::<String>()) && !self.text_goes_on(beside)
    }

    /// One character of a given name follows, and nothing else.
    pub(super) fn one_given_character(&self, beside: &Neighbours) -> bool {
        let [only] = beside.after.as_slice() else { return false };
        beside.is_short() && GIVEN.has(*only) && !AFTER.has(*only)
    }

    /// After a transliterated name, or a Chinese one of three characters, a family name follows, with one character or two: the next
    /// person of a list, whose space was lost.
    pub(super) fn a_han_name_follows(&self, beside: &Neighbours) -> bool {
        let name: String = beside.after.iter().collect();
        let may_go_on = beside.is_short() && beside.name.len() < COMPLETE;
        !may_go_on && HAN_NAME.contains(&beside.after.len()) && has_family(&name)
    }

    /// After a transliterated name up to four more characters of such a name follow, and no dot: 哈布都拉木拉提·吐尔迪 are two people
    /// of a list, and what parted them wasn't read.
    pub(super) fn transliteration_goes_on(&self, beside: &Neighbours) -> bool {
        !beside.is_short()
            && !beside.before_dot
            && beside.after.len() <= MOST_ADDED
            && beside.after.iter().all(|&c| TRANSLITERATED.has(c))
    }

    /// A word, or a character that is hardly ever part of a name, follows.
    pub(super) fn text_goes_on(&self, beside: &Neighbours) -> bool {
        beside.after.first().is_some_and(|c| AFTER.has(*c)) || self.words.begins(&beside.after)
    }

    /// One character of a name follows, and then the text continues: 赵玉兰英 截至…, 艾山·达吾提江 的….
    pub(super) fn longer_name_then_text(&self, beside: &Neighbours) -> bool {
        let [first, rest @ ..] = beside.after.as_slice() else { return false };
        let goes_on = rest.first().is_some_and(|c| AFTER.has(*c));
        match beside.is_short() {
            true => GIVEN.has(*first) && (goes_on || self.words.begins(rest)),
            false => ENDINGS.has(*first) && goes_on,
        }
    }

    /// The text before ends with a word that stands before names.
    pub(super) fn role_before(&self, beside: &Neighbours) -> bool {
        BEFORE.ends(&beside.before.iter().collect::<String>())
    }

    /// In a line of print a family name stands before a name of two characters, and before that nothing or a word that stands before
    /// names: both are one name of three (由赵文静). No word ends with the family name: the 任 of 主任 is none.
    pub(super) fn family_name_before(&self, beside: &Neighbours) -> bool {
        let [role @ .., family] = beside.before.as_slice() else { return false };
        let name: String = std::iter::once(family).chain(&beside.name).collect();
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let ends_a_word = || {
            let before = text(&beside.before);
            BEFORE.ends(&before) || self.words.ends(&before)
        };
        beside.in_line
            && beside.name.len() == 2
            && has_family(&name)
            && (role.is_empty() || BEFORE.ends(&text(role)) && !ends_a_word())
    }

    /// The text before ends with any word, and the name isn't a word itself.
    pub(super) fn word_before(&self, beside: &Neighbours) -> bool {
        let (text, name): (String, String) = (beside.before.iter().collect(), beside.name.iter().collect());
        self.words.ends(&text) && !self.words.has(&name)
    }

    /// True when a word of the dictionary contains the name and more.
    pub(super) fn in_a_word(&self, beside: &Neighbours) -> bool {
        self.words.one_holds(&beside.run().collect::<String>(), beside.own())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_longer_names_of_the_roster_matter_to_a_name() {
        let context = Context::new(["李强", "李强生", "小李强", "张海燕"]);
        assert_eq!(context.longer("李强"), ["小李强", "李强生"]);
        assert!(context.longer("张海燕").is_empty() && context.longer("Li Qiang").is_empty());
    }
}
