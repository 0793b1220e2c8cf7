// Colours for what is drawn on a canvas, from the same tokens as everything else.

export type Token = "ok" | "refused" | "broken" | "timeout" | "wait-ink" | "wait-ground" | "ink" | "muted" | "line" | "accent";

/** As it is now: read it at each drawing, since light may turn to dark. */
export function colour(token: Token): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

/** Calls the listener when light turns to dark, or back. */
export function onSchemeChange(listener: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}
