//! Name seals: where they may stand ([`places`]), their tilt undone ([`tilt`]), and cut into characters ([`imprint`]).

pub mod imprint;
pub mod places;
pub mod tilt;
