// Work that can wait is done a piece a frame, so that nobody’s click or key waits for all of it.

const queue: (() => void)[] = [];

export function inTurn(...pieces: (() => void)[]): void {
  const isIdle = queue.length === 0;
  queue.push(...pieces);
  if (isIdle) requestAnimationFrame(next);
}

function next(): void {
  const piece = queue.shift();
  // Before it runs: a piece that throws does not hold up the others.
  if (queue.length > 0) requestAnimationFrame(next);
  piece?.();
}
