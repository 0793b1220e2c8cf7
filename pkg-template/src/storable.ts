// What of an answer may be kept for a day when there is none, and for how long (RFC 9111, RFC 5861 4).
//
// What somebody has signed in for is not for the next one who sits here. By what headers a server knows its users cannot be told from
// here, so only those count as nobody's that are known to speak of a browser, or of what it asks for.

// Those that begin with sec- are what service workers find in the requests of a browser.
const IMPERSONAL =
  /^(accept(-\w+)*|user-agent|save-data|dpr|(viewport-)?width|sec-((ch|fetch)-.+|gpc|purpose)|if-none-match|if-modified-since)$/;

// What the platform adds to a request by itself: from which page it comes, and what it would send.
const OF_PAGE = /^(origin|access-control-request-(method|headers))$/;

/** Does a request with a header of this name, in lower case, speak for nobody? */
export function isImpersonal(name: string): boolean {
  return IMPERSONAL.test(name);
}

/**
 * May an answer be kept? Its Cache-Control has to say so, and its Vary must not name what tells users apart: cookies and credentials
 * are added where no script sees them.
 */
export function isStorable(cacheControl: string, vary: string): boolean {
  const told = directives(cacheControl);
  const isAllowed = ["public", "max-age", "s-maxage", "stale-if-error"].some((name) => told.has(name));
  const isForbidden = ["no-store", "no-cache", "private", "must-revalidate", "proxy-revalidate"].some((name) => told.has(name));
  const isForAll = vary.split(",").every((name) => /^\s*$/.test(name) || isOfAll(name.trim().toLowerCase()));
  return isAllowed && !isForbidden && isForAll;
}

function isOfAll(name: string): boolean {
  return IMPERSONAL.test(name) || OF_PAGE.test(name);
}

/** The age in milliseconds until which it may be given, by its own word. */
export function longestAge(cacheControl: string): number {
  const told = directives(cacheControl);
  const stale = told.get("stale-if-error");
  return stale === undefined ? Number.POSITIVE_INFINITY : (seconds(stale) + seconds(told.get("max-age"))) * 1000;
}

function seconds(value: string | undefined): number {
  return /^\d+$/.test(value ?? "") ? Number(value) : 0;
}

// Names in lower case, with their values; commas within quotes separate nothing (RFC 9111 5.2).
function directives(cacheControl: string): Map<string, string> {
  const told = new Map<string, string>();
  for (const [, name = "", quoted, plain = ""] of cacheControl.matchAll(
    /([^\s,=;"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g,
  )) {
    told.set(name.toLowerCase(), quoted ?? plain);
  }
  return told;
}
