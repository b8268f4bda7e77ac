//! What comes in: the roster, the folders, the files.
pub mod attachment;
pub mod orientation;
pub mod roster;
