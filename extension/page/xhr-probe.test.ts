// @vitest-environment happy-dom
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { AnsweredBy } from '../messages/vgca.ts';

const PROBE = 'https://127.0.0.1:8987/';
const OTHER = 'https://qlvb.example.vn/tep';
const EVENTS = ['readystatechange', 'loadstart', 'load', 'error', 'abort', 'loadend'];

let by: AnsweredBy = 'ours';
/** Requests that reached the browser's own `send`. */
const sent: XMLHttpRequest[] = [];
let request: XMLHttpRequest;
let seen: string[];

beforeAll(async () => {
  XMLHttpRequest.prototype.send = function (this: XMLHttpRequest) {
    sent.push(this);
  };
  const { standInForXhr } = await import('./xhr-probe.ts');
  standInForXhr({ open: () => ({ say: () => undefined }), whoAnswers: async () => by });
});
beforeEach(() => {
  by = 'ours';
  sent.length = 0;
  seen = [];
  request = new XMLHttpRequest();
  for (const type of EVENTS)
    request.addEventListener(type, () => seen.push(`${type} ${request.readyState} ${request.status}`));
});

const over = () => vi.waitFor(() => expect(seen.at(-1)).toMatch(/^loadend/u));

it('a probe goes through the states of a request, and nothing is sent', async () => {
  request.open('GET', PROBE);
  request.responseType = 'arraybuffer';
  request.send();
  expect(() => request.send()).toThrow('OPENED');
  await over();
  expect(seen).toEqual([
    'loadstart 1 0',
    'readystatechange 2 200',
    'readystatechange 4 200',
    'load 4 200',
    'loadend 4 200',
  ]);
  expect([request.responseURL, (request.response as ArrayBuffer).byteLength]).toEqual([PROBE, 0]);
  expect(sent).toEqual([]);
});

it('a probe that is given up ends as one that was given up, and nothing of it is left for the next request', async () => {
  request.open('GET', PROBE);
  request.send();
  request.abort();
  expect(seen).toEqual(['readystatechange 4 0', 'abort 4 0', 'loadend 4 0']);
  expect(request.readyState).toBe(0);
  request.open('GET', OTHER);
  expect([seen.at(-1), request.readyState, request.status]).toEqual(['readystatechange 1 0', 1, 0]);
  request.send();
  expect(sent).toEqual([request]);
});

it("a request is the browser's again after a probe that was answered, however it was ended", async () => {
  request.open('GET', PROBE, false);
  request.send();
  expect([request.readyState, request.status]).toEqual([4, 200]);
  request.abort();
  expect([request.readyState, request.status]).toEqual([0, 0]);
  request.open('GET', OTHER);
  expect([request.readyState, request.status]).toEqual([1, 0]);
});

it('a listener that opens the request for something else ends the probe there', async () => {
  request.addEventListener('readystatechange', () => {
    if (request.readyState === 2) request.open('GET', OTHER);
  });
  request.open('GET', PROBE);
  request.send();
  await vi.waitFor(() => expect(seen).toContain('readystatechange 2 200'));
  expect([request.readyState, request.status]).toEqual([1, 0]);
  expect(seen.some((one) => one.startsWith('load '))).toBe(false);
});

it("where the other program answers, the request is the browser's own", async () => {
  by = 'theirs';
  request.open('GET', PROBE);
  request.send();
  await vi.waitFor(() => expect(sent).toEqual([request]));
  expect(seen).toEqual([]);
});
