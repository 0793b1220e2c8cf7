//! Every case of `vectors/network-errors.json`: what engines reject with, most of it copied from them.

use holdfast_fetch::core::network_error::{Raised, classify};
use serde_json::Value;

#[test]
fn rejections_are_told_apart_on_every_engine() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/network-errors.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        // A system call that failed has its name beside its code.
        let own = || vec![case["code"].as_str().unwrap_or_default()];
        let calls = case["calls"]
            .as_array()
            .map_or_else(own, |all| all.iter().map(|call| call.as_str().unwrap()).collect());
        let calls = calls.join("\n");
        let text = |field: &str| case.get(field).map_or("", |text| text.as_str().unwrap()).as_bytes();
        let raised = Raised {
            name: text("name"),
            message: text("message"),
            code: text("code"),
            cause_message: text("cause_message"),
            calls: calls.as_bytes(),
        };
        let failure = classify(&raised);
        let unsent = case["unsent"].as_bool().unwrap_or_default();
        assert_eq!(
            (failure.as_str(), failure.is_unsent()),
            (case["failure"].as_str().unwrap(), unsent),
            "{case}"
        );
    }
}
