// The origin of an address: what calls share, they share by it.
import { base } from "./address.js";

/** The origin of an address; the scheme where there is none; nothing where there is no address. */
export function originOf(address: string | undefined): string {
  if (address === undefined) return "";
  try {
    const { origin, protocol } = new URL(address, base());
    return origin === "null" ? protocol : origin;
  } catch {
    return "";
  }
}
