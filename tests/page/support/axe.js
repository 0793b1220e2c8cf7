// The rules of axe-core on a page as it is at the moment.
import axe from "axe-core";

// As a function, since a page's own content security policy lets no text be run as code.
const inject = new Function(axe.source);

/** @returns {Promise<string[]>} what is wrong, with the elements; nothing, if all is well */
export async function violations(page) {
  await page.evaluate(inject);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ; ")}`);
  });
  return found;
}
