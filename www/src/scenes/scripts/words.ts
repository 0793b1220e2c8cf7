// Numbers in the sentences of scenes.

import { count, ms } from "../../shared/format.js";
import type { Summary } from "../summary.js";

export const seconds = (time: number): string => ms(Math.round(time / 100) * 100);

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `7 of 8 calls succeeded` */
export function successes({ succeeded, calls }: Summary): string {
  if (calls === 1) return succeeded === 1 ? "The call succeeded" : "The call failed";
  return `${succeeded} of ${calls} calls succeeded`;
}

export const requests = (n: number): string => count(n, "request");
