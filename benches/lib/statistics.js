export const median = (numbers) => quantile(numbers, 0.5);

export const least = (numbers) => Math.min(...numbers);

/** Half of the distance between the quartiles, as a fraction of the median: how far a typical round is off. */
export const spread = (numbers) => (quantile(numbers, 0.75) - quantile(numbers, 0.25)) / 2 / median(numbers);

/** With linear interpolation between neighbours. */
function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
