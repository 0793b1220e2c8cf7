//! Every case of `vectors/rate-limit.json`, whose reasons stand beside the values.

use holdfast_fetch::core::rate_limit;
use serde_json::Value;

#[test]
fn rate_limit_means_what_the_vectors_say() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/rate-limit.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let wait = rate_limit::wait(case["value"].as_str().unwrap());
        match case["wait_ms_at_least"].as_f64() {
            Some(least) => {
                assert!(wait.is_some_and(|wait| wait >= least && wait.is_finite()), "{case}: {wait:?}")
            }
            None => assert_eq!(wait, case.get("wait_ms").unwrap().as_f64(), "{case}"),
        }
    }
}
