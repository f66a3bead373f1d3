// Opens the report and the index of the dictionary with scripts off, then the index with scripts on
// and searches it. Arguments: the two files. Prints what a reader would see, as JSON.
import { chromium } from "playwright-core";

const [report, index] = process.argv.slice(2);
const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  chromiumSandbox: false, args });

async function opened(file, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  return page;
}

const told = { off: {}, on: {} };
let page = await opened(report, false);
told.off.report = {
  figures: await page.locator("table.wide td:visible").count(),
  styled: (await page.locator("table.wide").first().evaluate((one) => getComputedStyle(one).borderCollapse)) === "collapse",
};
page = await opened(index, false);
told.off.index = {
  search: await page.locator("#search").isVisible(),
  rows: await page.locator("tbody tr:visible").count(),
};
page = await opened(index, true);
const search = await page.locator("#search").isVisible();
await page.locator("#wanted").fill("guardianship");
told.on.index = { search, rows: await page.locator("tbody tr:visible").count(),
  areas: await page.locator("section.area:visible").count(), told: await page.locator("#found").textContent() };
await browser.close();
console.log(JSON.stringify(told));
