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

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, pixels: 100_000_000, memory: 3 << 30 }
    }
}
