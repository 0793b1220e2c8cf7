//! Random UUIDs, for idempotency keys (RFC 9562, section 5.4).

/// A version 4 UUID. The bytes come from outside: the core has no entropy.
pub fn v4(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (position, mut byte) in bytes.into_iter().enumerate() {
        match position {
            6 => byte = byte & 0x0f | 0x40,
            8 => byte = byte & 0x3f | 0x80,
            _ => {}
        }
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.extend(char::from_digit(u32::from(byte >> 4), 16));
        text.extend(char::from_digit(u32::from(byte & 15), 16));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::v4;

    #[test]
    fn version_and_variant_replace_six_bits() {
        assert_eq!(v4([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(v4([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn bytes_keep_their_order() {
        let bytes = std::array::from_fn(|index| index as u8 * 17);
        assert_eq!(v4(bytes), "00112233-4455-4677-8899-aabbccddeeff");
    }
}
