// uPlot formats numbers in the browser's language, and fails to load where that is none: WebKitGTK in the POSIX locale says "C".

try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en" });
}
