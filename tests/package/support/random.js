// Numbers that repeat themselves, the same as those of the crate's generator for the same seed.

const MASK = (1n << 64n) - 1n;

/** SplitMix64, as `src/core/random.rs` has it: a function that gives numbers in [0, 1), of 53 random bits. `seed`: a whole number. */
export function splitMix64(seed) {
  let state = BigInt(seed);
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let bits = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    bits = ((bits ^ (bits >> 27n)) * 0x94d049bb133111ebn) & MASK;
    bits ^= bits >> 31n;
    return Number(bits >> 11n) / 2 ** 53;
  };
}
