// SPDX-License-Identifier: Apache-2.0
//
// judge.mjs PAGES CHROMIUM [PICTURES]: looks at every page of a folder as its reader would: nothing is fetched, nothing fails,
// charts are drawn, the keyboard reaches everything, colours and paper work. PICTURES: where the README's pictures go.
import assert from "node:assert/strict";
import {readdirSync, readFileSync, statSync} from "node:fs";
import {join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const [pages, executablePath, pictures] = process.argv.slice(2);
const MOST_LOAD_MS = process.env.SLUICE_SLOW_MACHINE ? 10000 : 1000;
const MOST_BYTES = 3e6;
const MOST_PICTURE_BYTES = 250e3;
const browser = await chromium.launch({executablePath, args: ["--no-sandbox", "--disable-gpu"]});
let passed = 0;

async function check(name, body) {
  try {
    await body();
    ++passed;
  } catch (fault) {
    console.error(`FAILED: ${name}\n  ${fault.stack ?? fault}`);
    process.exitCode = 1;
  }
}

// The page, with all that went wrong and all that was asked for while it was looked at.
async function open(file, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const seen = {faults: [], requests: []};
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && seen.faults.push(message.text()),
  );
  page.on("pageerror", (error) => seen.faults.push(String(error)));
  const url = pathToFileURL(resolve(pages, file)).href;
  page.on(
    "request",
    (request) =>
      request.url() !== url &&
      !request.url().startsWith("data:") &&
      seen.requests.push(request.url()),
  );
  await page.goto("about:blank");
  const began = performance.now();
  await page.goto(url);
  await page.waitForSelector("html[data-ready]", {timeout: 20000, state: "attached"});
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  return {page, seen, ms: performance.now() - began, close: () => context.close()};
}

const canvases = (page) =>
  page.$$eval(".plot canvas", (all) =>
    all.map((canvas) => {
      const {width, height} = canvas.getBoundingClientRect();
      // A copy: reading the canvas itself makes the browser warn.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {
        willReadFrequently: true,
      });
      copy.drawImage(canvas, 0, 0);
      const dots = copy.getImageData(0, 0, canvas.width, canvas.height).data;
      let drawn = 0;
      for (let i = 3; i < dots.length; i += 4) if (dots[i] > 0) ++drawn;
      return {
        id: canvas.closest("section").id,
        width,
        height,
        drawn,
        sum: dots.reduce((sum, dot) => sum + dot, 0),
      };
    }),
  );
const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent);
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function judgeAnyPage(file) {
  const {page, seen, close} = await open(file);
  await check(`${file}: nothing fails`, () => assert.deepEqual(seen.faults, []));
  await check(`${file}: nothing is fetched`, () => assert.deepEqual(seen.requests, []));
  await check(`${file}: is small enough`, () =>
    assert.ok(statSync(join(pages, file)).size <= MOST_BYTES),
  );
  await check(`${file}: every chart is drawn and every card says something`, async () => {
    for (const chart of await canvases(page))
      assert.ok(
        chart.width > 150 && chart.height > 100 && chart.drawn > 300,
        JSON.stringify(chart),
      );
    const silent = await page.$$eval("main > section", (all) =>
      all.filter((card) => !card.querySelector(".plot, table, .empty")).map((card) => card.id),
    );
    assert.deepEqual(silent, []);
  });
  await check(`${file}: no figure is NaN, undefined or null`, async () =>
    assert.doesNotMatch(
      await page.evaluate(() => document.querySelector(".page").innerText),
      /\b(NaN|undefined|null|Infinity)\b/,
    ),
  );
  await check(`${file}: everything has a name`, async () => {
    const nameless = await page.$$eval("button, .plot, table, section, input", (all) =>
      all
        .filter(
          (element) =>
            !(
              element.getAttribute("aria-label") ||
              element.getAttribute("aria-labelledby") ||
              element.labels?.length ||
              element.caption ||
              element.textContent.trim()
            ),
        )
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(nameless, []);
  });
  for (const width of [360, 768, 1920])
    await check(`${file}: fits into ${width} pixels`, async () => {
      await page.setViewportSize({width, height: 800});
      await page.waitForTimeout(60);
      assert.ok((await overflow(page)) <= 0, `${await overflow(page)} pixels too wide`);
    });
  await check(`${file}: prints`, async () => {
    const pdf = (await page.pdf({format: "A4"})).toString("latin1");
    const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(sheets >= 1 && sheets <= 40, `${sheets} pages`);
  });
  await check(`${file}: still nothing fails`, () =>
    assert.deepEqual([...seen.faults, ...seen.requests], []),
  );
  await close();
}

async function judgeHostilePage() {
  const {page, close} = await open("hostile.html");
  await check("hostile text stays text", async () => {
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    assert.deepEqual(
      await page.$$eval("img, iframe, svg, object, embed, form", (all) =>
        all.map((element) => element.outerHTML),
      ),
      [],
    );
    assert.equal(await page.evaluate(() => document.scripts.length), 2);
    assert.match(await textOf(page, "h1"), /<script>hacked = 1<\/script>/);
    assert.match(await textOf(page, "#trades tbody"), /<img src=x onerror="hacked=1">/);
  });
  await check("a script that slips in is not run", async () => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "hacked = 2";
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  });
  await close();
}

