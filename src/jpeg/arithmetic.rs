//! Decodes arithmetic-coded data (T.81, annex D, F.1.4, F.2.4 and G.1.3): the decisions of a block, and their
//! statistics.

use super::entropy::{Conditioning, Entropy, Kind, MAX_DC, Part, Scan};
use super::error::Error;
use super::image::Block;
use super::marker::{self, RST0, next};

/// Probability states (T.81, table D.3): the less probable symbol's share of the interval, the next state after it
/// and after the more probable one, and whether the two symbols change places. The last state never moves; it serves
/// decisions of even odds (F.1.4.4.2).
const STATES: [(u16, u8, u8, bool); 114] = [
    (0x5a1d, 1, 1, true),
    (0x2586, 14, 2, false),
    (0x1114, 16, 3, false),
    (0x080b, 18, 4, false),
    (0x03d8, 20, 5, false),
    (0x01da, 23, 6, false),
    (0x00e5, 25, 7, false),
    (0x006f, 28, 8, false),
    (0x0036, 30, 9, false),
    (0x001a, 33, 10, false),
    (0x000d, 35, 11, false),
    (0x0006, 9, 12, false),
    (0x0003, 10, 13, false),
    (0x0001, 12, 13, false),
    (0x5a7f, 15, 15, true),
    (0x3f25, 36, 16, false),
    (0x2cf2, 38, 17, false),
    (0x207c, 39, 18, false),
    (0x17b9, 40, 19, false),
    (0x1182, 42, 20, false),
    (0x0cef, 43, 21, false),
    (0x09a1, 45, 22, false),
    (0x072f, 46, 23, false),
    (0x055c, 48, 24, false),
    (0x0406, 49, 25, false),
    (0x0303, 51, 26, false),
    (0x0240, 52, 27, false),
    (0x01b1, 54, 28, false),
    (0x0144, 56, 29, false),
    (0x00f5, 57, 30, false),
    (0x00b7, 59, 31, false),
    (0x008a, 60, 32, false),
    (0x0068, 62, 33, false),
    (0x004e, 63, 34, false),
    (0x003b, 32, 35, false),
    (0x002c, 33, 9, false),
    (0x5ae1, 37, 37, true),
    (0x484c, 64, 38, false),
    (0x3a0d, 65, 39, false),
    (0x2ef1, 67, 40, false),
    (0x261f, 68, 41, false),
    (0x1f33, 69, 42, false),
    (0x19a8, 70, 43, false),
    (0x1518, 72, 44, false),
    (0x1177, 73, 45, false),
    (0x0e74, 74, 46, false),
    (0x0bfb, 75, 47, false),
    (0x09f8, 77, 48, false),
    (0x0861, 78, 49, false),
    (0x0706, 79, 50, false),
    (0x05cd, 48, 51, false),
    (0x04de, 50, 52, false),
    (0x040f, 50, 53, false),
    (0x0363, 51, 54, false),
    (0x02d4, 52, 55, false),
    (0x025c, 53, 56, false),
    (0x01f8, 54, 57, false),
    (0x01a4, 55, 58, false),
    (0x0160, 56, 59, false),
    (0x0125, 57, 60, false),
    (0x00f6, 58, 61, false),
    (0x00cb, 59, 62, false),
    (0x00ab, 61, 63, false),
    (0x008f, 61, 32, false),
    (0x5b12, 65, 65, true),
    (0x4d04, 80, 66, false),
    (0x412c, 81, 67, false),
    (0x37d8, 82, 68, false),
    (0x2fe8, 83, 69, false),
    (0x293c, 84, 70, false),
    (0x2379, 86, 71, false),
    (0x1edf, 87, 72, false),
    (0x1aa9, 87, 73, false),
    (0x174e, 72, 74, false),
    (0x1424, 72, 75, false),
    (0x119c, 74, 76, false),
    (0x0f6b, 74, 77, false),
    (0x0d51, 75, 78, false),
    (0x0bb6, 77, 79, false),
    (0x0a40, 77, 48, false),
    (0x5832, 80, 81, true),
    (0x4d1c, 88, 82, false),
    (0x438e, 89, 83, false),
    (0x3bdd, 90, 84, false),
    (0x34ee, 91, 85, false),
    (0x2eae, 92, 86, false),
    (0x299a, 93, 87, false),
    (0x2516, 86, 71, false),
    (0x5570, 88, 89, true),
    (0x4ca9, 95, 90, false),
    (0x44d9, 96, 91, false),
    (0x3e22, 97, 92, false),
    (0x3824, 99, 93, false),
    (0x32b4, 99, 94, false),
    (0x2e17, 93, 86, false),
    (0x56a8, 95, 96, true),
    (0x4f46, 101, 97, false),
    (0x47e5, 102, 98, false),
    (0x41cf, 103, 99, false),
    (0x3c3d, 104, 100, false),
    (0x375e, 99, 93, false),
    (0x5231, 105, 102, false),
    (0x4c0f, 106, 103, false),
    (0x4639, 107, 104, false),
    (0x415e, 103, 99, false),
    (0x5627, 105, 106, true),
    (0x50e7, 108, 107, false),
    (0x4b85, 109, 103, false),
    (0x5597, 110, 109, false),
    (0x504f, 111, 107, false),
    (0x5a10, 110, 111, true),
    (0x5522, 112, 109, false),
    (0x59eb, 112, 111, true),
    (0x5a1d, EVEN, EVEN, false),
];
const EVEN: u8 = 113;

