//! What a file may cost.

/// Limits of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file.
    pub bytes: u64,
    /// Most pixels (width × height) of a picture.
    pub pixels: u64,
    /// Most memory, in bytes, that one picture may need at a time, from decoding to masking. It is estimated from the
    /// header before any is allocated. The nets' memory comes on top and doesn't depend on the picture's size.
    pub memory: u64,
}

/// What one file may cost where nobody says otherwise. Chosen, not measured: a scan of A4 at 600 dpi has 35 million pixels.
const DEFAULT: Limits = Limits { bytes: 64 << 20, pixels: 100_000_000, memory: 3 << 30 };

impl Default for Limits {
    fn default() -> Self {
        DEFAULT
    }
}
