#!/usr/bin/env node
/**
 * Starts Firefox and stands between it and Playwright. Playwright opens each context with a command of WebDriver BiDi
 * that Firefox does not know yet: it is answered here. All else goes through as it is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import WebSocket, { WebSocketServer } from 'ws';

const UNKNOWN = 'emulation.setMediaFeaturesOverride';
const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;

const firefox = spawn(process.env.FIREFOX ?? 'firefox', process.argv.slice(2), {
  stdio: ['inherit', 'inherit', 'pipe', 'inherit', 'inherit'],
});
firefox.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => firefox.kill(signal));

async function bridge(client, { url }, address) {
  const browser = new WebSocket(new URL(url, address), { perMessageDeflate: false });
  const waiting = [];
  client.on('message', (data) => {
    const text = data.toString();
    const { id, method } = JSON.parse(text);
    if (method === UNKNOWN) client.send(JSON.stringify({ type: 'success', id, result: {} }));
    else if (browser.readyState === WebSocket.OPEN) browser.send(text);
    else waiting.push(text);
  });
  client.on('close', () => browser.close());
  browser.on('close', () => client.close());
  browser.on('message', (data) => client.send(data.toString()));
  await once(browser, 'open');
  for (const text of waiting) browser.send(text);
}

createInterface(firefox.stderr).on('line', async (line) => {
  const address = LISTENING.exec(line)?.[1];
  if (!address) return console.error(line);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (client, request) => bridge(client, request, address));
  await once(server, 'listening');
  console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`);
});
