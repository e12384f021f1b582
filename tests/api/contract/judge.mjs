// SPDX-License-Identifier: Apache-2.0
//
// judge.mjs PROGRAM [SEED]: the API's description, judged by a validator of OpenAPI; its answers,
// judged by that description; and requests made from the description's schemas, right and wrong.
//
// Exit code 0: nothing was found. Every fault is a line; the seed repeats it.
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import { generate } from "json-schema-faker";

import { Served } from "./served.mjs";

const [program, seedText = "20261121"] = process.argv.slice(2);
const ROUNDS = Number(process.env.SLUICE_CONTRACT_ROUNDS ?? 4000);
const faults = [];
const fault = (text) => faults.length < 40 && faults.push(text);

// Mulberry32: the same requests for the same seed.
let state = Number(seedText) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];

const served = await Served.start(program);
const document = JSON.parse((await served.ask("GET", "/openapi.json")).text);
const verdict = await new Validator().validate(structuredClone(document));
if (!verdict.valid) fault(`openapi.json is no OpenAPI 3.1: ${JSON.stringify(verdict.errors)}`);

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false });
ajv.addVocabulary(["components"]);
ajv.addSchema({ $id: "api", components: document.components });
// References lead into the document, wherever a schema stands.
const rooted = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
const compiled = new Map();
function matches(schema, value) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(rooted(schema)));
  const check = compiled.get(key);
  return check(value) ? null : ajv.errorsText(check.errors);
}
// The same, with every reference replaced: for the maker of values.
function inlined(schema) {
  if (Array.isArray(schema)) return schema.map(inlined);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref) return inlined(schema.$ref.slice(2).split("/").reduce((at, name) => at[name], document));
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inlined(value)]));
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })));
const answered = new Map();

// An answer against the description of its operation.
function judge(operation, asked, answer) {
  const where = `${operation.method} ${asked} -> ${answer.status}`;
  answered.set(`${operation.operationId} ${answer.status}`, true);
  if (answer.status >= 500) fault(`${where}: ${answer.text.slice(0, 200)}`);
  const described = operation.responses[String(answer.status)];
  if (!described) return fault(`${where} is not described: ${answer.text.slice(0, 200)}`);
  const content = described.content?.[answer.type];
  if (!content) return fault(`${where}: ${answer.type} is not described`);
  if (answer.type !== "application/json") return;
  let value;
  try {
    value = JSON.parse(answer.text);
  } catch (error) {
    return fault(`${where} is no JSON: ${answer.text.slice(0, 200)}`);
  }
  const wrong = matches(content.schema, value);
  if (wrong) fault(`${where}: ${wrong}: ${answer.text.slice(0, 300)}`);
}

// A path with its words filled in; without another name, of a session that is not there.
const addressed = (path, id, session = "nobody") =>
  path.replace("{id}", id).replace("{session}", session).replace("{report}", id.slice(0, 16));

async function ask(operation, path, body) {
  const answer = await served.ask(operation.method, path, body);
  judge(operation, path, answer);
  return answer;
}
const operationOf = (id) => operations.find((operation) => operation.operationId === id);

// One of everything, and its refusals.
async function walk() {
  const place = operationOf("placePaperOrders");
  const order = { symbol: "AAA", side: "BUY", quantity: 3, price: 99.5, client_order_id: "w1" };
  const placed = await ask(place, place.path, JSON.stringify(order));
  await ask(place, place.path, JSON.stringify(order));
  await ask(place, place.path, JSON.stringify({ ...order, quantity: 4 }));
  await ask(place, place.path, JSON.stringify({ symbol: "BBB", side: "BUY", quantity: 900000 }));
  await ask(place, place.path, JSON.stringify({ ...order, client_order_id: null, type: "STOP", stop: 120 }));
  await ask(place, place.path, JSON.stringify([{ symbol: "CCC", side: "SELL", quantity: 1 }]));
  await ask(place, place.path, "{");
  const id = JSON.parse(placed.text)[0].order_id;
  const kill = operationOf("changeKillSwitch");
  await ask(kill, kill.path, JSON.stringify({ action: "engage", reason: "by the judge", scope: "symbol", name: "BBB" }));
  for (const operation of operations) {
    if (operation.operationId === "openStream") continue;
    const none = addressed(operation.path, "0".repeat(32));
    const path = addressed(operation.path, id);
    const body = operation.requestBody ? "{}" : undefined;
    await ask(operation, path, body);
    await ask(operation, `${path}?nothing=1`, body);
    if (none !== path) {
      await ask(operation, none, operation.requestBody ? JSON.stringify({ quantity: 1 }) : undefined);
      await ask(operation, addressed(operation.path, "x"), body);
    }
    if (operation.method === "POST")
      judge(operation, `${path} (no media type)`, await served.ask("POST", path, "{\"a\":1}", { "Content-Type": "text/plain" }));
    judge(operation, `${path} (of another origin)`,
      await served.ask(operation.method, path, undefined, { Origin: "http://elsewhere.example" }));
  }
  await ask(kill, kill.path, JSON.stringify({ action: "release", reason: "seen" }));
  await walkRestingOrder();
  await walkReports();
  await walkSession("made_up");
  await ask(kill, kill.path, JSON.stringify({ action: "release", reason: "again" }));
}

