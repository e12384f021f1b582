// SPDX-License-Identifier: Apache-2.0
//
// served.mjs: `sluice serve` as a child in a folder of its own, and requests to it.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve as absolute } from "node:path";

const CONFIG = `strategy_name: contract
strategy: {type: trend_baseline, ma_fast: 2, ma_slow: 3}
universe: {symbols: [AAA, BBB, CCC]}
data: {source: csv, path: prices.csv}
trading: {freq: 1d, rebalance_freq: D}
portfolio: {seed_capital: 1000000000}
output: {root: out}
executor: {type: paper, fill_model: close}
pre_trade: {max_notional_per_symbol: 1000000, max_weight_per_symbol: 0.5}
api: {sessions: [session.yaml]}
`;
// A made-up day that takes longer than the judge.
const SESSION = `strategy_name: made_up
strategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}
universe: {symbols: [AAA, BBB, CCC]}
data: {source: synthetic, freq: 1min, sessions: 1, open: "14:30", close: "21:00"}
trading: {freq: 5min}
portfolio: {seed_capital: 100000}
output: {root: out}
session: {max_positions: 3, max_position_size_pct: 40, max_daily_loss_pct: 2, speed: 20}
`;
const PRICES = "date,symbol,close\n" +
  ["2024-01-02", "2024-01-03"].map((day) => `${day},AAA,100\n${day},BBB,50\n${day},CCC,20\n`).join("");

// Of each type that a report may have.
const REPORTS = { "report.html": "<p>1", "report.md": "# 1\n", "report.csv": "a\n1\n", "report.json": "{}" };

export class Served {
  static async start(program) {
    const served = new Served();
    served.folder = mkdtempSync(join(tmpdir(), "sluice-contract-"));
    writeFileSync(join(served.folder, "config.yaml"), CONFIG);
    writeFileSync(join(served.folder, "prices.csv"), PRICES);
    writeFileSync(join(served.folder, "session.yaml"), SESSION);
    const reports = join(served.folder, "out", "contract", "reports");
    mkdirSync(reports, { recursive: true });
    for (const [name, content] of Object.entries(REPORTS)) writeFileSync(join(reports, name), content);
    served.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    served.child = spawn(absolute(program), ["serve", "-c", "config.yaml", "--port", "0"], { cwd: served.folder });
    served.child.stderr.resume();
    served.port = await new Promise((resolve, reject) => {
      let said = "";
      served.child.stdout.on("data", (text) => {
        said += text;
        const found = /serving http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
        if (found) resolve(Number(found[1]));
      });
      served.child.on("error", reject);
      served.child.on("exit", (code, signal) => reject(new Error(`the server ended: ${code ?? signal}`)));
    });
    served.ended = new Promise((resolve) => served.child.on("exit", (code, signal) => resolve(code ?? signal)));
    return served;
  }

  get runs() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async stop() {
    this.agent.destroy();
    this.child.kill("SIGTERM");
    const code = await this.ended;
    rmSync(this.folder, { recursive: true });
    return code;
  }

  // { status, type, text }
  ask(method, path, body, headers = {}) {
    return new Promise((resolve, reject) => {
      const sent = body === undefined ? headers : { "Content-Type": "application/json", ...headers };
      const request = http.request(
        { agent: this.agent, port: this.port, host: "127.0.0.1", method, path, headers: sent },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("end", () =>
            resolve({
              status: response.statusCode,
              type: (response.headers["content-type"] ?? "").split(";")[0],
              text: Buffer.concat(parts).toString("utf8"),
            }));
        });
      request.on("error", reject);
      request.setTimeout(10000, () => request.destroy(new Error("no answer in time")));
      request.end(body);
    });
  }

  // The status of the first answer to these bytes; 0: closed without one.
  raw(bytes) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.port, "127.0.0.1", () => socket.end(bytes));
      let got = "";
      socket.on("data", (part) => (got += part.toString("latin1")));
      socket.on("error", () => resolve(0));
      socket.on("close", () => resolve(got.startsWith("HTTP/1.1 ") ? Number(got.slice(9, 12)) : 0));
      socket.setTimeout(10000, () => reject(new Error(`no end in time: ${JSON.stringify(String(bytes).slice(0, 200))}`)));
    });
  }
}
