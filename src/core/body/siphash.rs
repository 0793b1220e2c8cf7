//! SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012), fed in pieces.
//!
//! Keyed instead of collision-resistant: whoever writes two bodies that are to have one sum cannot aim at a key that never
//! leaves the process, and SHA-256 would be 2 to 3 kB more.

/// A hash that is being fed.
#[derive(Clone, Copy)]
pub struct SipHash {
    v0: u64,
    v1: u64,
    v2: u64,
    v3: u64,
    /// What is not a block yet. Its first byte is the lowest.
    tail: u64,
    length: u64,
}

/// 128 bits.
pub type Sum = [u64; 2];

impl SipHash {
    /// With a key of 128 random bits; of its bytes, the first is the lowest of the first number.
    pub const fn new([low, high]: [u64; 2]) -> Self {
        SipHash {
            v0: low ^ 0x736f_6d65_7073_6575,
            v1: high ^ 0x646f_7261_6e64_6f6d ^ 0xee,
            v2: low ^ 0x6c79_6765_6e65_7261,
            v3: high ^ 0x7465_6462_7974_6573,
            tail: 0,
            length: 0,
        }
    }

    /// The sum of one text.
    pub fn of(key: [u64; 2], text: &[u8]) -> Sum {
        let mut hash = SipHash::new(key);
        hash.write(text);
        hash.sum()
    }

    /// Feeds it. How the bytes are cut into pieces makes no difference.
    pub fn write(&mut self, bytes: &[u8]) {
        let open = (self.length & 7) as usize;
        self.length = self.length.wrapping_add(bytes.len() as u64);
        let mut rest = bytes;
        if open > 0 {
            let filled = bytes.len().min(8_usize.saturating_sub(open));
            let (first, others) = bytes.split_at_checked(filled).unwrap_or_default();
            self.tail |= low_first(first) << ((open as u32).wrapping_mul(8) & 63);
            if open.saturating_add(filled) < 8 {
                return;
            }
            self.absorb(self.tail);
            rest = others;
        }
        // By a copy: the compiler keeps its numbers out of memory.
        let mut hash = *self;
        let (blocks, last) = rest.as_chunks::<8>();
        for block in blocks {
            hash.block(u64::from_le_bytes(*block));
        }
        *self = hash;
        self.tail = low_first(last);
    }

    /// The sum of what it was fed so far.
    pub fn sum(&self) -> Sum {
        let mut hash = *self;
        hash.absorb(self.tail | (self.length << 56));
        hash.v2 ^= 0xee;
        let first = hash.finish();
        hash.v1 ^= 0xdd;
        [first, hash.finish()]
    }

    fn finish(&mut self) -> u64 {
        for _ in 0..4 {
            self.round();
        }
        self.v0 ^ self.v1 ^ self.v2 ^ self.v3
    }

    /// Outside of the loop, where it need not be fast.
    #[inline(never)]
    fn absorb(&mut self, block: u64) {
        self.block(block);
    }

    // In the loop, though the rest of the module is as small as can be: twice as fast, or more.
    #[inline(always)]
    fn block(&mut self, block: u64) {
        self.v3 ^= block;
        self.round();
        self.round();
        self.v0 ^= block;
    }

    #[inline(always)]
    fn round(&mut self) {
        self.v0 = self.v0.wrapping_add(self.v1);
        self.v2 = self.v2.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(13) ^ self.v0;
        self.v3 = self.v3.rotate_left(16) ^ self.v2;
        self.v0 = self.v0.rotate_left(32);
        self.v2 = self.v2.wrapping_add(self.v1);
        self.v0 = self.v0.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(17) ^ self.v2;
        self.v3 = self.v3.rotate_left(21) ^ self.v0;
        self.v2 = self.v2.rotate_left(32);
    }
}

/// Up to eight bytes as a number, the first one lowest.
fn low_first(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of the reference's vectors: bytes 00 01 02 … 0f.
    const KEY: [u64; 2] = [0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908];

    fn hex(sum: Sum) -> String {
        sum.iter().flat_map(|half| half.to_le_bytes()).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The reference's vectors, of the texts 00 01 02 … of these lengths: every length of the last block.
    const VECTORS: [(usize, &str); 11] = [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (55, "67f14984c7da791248e32bb5922583da"),
        (56, "1938f2cf72d54ee97e94166fa91d2a36"),
        (57, "74481e9646ed49fe0f6224301604698e"),
        (58, "57fca5de98a9d6d8006438d0583d8a1d"),
        (59, "9fecde1cefdc1cbed4763674d9575359"),
        (60, "e3040c00eb28f15366ca73cbd872e740"),
        (61, "7697009a6a831dfecca91c5993670f7a"),
        (62, "5853542321f567a005d547a4f04759bd"),
        (63, "5150d1772f50834a503e069a973fbd7c"),
    ];

    #[test]
    fn the_vectors_of_the_reference_agree() {
        for (length, expected) in VECTORS {
            let text: Vec<u8> = (0..length as u8).collect();
            assert_eq!(hex(SipHash::of(KEY, &text)), expected, "{length}");
        }
    }

    #[test]
    fn pieces_make_no_difference() {
        let text: Vec<u8> = (0..=255).collect();
        let expected = SipHash::of(KEY, &text);
        for piece in 1..40 {
            let mut hash = SipHash::new(KEY);
            text.chunks(piece).for_each(|bytes| hash.write(bytes));
            assert_eq!(hash.sum(), expected, "{piece}");
        }
    }

    #[test]
    fn another_key_makes_another_sum() {
        assert_ne!(SipHash::of([1, 2], b"text"), SipHash::of([1, 3], b"text"));
        assert_ne!(SipHash::of([1, 2], b"text"), SipHash::of([0, 2], b"text"));
    }
}
