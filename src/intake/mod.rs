//! What comes in: the roster, the folders, the files.
//!
//! - [`roster`] who applies (its files are read in `table`)
//! - [`walk`] which file belongs to whom and where it goes ([`belongs`], [`neutral`])
//! - [`attachment`] one file, opened ([`mod@sniff`], `picture`, [`orientation`], [`quality`], [`dirt`])
//!
//! Nothing here reads text in pictures or knows how names are written.

pub mod attachment;
pub mod belongs;
pub mod dirt;
pub mod neutral;
pub mod orientation;
mod picture;
pub mod quality;
pub mod roster;
pub mod sniff;
mod table;
pub mod walk;