// An order that no price has reached: it can be replaced and cancelled once.
async function walkRestingOrder() {
  const place = operationOf("placePaperOrders");
  const placed = await ask(place, place.path, JSON.stringify({ symbol: "AAA", side: "BUY", quantity: 2, type: "LIMIT", limit: 50 }));
  const order = JSON.parse(placed.text)[0];
  if (order.status !== "NEW") fault(`an order below the market is ${order.status}: ${placed.text}`);
  for (const [id, body] of [["replaceOrder", { quantity: 3, limit: 51 }], ["getOrder"], ["cancelOrder"], ["cancelOrder"], ["replaceOrder", { limit: 52 }]]) {
    const operation = operationOf(id);
    await ask(operation, addressed(operation.path, order.order_id), body && JSON.stringify(body));
  }
}

async function walkReports() {
  const list = operationOf("listReports");
  const one = operationOf("getReport");
  const answer = await ask(list, list.path);
  for (const report of JSON.parse(answer.text)) {
    const read = await ask(one, one.path.replace("{report}", report.report_id));
    if (!report.content_type.startsWith(read.type)) fault(`${report.name} came as ${read.type}`);
  }
}

// A session from its creation to its end.
async function walkSession(session) {
  const steps = [["getSession"], ["checkSession"], ["createSession", { session, execution_mode: "confirm" }],
    ["createSession", { session }], ["createSession", { session, execution_mode: "AUTO" }], ["getSession"], ["listSessions"],
    ["checkSession"], ["pauseSession", { why: "the judge looks" }], ["pauseSession", { why: "again" }], ["resumeSession"],
    ["approveSignal", { signal: 1000000 }], ["declineSignal", { signal: 1000000, why: "there is none" }],
    ["stopSession", { why: "seen" }]];
  for (const [id, body] of steps) {
    const operation = operationOf(id);
    await ask(operation, addressed(operation.path, "", session), body && JSON.stringify(body));
  }
}

const NUMBERS = [0, -1, 1, 0.5, 1e-8, 1e-9, 1e21, 92233720368, -0.00000001, 123456789.12345678];
const TEXTS = ["", "AAA", "BBB", "buy", "a\u0000b", "\u001f", "x".repeat(65), "\ud83d\ude00", "é".repeat(40), "LIMIT", "null"];
const values = () => one([one(NUMBERS), one(TEXTS), null, true, [], {}, [1], { a: 1 }]);

// A value with one thing about it changed.
function mutated(value) {
  const copy = structuredClone(value);
  if (Array.isArray(copy)) {
    if (copy.length === 0 || random() < 0.2) return [...copy, values()];
    const at = below(copy.length);
    copy[at] = mutated(copy[at]);
    return copy;
  }
  if (copy === null || typeof copy !== "object") return values();
  const names = Object.keys(copy);
  const kind = below(4);
  if (kind === 0 && names.length > 0) delete copy[one(names)];
  else if (kind === 1) copy[one(["x", "Symbol", "", "quantit", "limit", "stop", "price"])] = values();
  else if (names.length > 0) copy[one(names)] = values();
  return copy;
}

// Faults that no schema can tell: of the universe, of types and their prices, of decimals, of bytes.
const BEYOND_SCHEMA = new Set(["symbol", "route", "missing", "extra_forbidden", "decimal_type", "string_too_long",
  "conflict", "scope", "post_only"]);

function expectRefusal(operation, body, wrong, answer) {
  if (wrong && answer.status < 400)
    fault(`${operation.operationId} took what its schema refuses (${wrong}): ${body}`);
  if (!wrong && answer.status === 400) fault(`${operation.operationId} called this no JSON: ${body}`);
  if (!wrong && answer.status === 422)
    for (const { type } of JSON.parse(answer.text).detail)
      if (!BEYOND_SCHEMA.has(type))
        fault(`${operation.operationId} refused what its schema allows (${type}): ${body} ${answer.text.slice(0, 200)}`);
}

