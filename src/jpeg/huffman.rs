//! Huffman tables: decoding by look-up, and the best codes for given counts.

use super::bits::BitReader;
use super::error::Error;

/// Codes up to this length are found with one look-up.
const LOOK: u32 = 10;

/// A table to decode with (T.81, annex C and F.2.2.3).
pub(super) struct Decoding {
    /// By the next `LOOK` bits: length in the high byte, symbol in the low one; 0 for longer codes.
    look: Box<[u16; 1 << LOOK]>,
    /// By length: the first 16-bit value, left-aligned, above the codes of this length.
    above: [u32; 17],
    /// By length: what to add to a code to get its symbol's index.
    shift: [i32; 17],
    symbols: [u8; 256],
}

impl Decoding {
    /// Builds the table from the counts of codes by length (1–16) and the symbols in the order of their codes.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, Error> {
        let mut table =
            Decoding { look: Box::new([0; 1 << LOOK]), above: [0; 17], shift: [0; 17], symbols: [0; 256] };
        table
            .symbols
            .get_mut(..symbols.len())
            .ok_or(Error::Corrupt("Huffman table"))?
            .copy_from_slice(symbols);
        let (mut code, mut index) = (0u32, 0usize);
        for (length, &count) in (1u32..).zip(counts) {
            let count = u32::from(count);
            table.shift[length as usize] = index as i32 - code as i32;
            if code + count > 1 << length {
                return Err(Error::Corrupt("Huffman table with more codes than there are"));
            }
            for i in 0..if length <= LOOK { count } else { 0 } {
                let symbol = symbols.get(index + i as usize).ok_or(Error::Corrupt("Huffman table"))?;
                let from = ((code + i) << (LOOK - length)) as usize;
                table.look[from..from + (1 << (LOOK - length))]
                    .fill((length as u16) << 8 | u16::from(*symbol));
            }
            code += count;
            index += count as usize;
            table.above[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok(table)
    }

    /// Decodes one symbol; the reader must have been refilled.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut BitReader) -> Result<u8, Error> {
        let next = bits.peek16();
        let entry = self.look[(next >> (16 - LOOK)) as usize];
        if entry != 0 {
            bits.skip(u32::from(entry >> 8));
            return Ok(entry as u8);
        }
        self.long_symbol(bits, next)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut BitReader, next: u32) -> Result<u8, Error> {
        for length in LOOK + 1..=16 {
            if next < self.above[length as usize] {
                bits.skip(length);
                let index = (next >> (16 - length)) as i32 + self.shift[length as usize];
                return usize::try_from(index)
                    .ok()
                    .and_then(|i| self.symbols.get(i).copied())
                    .ok_or(Error::Corrupt("Huffman code"));
            }
        }
        Err(Error::Corrupt("Huffman code that the table doesn't have"))
    }
}

/// A table to encode with.
pub(super) struct Encoding {
    /// Count of codes by length, 1–16.
    pub(super) counts: [u8; 16],
    /// Symbols in the order of their codes.
    pub(super) symbols: Vec<u8>,
    /// By symbol: the code and its length; length 0 for symbols that don't occur.
    pub(super) codes: [(u16, u8); 256],
}

impl Encoding {
    /// The best table for symbols with these counts: Huffman's method, then no code longer than 16 bits and no code
    /// that is all ones (T.81, K.2). The same counts always give the same table.
    pub(super) fn best(frequencies: &[u32; 256]) -> Self {
        let depths = depths(frequencies);
        let mut by_depth: Vec<(u32, u8)> = (0..=255u8)
            .filter(|s| frequencies[usize::from(*s)] > 0)
            .map(|s| (depths[usize::from(s)], s))
            .collect();
        // At equal depth the more frequent symbol comes first, so that it gets the shorter code that dropping the
        // reserved one frees.
        by_depth
            .sort_unstable_by_key(|&(depth, s)| (depth, std::cmp::Reverse(frequencies[usize::from(s)]), s));
        let mut numbers = [0u32; 64];
        depths.iter().filter(|d| **d > 0).for_each(|d| numbers[(*d as usize).min(63)] += 1);
        limit(&mut numbers);
        let mut table = Encoding {
            counts: std::array::from_fn(|i| numbers[i + 1] as u8),
            symbols: by_depth.iter().map(|d| d.1).collect(),
            codes: [(0, 0); 256],
        };
        let (mut code, mut at) = (0u32, 0);
        for (length, &count) in (1u8..).zip(&table.counts) {
            for &symbol in table.symbols.iter().skip(at).take(usize::from(count)) {
                table.codes[usize::from(symbol)] = (code as u16, length);
                code += 1;
            }
            at += usize::from(count);
            code <<= 1;
        }
        table
    }
}

