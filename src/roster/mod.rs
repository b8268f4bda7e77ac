//! Who applies, and which file belongs to whom: from a roster and a folder to a plan of jobs.
//!
//! - [`people`] is the roster: from a file to `applicant`s, [`notice`]s, or a reason why it is [`refused`]
//! - `table` reads the file as typed cells, `header` and `heading` say what a column is, `rows` makes
//!   applicants of rows, `cell`, `piece` and `joined` make a `reading` of a cell, `name` says what a name is
//! - [`owner`] tells from a folder's name whose it is
//! - [`plan`] gives every file its `job`; `walk` finds the files, [`paths`] names the outputs, `conflicts` holds what would meet in one
//!
//! Nothing here opens a picture or knows how a page writes a name.

mod applicant;
mod cell;
pub(crate) mod conflicts;
mod header;
mod heading;
mod job;
mod joined;
mod name;
pub mod notice;
pub mod owner;
pub mod paths;
pub mod people;
mod piece;
pub mod plan;
mod reading;
pub mod refused;
mod rows;
mod table;
mod walk;
