//! Name seals: [`places`] finds where they may stand, [`tilt`] straightens them, and [`imprint`] cuts them into
//! characters.

pub mod imprint;
pub mod places;
pub mod tilt;
