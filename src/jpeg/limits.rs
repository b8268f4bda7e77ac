//! What reading a file may cost.

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most pixels (width × height).
    pub pixels: u64,
    /// Most bytes for the coefficients, two per sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4, 8 for CMYK. Known from the
    /// header and checked before any of it is taken.
    pub memory: u64,
    /// How often a progressive file may go over its blocks, on average. The usual ten scans of libjpeg are six
    /// passes; splitting every component into single coefficients and bits would be some 900, and is an attack.
    pub passes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { pixels: 100_000_000, memory: 1 << 30, passes: 100 }
    }
}
