//! The rules that decide about a candidate, as tables: a fact, what follows from it, and where the rule comes from.
//!
//! A table is read from top to bottom. Facts are methods of the candidates in [`whole`], [`broken`], [`loose`] and [`field`], which know no
//! rules; a row only says what follows from one, and `find::verdicts` puts the tables to every candidate.
//! A new rule is a row with its evidence. Rows can be switched off by name, so that their worth can be measured.

use super::sides::NEIGHBOURS;
use super::switches::Switches;
use super::{broken, field, loose, whole};

/// What follows from a fact about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The name isn't there.
    Drop,
    /// The place was read, and is a part of another's name or of a word.
    Anothers,
    /// The name may be there: it is covered, and a person confirms.
    Ask,
}

/// What a table is about.
pub trait Table {
    /// What its facts look at.
    type Candidate<'a>;
}

/// A form that may stand in a line.
pub enum WholeName {}

impl Table for WholeName {
    type Candidate<'a> = whole::Candidate<'a>;
}

/// A name whose beginning ends one line and whose rest begins another.
pub enum BrokenName {}

impl Table for BrokenName {
    type Candidate<'a> = broken::Candidate<'a>;
}

/// A name in glyphs that touch each other, in no line.
pub enum LooseName {}

impl Table for LooseName {
    type Candidate<'a> = loose::Candidate;
}

/// What stands where a label asks for the applicant.
pub enum FieldValue {}

impl Table for FieldValue {
    type Candidate<'a> = field::Value;
}

/// One row of a table.
pub struct Rule<T: Table> {
    /// Its name, by which it is switched off.
    pub name: &'static str,
    /// What has to be true of the candidate.
    pub fact: for<'a> fn(&T::Candidate<'a>) -> bool,
    /// What follows.
    pub then: Then,
    /// The figure or observation behind it.
    pub source: &'static str,
}

/// The names of all rows and parts that can be switched off, in the order of the tables.
pub fn names_of_all() -> impl Iterator<Item = &'static str> {
    let rows = WHOLE.iter().map(|r| r.name).chain(BROKEN.iter().map(|r| r.name));
    let rows = rows.chain(LOOSE.iter().map(|r| r.name));
    let rows = rows.chain(VALUE.iter().map(|r| r.name)).chain(NEIGHBOURS.iter().map(|r| r.name));
    rows.chain(PARTS.iter().copied())
}

/// Whole parts of the search that can be switched off like a row.
pub const PARTS: [&str; 15] = [
    "broken",
    "loose glyphs",
    "fields",
    "beside signatures",
    "own row",
    "hidden rows of lists",
    "under stamps",
    "heads before what is hidden",
    "foreign print",
    "Latin spellings",
    "parts alone",
    "watermarks",
    "ends of seals",
    whole::ORDER,
    "attached seals",
];

/// Applies `rules` to `candidate`: [`Then::Drop`] and [`Then::Anothers`] end it at once, [`Then::Ask`] is remembered. `None`
/// when no rule has anything to say.
pub fn apply<T: Table>(rules: &[Rule<T>], candidate: &T::Candidate<'_>, switches: &Switches) -> Option<Then> {
    let mut ask = None;
    for rule in rules.iter().filter(|r| switches.on(r.name)) {
        if (rule.fact)(candidate) {
            match rule.then {
                Then::Ask => ask = Some(Then::Ask),
                end => return Some(end),
            }
        }
    }
    ask
}

const ALIGNMENTS: &str = "docs/calibration.md, costs of some 800 true alignments";

/// Whether a form stands in a line.
pub const WHOLE: &[Rule<WholeName>] = &[
    Rule {
        name: "too dear",
        fact: |c| c.is_improbable(),
        then: Then::Drop,
        source: "docs/calibration.md, the curves; in seals 27 true ones have 0.73 and more, three of four false ones 0.66 at most",
    },
    Rule {
        name: "squeezed",
        fact: |c| c.is_crowded(),
        then: Then::Drop,
        source: "docs/calibration.md: lettering around seals, winners of 0.06 to 0.37 on the average; true ones above 0.4",
    },
    Rule {
        name: "seal in noise",
        fact: |c| c.is_noise_in_a_seal(),
        then: Then::Drop,
        source: "ten sets: four places of other people and of nothing, and no name",
    },
    Rule {
        name: "line of noise",
        fact: |c| c.is_noise_in_a_line(),
        then: Then::Drop,
        source: "seven sets: 12 places of nothing, and no name (`FLAT_IN_LINES`)",
    },
    Rule {
        name: "letters in noise",
        fact: |c| c.is_made_of_noise(),
        then: Then::Drop,
        source: "three unseen sets: 11 places in other scripts, on four pages, and no name in letters",
    },
    Rule {
        name: "line through a seal",
        fact: |c| c.lies_in_sure_seal(),
        then: Then::Drop,
        source: "docs/ablation.md, other pages: a seal that was read speaks for itself",
    },
    Rule {
        name: "read better otherwise",
        fact: |c| c.was_read_better(),
        then: Then::Drop,
        source: "docs/ablation.md: doubtful lines are read the other way up, and one of the two readings is noise",
    },
    Rule {
        name: "strip over a line that was read",
        fact: |c| c.is_read_in_line(),
        then: Then::Drop,
        source: "by definition: strips are laid over stamps to find rows that no line reads",
    },
    Rule {
        name: "glyph clearly another",
        fact: |c| c.was_read_as_another(),
        then: Then::Drop,
        source: "docs/calibration.md: dearest slot of true hits up to 0.973, of a look-alike 0.992",
    },
    Rule {
        name: "inside a word",
        fact: |c| c.is_inside_a_word(),
        then: Then::Drop,
        source: "by definition of `Boundary::Word`: Liang isn't Li Ang",
    },
    Rule {
        name: "neighbours are another's",
        fact: |c| c.is_anothers(),
        then: Then::Anothers,
        source: "docs/ablation.md: without context a fifth more pages are covered for a longer name or a word",
    },
    Rule {
        name: "half of a long name",
        fact: |c| c.is_half_read(),
        then: Then::Ask,
        source: "hands: long names are read in part, and nobody else on a page has four of nine characters in order",
    },
    Rule {
        name: "doubtful cost",
        fact: |c| c.is_uncertain(),
        then: Then::Ask,
        source: "docs/calibration.md: below 0.7 the name is as often another",
    },
    Rule {
        name: "neighbours leave it open",
        fact: |c| c.is_open(),
        then: Then::Ask,
        source: "recall first: what context can't decide is covered",
    },
    Rule {
        name: "rare glyph not read",
        fact: |c| c.lacks_a_rare_glyph(),
        then: Then::Ask,
        source: "by definition: how rare it is made it probable (`target::rarity`), and 洗玥 may be another's name",
    },
    Rule {
        name: "in two halves",
        fact: |c| c.is_in_halves(),
        then: Then::Ask,
        source: "by definition: the characters that were read are others",
    },
    Rule { name: "one dear glyph", fact: |c| c.has_dear_glyph(), then: Then::Ask, source: ALIGNMENTS },
];

