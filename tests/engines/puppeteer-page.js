// A page of Chromium or Firefox: the part of puppeteer's page that all three engines have.

export class PuppeteerPage {
  #context;
  #problems = [];

  /** In a context of its own: no page sees another's storage or cache. */
  static async in(browser, { width, height }) {
    const context = await browser.createBrowserContext();
    const puppeteer = await context.newPage();
    await puppeteer.setViewport({ width, height });
    return new PuppeteerPage(context, puppeteer);
  }

  constructor(context, puppeteer) {
    this.#context = context;
    /** For what one engine alone can do; a test that uses it is skipped in the others. */
    this.puppeteer = puppeteer;
    this.keyboard = puppeteer.keyboard;
    puppeteer.on("pageerror", (error) => this.#problems.push({ text: error.message ?? String(error), url: puppeteer.url() }));
    puppeteer.on("console", (message) => {
      if (message.type() === "error") this.#problems.push({ text: message.text(), url: message.location().url ?? "" });
    });
  }

  async goto(url) {
    await this.puppeteer.goto(url);
  }

  evaluate(work, ...args) {
    return this.puppeteer.evaluate(work, ...args).then(asJson);
  }

  $eval(selector, work, ...args) {
    return this.puppeteer.$eval(selector, work, ...args).then(asJson);
  }

  $$eval(selector, work, ...args) {
    return this.puppeteer.$$eval(selector, work, ...args).then(asJson);
  }

  async waitForSelector(selector, { timeout = 30_000 } = {}) {
    await this.puppeteer.waitForSelector(selector, { timeout });
  }

  async waitForFunction(work, { timeout = 30_000 } = {}, ...args) {
    await this.puppeteer.waitForFunction(work, { timeout }, ...args);
  }

  async click(selector) {
    await this.puppeteer.click(selector);
  }

  async focus(selector) {
    await this.puppeteer.focus(selector);
  }

  async select(selector, ...values) {
    await this.puppeteer.select(selector, ...values);
  }

  async type(selector, text) {
    await this.puppeteer.type(selector, text);
  }

  async screenshot(path) {
    await this.puppeteer.screenshot({ path });
  }

  async problems() {
    return [...this.#problems];
  }

  async close() {
    await this.#context.close();
  }
}

// Firefox keeps properties that are undefined, the others drop them.
const asJson = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
