//! Reads the roster and the input folder, and plans which file belongs to whom.
//!
//! - [`people`] is the roster: a file becomes `applicant`s and [`notice`]s, or is [`refused`]
//! - `table` reads the file as typed cells, `header` and `heading` tell what a column is, `rows` makes applicants of
//!   rows, `cell`, `piece` and `joined` make a `reading` of a cell, `name` tells what a name is
//! - [`owner`] finds the applicant that a folder's name means
//! - [`plan`] gives every file its `job`; `walk` finds the files, [`paths`] names the outputs, `conflicts` holds files
//!   whose output paths collide
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

pub(crate) use self::name::has_family;
