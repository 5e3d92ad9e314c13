/** @needs chromium */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL_PATH } from '../../shared/protocol/limits.ts';
import { newRig } from './channel-raw.ts';

/**
 * What a hostile page in a real Chromium gets: any page may open a WebSocket to loopback, so only the checks of
 * the bridge stand between.
 */
const executablePath = process.env.KYGUI_CHROMIUM ?? '/usr/bin/chromium';

describe('a page in a real Chromium', () => {
  let browser: Browser;
  let site: ReturnType<typeof createServer>;
  let sitePort = 0;

  beforeAll(async () => {
    if (!existsSync(executablePath))
      throw new Error(`no Chromium at ${executablePath}: apt-get install chromium`);
    site = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end('<!doctype html><title>page</title>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = site.address();
    sitePort = typeof address === 'object' && address !== null ? address.port : 0;
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        // The attacker's name server now says 127.0.0.1: what DNS rebinding ends in.
        '--host-resolver-rules=MAP rebound.example 127.0.0.1',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => site.close(resolve));
  });

  /** Opens a WebSocket from a page of `origin`, or from a sandboxed frame in it, and tells how it went. */
  async function knock(origin: string, url: string, sandboxed = false): Promise<string> {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    const outcome = await page.evaluate(
      async ({ target, framed }) => {
        if (!framed)
          return await new Promise<string>((resolve) => {
            const socket = new WebSocket(target);
            socket.onopen = () => resolve('open');
            socket.onclose = ({ code }) => resolve(`closed ${code}`);
          });
        return await new Promise<string>((resolve) => {
          window.onmessage = ({ data }) => resolve(String(data));
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts');
          frame.srcdoc = `<script>const s = new WebSocket(${JSON.stringify(target)});
            s.onopen = () => parent.postMessage('open', '*');
            s.onclose = (e) => parent.postMessage('closed ' + e.code, '*');</script>`;
          document.body.append(frame);
        });
      },
      { target: url, framed: sandboxed },
    );
    await page.close();
    return outcome;
  }

  it('on loopback itself is refused for its origin', async () => {
    const rig = await newRig();
    const url = `ws://127.0.0.1:${rig.listener.port}${CHANNEL_PATH}`;
    expect(await knock(`http://127.0.0.1:${sitePort}`, url)).toBe('closed 1006');
    expect(rig.codes()).toEqual(['CHANNEL_ORIGIN_REFUSED']);
  });

  it('in a sandboxed frame is refused for its null origin', async () => {
    const rig = await newRig();
    const url = `ws://127.0.0.1:${rig.listener.port}${CHANNEL_PATH}`;
    expect(await knock(`http://127.0.0.1:${sitePort}`, url, true)).toBe('closed 1006');
    expect(rig.log.find(({ fields }) => fields.code === 'CHANNEL_ORIGIN_REFUSED')?.fields.origin).toBe(
      'null',
    );
  });

  it('under a rebound name is refused for its Host, even when it looks like the same origin', async () => {
    const rig = await newRig();
    const name = `rebound.example:${rig.listener.port}`;
    // The page itself lies on the attacker's port; only the socket reaches the bridge.
    expect(await knock(`http://rebound.example:${sitePort}`, `ws://${name}${CHANNEL_PATH}`)).toBe(
      'closed 1006',
    );
    expect(rig.codes()).toEqual(['CHANNEL_HOST_REFUSED']);
  });

  it('cannot read the plain HTTP answer', async () => {
    const rig = await newRig();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${sitePort}/`);
    const outcome = await page.evaluate(
      async (url) =>
        await fetch(url).then(
          (response) => `read ${response.status}`,
          () => 'blocked',
        ),
      `http://127.0.0.1:${rig.listener.port}${CHANNEL_PATH}`,
    );
    expect(outcome).toBe('blocked');
    await page.close();
  });
});
