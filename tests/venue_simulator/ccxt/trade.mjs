// SPDX-License-Identifier: Apache-2.0
//
// trade.mjs PROGRAM: ccxt, as npm has it, in sandbox mode with its addresses set to a venue simulator that is started here.
// Every check that fails says so; the exit code is 1 if one did.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { spawn } from 'node:child_process';
import ccxt from 'ccxt';
import WebSocket from 'ws';

const program = process.argv[2];
if (!program) {
  console.error('usage: trade.mjs PROGRAM');
  process.exit(2);
}

function start() {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const found = /listening on (127\.0\.0\.1:\d+)\n/.exec(said);
      if (found) resolve({ child, address: found[1] });
    });
    child.on('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
}

const { child, address } = await start();

async function control(method, path, body) {
  const answer = await fetch(`http://${address}/simulator/${path}`, { method, body: body && JSON.stringify(body) });
  const said = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(said));
  return said;
}
const fault = (on, kind, more = {}) => control('POST', 'faults', { on, kind, ...more });
const quote = (bid, ask, size = '5') =>
  control('POST', 'market', { quotes: [{ symbol: 'BTCUSDT', bid, bid_size: size, ask, ask_size: size }] });

function client(apiKey = 'simulatorKeyOfMain', secret = 'simulatorSecretOfMain', options = {}) {
  const exchange = new ccxt.binance({ apiKey, secret, enableRateLimit: false, timeout: 5000,
    options: { fetchMarkets: { types: ['spot'] }, ...options } });
  for (const name of ['public', 'private', 'v1']) exchange.urls.test[name] = `http://${address}/api/v3`;
  exchange.setSandboxMode(true);
  return exchange;
}

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    await body();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}: ${error.stack}`);
  }
}

const symbol = 'BTC/USDT';
const exchange = client();

await check('loadMarkets reads symbols, precision and limits', async () => {
  await exchange.loadMarkets();
  assert.deepEqual(Object.keys(exchange.markets).sort(), ['BTC/USDT', 'ETH/BTC', 'ETH/USDT', 'SOL/USDT']);
  const market = exchange.market(symbol);
  assert.equal(market.active, true);
  assert.equal(market.precision.price, 0.01);
  assert.equal(market.precision.amount, 0.00001);
  assert.equal(market.limits.cost.min, 5);
});

await check('public data: time, ticker, book, trades, candles', async () => {
  await quote('99999.00', '100001.00');
  assert.ok(Math.abs((await exchange.fetchTime()) - Date.now()) < 5000);
  const book = await exchange.fetchOrderBook(symbol);
  assert.deepEqual([book.bids[0], book.asks[0]], [[99999, 5], [100001, 5]]);
  await control('POST', 'market', { trades: [{ symbol: 'BTCUSDT', price: '100001', quantity: '1', side: 'BUY' }] });
  const ticker = await exchange.fetchTicker(symbol);
  assert.deepEqual([ticker.bid, ticker.ask, ticker.last, ticker.baseVolume], [99999, 100001, 100001, 1]);
  const [trade] = await exchange.fetchTrades(symbol);
  assert.deepEqual([trade.price, trade.amount, trade.side], [100001, 1, 'buy']);
  const [candle] = await exchange.fetchOHLCV(symbol, '1m');
  assert.deepEqual(candle.slice(1), [100001, 100001, 100001, 100001, 1]);
  assert.equal((await exchange.fetchBidsAsks([symbol]))[symbol].ask, 100001);
});

await check('a limit order rests, is found everywhere and is canceled', async () => {
  const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 90000);
  assert.equal(order.status, 'open');
  const found = await exchange.fetchOrder(order.id, symbol);
  assert.deepEqual([found.price, found.amount, found.filled, found.clientOrderId], [90000, 0.01, 0, order.clientOrderId]);
  assert.deepEqual((await exchange.fetchOpenOrders(symbol)).map((each) => each.id), [order.id]);
  const balance = await exchange.fetchBalance();
  assert.deepEqual([balance.USDT.used, balance.USDT.total], [900, 1000000]);
  assert.equal((await exchange.cancelOrder(order.id, symbol)).status, 'canceled');
  assert.equal((await exchange.fetchOrder(order.id, symbol)).status, 'canceled');
  assert.deepEqual(await exchange.fetchOpenOrders(symbol), []);
  assert.equal((await exchange.fetchBalance()).USDT.used, 0);
});

await check('a market order fills, with trades and balances', async () => {
  await quote('99999.00', '100000.00');
  const order = await exchange.createOrder(symbol, 'market', 'buy', 0.5);
  assert.deepEqual([order.status, order.filled, order.cost, order.trades.length], ['closed', 0.5, 50000, 1]);
  const trades = await exchange.fetchMyTrades(symbol);
  assert.deepEqual(trades.map((each) => [each.order, each.amount, each.price, each.takerOrMaker]), [[order.id, 0.5, 100000, 'taker']]);
  const balance = await exchange.fetchBalance();
  assert.deepEqual([balance.BTC.total, balance.USDT.total], [10.5, 950000]);
  assert.equal((await exchange.fetchClosedOrders(symbol)).some((each) => each.id === order.id), true);
});

await check('a market order by its cost', async () => {
  const order = await exchange.createMarketBuyOrderWithCost(symbol, 1000);
  assert.deepEqual([order.status, order.filled, order.cost], ['closed', 0.01, 1000]);
});

await check('a stop waits for its price', async () => {
  const stop = await exchange.createOrder(symbol, 'limit', 'sell', 0.1, 89000, { stopLossPrice: 90000 });
  assert.equal((await exchange.fetchOrder(stop.id, symbol)).status, 'open');
  await quote('89500.00', '89600.00');
  await control('POST', 'market', { trades: [{ symbol: 'BTCUSDT', price: '89500', quantity: '0.1', side: 'SELL' }] });
  const after = await exchange.fetchOrder(stop.id, symbol);
  assert.deepEqual([after.status, after.filled, after.average], ['closed', 0.1, 89500]);
  const market = await exchange.createOrder(symbol, 'market', 'sell', 0.1, undefined, { stopLossPrice: 80000 });
  assert.equal((await exchange.cancelOrder(market.id, symbol)).status, 'canceled');
});

await check('partial fill, then cancel; a replacement; all at once', async () => {
  await quote('99999.00', '100000.00', '0.2');
  const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.5, 100000);
  assert.deepEqual([order.status, order.filled, order.remaining], ['open', 0.2, 0.3]);
  const canceled = await exchange.cancelOrder(order.id, symbol);
  assert.deepEqual([canceled.status, canceled.filled], ['canceled', 0.2]);
  const first = await exchange.createOrder(symbol, 'limit', 'buy', 0.1, 95000);
  const edited = await exchange.editOrder(first.id, symbol, 'limit', 'buy', 0.2, 96000);
  assert.deepEqual([edited.price, edited.amount], [96000, 0.2]);
  assert.equal((await exchange.fetchOrder(first.id, symbol)).status, 'canceled');
  await exchange.createOrder(symbol, 'limit', 'buy', 0.1, 95000);
  await exchange.cancelAllOrders(symbol);
  assert.deepEqual(await exchange.fetchOpenOrders(symbol), []);
});

await check('post-only, immediate-or-cancel, fill-or-kill', async () => {
  await quote('99999.00', '100000.00', '0.2');
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', 0.1, 100000, { postOnly: true }), ccxt.OrderImmediatelyFillable);
  const ioc = await exchange.createOrder(symbol, 'limit', 'buy', 0.5, 100000, { timeInForce: 'IOC' });
  assert.deepEqual([ioc.status, ioc.filled], ['expired', 0.2]);
  const fok = await exchange.createOrder(symbol, 'limit', 'sell', 0.5, 99999, { timeInForce: 'FOK' });
  assert.deepEqual([fok.status, fok.filled], ['expired', 0]);
});

// What the client makes of a refusal.
const refusals = [
  ['too little money', ccxt.InsufficientFunds, () => exchange.createOrder(symbol, 'limit', 'buy', 50, 100000)],
  ['a price above all', ccxt.InvalidOrder, () => exchange.createOrder(symbol, 'limit', 'sell', 0.01, 1000001)],
  ['more than the venue takes', ccxt.InvalidOrder, () => exchange.createOrder(symbol, 'limit', 'sell', 9001, 100000)],
  ['worth too little', ccxt.BadRequest, () => exchange.createOrder(symbol, 'limit', 'buy', 0.00001, 90000)],
  ['an unknown order', ccxt.OrderNotFound, () => exchange.fetchOrder('987654', symbol)],
  ['the cancel of an unknown order', ccxt.OrderNotFound, () => exchange.cancelOrder('987654', symbol)],
  ['a wrong secret', ccxt.AuthenticationError, () => client('simulatorKeyOfMain', 'not it').fetchBalance()],
  ['an unknown key', ccxt.AuthenticationError, () => client('somebodyElsesKey').fetchBalance()],
  ['a key that is none', ccxt.AuthenticationError, () => client('not a key').fetchBalance()]
];
for (const [name, kind, body] of refusals) await check(name, () => assert.rejects(body(), kind));

await check('the same client id twice among open orders', async () => {
  const params = { newClientOrderId: 'the-same' };
  const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 90000, params);
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', 0.01, 90000, params), ccxt.InvalidOrder);
  await exchange.cancelOrder(order.id, symbol);
});

await check('a clock that is ahead', async () => {
  await control('POST', 'clock', { skew_ms: -60000 });
  await assert.rejects(exchange.fetchBalance(), ccxt.InvalidNonce);
  const adjusting = client(undefined, undefined, { adjustForTimeDifference: true });
  assert.ok((await adjusting.fetchBalance()).USDT.total > 0);
  await control('POST', 'clock', { skew_ms: 0 });
});

await check('limits of requests, a ban, an overload', async () => {
  await fault('GET /api/v3/account', 'limit_429', { ms: 1000 });
  await assert.rejects(exchange.fetchBalance(), ccxt.DDoSProtection);
  await fault('GET /api/v3/account', 'ban_418', { ms: 1000 });
  await assert.rejects(exchange.fetchBalance(), ccxt.DDoSProtection);
  await fault('POST /api/v3/order', 'refused_503');
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', 0.01, 90000), ccxt.ExchangeError);
  assert.deepEqual(await exchange.fetchOpenOrders(symbol), []);
});

await check('an answer that never came: the order is there all the same', async () => {
  await fault('POST /api/v3/order', 'drop_answer');
  const params = { newClientOrderId: 'unheard' };
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', 0.01, 90000, params), ccxt.NetworkError);
  const [open] = await exchange.fetchOpenOrders(symbol);
  assert.equal(open.clientOrderId, 'unheard');
  await exchange.cancelOrder(open.id, symbol);
});

await check('a key of Ed25519', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await control('POST', 'keys', { key: 'aKeyOfEd25519', kind: 'ed25519', account: 'other',
    public_key: publicKey.export({ type: 'spki', format: 'pem' }) });
  assert.equal((await client('aKeyOfEd25519', pem).fetchBalance()).BTC.total, 10);
  const another = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await assert.rejects(client('aKeyOfEd25519', another).fetchBalance(), ccxt.AuthenticationError);
});

// What a WebSocket is told, as it comes.
async function listen(path) {
  const socket = new WebSocket(`ws://${address}${path}`);
  const heard = [];
  let wake = () => {};
  socket.on('message', (bytes) => {
    heard.push(JSON.parse(bytes));
    wake();
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const next = async (fits) => {
    const end = Date.now() + 5000;
    for (;;) {
      const at = heard.findIndex(fits);
      if (at >= 0) return heard.splice(0, at + 1).pop();
      assert.ok(Date.now() < end, `not heard; what was: ${JSON.stringify(heard)}`);
      await new Promise((resolve) => { wake = resolve; setTimeout(resolve, 100); });
    }
  };
  return { socket, next };
}

await check('the user stream tells orders, executions and balances', async () => {
  const { socket, next } = await listen('/ws-api/v3');
  const params = { apiKey: 'simulatorKeyOfMain', timestamp: Date.now() };
  const text = `apiKey=${params.apiKey}&timestamp=${params.timestamp}`;
  params.signature = createHmac('sha256', 'simulatorSecretOfMain').update(text).digest('hex');
  socket.send(JSON.stringify({ id: 'one', method: 'userDataStream.subscribe.signature', params }));
  assert.deepEqual(await next((each) => each.id === 'one'), { id: 'one', status: 200, result: { subscriptionId: 0 } });
  await quote('99999.00', '100000.00');
  const order = await exchange.createOrder(symbol, 'market', 'buy', 0.1);
  const told = await next((each) => each.event?.x === 'TRADE');
  assert.equal(told.subscriptionId, 0);
  assert.deepEqual([String(told.event.i), told.event.X, told.event.l, told.event.L], [order.id, 'FILLED', '0.10000000', '100000.00000000']);
  const balances = await next((each) => each.event?.e === 'outboundAccountPosition');
  assert.ok(balances.event.B.some((each) => each.a === 'BTC'));
  socket.close();
});

await check('market streams tell what they are asked for', async () => {
  const { socket, next } = await listen('/stream?streams=btcusdt@bookTicker');
  await quote('98000.00', '98001.00');
  const top = await next((each) => each.stream === 'btcusdt@bookTicker');
  assert.deepEqual([top.data.b, top.data.a], ['98000.00000000', '98001.00000000']);
  socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: ['btcusdt@trade', 'btcusdt@kline_1m'], id: 7 }));
  assert.deepEqual(await next((each) => each.id === 7), { result: null, id: 7 });
  await control('POST', 'market', { trades: [{ symbol: 'BTCUSDT', price: '98001', quantity: '0.5', side: 'BUY' }] });
  assert.equal((await next((each) => each.data?.e === 'trade')).data.q, '0.50000000');
  assert.equal((await next((each) => each.data?.e === 'kline')).data.k.c, '98001.00000000');
  socket.close();
});

child.removeAllListeners('exit');
child.kill();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