/// Depth of each symbol in the Huffman tree; entry 256 is a symbol that reserves the code of all ones.
fn depths(frequencies: &[u32; 256]) -> [u32; 257] {
    // (count, representative): the representative makes ties deterministic and heads the list of its symbols.
    let mut groups: Vec<(u64, usize, Vec<usize>)> =
        (0..256).filter(|s| frequencies[*s] > 0).map(|s| (u64::from(frequencies[s]), s, vec![s])).collect();
    groups.push((1, 256, vec![256]));
    let mut depths = [0u32; 257];
    while groups.len() > 1 {
        groups.sort_unstable_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        if let (Some(a), Some(mut b)) = (groups.pop(), groups.pop()) {
            b.2.extend(a.2);
            b.2.iter().for_each(|s| depths[*s] += 1);
            groups.push((a.0 + b.0, a.1.max(b.1), b.2));
        }
    }
    depths[256] = depths[256].max(1);
    depths
}

/// Moves codes longer than 16 bits up the tree (T.81, figure K.3), then drops the reserved code.
fn limit(numbers: &mut [u32; 64]) {
    for length in (17..64).rev() {
        while numbers[length] > 0 {
            // Two siblings: one takes their parent's place, the other splits a leaf higher up.
            let Some(higher) = (1..length - 1).rev().find(|l| numbers[*l] > 0) else { break };
            numbers[length] -= 2;
            numbers[length - 1] += 1;
            numbers[higher + 1] += 2;
            numbers[higher] -= 1;
        }
    }
    if let Some(longest) = (1..=16).rev().find(|l| numbers[*l] > 0) {
        numbers[longest] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(frequencies: &[u32; 256]) -> Result<(), TestCaseError> {
        let table = Encoding::best(frequencies);
        let codes: usize = table.counts.iter().map(|c| usize::from(*c)).sum();
        prop_assert_eq!(codes, frequencies.iter().filter(|f| **f > 0).count());
        prop_assert_eq!(codes, table.symbols.len());
        let kraft: u64 = table.codes.iter().filter(|c| c.1 > 0).map(|c| 1u64 << (16 - c.1)).sum();
        prop_assert!(kraft < 1 << 16, "the code of ones only is free");
        prop_assert!(Decoding::new(&table.counts, &table.symbols).is_ok());
        // A more frequent symbol never has a longer code.
        for a in 0..256 {
            for b in 0..256 {
                if frequencies[a] > frequencies[b] && frequencies[b] > 0 {
                    prop_assert!(table.codes[a].1 <= table.codes[b].1);
                }
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn tables_are_complete_and_short(list in prop::collection::vec(prop_oneof![Just(0u32), 1u32..2000], 256), extra in 1u32..9) {
            let mut frequencies: [u32; 256] = std::array::from_fn(|i| list[i]);
            frequencies[0] += extra;
            check(&frequencies)?;
        }
    }

    #[test]
    fn the_deepest_tree_is_cut_to_16_bits() {
        let mut frequencies = [0u32; 256];
        let (mut a, mut b) = (1u32, 1u32);
        for f in frequencies.iter_mut().take(45) {
            *f = a;
            (a, b) = (b, a + b);
        }
        assert!(check(&frequencies).is_ok());
    }
}
