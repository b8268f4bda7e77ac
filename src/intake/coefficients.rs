//! A JPEG's coefficients, which its covered copy is made of. Those of a large picture aren't kept while it is read: they take as much
//! memory as its pixels, nobody asks for them before it is masked, and reading the file once more takes a hundredth of the page's time.

use std::borrow::Cow;

use crate::error::{Code, Reason};
use crate::jpeg;
use crate::pixels::is_large;

/// The coefficients of a file that can be rewritten in them.
#[derive(Debug, Clone)]
pub struct Coefficients(Held);

#[derive(Debug, Clone)]
enum Held {
    Kept(jpeg::Image),
    /// The JPEG's bytes and the limits within which they were decoded.
    File(Vec<u8>, jpeg::Limits),
}

impl Coefficients {
    /// Those of `file`, which was decoded to `image` within `limits`.
    pub(super) fn of(image: jpeg::Image, file: &[u8], limits: jpeg::Limits) -> Self {
        let is_large = is_large((image.width, image.height));
        Coefficients(if is_large { Held::File(file.to_vec(), limits) } else { Held::Kept(image) })
    }

    /// The coefficients themselves.
    ///
    /// # Errors
    /// None is known: the same bytes were decoded before. Would they fail, [`Code::Damaged`] holds the file.
    pub fn image(&self) -> Result<Cow<'_, jpeg::Image>, Reason> {
        match &self.0 {
            Held::Kept(image) => Ok(Cow::Borrowed(image)),
            Held::File(file, limits) => {
                let again = jpeg::decode(file, limits);
                again.map(Cow::Owned).map_err(|e| Reason::new(Code::Damaged, e.to_string()))
            }
        }
    }
}
