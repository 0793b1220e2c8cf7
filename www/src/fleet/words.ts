// Numbers in sentences.

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const whole = (value: number): string => GROUPED.format(value);

/** It does not begin a line. */
const UNIT = "\u00a0%";

/** A share as a percentage, with as many digits as tell it from nothing and from all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value}${UNIT}`;
  if (value < 0.1) return `less than 0.1${UNIT}`;
  if (value > 99.9) return `more than 99.9${UNIT}`;
  return `${value < 9.95 || value > 99.05 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)}${UNIT}`;
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
