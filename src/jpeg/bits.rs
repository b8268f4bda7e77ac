//! Bits of an entropy-coded segment, read and written with byte stuffing (T.81, F.1.2.3 and F.2.2.5).

use super::error::Error;
use super::marker::{EOI, RST0, next};

/// Reads bits up to the next marker. Past the end it gives zeros and [`BitReader::overrun`] turns true, so that the
/// loops need one check per block and not one per bit.
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, left-aligned; zeros below.
    acc: u64,
    /// How many of them are there; negative when more were taken than there were.
    left: i32,
    /// A marker or the end of the file stands at `at`.
    ended: bool,
}

/// True when one of the eight bytes is 0xFF: the well-known test for a zero byte, on the complement.
const fn has_ff(word: u64) -> bool {
    (!word).wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
}

impl<'a> BitReader<'a> {
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        BitReader { data, at, acc: 0, left: 0, ended: false }
    }

    /// Makes at least 32 bits ready, unless the segment ends before.
    #[inline(always)]
    pub(super) fn ready(&mut self) {
        if self.left < 32 {
            self.refill();
        }
    }

    fn refill(&mut self) {
        if self.ended {
            return;
        }
        if let Some(&chunk) = self.data.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_be_bytes(chunk);
            if !has_ff(word) {
                // The bits of a byte that fits only partly are set now, and set again to the same value next time.
                self.acc |= word >> self.left;
                self.at += (63 - self.left as usize) / 8;
                self.left |= 56;
                return;
            }
        }
        // After a stuffed byte the next byte isn't the neighbour whose bits were set in advance, so these are
        // cleared.
        self.acc &= !(u64::MAX.checked_shr(self.left as u32).unwrap_or(0));
        while self.left <= 56 {
            let step = match self.data.get(self.at..) {
                Some([0xff, 0, ..]) => 2,
                Some([0xff, ..] | []) | None => {
                    self.ended = true;
                    return;
                }
                Some(_) => 1,
            };
            self.acc |= u64::from(self.data[self.at]) << (56 - self.left);
            self.left += 8;
            self.at += step;
        }
    }

    /// The next 16 bits without taking them.
    #[inline(always)]
    pub(super) fn peek16(&self) -> u32 {
        (self.acc >> 48) as u32
    }

    /// Takes `n` bits, 0–32.
    #[inline(always)]
    pub(super) fn skip(&mut self, n: u32) {
        self.acc <<= n;
        self.left -= n as i32;
    }

    /// Takes `n` bits, 1–16, as a number.
    #[inline(always)]
    pub(super) fn take(&mut self, n: u32) -> u32 {
        let value = (self.acc >> (64 - n)) as u32;
        self.skip(n);
        value
    }

    /// Takes one bit.
    #[inline(always)]
    pub(super) fn bit(&mut self) -> bool {
        if self.left < 1 {
            self.refill();
        }
        self.take(1) != 0
    }

    /// Takes a signed number of `n` bits, 1–15 (T.81, F.2.2.1, EXTEND).
    #[inline(always)]
    pub(super) fn signed(&mut self, n: u32) -> i32 {
        let value = self.take(n) as i32;
        if value < 1 << (n - 1) { value - (1 << n) + 1 } else { value }
    }

    /// True when more bits were taken than there were.
    #[inline(always)]
    pub(super) fn overrun(&self) -> bool {
        self.left < 0
    }

    /// Passes the restart marker `number` (0–7), which must stand here.
    pub(super) fn restart(&mut self, number: u8) -> Result<(), Error> {
        self.refill();
        if !self.ended || self.left >= 8 {
            return Err(Error::Corrupt("data left over before a restart marker"));
        }
        match next(self.data, self.at).map(|p| (p, self.data[p + 1])) {
            // Only fill bytes may stand between.
            Some((p, marker)) if self.data[self.at..p].iter().all(|b| *b == 0xff) => {
                if marker == EOI {
                    return Err(Error::Truncated);
                }
                if marker != RST0 + number {
                    return Err(Error::Corrupt("restart markers out of order"));
                }
                *self = BitReader::new(self.data, p + 2);
                Ok(())
            }
            Some(_) => Err(Error::Corrupt("no restart marker where one is due")),
            None => Err(Error::Truncated),
        }
    }

    /// Where to look for the marker after the segment.
    pub(super) fn position(&self) -> usize {
        self.at
    }
}

/// Writes bits with byte stuffing.
pub(super) struct BitWriter {
    pub(super) out: Vec<u8>,
    acc: u64,
    free: u32,
}

impl BitWriter {
    pub(super) fn new(out: Vec<u8>) -> Self {
        BitWriter { out, acc: 0, free: 64 }
    }

    /// Appends the low `n` bits of `bits`, `n` at most 32; the others must be zero.
    #[inline(always)]
    pub(super) fn put(&mut self, bits: u64, n: u32) {
        if n < self.free {
            self.acc = self.acc << n | bits;
            self.free -= n;
        } else {
            let over = n - self.free;
            // `free` is below 64 here, since `n` is.
            self.flush(self.acc << self.free | bits >> over);
            self.acc = bits;
            self.free = 64 - over;
        }
    }

    fn flush(&mut self, word: u64) {
        let bytes = word.to_be_bytes();
        if has_ff(word) {
            bytes.iter().for_each(|b| self.push(*b));
        } else {
            self.out.extend_from_slice(&bytes);
        }
    }

    fn push(&mut self, byte: u8) {
        self.out.push(byte);
        if byte == 0xff {
            self.out.push(0);
        }
    }

    /// Fills the last byte up with ones (T.81, F.1.2.3) and gives the bytes back.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let pad = self.free % 8;
        self.put((1 << pad) - 1, pad);
        let used = (64 - self.free) / 8;
        for i in (0..used).rev() {
            self.push((self.acc >> (8 * i)) as u8);
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(words in prop::collection::vec((any::<u16>(), 1u32..=16), 0..400), ones in any::<bool>()) {
            let cut = |w: u16, n: u32| if ones { (1u64 << n) - 1 } else { u64::from(w) & ((1 << n) - 1) };
            let mut writer = BitWriter::new(Vec::new());
            for &(w, n) in &words {
                writer.put(cut(w, n), n);
            }
            let mut bytes = writer.finish();
            let total: u32 = words.iter().map(|w| w.1).sum();
            bytes.extend([0xff, EOI]);
            let mut reader = BitReader::new(&bytes, 0);
            for &(w, n) in &words {
                reader.ready();
                prop_assert_eq!(u64::from(reader.take(n)), cut(w, n));
            }
            prop_assert!(!reader.overrun());
            reader.ready();
            for _ in 0..(8 - total % 8) % 8 {
                prop_assert!(reader.bit(), "padding is ones");
            }
            prop_assert!(!reader.overrun());
            reader.bit();
            prop_assert!(reader.overrun());
        }
    }
}
