//! Makes every form in which a page may show the applicant's name, and the recogniser classes that spell it.
//!
//! Nothing here knows pages, pixels or posteriors: `find` aligns the forms, `read` keeps their columns.
//!
//! * [`forms`] turns a roster entry into [`Forms`]: sequences of [`Slot`]s with alternatives and gaps.
//! * [`text`] looks for a form in plain text (greedy text of a line, a file name).
//! * [`Alphabet`] and [`Labels`] translate forms into columns of a CTC recogniser.

pub mod alphabet;
mod cohort;
mod disguise;
pub mod every_form;
pub mod footnote;
pub mod form;
pub mod generate;
mod halves;
pub mod han;
mod heard;
pub mod labels;
mod latin;
mod latin_words;
pub mod rarity;
mod roman;
mod sounds;
pub mod subject;
pub mod text;
pub mod transcript;
pub mod uyghur;

pub use alphabet::{Alphabet, AlphabetError, Size};
pub use every_form::Forms;
pub use form::{Boundary, Form, Gap, Kind, Part, Script, Slot, Strength};
pub use generate::{MAX_GENERATED, MAX_PARTS, forms};
pub use labels::{LabelForm, LabelSlot, Labels};
pub use latin::is_pinyin;
pub use subject::Subject;
pub use text::{TextHit, gives_away, holds_name, masked, matches_in};
