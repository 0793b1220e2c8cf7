//! The wasm as JavaScript text that compresses well, in the code that unpack.wat reads.
//!
//! Base64 would hide the bytes from gzip and brotli, and cost a third more on the wire. Here a frequent byte is one
//! character, and the texts in the wasm stay readable, since brotli knows many words of JavaScript and English: 2 % more than
//! the wasm itself.

use std::cmp::Reverse;

/// What comes of the wasm.
pub struct Packed {
    /// The bytes that are one character, in the order of these.
    pub singles: Vec<u8>,
    pub text: String,
}

/// The characters that need no escape between double quotes, less the last two. These go before another character, and add
/// this number to its own once or twice.
const SINGLES: usize = 91;

pub fn pack(bytes: &[u8]) -> Packed {
    let order = order_of(bytes);
    let mut numbers = [0; 256];
    for (number, &byte) in order.iter().enumerate() {
        numbers[usize::from(byte)] = number;
    }
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        let number = numbers[usize::from(byte)];
        if number >= SINGLES {
            text.push(char::from(character(SINGLES - 1 + number / SINGLES)));
        }
        text.push(char::from(character(number % SINGLES)));
    }
    Packed { singles: order[..SINGLES].to_vec(), text }
}

/// All bytes by their number: those below [`SINGLES`] are one character.
fn order_of(bytes: &[u8]) -> Vec<u8> {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let mut frequent: Vec<u8> = (0..=255).collect();
    frequent.sort_by_key(|&byte| Reverse(counts[usize::from(byte)]));
    let (frequent, rare) = frequent.split_at_mut(SINGLES);
    frequent.sort();
    rare.sort();
    // A frequent byte that is a character is that character.
    let (texts, others): (Vec<u8>, Vec<u8>) =
        frequent.iter().partition(|byte| characters().any(|c| c == **byte));
    let mut others = others.into_iter();
    let singles =
        characters().filter_map(|byte| if texts.contains(&byte) { Some(byte) } else { others.next() });
    singles.chain(rare.iter().copied()).collect()
}

fn characters() -> impl Iterator<Item = u8> {
    (0..SINGLES).map(character)
}

/// The character of this number: from the space on, without `"` and `\`.
fn character(number: usize) -> u8 {
    let code = b' ' + number as u8;
    let code = if code >= b'"' { code + 1 } else { code };
    if code >= b'\\' { code + 1 } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// unpack.wat, in Rust.
    fn unpack(Packed { singles, text }: &Packed) -> Vec<u8> {
        let rare = (0..=255).filter(|byte| !singles.contains(byte));
        let order: Vec<u8> = singles.iter().copied().chain(rare).collect();
        let mut bytes = Vec::new();
        let mut add = 0;
        for code in text.bytes() {
            let number = (0..93).find(|number| character(*number) == code).unwrap();
            if number < SINGLES {
                bytes.push(order[add + number]);
                add = 0;
            } else {
                add = (number - SINGLES + 1) * SINGLES;
            }
        }
        bytes
    }

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        assert_eq!(unpack(&pack(&all)), all);
        let some = b"retries of \0\xff".to_vec();
        assert_eq!(unpack(&pack(&some)), some);
    }

    #[test]
    fn no_character_needs_an_escape() {
        let all: Vec<u8> = (0..=255).collect();
        assert!(pack(&all).text.bytes().all(|c| (b' '..=b'~').contains(&c) && c != b'"' && c != b'\\'));
    }

    #[test]
    fn frequent_letters_stand_for_themselves() {
        let rare: Vec<u8> = (0..=255).collect();
        let text = "retries of ".repeat(2);
        assert!(pack(&[text.as_bytes(), &rare].concat()).text.starts_with(&text));
    }
}
