//! The error of the codec.

/// Why a file's coefficients can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No start-of-image marker where one may stand.
    #[error("not a JPEG")]
    NotJpeg,
    /// The file ends, or its end marker stands, before the picture is whole.
    #[error("the JPEG is cut off")]
    Truncated,
    /// The file contradicts the format or itself.
    #[error("corrupt JPEG: {0}")]
    Corrupt(&'static str),
    /// A legal file of a kind that this codec doesn't read.
    #[error("a JPEG of a kind that isn't rewritten in its coefficients: {0}")]
    Unsupported(&'static str),
    /// More pixels, or more passes over them, than the limits allow.
    #[error("beyond a limit: {0}")]
    Limit(&'static str),
}
