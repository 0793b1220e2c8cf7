// One golden run again, in slices, as a page does it.

export function repeat({ Fleet }, { policy, scenario }) {
  const fleet = new Fleet(scenario, policy, scenario.seed);
  let slices = 0;
  let before = -1;
  while (!fleet.advance(7_000)) {
    if (!(fleet.progress > before && fleet.progress < 1)) throw new Error(`${fleet.progress} after ${before}`);
    before = fleet.progress;
    slices += 1;
  }
  const outcome = fleet.outcome();
  const series = Object.fromEntries(Object.keys(outcome.series).map((name) => [name, [...fleet.series(name)]]));
  const { progress } = fleet;
  fleet.free();
  return { outcome, series, slices, progress };
}
