//! Shared parts of Huffman and arithmetic decoding: the checked header of a scan, and the trait of a block decoder.

use super::error::Error;
use super::huffman::Decoding;
use super::image::Block;

/// The conditioning that a DAC segment sets for a table slot (T.81, B.2.4.3).
#[derive(Debug, Clone, Copy)]
pub(super) struct Conditioning {
    /// Bounds between zero, small and large DC differences, in bits.
    pub(super) dc: (u8, u8),
    /// The last coefficient that counts as low.
    pub(super) ac: u8,
}

impl Default for Conditioning {
    fn default() -> Self {
        Conditioning { dc: (0, 1), ac: 5 }
    }
}

/// Largest DC coefficient accepted. Legal files stay within ±1024 at 8 bits. Beyond this bound the difference of two
/// could not be written in the 15 bits that a DC code has room for.
pub(super) const MAX_DC: i32 = 16383;

/// What a scan sends.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Whole blocks.
    Sequential,
    /// The upper bits of the DC coefficients, shifted by the given bits.
    DcFirst(u32),
    /// One more bit of each DC coefficient.
    DcRefine(u32),
    /// The upper bits of a band of AC coefficients.
    AcFirst(u32),
    /// One more bit of each AC coefficient of a band.
    AcRefine(u32),
}

/// One component's part in a scan.
pub(super) struct Part<'a> {
    /// Index in the image.
    pub(super) component: usize,
    pub(super) dc: Option<&'a Decoding>,
    pub(super) ac: Option<&'a Decoding>,
    /// Slots of the DC and AC tables, for arithmetic coding, and each slot's conditioning.
    pub(super) slots: (usize, usize),
    pub(super) conditioning: (Conditioning, Conditioning),
}

/// An entropy decoder in the middle of a scan.
pub(super) trait Entropy {
    /// Called before every MCU.
    fn restart_if_due(&mut self) -> Result<(), Error>;
    /// Reads the scan's share of the next block of its `slot`th component.
    fn block(&mut self, slot: usize, part: &Part, block: &mut Block) -> Result<(), Error>;
    /// Where to look for the marker after the data.
    fn position(&self) -> usize;
}

/// A scan's header, checked.
pub(super) struct Scan<'a> {
    pub(super) kind: Kind,
    /// First and last coefficient of the band (AC scans).
    pub(super) band: (usize, usize),
    pub(super) parts: Vec<Part<'a>>,
    /// MCUs between restart markers; 0 for none.
    pub(super) restart: u32,
    /// Arithmetic coding instead of Huffman's.
    pub(super) arithmetic: bool,
}
