//! The wasm as JavaScript text, in the code that pkg-template/unpack.js reads and explains.

/// One character for bytes below 86, two for the others. None of them needs an escape between double quotes.
pub fn pack(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3);
    for &byte in bytes {
        match byte / 86 {
            0 => {}
            1 => text.push('{'),
            _ => text.push('|'),
        }
        text.push(match b'#' + byte % 86 {
            b'\\' => '!',
            code => char::from(code),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::pack;

    /// unpack.js, in Rust.
    fn unpack(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut add = 0;
        for code in text.bytes() {
            if code > 122 {
                add = (code - 122) * 86;
            } else {
                bytes.push(add + (if code == b'!' { b'\\' } else { code } - 35));
                add = 0;
            }
        }
        bytes
    }

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        assert_eq!(unpack(&pack(&all)), all);
    }

    #[test]
    fn no_character_needs_an_escape() {
        let all: Vec<u8> = (0..=255).collect();
        assert!(pack(&all).chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\'));
    }
}
