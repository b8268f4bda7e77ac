//! Name seals: where they may stand ([`places`]), put straight ([`straight`]), and cut into characters ([`imprint`]).

pub mod imprint;
pub mod places;
pub mod straight;