/// Reads a DAC segment into the four slots that scans use here; higher slots are legal and unused.
pub(super) fn read_conditioning(payload: &[u8], slots: &mut [Conditioning; 4]) -> Result<(), Error> {
    const WRONG: Error = Error::Corrupt("arithmetic conditioning");
    let (pairs, []) = payload.as_chunks::<2>() else { return Err(WRONG) };
    for [place, value] in pairs {
        let (low, high) = (value & 15, value >> 4);
        let legal = match place >> 4 {
            0 => low <= high,
            1 => (1..=63).contains(value),
            _ => false,
        };
        if !legal {
            return Err(WRONG);
        }
        match (place >> 4, slots.get_mut(usize::from(place & 15))) {
            (0, Some(slot)) => slot.dc = (low, high),
            (_, Some(slot)) => slot.ac = *value,
            (_, None) => {}
        }
    }
    Ok(())
}

/// An adaptive probability: a state, with the more probable symbol in the upper bit.
type Bin = u8;

/// The coder's registers (T.81, D.2).
struct Coder<'a> {
    data: &'a [u8],
    at: usize,
    /// The interval.
    a: u32,
    /// The code in the upper half, bits to come in the lower.
    c: u32,
    /// Bits left of the last byte.
    count: u32,
}

impl<'a> Coder<'a> {
    fn new(data: &'a [u8], at: usize) -> Self {
        let mut coder = Coder { data, at, a: 0x1_0000, c: 0, count: 0 };
        for _ in 0..2 {
            coder.byte();
            coder.c <<= 8;
        }
        coder
    }

    /// The next byte. Past a marker or the end of the data it is always zero, as the format wants it: encoders leave
    /// zeros at the end out, so data that were cut off look the same.
    fn byte(&mut self) {
        let byte = match self.data.get(self.at..) {
            Some([0xff, 0, ..]) => {
                self.at += 2;
                0xff
            }
            Some([0xff, ..] | []) | None => 0,
            Some([byte, ..]) => {
                self.at += 1;
                *byte
            }
        };
        self.c += u32::from(byte) << 8;
    }

