//! The wasm as JavaScript text that compresses well, in the code that unpack.wat reads.
//!
//! Base64 would hide the bytes from gzip and brotli, and cost a third more on the wire. Here a frequent byte is one
//! character, and the texts in the wasm stay readable, since brotli knows many words of JavaScript and English: 2 % more than
//! the wasm itself.

/// The characters that stand for the bytes from 0 on, which are the most frequent ones without a character of their own. They are
/// those that themselves are rare in WebAssembly, in the order of their codes: any other order compresses worse.
pub const LOWEST: &[u8; 18] = b"%&'13=>JQVWYZ[]^z{";

/// The characters that need no escape between double quotes, less the last two. These go before another character, and add
/// this number to its own once or twice.
const SINGLES: usize = 91;

pub fn pack(bytes: &[u8]) -> String {
    let mut numbers = [0; 256];
    for (number, byte) in order().into_iter().enumerate() {
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
    text
}

/// All bytes by their number: those below [`SINGLES`] are one character.
fn order() -> Vec<u8> {
    let single =
        |character| LOWEST.iter().position(|low| *low == character).map_or(character, |byte| byte as u8);
    let singles: Vec<u8> = (0..SINGLES).map(|number| single(character(number))).collect();
    let others = (0..=255).filter(|byte| !singles.contains(byte));
    singles.iter().copied().chain(others).collect()
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
    fn unpack(text: &str) -> Vec<u8> {
        let order = order();
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
        assert!(pack(&all).bytes().all(|c| (b' '..=b'~').contains(&c) && c != b'"' && c != b'\\'));
    }

    #[test]
    fn letters_stand_for_themselves() {
        assert_eq!(pack(b"retries of "), "retries of ");
    }
}
