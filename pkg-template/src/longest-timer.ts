/** The longest time that a timer can hold, 2^31 - 1 ms (24.8 days): browsers and Node fire at once where it is set for longer. */
export const LONGEST_TIMER = 2147483647;
