/**
 * Keeps what goes wrong in a window, for engines that do not tell: errors that nobody caught, files that did not load,
 * violations of its content security policy, and what is printed as an error. It runs in the page, so it stands alone.
 */
export function watch(page) {
  const kept = Symbol.for("problems");
  if (page[kept]) return;
  const problems = [];
  page[kept] = problems;
  const keep = (text, url = page.location.href) => problems.push({ text: String(text), url });
  page.addEventListener(
    "error",
    ({ target, message }) => {
      const url = target === page ? undefined : (target.currentSrc ?? target.src ?? target.href);
      keep(target === page ? message : "Failed to load resource", url);
    },
    { capture: true },
  );
  page.addEventListener("unhandledrejection", ({ reason }) => keep(reason));
  page.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    keep(`Content-Security-Policy: ${effectiveDirective} forbids ${blockedURI}`),
  );
  const { error } = page.console;
  page.console.error = (...parts) => {
    keep(parts.join(" "));
    error.apply(page.console, parts);
  };
}
