//! A sliding window against one that remembers every count.

use holdfast_fetch::core::window::Window;
use proptest::prelude::*;

const LENGTH: f64 = 1000.0;

#[derive(Clone, Debug)]
enum Step {
    Add([u32; 3]),
    Wait(f64),
    SetBack(f64),
}

fn steps(set_back: f64) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => prop::array::uniform3(0..100u32).prop_map(Step::Add),
        3 => prop_oneof![0.0..30.0, 0.0..400.0, Just(100.0), Just(900.0), 0.0..5000.0].prop_map(Step::Wait),
        1 => (0.0..=set_back).prop_map(Step::SetBack),
    ];
    prop::collection::vec(step, 1..60)
}

/// Adds up what is younger than `age`. Time is what the clock ran forwards.
fn younger_than(age: f64, time: f64, all: &[(f64, [u32; 3])]) -> [u32; 3] {
    let mut sum = [0; 3];
    for (_, counts) in all.iter().filter(|(at, _)| time - at < age) {
        for (total, count) in sum.iter_mut().zip(counts) {
            *total += count;
        }
    }
    sum
}

fn no_more(less: [u32; 3], more: [u32; 3]) -> bool {
    less.iter().zip(more).all(|(less, more)| *less <= more)
}

/// A clock's rounding, times a few dozen steps.
const FINE: f64 = 1e-6;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_holds_between_nine_tenths_of_its_length_and_all_of_it(steps in steps(0.0), start in -1e9..1e9) {
        let (mut window, mut now, mut all) = (Window::new(LENGTH), start, Vec::new());
        for step in steps {
            match step {
                Step::Add(counts) => {
                    window.add(now, counts);
                    all.push((now, counts));
                }
                Step::Wait(milliseconds) => now += milliseconds,
                Step::SetBack(_) => {}
            }
            let totals = window.totals(now);
            prop_assert!(no_more(younger_than(LENGTH * 0.9 - FINE, now, &all), totals), "{totals:?}");
            prop_assert!(no_more(totals, younger_than(LENGTH + FINE, now, &all)), "{totals:?}");
        }
    }

    #[test]
    fn a_clock_set_back_loses_nothing_and_keeps_nothing_for_ever(steps in steps(LENGTH * 0.8)) {
        let (mut window, mut now, mut time, mut all) = (Window::new(LENGTH), 0.0, 0.0, Vec::new());
        let mut latest: f64 = 0.0;
        for step in steps {
            match step {
                Step::Add(counts) => {
                    window.add(now, counts);
                    all.push((time, counts));
                }
                Step::Wait(milliseconds) => {
                    now += milliseconds;
                    time += milliseconds;
                }
                // Further than this, and time goes on from there.
                Step::SetBack(by) => now = (now - by).max(latest - LENGTH),
            }
            latest = latest.max(now);
            let totals = window.totals(now);
            prop_assert!(no_more(younger_than(LENGTH * 0.9 - FINE, time, &all), totals), "{totals:?}");
        }
        prop_assert_eq!(window.totals(now + 2.0 * LENGTH), [0; 3]);
    }

    #[test]
    fn a_clock_set_back_by_any_time_is_followed(counts in prop::array::uniform3(0..9u32), by in 0.0..1e12) {
        let mut window = Window::new(LENGTH);
        window.add(1e12, counts);
        prop_assert_eq!(window.totals(1e12 - by), counts);
        prop_assert_eq!(window.totals(1e12 - by + 2.0 * LENGTH), [0; 3]);
    }
}
