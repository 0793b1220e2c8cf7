import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    env: { SCENE: process.env.SCENE },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: process.env.CHROME, args: ["--no-sandbox"] } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
