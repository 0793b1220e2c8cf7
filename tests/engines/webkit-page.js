// A page of WebKitGTK, with the names and meanings of puppeteer's page.

import { writeFile } from "node:fs/promises";
import { By, Key } from "selenium-webdriver";
import { watch } from "./watch.js";

/** Milliseconds. */
const A_WHILE = 500;

export class WebkitPage {
  #session;
  #driver;
  #size;
  #problems = [];

  constructor(session, size) {
    this.#session = session;
    this.#driver = session.driver;
    this.#size = size;
    this.keyboard = {
      down: (key) => this.#keys((actions) => actions.keyDown(keyOf(key))),
      up: (key) => this.#keys((actions) => actions.keyUp(keyOf(key))),
      press: (key) => this.#keys((actions) => actions.sendKeys(keyOf(key))),
      type: (text) => this.#keys((actions) => actions.sendKeys(...text)),
    };
  }

  /**
   * Opens the address in a new window, and closes the old one. WebDriver cannot run anything before the page's own scripts.
   * But a window that a page of the same origin opened keeps its listeners when it comes to its first address.
   */
  async goto(url) {
    const driver = this.#driver;
    await this.#drain();
    await driver.get(new URL("/favicon.ico", url).href);
    const old = await driver.getWindowHandle();
    await driver.executeScript(
      `const page = open(arguments[0], "_blank", "popup");
       page.opener = null;
       (${watch})(page);`,
      url,
    );
    let handles = [];
    await driver.wait(async () => {
      handles = await driver.getAllWindowHandles();
      return handles.length > 1;
    });
    await driver.close();
    await driver.switchTo().window(handles.find((handle) => handle !== old));
    await this.#resize();
    await this.waitForFunction(() => location.href !== "about:blank" && document.readyState === "complete");
  }

  async #resize() {
    const { width, height } = this.#size;
    const around = { width: 0, height: 0 };
    // The first time, to learn what is around the page.
    for (let tries = 0; tries < 2; tries++) {
      await this.#driver
        .manage()
        .window()
        .setRect({ width: width + around.width, height: height + around.height });
      const [innerWidth, innerHeight] = await this.#sizeAtRest(width, height);
      around.width += width - innerWidth;
      around.height += height - innerHeight;
      if (width === innerWidth && height === innerHeight) return;
    }
  }

  /** A window takes its time to change: what is wanted, or else what stays for a while. */
  async #sizeAtRest(width, height) {
    let last = [];
    let since = 0;
    for (;;) {
      const size = await this.evaluate(() => [innerWidth, innerHeight]);
      if (`${size}` === `${[width, height]}`) return size;
      if (`${size}` !== `${last}`) [last, since] = [size, Date.now()];
      else if (Date.now() - since > A_WHILE) return size;
    }
  }

  async evaluate(work, ...args) {
    const { value, error, problems } = await this.#driver.executeScript(
      `const [work, args] = [${work}, [...arguments]];
       (${watch})(window);
       const drained = () => window[Symbol.for("problems")].splice(0);
       return (async () => {
         const value = JSON.stringify(await work(...args));
         return { value, problems: drained() };
       })().catch((error) => ({ error: String(error), problems: drained() }));`,
      ...args,
    );
    this.#problems.push(...problems);
    if (error !== undefined && error !== null) throw new Error(error);
    // WebDriver's own way to send a value loses what is undefined, and refuses what JSON can say.
    return value === undefined || value === null ? undefined : JSON.parse(value);
  }

  $eval(selector, work, ...args) {
    return this.#onElements(
      `(element, ...args) => {
         if (element === null) throw new Error("nothing on the page matches the selector");
         return (${work})(element, ...args);
       }`,
      `document.querySelector(${JSON.stringify(selector)})`,
      args,
    );
  }

  $$eval(selector, work, ...args) {
    return this.#onElements(work, `[...document.querySelectorAll(${JSON.stringify(selector)})]`, args);
  }

  #onElements(work, elements, args) {
    return this.evaluate(`(...args) => (${work})(${elements}, ...args)`, ...args);
  }

  async waitForSelector(selector, { timeout = 30_000 } = {}) {
    await this.#until(`${selector}`, timeout, `() => document.querySelector(${JSON.stringify(selector)}) !== null`);
  }

  async waitForFunction(work, { timeout = 30_000 } = {}, ...args) {
    await this.#until(`${work}`, timeout, `async (...args) => Boolean(await (${work})(...args))`, ...args);
  }

  async #until(what, timeout, work, ...args) {
    await this.#driver.wait(() => this.evaluate(work, ...args), timeout, `waited ${timeout} ms in vain for ${what}`, 20);
  }

  async click(selector) {
    await this.#driver.findElement(By.css(selector)).click();
  }

  async focus(selector) {
    await this.$eval(selector, (element) => element.focus());
  }

  async select(selector, ...values) {
    await this.$eval(
      selector,
      (select, wanted) => {
        for (const option of select.options) option.selected = wanted.includes(option.value);
        select.dispatchEvent(new Event("input", { bubbles: true }));
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
      values,
    );
  }

  async type(selector, text) {
    await this.focus(selector);
    await this.keyboard.type(text);
  }

  async screenshot(path) {
    await writeFile(path, await this.#driver.takeScreenshot(), "base64");
  }

  async problems() {
    await this.#drain();
    return [...this.#problems];
  }

  async #drain() {
    await this.evaluate(() => {});
  }

  async #keys(add) {
    await add(this.#driver.actions()).perform();
  }

  async close() {
    await this.#session.close();
  }
}

/** `KeyA` → a, `ArrowLeft` → WebDriver's code for it. */
function keyOf(name) {
  if (name.length === 1) return name;
  const letter = /^(?:Key|Digit)(.)$/.exec(name);
  if (letter) return letter[1].toLowerCase();
  const key = name === "Backspace" ? Key.BACK_SPACE : Key[name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()];
  if (key === undefined) throw new Error(`WebDriver has no key ${name}`);
  return key;
}