    /// One decision (figures D.14 to D.18).
    #[inline(always)]
    fn decide(&mut self, bin: &mut Bin) -> bool {
        let (share, after_less, after_more, switches) = STATES[usize::from(*bin & 0x7f)];
        let share = u32::from(share);
        let likely = *bin & 0x80 != 0;
        self.a -= share;
        let upper = self.c >> 16 >= self.a;
        if !upper && self.a >= 0x8000 {
            return likely;
        }
        // The larger part of the interval always belongs to the more probable symbol (conditional exchange).
        let is_likely = upper == (self.a < share);
        if upper {
            self.c -= self.a << 16;
            self.a = share;
        }
        *bin = if is_likely {
            *bin & 0x80 | after_more
        } else {
            (*bin & 0x80 ^ if switches { 0x80 } else { 0 }) | after_less
        };
        while self.a < 0x8000 {
            if self.count == 0 {
                self.byte();
                self.count = 8;
            }
            self.a <<= 1;
            self.c <<= 1;
            self.count -= 1;
        }
        likely == is_likely
    }

    fn even(&mut self) -> bool {
        self.decide(&mut { EVEN })
    }
}

/// Bins of a DC table: five contexts of four, then categories and bits of magnitudes (table F.4).
const DC_BINS: usize = 64;
/// Bins of an AC table: three per coefficient, then magnitudes of low and of high coefficients (table F.5).
const AC_BINS: usize = 256;
/// From the bin of a category to that of its bits.
const BITS: usize = 14;

pub(super) struct Reader<'a> {
    coder: Coder<'a>,
    scan: &'a Scan<'a>,
    dc: [[Bin; DC_BINS]; 4],
    ac: [[Bin; AC_BINS]; 4],
    predictions: [i32; 4],
    contexts: [usize; 4],
    to_restart: u32,
    next_restart: u8,
}

impl<'a> Reader<'a> {
    pub(super) fn new(scan: &'a Scan<'a>, data: &'a [u8], at: usize) -> Self {
        Reader {
            coder: Coder::new(data, at),
            scan,
            dc: [[0; DC_BINS]; 4],
            ac: [[0; AC_BINS]; 4],
            predictions: [0; 4],
            contexts: [0; 4],
            to_restart: scan.restart,
            next_restart: 0,
        }
    }

    /// A DC coefficient (F.1.4.1 and F.1.4.4.1), shifted.
    fn dc(&mut self, slot: usize, part: &Part, shift: u32) -> Result<i16, Error> {
        let bins = &mut self.dc[part.slots.0];
        let at = self.contexts[slot];
        if self.coder.decide(&mut bins[at]) {
            let negative = self.coder.decide(&mut bins[at + 1]);
            let mut at = at + 2 + usize::from(negative);
            let mut top = i32::from(self.coder.decide(&mut bins[at]));
            if top != 0 {
                at = 20;
                while self.coder.decide(&mut bins[at]) {
                    top <<= 1;
                    at += 1;
                    if top > MAX_DC {
                        return Err(Error::Corrupt("DC coefficient out of range"));
                    }
                }
            }
            let (low, high) = part.conditioning.0.dc;
            self.contexts[slot] = match top {
                _ if top < (1 << low) >> 1 => 0,
                _ if top > (1 << high) >> 1 => 12 + 4 * usize::from(negative),
                _ => 4 + 4 * usize::from(negative),
            };
            let size = magnitude(&mut self.coder, &mut bins[at + BITS], top);
            self.predictions[slot] += if negative { -size } else { size };
        } else {
            self.contexts[slot] = 0;
        }
        let value = self.predictions[slot];
        if value.abs() > MAX_DC || (value << shift).abs() > MAX_DC {
            return Err(Error::Corrupt("DC coefficient out of range"));
        }
        Ok((value << shift) as i16)
    }

