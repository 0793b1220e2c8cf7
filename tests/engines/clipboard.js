/** What the clipboard holds, by pasting it: reading it by script asks the user in some engines. The page gets the focus back. */
export async function clipboard(page) {
  await page.evaluate(() => {
    window.focusedBefore = document.activeElement;
    document.body.append(Object.assign(document.createElement("textarea"), { id: "pasted" }));
  });
  await page.focus("#pasted");
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyV");
  await page.keyboard.up("Control");
  await page.waitForFunction(() => document.querySelector("#pasted").value !== "");
  return page.$eval("#pasted", (area) => {
    area.remove();
    window.focusedBefore?.focus();
    return area.value;
  });
}
