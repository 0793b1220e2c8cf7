//! Every case of `vectors/network-errors.json`: what engines reject with, most of it copied from them.

use holdfast_fetch::core::network_error::{Raised, classify};
use serde_json::Value;

#[test]
fn rejections_are_told_apart_on_every_engine() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/network-errors.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let text = |field: &str| case.get(field).map_or("", |text| text.as_str().unwrap()).as_bytes();
        let raised = Raised {
            name: text("name"),
            message: text("message"),
            code: text("code"),
            cause_message: text("cause_message"),
        };
        assert_eq!(classify(&raised).as_str(), case["failure"], "{case}");
    }
}