    /// The AC coefficients of a band (F.1.4.2 and F.1.4.4.2), shifted.
    fn ac(
        &mut self,
        part: &Part,
        shift: u32,
        (first, last): (usize, usize),
        block: &mut Block,
    ) -> Result<(), Error> {
        let bins = &mut self.ac[part.slots.1];
        let mut k = first;
        while k <= last {
            if self.coder.decide(&mut bins[3 * (k - 1)]) {
                break;
            }
            while !self.coder.decide(&mut bins[3 * (k - 1) + 1]) {
                k += 1;
                if k > last {
                    return Err(Error::Corrupt("coefficient beyond the band"));
                }
            }
            let negative = self.coder.even();
            let mut at = 3 * (k - 1) + 2;
            let mut top = i32::from(self.coder.decide(&mut bins[at]));
            if top != 0 && self.coder.decide(&mut bins[at]) {
                top <<= 1;
                at = if k <= usize::from(part.conditioning.1.ac) { 189 } else { 217 };
                while self.coder.decide(&mut bins[at]) {
                    top <<= 1;
                    at += 1;
                    if top > i32::from(i16::MAX) {
                        return Err(Error::Corrupt("AC coefficient out of range"));
                    }
                }
            }
            let size = magnitude(&mut self.coder, &mut bins[at + BITS], top) << shift;
            if size > i32::from(i16::MAX) {
                return Err(Error::Corrupt("AC coefficient out of range"));
            }
            block[k] = if negative { -size } else { size } as i16;
            k += 1;
        }
        Ok(())
    }

    /// One more bit of a band (G.1.3.3).
    fn refine(&mut self, part: &Part, shift: u32, block: &mut Block) -> Result<(), Error> {
        let (first, last) = self.scan.band;
        let bins = &mut self.ac[part.slots.1];
        let bit = 1i16 << shift;
        // An end-of-block decision is sent only beyond the last coefficient that earlier scans made nonzero.
        let known = block.iter().take(last + 1).rposition(|c| *c != 0).unwrap_or(0);
        let mut k = first;
        while k <= last {
            if k > known && self.coder.decide(&mut bins[3 * (k - 1)]) {
                break;
            }
            loop {
                let at = 3 * (k - 1);
                if block[k] != 0 {
                    if self.coder.decide(&mut bins[at + 2]) {
                        // The progression is checked, so this bit is still clear and nothing overflows.
                        block[k] += if block[k] > 0 { bit } else { -bit };
                    }
                    break;
                }
                if self.coder.decide(&mut bins[at + 1]) {
                    block[k] = if self.coder.even() { -bit } else { bit };
                    break;
                }
                k += 1;
                if k > last {
                    return Err(Error::Corrupt("coefficient beyond the band"));
                }
            }
            k += 1;
        }
        Ok(())
    }
}

/// The bits below the highest one, `top`; gives the magnitude, which is one more than what is coded (figure F.24).
#[inline(always)]
fn magnitude(coder: &mut Coder, bin: &mut Bin, top: i32) -> i32 {
    let (mut value, mut bit) = (top, top >> 1);
    while bit > 0 {
        if coder.decide(bin) {
            value |= bit;
        }
        bit >>= 1;
    }
    value + 1
}

impl Entropy for Reader<'_> {
    fn restart_if_due(&mut self) -> Result<(), Error> {
        if self.scan.restart == 0 {
            return Ok(());
        }
        if self.to_restart == 0 {
            // Zeros that the decoder didn't need may still stand before the marker.
            let (data, at) = (self.coder.data, self.coder.at);
            let found = next(data, at).ok_or(Error::Truncated)?;
            match data.get(found + 1) {
                Some(m) if *m == RST0 + self.next_restart => {}
                Some(&marker::EOI) | None => return Err(Error::Truncated),
                Some(_) => return Err(Error::Corrupt("restart markers out of order")),
            }
            let number = (self.next_restart + 1) % 8;
            *self = Reader::new(self.scan, data, found + 2);
            self.next_restart = number;
        }
        self.to_restart -= 1;
        Ok(())
    }

    fn block(&mut self, slot: usize, part: &Part, block: &mut Block) -> Result<(), Error> {
        match self.scan.kind {
            Kind::Sequential => {
                block[0] = self.dc(slot, part, 0)?;
                self.ac(part, 0, (1, 63), block)
            }
            Kind::DcFirst(shift) => self.dc(slot, part, shift).map(|dc| block[0] = dc),
            Kind::DcRefine(shift) => {
                block[0] |= i16::from(self.coder.even()) << shift;
                Ok(())
            }
            Kind::AcFirst(shift) => self.ac(part, shift, self.scan.band, block),
            Kind::AcRefine(shift) => self.refine(part, shift, block),
        }
    }

    fn position(&self) -> usize {
        self.coder.at
    }
}