async function fuzzBodies() {
  const withBody = operations.filter((operation) => operation.requestBody);
  let taken = 0;
  for (let round = 0; round < ROUNDS; ++round) {
    const operation = one(withBody);
    const schema = operation.requestBody.content["application/json"].schema;
    let value = await generate(inlined(schema), { seed: below(2 ** 31), optionalsProbability: random(), maxItems: 5 });
    for (const order of Array.isArray(value) ? value : [value])
      if (random() < 0.8 && order !== null && typeof order === "object") {
        if ("symbol" in order) order.symbol = one(["AAA", "BBB", "CCC"]);
        if ("quantity" in order && random() < 0.7) order.quantity = 1 + below(5);
        if (random() < 0.5) for (const name of ["type", "limit", "stop", "route"]) delete order[name];
        if (order.price && random() < 0.7) order.price = 100;
      }
    for (let changes = below(3); changes > 0; --changes) value = mutated(value);
    const body = JSON.stringify(value);
    const wrong = matches(schema, JSON.parse(body));
    const answer = await ask(operation, addressed(operation.path, "0".repeat(32)), body);
    expectRefusal(operation, body, wrong, answer);
    taken += answer.status === 200 ? 1 : 0;
  }
  if (taken < ROUNDS / 20) fault(`only ${taken} of ${ROUNDS} made requests were taken`);
}

async function fuzzQueries() {
  const withQuery = operations.filter((o) => o.operationId !== "openStream" && o.parameters?.some((p) => p.in === "query"));
  for (let round = 0; round < ROUNDS; ++round) {
    const operation = one(withQuery);
    const parts = [];
    let wrong = false;
    for (const parameter of operation.parameters.filter((p) => p.in === "query")) {
      if (random() < 0.6) continue;
      const made = random() < 0.7 ? await generate(parameter.schema, { seed: below(2 ** 31) }) : one([...NUMBERS, ...TEXTS]);
      const isNumber = parameter.schema.type === "integer" && /^-?\d{1,15}$/.test(String(made));
      wrong ||= matches(parameter.schema, isNumber ? Number(made) : String(made)) !== null;
      parts.push(`${parameter.name}=${encodeURIComponent(String(made).toWellFormed?.() ?? made)}`);
    }
    const answer = await ask(operation, `${operation.path}?${parts.join("&")}`);
    if (wrong && answer.status === 200) fault(`${operation.operationId} took ${parts.join("&")}`);
    if (!wrong && answer.status === 422)
      for (const { type } of JSON.parse(answer.text).detail)
        if (!["string_too_long", "datetime"].includes(type))
          fault(`${operation.operationId} refused ${parts.join("&")}: ${answer.text.slice(0, 200)}`);
  }
}

// Requests with bytes changed, left out, doubled: answered or cut off, and nothing worse.
async function fuzzBytes() {
  const body = JSON.stringify([{ symbol: "AAA", side: "BUY", quantity: 1.5e0, price: null, client_order_id: "\u00e9" }]);
  const whole = Buffer.from(
    "POST /api/v1/risk/check?x=%41 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
    `Idempotency-Key: abc\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`);
  const order = Buffer.from(
    "POST /api/v1/paper/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  for (let round = 0; round < ROUNDS; ++round) {
    let bytes = Buffer.from(one([whole, order]));
    for (let changes = 1 + below(4); changes > 0; --changes) {
      const at = below(bytes.length);
      const kind = below(4);
      if (kind === 0) bytes[at] = below(256);
      else if (kind === 1) bytes[at] ^= 1 << below(8);
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(at + 1), at), bytes.subarray(at)]);
      if (bytes.length === 0) bytes = Buffer.from(" ");
    }
    const status = await served.raw(bytes);
    if (status >= 500) fault(`${status} to ${JSON.stringify(bytes.toString("latin1"))}`);
  }
}

try {
  for (const part of [walk, fuzzBodies, fuzzQueries, fuzzBytes]) {
    await part();
    if (!served.runs) throw new Error(`the server ended in ${part.name}`);
    if ((await served.ask("GET", "/readyz")).status !== 200) fault(`not ready after ${part.name}`);
  }
} catch (error) {
  fault(String(error.stack));
}
// What succeeds only with a signal that waits; the API's own tests have those.
const needsMore = new Set(["approveSignal", "declineSignal"]);
for (const operation of operations)
  if (operation.operationId !== "openStream" && ![...answered.keys()].some((k) => k.startsWith(`${operation.operationId} 200`)) &&
      !needsMore.has(operation.operationId))
    fault(`${operation.operationId} never answered 200`);
const code = await served.stop();
if (code !== 0) fault(`the server ended with ${code}`);
for (const text of faults) console.log(text);
console.log(`api-contract: ${answered.size} kinds of answer, ${faults.length} faults (seed ${seedText})`);
process.exit(faults.length === 0 ? 0 : 1);
