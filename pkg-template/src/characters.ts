// What texts are made of, found out without patterns: an engine compiles a pattern when it is first used, and V8 ends the process
// where the stack has no room for that. These are used wherever a caller's code may recurse: by whatever reads policies and requests.

/** Is it printable ASCII all through, and not empty? */
export function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return text.length > 0;
}

/** Does every character of it stand in `allowed`? An empty text has none. */
export function isOf(text: string, allowed: string): boolean {
  for (const character of text) if (!allowed.includes(character)) return false;
  return text.length > 0;
}

export const DIGITS = "0123456789";
