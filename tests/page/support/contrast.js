// WCAG 2 contrast of every visible text on a page, measured from computed styles.

/** @returns {Promise<{ text: string, ratio: number }[]>} */
export function contrasts(page) {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });

    // The platform's own painting reads every colour notation and blends what is transparent.
    function paint(colors) {
      context.clearRect(0, 0, 1, 1);
      for (const color of colors) {
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }

    function luminance(channels) {
      const [r, g, b] = channels.map((channel) => {
        const value = channel / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }

    function backgrounds(element) {
      const colors = [];
      for (let at = element; at !== null; at = at.parentElement) colors.unshift(getComputedStyle(at).backgroundColor);
      return colors;
    }

    const results = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent.trim();
      // WCAG 1.4.3 exempts inactive controls; what is not rendered has no contrast.
      if (text === "" || !element.checkVisibility() || element.closest(":disabled, label:has(:disabled), noscript")) continue;
      const ground = backgrounds(element);
      const front = luminance(paint([...ground, getComputedStyle(element).color]));
      const back = luminance(paint(ground));
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      results.push({ text: text.slice(0, 40), ratio: Math.round(ratio * 100) / 100 });
    }
    return results;
  });
}
