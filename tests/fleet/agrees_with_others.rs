//! Two published simulations, made again: ours finds what their authors found.

use holdfast_fetch::core::policy::cells::Spread;
use holdfast_fetch::fleet::contention::{Waiting, contend};
use holdfast_fetch::fleet::unreliable::{Retrying, fail_at_random};

/// The authors' program, run with its own settings: writes, and milliseconds until all were done.
#[test]
fn exponential_backoff_and_jitter() {
    let waits = [
        Waiting::None,
        Waiting::Backoff(Spread::NONE),
        Waiting::Backoff(Spread::EQUAL),
        Waiting::Backoff(Spread::FULL),
        Waiting::Backoff(Spread::DECORRELATED),
    ];
    let published = [
        (10, [(50.0, 382.0), (51.0, 3590.0), (42.0, 732.0), (38.0, 465.0), (37.0, 434.0)]),
        (50, [(690.0, 1145.0), (620.0, 35_971.0), (346.0, 4215.0), (332.0, 2842.0), (375.0, 2277.0)]),
        (100, [(2421.0, 2026.0), (1860.0, 63_572.0), (812.0, 6619.0), (795.0, 4925.0), (1000.0, 4576.0)]),
    ];
    let runs = 100;
    for (clients, figures) in published {
        for (waiting, (calls, time)) in waits.into_iter().zip(figures) {
            let all: Vec<_> = (0..runs).map(|seed| contend(clients, waiting, seed)).collect();
            let mean = |of: fn(&_) -> f64| all.iter().map(of).sum::<f64>() / runs as f64;
            let (our_calls, our_time) = (mean(|run| run.calls), mean(|run| run.time));
            // Both are means of 100 runs: calls vary by 2 % then, times by up to 6 %.
            assert!((our_calls / calls - 1.0).abs() < 0.06, "{clients} {waiting:?}: {our_calls} calls");
            assert!((our_time / time - 1.0).abs() < 0.15, "{clients} {waiting:?}: {our_time} ms");
        }
    }
}

/// Good ends and attempts of each call, of one run of the author's program.
#[test]
fn token_buckets_and_circuit_breakers() {
    let ways = [
        Retrying::Times(0),
        Retrying::Times(3),
        Retrying::Tokens { ratio: 0.1, cap: 5.0 },
        Retrying::Breaker(0.1),
    ];
    let published = [
        (0.01, [(0.990, 1.0), (1.0, 1.011), (1.0, 1.010), (0.9996, 1.009)]),
        (0.10, [(0.896, 1.0), (0.9999, 1.107), (0.986, 1.097), (0.934, 1.037)]),
        (0.20, [(0.802, 1.0), (0.998, 1.250), (0.883, 1.112), (0.804, 1.001)]),
        (0.50, [(0.501, 1.0), (0.937, 1.874), (0.562, 1.114), (0.502, 1.0)]),
        (0.75, [(0.250, 1.0), (0.681, 2.736), (0.281, 1.114), (0.250, 1.0)]),
    ];
    for (failing, figures) in published {
        for (retrying, (good, load)) in ways.into_iter().zip(figures) {
            let run = fail_at_random(failing, retrying, 1);
            assert!((run.good - good).abs() < 0.015, "{failing} {retrying:?}: {run:?}");
            assert!((run.load / load - 1.0).abs() < 0.015, "{failing} {retrying:?}: {run:?}");
        }
    }
}

/// Attempts of a call with n retries are a geometric sum, and a bucket adds no more than it is filled with.
#[test]
fn what_can_be_reckoned() {
    for failing in [0.1, 0.5, 0.9f64] {
        for retries in 0..6 {
            let run = fail_at_random(failing, Retrying::Times(retries), 2);
            let expected = (1.0 - failing.powi(retries as i32 + 1)) / (1.0 - failing);
            assert!((run.load / expected - 1.0).abs() < 0.02, "{failing} {retries}: {run:?}");
        }
    }
    let run = fail_at_random(1.0, Retrying::Tokens { ratio: 0.1, cap: 5.0 }, 3);
    assert_eq!(run.good, 0.0);
    assert!(run.load > 1.1 && run.load <= 1.0 + 0.1 + 5.0 / 300.0, "{run:?}");
}
