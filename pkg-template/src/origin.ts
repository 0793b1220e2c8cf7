// The origin of an address: what calls share, they share by it.
import { base } from "./address.js";

// What addresses begin with tells their origin, and to look that up costs a fifth of what parsing an address does.
const known = /* @__PURE__ */ new Map<string, string>();
const MOST = 1000;

/** The origin of an address; the scheme where there is none; nothing where there is no address. */
export function originOf(address: string | undefined): string {
  if (address === undefined) return "";
  const beginning = beginningOf(isPath(address) ? (base() ?? address) : address);
  const origin = known.get(beginning);
  return origin ?? parsed(address, beginning);
}

function parsed(address: string, beginning: string): string {
  try {
    const { origin, protocol } = new URL(address, base());
    if (isWhole(beginning)) {
      if (known.size >= MOST) known.clear();
      known.set(beginning, origin);
    }
    return origin === "null" ? protocol : origin;
  } catch {
    return "";
  }
}

// Of the same server as the page.
function isPath(address: string): boolean {
  return address[0] === "/" && address[1] !== "/" && address[1] !== "\\";
}

// Up to the path.
function beginningOf(address: string): string {
  const path = address.indexOf("/", 8);
  return path < 0 ? address : address.slice(0, path);
}

// A web address up to its path, with nothing else that ends the host. Here is no pattern: one that V8 compiles where the stack is
// nearly full ends the whole process.
function isWhole(beginning: string): boolean {
  const scheme = beginning.slice(0, 8).toLowerCase();
  const host = scheme === "https://" ? 8 : scheme.startsWith("http://") ? 7 : 0;
  if (host === 0 || host === beginning.length) return false;
  for (let at = host; at < beginning.length; at++) if ("/?#\\".includes(beginning[at] as string)) return false;
  return true;
}