async function judgeKeyboard(page) {
  const when = (id) => textOf(page, `#${id} .when`);
  const zoomed = () => page.evaluate(() => document.body.classList.contains("zoomed"));
  await check("arrow keys move the cursor of every chart", async () => {
    await page.focus("#equity .plot");
    await page.keyboard.press("Home");
    await page.waitForTimeout(50);
    const first = await when("equity");
    assert.equal(first, "1990-12-31");
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(50);
    assert.equal(await when("equity"), "1991-01-02");
    assert.equal(await when("drawdown"), "1991-01-02");
    assert.equal(await page.getAttribute("#equity .readout", "aria-live"), "polite");
    await page.keyboard.press("End");
    await page.waitForTimeout(50);
    assert.equal(await when("drawdown"), "2001-01-02");
  });
  await check("plus and minus zoom every chart, 0 shows all", async () => {
    const before = await canvases(page);
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    await page.waitForTimeout(80);
    assert.ok(await zoomed());
    const after = await canvases(page);
    for (const id of ["equity", "drawdown", "exposure", "turnover"])
      assert.notEqual(
        after.find((chart) => chart.id === id).sum,
        before.find((chart) => chart.id === id).sum,
        id,
      );
    await page.keyboard.press("0");
    await page.waitForTimeout(80);
    assert.ok(!(await zoomed()));
  });
  await check("dragging zooms, too", async () => {
    const over = await page.$("#drawdown .u-over");
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40, {steps: 4});
    await page.mouse.up();
    await page.waitForTimeout(80);
    assert.ok(await zoomed());
    await page.click(".show-all");
    assert.ok(!(await zoomed()));
  });
  await check("tables are sorted and filtered from the keyboard", async () => {
    const cells = (column) =>
      page.$$eval(
        "#trades tbody tr",
        (rows, at) => rows.map((row) => row.cells[at].textContent),
        column,
      );
    const before = await cells(0);
    await page.focus("#trades thead th:nth-child(7) button");
    await page.keyboard.press("Enter");
    assert.equal(
      await page.getAttribute("#trades thead th:nth-child(7)", "aria-sort"),
      "descending",
    );
    const worth = (await cells(6)).map((text) => Number(text.replaceAll(",", "")));
    assert.deepEqual(
      worth,
      [...worth].sort((a, b) => b - a),
    );
    assert.notDeepEqual(await cells(0), before);
    await page.fill("#trade-filter", "ibm sell");
    assert.ok(
      (await cells(1)).every((symbol) => symbol === "IBM") &&
        (await cells(2)).every((side) => side === "Sell"),
    );
    assert.match(await textOf(page, "#trades .found"), /^\d+ trades$/);
  });
  await check("a formula is told to who asks", async () => {
    await page.focus('[data-metric="sharpe"] .info');
    assert.ok(await page.isVisible('[data-metric="sharpe"] [role="tooltip"]'));
  });
}

