//! Who applies, and which file belongs to whom: from a roster and a folder to a plan of jobs.
//!
//! - [`people`] reads the applicants out of a roster; `table` reads the file as rows of text
//! - [`owner`] tells from a folder's name whose it is
//! - [`plan`] walks the input and gives every file its job; [`paths`] names the outputs
//!
//! Nothing here opens a picture or knows how a page writes a name.

pub mod owner;
pub mod paths;
pub mod people;
pub mod plan;
mod table;
