//! Who applies, and which file belongs to whom: from a roster and a folder to a plan of jobs.
//!
//! - [`people`] is the roster: from a file to applicants, [`notice`]s, or a reason why it is [`refused`]
//! - `table` reads the file as typed cells, `header` and `heading` say what a column is, `rows` makes
//!   applicants of rows, `cell` and `piece` say what a cell means, `name` what a name is
//! - [`owner`] tells from a folder's name whose it is
//! - [`plan`] walks the input and gives every file its job; [`paths`] names the outputs
//!
//! Nothing here opens a picture or knows how a page writes a name.

mod cell;
mod header;
mod heading;
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