async function judgeSwitches(page) {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await check("colours follow the system, and the switch", async () => {
    const light = await background();
    const drawn = await canvases(page);
    await page.emulateMedia({colorScheme: "dark"});
    await page.waitForTimeout(80);
    const dark = await background();
    assert.notEqual(dark, light);
    assert.notEqual((await canvases(page))[0].sum, drawn[0].sum);
    await page.click('.page-head .choice button:text("Light")');
    assert.equal(await background(), light);
    await page.emulateMedia({colorScheme: "light"});
    await page.click('.page-head .choice button:text("Dark")');
    assert.equal(await background(), dark);
    await page.click('.page-head .choice button:text("Auto")');
  });
  await check("the log scale and the regions are drawn", async () => {
    const [before] = await canvases(page);
    await page.click('#equity .choice button:text("Log")');
    await page.waitForTimeout(60);
    assert.notEqual((await canvases(page))[0].sum, before.sum);
    await page.click('#groups .choice button:text("Region")');
    assert.match(await textOf(page, "#groups .readout"), /US/);
    await page.click('#groups .choice button:text("Sector")');
    await page.click('#equity .choice button:text("Linear")');
  });
}

async function judgeFigures(page) {
  const told = JSON.parse(readFileSync(join(pages, "demo.json"), "utf8")).metrics;
  await check("figures are those of report.json", async () => {
    const shown = async (name) =>
      Number(
        (await textOf(page, `[data-metric="${name}"] td`))
          .replace("\u2212", "-")
          .replace(/^\d{4}-\d\d-\d\d /, "")
          .replaceAll(/[,%]/g, ""),
      );
    for (const [name, scale] of [
      ["total_return", 100],
      ["sharpe", 1],
      ["volatility", 100],
      ["max_drawdown", 100],
      ["beta", 1],
      ["trades", 1],
      ["costs", 1],
      ["turnover", 100],
    ])
      assert.ok(
        Math.abs((await shown(name)) - told[name] * scale) <= 0.0051,
        `${name}: ${await shown(name)}, ${told[name]}`,
      );
    assert.equal(
      Number((await textOf(page, ".figure:first-child .big")).replaceAll(",", "")),
      Math.round(told.final_equity),
    );
  });
  await check("every figure of report.json has a name of its own", async () =>
    assert.ok(
      !(
        await page.$$eval("#statistics caption", (all) => all.map((caption) => caption.textContent))
      ).includes("More"),
    ),
  );
  await check("years and months add up to the total", async () => {
    const years = await page.$$eval("#months tbody td.total", (cells) =>
      cells.map((cell) => Number(cell.textContent.replace("\u2212", "-")) / 100),
    );
    const total = years.reduce((worth, change) => worth * (1 + change), 1) - 1;
    assert.ok(Math.abs(total - told.total_return) < 0.02, `${total}, ${told.total_return}`);
  });
}

async function judgeSpeed() {
  const times = [];
  for (let i = 0; i < 3; ++i) {
    const {ms, close} = await open("demo.html");
    times.push(Math.round(ms));
    await close();
  }
  const bytes = statSync(join(pages, "demo.html")).size;
  console.log(
    `report-html: the demo's page, ${(bytes / 1e3).toFixed(0)} kB, opened in ${times.join(", ")} ms`,
  );
  await check("opens within its time", () =>
    assert.ok(Math.min(...times) < MOST_LOAD_MS, `${times} ms`),
  );
}

async function takePictures() {
  for (const colorScheme of ["light", "dark"]) {
    const {page, close} = await open("demo.html", {
      colorScheme,
      viewport: {width: 1180, height: 980},
    });
    const path = join(pictures, `report_${colorScheme}.png`);
    await page.screenshot({path});
    await check(`${path} is small enough`, () =>
      assert.ok(statSync(path).size < MOST_PICTURE_BYTES),
    );
    await close();
  }
}

for (const file of readdirSync(pages).filter((name) => name.endsWith(".html")))
  await judgeAnyPage(file);
await judgeHostilePage();
const {page, seen, close} = await open("demo.html");
await judgeFigures(page);
await judgeKeyboard(page);
await judgeSwitches(page);
await check("after all of that nothing has failed", () =>
  assert.deepEqual([...seen.faults, ...seen.requests], []),
);
await close();
await judgeSpeed();
if (pictures) await takePictures();
await browser.close();
console.log(`report-html: ${passed} checks passed${process.exitCode ? ", some failed" : ""}`);
