//! Everything that can be switched off: parts of the reading, forms of the name, rows and parts of the search, and reasons
//! to hold a page.

use blindmask::error::{Detail, Reason};
use blindmask::find::rules::names_of_all;
use blindmask::find::{Finding, How};
use blindmask::intake::attachment::Attachment;
use blindmask::page::Page;
use blindmask::pixels::contrast;
use blindmask::read::parts::{Part, Parts};
use blindmask::read::{Options, Recogniser};
use blindmask::target::{Form, Kind, Subject};

/// What is switched off for a row of the table.
#[derive(Clone, Copy)]
pub enum Off {
    /// A part of the reading.
    Reading(Part),
    /// The tiny recogniser: the small one reads every line.
    TinyFirst,
    /// Forms that the name is looked for in.
    Forms(fn(&Form) -> bool),
    /// What rare characters gain.
    Rarity,
    /// Traditional glyphs of the name's characters.
    Traditional,
    /// Names that the posteriors hold and the text that was read doesn't.
    Spotting,
    /// A row of the rules' tables, or a part of the search, by its name.
    Search(&'static str),
    /// A reason to hold a page.
    Hold(fn(&Detail) -> bool),
}

/// Rows that are measured together, and have tables of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The parts of the reading: each page is read anew.
    Reading,
    /// Forms, the search, and reasons to hold a page: a page that was read serves all of them.
    Search,
}

impl Group {
    pub const ALL: [Group; 2] = [Group::Reading, Group::Search];

    /// The word of the command line and of the marks in the document.
    pub const fn word(self) -> &'static str {
        match self {
            Group::Reading => "reading",
            Group::Search => "search",
        }
    }
}

/// A row: its name, and what is off.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    pub off: Off,
}

/// All rows, in the order in which a page passes what they switch off.
pub fn rows() -> impl Iterator<Item = Row> {
    let reading = Part::ALL.into_iter().map(|part| Row { name: part.name(), off: Off::Reading(part) });
    let forms = [
        Row { name: "tiny recogniser first", off: Off::TinyFirst },
        Row { name: "traditional glyphs", off: Off::Traditional },
        Row { name: "pinyin", off: Off::Forms(|form| form.kind == Kind::Pinyin) },
        Row { name: "aliases in Latin letters", off: Off::Forms(|form| form.kind == Kind::Latin) },
        Row { name: "initials", off: Off::Forms(|form| form.kind == Kind::Initials) },
        Row { name: "characters in halves", off: Off::Forms(|form| form.in_halves) },
        Row { name: "rare characters gain", off: Off::Rarity },
        Row { name: "posteriors beyond the text", off: Off::Spotting },
    ];
    let search = names_of_all().map(|name| Row { name, off: Off::Search(name) });
    let holds = [
        Row { name: "hold: specks", off: Off::Hold(|d| matches!(d, Detail::Specks(_))) },
        Row { name: "hold: dark paper", off: Off::Hold(|d| matches!(d, Detail::PaperOfWhite(_))) },
        Row { name: "hold: lines badly read", off: Off::Hold(|d| matches!(d, Detail::Confidence(_))) },
        Row { name: "hold: script unread", off: Off::Hold(|d| matches!(d, Detail::ArabicAlias)) },
    ];
    reading.chain(forms).chain(search).chain(holds)
}

impl Off {
    /// The group of its row.
    pub fn group(self) -> Group {
        match self {
            Off::Reading(_) | Off::TinyFirst => Group::Reading,
            _ => Group::Search,
        }
    }

    /// True where `page`, read with everything on, shows that this part of the reading had nothing to do: reading without
    /// it would give the same page.
    pub fn had_nothing_to_do(self, attachment: &Attachment, page: &Page) -> bool {
        let nothing_further = || page.lines.len() == page.first_look;
        match self {
            Off::Reading(Part::Spread) => {
                let seen = contrast::dark_on_light(&attachment.pixels);
                contrast::stretched(&attachment.orientation.apply(&seen)).is_none()
            }
            Off::Reading(Part::Turned) => page.map.turns == 0 && !page.turn_unclear,
            Off::Reading(Part::UnderRed) => page.stamps.is_empty() || nothing_further(),
            Off::Reading(Part::UnderPale | Part::LeftOver) => nothing_further(),
            Off::Reading(Part::Watermarks) => page.watermarks.is_empty(),
            Off::Reading(Part::HiddenRows) => page.strips.is_empty() && page.foreign.strips.is_empty(),
            Off::Reading(Part::Seals | Part::SealsAgain) => page.seals.is_empty(),
            Off::Reading(Part::Coloured) => page.coloured.is_empty(),
            Off::Reading(Part::Uyghur) => page.foreign.labels.is_none(),
            _ => false,
        }
    }

    /// The settings of the reading, where they are others than `options`.
    pub fn reading(self, options: &Options) -> Option<Options> {
        match self {
            Off::Reading(part) => Some(Options { parts: Parts::without(part), ..options.clone() }),
            Off::TinyFirst => Some(Options { recogniser: Recogniser::Small, ..options.clone() }),
            _ => None,
        }
    }

    /// The row or part of the search that is off.
    pub fn of_search(self) -> Option<&'static str> {
        match self {
            Off::Search(name) => Some(name),
            _ => None,
        }
    }

    /// What the search looks for, where it isn't all of `subject`. The page is read as for all of it.
    pub fn subject(self, subject: &Subject) -> Option<Subject> {
        match self {
            Off::Forms(off) => Some(subject.only(|form| !off(form))),
            Off::Traditional => Some(subject.without_traditional()),
            Off::Rarity => Some(subject.without_rarity()),
            _ => None,
        }
    }

    /// True for a finding that stays.
    pub fn keeps(self, finding: &Finding) -> bool {
        !matches!(self, Off::Spotting) || finding.how != How::Spotted
    }

    /// True for a reason that stays.
    pub fn tells(self, reason: &Reason) -> bool {
        match self {
            Off::Hold(off) => !off(&reason.detail),
            _ => true,
        }
    }
}
