//! Every case of `vectors/retry-after.json`, whose reasons stand beside the values.

use holdfast_fetch::core::retry_after;
use serde_json::Value;

#[test]
fn retry_after_means_what_the_vectors_say() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/retry-after.json")).unwrap();
    let now = vectors["now_ms"].as_f64().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let value = case["value"].as_str().unwrap();
        let wait = retry_after::parse(value, now);
        match case["wait_ms_at_least"].as_f64() {
            Some(least) => {
                assert!(wait.is_some_and(|wait| wait >= least && wait.is_finite()), "{case}: {wait:?}")
            }
            None => assert_eq!(wait, case.get("wait_ms").unwrap().as_f64(), "{case}"),
        }
    }
}
