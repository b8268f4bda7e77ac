//! Limits on what reading a file may cost.

/// Limits on what a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most pixels (width × height).
    pub pixels: u64,
    /// Most bytes for the coefficients, two per sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4, 8 for CMYK. The header
    /// tells the need, and it is checked before any is allocated.
    pub memory: u64,
    /// How often a progressive file may go over its blocks, on average. The usual ten scans of libjpeg are six
    /// passes. Splitting every component into single coefficients and bits would make some 900, which is an attack.
    pub passes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { pixels: 100_000_000, memory: 1 << 30, passes: 100 }
    }
}
