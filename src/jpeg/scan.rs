//! Reads the entropy-coded data of one scan: which blocks it visits (T.81, A.2) and how each is read (F.2 and G).

use super::arithmetic;
use super::bits::BitReader;
use super::entropy::{Entropy, Kind, MAX_DC, Part, Scan};
use super::error::Error;
use super::image::{Block, Component, Image, blocks_for};

/// Number of MCUs across and down when several components are interleaved.
pub(super) fn mcus(image: &Image) -> (u32, u32) {
    let (w, h) = image.mcu();
    (image.width.div_ceil(w), image.height.div_ceil(h))
}

/// The blocks that a scan of these components visits.
pub(super) fn visits(image: &Image, components: &[usize]) -> u64 {
    let area = |w: u32, h: u32| u64::from(w) * u64::from(h);
    match components {
        [one] => image.components.get(*one).map_or(0, |c| area(c.columns, c.rows)),
        _ => {
            let (w, h) = mcus(image);
            let each = components.iter().filter_map(|i| image.components.get(*i));
            area(w, h) * each.map(|c| u64::from(c.h) * u64::from(c.v)).sum::<u64>()
        }
    }
}

/// Reads a scan into the image; returns the position after its data.
pub(super) fn read(image: &mut Image, scan: &Scan, bytes: &[u8], at: usize) -> Result<usize, Error> {
    if scan.arithmetic {
        return read_by(image, scan, arithmetic::Reader::new(scan, bytes, at));
    }
    let reader = Reader {
        bits: BitReader::new(bytes, at),
        scan,
        predictions: [0; 4],
        end_of_band: 0,
        to_restart: scan.restart,
        next_restart: 0,
    };
    read_by(image, scan, reader)
}

fn read_by(image: &mut Image, scan: &Scan, mut reader: impl Entropy) -> Result<usize, Error> {
    if let [part] = scan.parts.as_slice() {
        let component = image.components.get_mut(part.component).ok_or(Error::Corrupt("scan header"))?;
        for block in component.blocks_mut() {
            reader.restart_if_due()?;
            reader.block(0, part, block)?;
        }
    } else {
        interleaved(image, scan, &mut reader)?;
    }
    Ok(reader.position())
}

