//! Name seals: [`places`] finds where they may stand, [`tilt`] straightens them, [`kind`] tells what they are like, and [`imprint`] cuts
//! them into the characters of an [`arrangement`].

pub mod arrangement;
pub mod imprint;
pub mod in_colour;
pub mod kind;
pub mod places;
pub mod tilt;
