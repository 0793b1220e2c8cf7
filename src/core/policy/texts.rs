//! The texts of a policy. Decisions need none of them.

use super::Policy;

impl Policy {
    /// The text at a place: a list of UTF-16 units.
    pub fn text(&self, place: f64) -> String {
        let units = self.list(place).iter().map(|unit| *unit as u16);
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    /// The texts at a place, which are joined by commas.
    pub fn texts(&self, place: f64) -> Vec<String> {
        let mut texts = Vec::new();
        let mut text = String::new();
        for character in self.text(place).chars() {
            if character == ',' {
                texts.push(std::mem::take(&mut text));
            } else {
                text.push(character);
            }
        }
        if !text.is_empty() {
            texts.push(text);
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::policy::cells::CELLS;

    #[test]
    fn texts_are_utf_16() {
        let place = CELLS as f64;
        let mut block = vec![0.0; CELLS];
        block.push(6.0);
        block.extend("a,x-é😀".encode_utf16().map(f64::from));
        let policy = Policy::from_block(&block);
        assert_eq!(policy.text(place), "a,x-é\u{fffd}", "the length cuts the last character in half");
        assert_eq!(policy.texts(place), ["a", "x-é\u{fffd}"]);
        assert_eq!((policy.text(0.0), policy.texts(0.0)), (String::new(), Vec::new()));
    }
}
