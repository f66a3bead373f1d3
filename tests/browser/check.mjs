// Opens pages in headless Chromium and prints what axe-core finds, as JSON: rules of WCAG 2.2 AA
// and best practices, at a wide and a narrow width; what the page asked of others, what its own
// security policy refused, images that did not come, how wide it is. Arguments: files.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  chromiumSandbox: false, args });
const told = [];
for (const name of process.argv.slice(2)) {
  for (const width of [1280, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const outside = [], refused = [];
    page.on("console", (message) => { if (message.type() === "error") refused.push(message.text()); });
    page.on("request", (request) => { if (!request.url().startsWith("file:")) outside.push(request.url()); });
    await page.goto(`file://${name}`);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      return {
        violations: result.violations.map((one) => ({ id: one.id, help: one.help,
          nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 300)), number: one.nodes.length })),
        incomplete: result.incomplete.map((one) => one.id),
        passes: result.passes.map((one) => one.id),
      };
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    const unseen = await page.evaluate(() => [...document.images].filter((one) => !one.naturalWidth).length);
    told.push({ name, width, outside, refused, unseen, wide, ...found });
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(told));