fn interleaved(image: &mut Image, scan: &Scan, reader: &mut impl Entropy) -> Result<(), Error> {
    let (across, down) = mcus(image);
    // Padding blocks are read only because later predictions need them.
    let mut beyond = [0i16; 64];
    for row in 0..down {
        for column in 0..across {
            reader.restart_if_due()?;
            for (slot, part) in scan.parts.iter().enumerate() {
                let component: &mut Component =
                    image.components.get_mut(part.component).ok_or(Error::Corrupt("scan header"))?;
                let (h, v) = (u32::from(component.h), u32::from(component.v));
                for y in row * v..(row + 1) * v {
                    for x in column * h..(column + 1) * h {
                        match component.block_mut(x, y) {
                            Some(block) => reader.block(slot, part, block)?,
                            None => {
                                beyond.fill(0);
                                reader.block(slot, part, &mut beyond)?;
                            }
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

struct Reader<'a> {
    bits: BitReader<'a>,
    scan: &'a Scan<'a>,
    predictions: [i32; 4],
    /// Blocks that the current end-of-band run still covers.
    end_of_band: u32,
    to_restart: u32,
    next_restart: u8,
}

impl Entropy for Reader<'_> {
    #[inline(always)]
    fn restart_if_due(&mut self) -> Result<(), Error> {
        if self.scan.restart == 0 {
            return Ok(());
        }
        if self.to_restart == 0 {
            self.bits.restart(self.next_restart)?;
            self.next_restart = (self.next_restart + 1) % 8;
            self.to_restart = self.scan.restart;
            self.predictions = [0; 4];
            self.end_of_band = 0;
        }
        self.to_restart -= 1;
        Ok(())
    }

    #[inline(always)]
    fn block(&mut self, slot: usize, part: &Part, block: &mut Block) -> Result<(), Error> {
        let done = match self.scan.kind {
            Kind::Sequential => self.sequential(slot, part, block),
            Kind::DcFirst(shift) => self.dc(slot, part, shift).map(|dc| block[0] = dc),
            Kind::DcRefine(shift) => {
                block[0] |= i16::from(self.bits.bit()) << shift;
                Ok(())
            }
            Kind::AcFirst(shift) => self.ac_first(part, shift, block),
            Kind::AcRefine(shift) => self.ac_refine(part, shift, block),
        };
        // Past the end the reader gives zeros, so the symbol means nothing: data are missing.
        if self.bits.overrun() { Err(Error::Truncated) } else { done }
    }

    fn position(&self) -> usize {
        self.bits.position()
    }
}

impl Reader<'_> {
    #[inline(always)]
    fn dc(&mut self, slot: usize, part: &Part, shift: u32) -> Result<i16, Error> {
        let table = part.dc.ok_or(Error::Corrupt("no Huffman table"))?;
        self.bits.ready();
        let size = u32::from(table.symbol(&mut self.bits)?);
        let difference = match size {
            0 => 0,
            1..=15 => self.bits.signed(size),
            _ => return Err(Error::Corrupt("size of a DC difference")),
        };
        let prediction = &mut self.predictions[slot];
        let value = prediction.saturating_add(difference);
        *prediction = value;
        // At most 2^14 · 2^13 once the first test has passed.
        if value.abs() > MAX_DC || (value << shift).abs() > MAX_DC {
            return Err(Error::Corrupt("DC coefficient out of range"));
        }
        Ok((value << shift) as i16)
    }

    #[inline(always)]
    fn sequential(&mut self, slot: usize, part: &Part, block: &mut Block) -> Result<(), Error> {
        block[0] = self.dc(slot, part, 0)?;
        let table = part.ac.ok_or(Error::Corrupt("no Huffman table"))?;
        let mut k = 1usize;
        while k < 64 {
            self.bits.ready();
            let symbol = table.symbol(&mut self.bits)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if run != 15 {
                    break;
                }
                k += 16;
                continue;
            }
            k += run;
            let value = self.bits.signed(size);
            *block.get_mut(k).ok_or(Error::Corrupt("coefficient beyond the block"))? = value as i16;
            k += 1;
        }
        Ok(())
    }

    /// The length of an end-of-band run that starts with this block (T.81, G.1.2.2).
    #[inline(always)]
    fn run(&mut self, exponent: usize) -> u32 {
        (1 << exponent) + if exponent > 0 { self.bits.take(exponent as u32) } else { 0 }
    }

    #[inline(always)]
    fn ac_first(&mut self, part: &Part, shift: u32, block: &mut Block) -> Result<(), Error> {
        if self.end_of_band > 0 {
            self.end_of_band -= 1;
            return Ok(());
        }
        let table = part.ac.ok_or(Error::Corrupt("no Huffman table"))?;
        let (mut k, last) = self.scan.band;
        while k <= last {
            self.bits.ready();
            let symbol = table.symbol(&mut self.bits)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if run != 15 {
                    self.end_of_band = self.run(run) - 1;
                    break;
                }
                k += 16;
                continue;
            }
            k += run;
            if k > last {
                return Err(Error::Corrupt("coefficient beyond the band"));
            }
            let value = self.bits.signed(size) << shift;
            if value.abs() > i32::from(i16::MAX) {
                return Err(Error::Corrupt("AC coefficient out of range"));
            }
            block[k] = value as i16;
            k += 1;
        }
        Ok(())
    }

    fn ac_refine(&mut self, part: &Part, shift: u32, block: &mut Block) -> Result<(), Error> {
        let (mut k, last) = self.scan.band;
        if self.end_of_band == 0 {
            let table = part.ac.ok_or(Error::Corrupt("no Huffman table"))?;
            while k <= last {
                self.bits.ready();
                let symbol = table.symbol(&mut self.bits)?;
                let (run, size) = (usize::from(symbol >> 4), symbol & 15);
                let value = match size {
                    0 if run != 15 => {
                        self.end_of_band = self.run(run);
                        break;
                    }
                    0 => 0,
                    1 => {
                        if self.bits.bit() {
                            1i16 << shift
                        } else {
                            -1i16 << shift
                        }
                    }
                    _ => return Err(Error::Corrupt("a new coefficient of more than one bit")),
                };
                let at = self.refine(block, k, run, shift);
                if value != 0 {
                    if at > last {
                        return Err(Error::Corrupt("coefficient beyond the band"));
                    }
                    block[at] = value;
                }
                k = at + 1;
            }
        }
        if self.end_of_band > 0 {
            self.refine(block, k, 64, shift);
            self.end_of_band -= 1;
        }
        Ok(())
    }

    /// Goes over `zeros` zero coefficients and on to the next one, reading a bit for every other coefficient on the
    /// way (T.81, G.1.2.3); gives the place of that zero, or one past the band.
    #[inline(always)]
    fn refine(&mut self, block: &mut Block, from: usize, mut zeros: usize, shift: u32) -> usize {
        let (_, last) = self.scan.band;
        for (k, coefficient) in block.iter_mut().enumerate().take(last + 1).skip(from) {
            if *coefficient == 0 {
                if zeros == 0 {
                    return k;
                }
                zeros -= 1;
            } else if self.bits.bit() {
                // The progression is checked, so this bit is still clear and nothing overflows.
                *coefficient += if *coefficient > 0 { 1 << shift } else { -(1 << shift) };
            }
        }
        last + 1
    }
}

/// The blocks of the picture in a component.
pub(super) fn size_in_blocks(image: &Image, h: u8, v: u8) -> (u32, u32) {
    let (most_h, most_v) = image.sampling();
    (blocks_for(image.width, u32::from(h), most_h), blocks_for(image.height, u32::from(v), most_v))
}
