//! The last bytes that were delivered, to hold against those that a range begins with.

/// So many bytes before the cut are asked for again.
///
/// They tell a server whose tag stays while its bytes change, and keep the range satisfiable: where all bytes came but not
/// the end, a range that began there would be refused with 416, as one of a body that has become shorter.
pub const OVERLAP: usize = 1024;

/// The last bytes, in a ring.
#[derive(Clone)]
pub struct Tail([u8; OVERLAP]);

impl Tail {
    /// Nothing yet.
    pub const EMPTY: Tail = Tail([0; OVERLAP]);

    /// Keeps what is delivered from the byte `at` on.
    pub fn keep(&mut self, at: f64, bytes: &[u8]) {
        let skipped = bytes.len().saturating_sub(OVERLAP);
        let mut place = place(at).wrapping_add(skipped);
        for byte in bytes.iter().skip(skipped) {
            if let Some(kept) = self.0.get_mut(place % OVERLAP) {
                *kept = *byte;
            }
            place = place.wrapping_add(1);
        }
    }

    /// Are these the bytes from `at` on? Only for such as are kept still.
    pub fn holds(&self, at: f64, bytes: &[u8]) -> bool {
        let mut place = place(at);
        bytes.iter().all(|byte| {
            let kept = self.0.get(place % OVERLAP);
            place = place.wrapping_add(1);
            kept == Some(byte)
        })
    }
}

fn place(at: f64) -> usize {
    at as u64 as usize % OVERLAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_are_kept_whatever_the_pieces() {
        let all: Vec<u8> = (0..2500u32).map(|number| (number * 7 / 3) as u8).collect();
        for piece in [1, 3, 1000, 1024, 1025, 4096] {
            let (mut tail, mut at) = (Tail::EMPTY, 0);
            for bytes in all.chunks(piece) {
                tail.keep(at as f64, bytes);
                at += bytes.len();
                let kept = at.saturating_sub(OVERLAP);
                assert!(tail.holds(kept as f64, &all[kept..at]), "{piece} {at}");
                for wrong in [kept, at - 1] {
                    let mut other = all[kept..at].to_vec();
                    other[wrong - kept] ^= 1;
                    assert!(!tail.holds(kept as f64, &other), "{piece} {at} {wrong}");
                }
            }
        }
    }
}
