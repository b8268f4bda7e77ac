//! Who applies, and which file belongs to whom: from a roster and a folder to a plan of jobs.
//!
//! - [`people`] is the roster: from a file to applicants, [`notice`]s, or a reason why it is [`refused`]
//! - `table` reads the file as typed cells, `header` and `heading` say what a column is, `rows` makes
//!   applicants of rows, `cell`, `piece` and `joined` say what a cell means, `name` what a name is
//! - [`owner`] tells from a folder's name whose it is
//! - [`plan`] gives every file its job; `walk` finds the files, [`paths`] names the outputs, `conflicts` holds what would meet in one
//!
//! Nothing here opens a picture or knows how a page writes a name.

mod cell;
pub(crate) mod conflicts;
mod header;
mod heading;
mod joined;
mod name;
pub mod notice;
pub mod owner;
pub mod paths;
pub mod people;
mod piece;
pub mod plan;
pub mod refused;
mod rows;
mod table;
mod walk;