/// Whether glyphs that touch are the name.
pub const LOOSE: &[Rule<LooseName>] = &[
    Rule {
        name: "loose and dear",
        fact: |c| c.is_improbable(),
        then: Then::Drop,
        source: "as in seals, of which 26 true ones have 0.81 and more (docs/calibration.md)",
    },
    Rule {
        name: "one loose glyph",
        fact: |c| c.rests_on_one(),
        then: Then::Drop,
        source: "a family name alone stands on many seals; each glyph of a short name has to be there",
    },
    Rule {
        name: "another character on the seal",
        fact: |c| c.is_anothers(),
        then: Then::Anothers,
        source: "people of one family have seals that share two characters of three",
    },
    Rule {
        name: "worn and doubtful",
        fact: |c| c.is_worn_and_doubtful(),
        then: Then::Drop,
        source: "where one character is missing, those that are left have to be read",
    },
    Rule {
        name: "loose and doubtful",
        fact: |c| c.has_dear_glyph(),
        then: Then::Ask,
        source: "recall first: what was read as another glyph is covered, and a person confirms",
    },
];

/// Whether two halves are a broken name.
pub const BROKEN: &[Rule<BrokenName>] = &[
    Rule {
        name: "halves too dear",
        fact: |c| c.is_improbable(),
        then: Then::Drop,
        source: "docs/ablation.md: even chances, since two halves meet by chance more often than one whole",
    },
    Rule {
        name: "half after a dot",
        fact: |c| c.goes_on_from_a_dot(),
        then: Then::Drop,
        source: "by definition: what stands after a name's dot is the end of a longer one",
    },
    Rule {
        name: "half inside a word",
        fact: |c| c.is_inside_a_word(),
        then: Then::Drop,
        source: "by definition of `Boundary::Word`",
    },
    Rule {
        name: "head ends a word",
        fact: |c| c.ends_a_word(),
        then: Then::Drop,
        source: "second development set: 公司 over a cell with 马青云, and no name that is broken behind such a character",
    },
    Rule {
        name: "broken longer name",
        fact: |c| c.is_anothers(),
        then: Then::Drop,
        source: "docs/ablation.md, other pages",
    },
    Rule {
        name: "two single characters",
        fact: |c| c.is_short(),
        then: Then::Ask,
        source: "two characters meet by chance",
    },
    Rule {
        name: "halves not read",
        fact: |c| c.is_spotted(),
        then: Then::Ask,
        source: "docs/calibration.md has no curve for halves",
    },
    Rule {
        name: "broken and open",
        fact: |c| c.is_open(),
        then: Then::Ask,
        source: "recall first: what context can't decide is covered",
    },
];

/// What stands where a field asks for the applicant; without a rule that asks, it is another's and stays.
pub const VALUE: &[Rule<FieldValue>] = &[
    Rule {
        name: "value shares a character",
        fact: |v| v.may_be_the_name(),
        then: Then::Ask,
        source: "docs/ablation.md: fields bring three names in a hundred, on damaged pages four",
    },
    Rule {
        name: "signature unread",
        fact: |v| v.is_unread_signature(),
        then: Then::Ask,
        source: "docs/ablation.md, as above: hands are read worst",
    },
    Rule {
        name: "value unread",
        fact: |v| v.is_unread_value(),
        then: Then::Ask,
        source: "docs/ablation.md, as above",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique() {
        let all: Vec<&str> = names_of_all().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn the_first_end_counts_and_asking_goes_on() {
        enum Numbers {}
        impl Table for Numbers {
            type Candidate<'a> = i32;
        }
        let rules: &[Rule<Numbers>] = &[
            Rule { name: "a", fact: |n| *n > 0, then: Then::Ask, source: "" },
            Rule { name: "b", fact: |n| *n > 1, then: Then::Drop, source: "" },
            Rule { name: "c", fact: |n| *n > 1, then: Then::Anothers, source: "" },
        ];
        let on = Switches::default();
        assert_eq!([0, 1, 2].map(|n| apply(rules, &n, &on)), [None, Some(Then::Ask), Some(Then::Drop)]);
    }
}
