import { expect, test } from 'vitest';
import { type FromPage, fromPage, fromPageText } from './vgca.ts';

const messages: FromPage[] = [
  { socket: 1, say: 'connect', path: '/SignMsg' },
  { socket: 12, say: 'frame', text: ' {"a":"b c"}\n' },
  { socket: 3, say: 'frame', text: '' },
  { socket: 4, say: 'close' },
];

test('messages of the page arrive as they were said, also where a library gives every text a toJSON', () => {
  Object.assign(String.prototype, { toJSON: () => 'other' });
  try {
    expect(messages.map((message) => fromPage(fromPageText(message)))).toEqual(messages);
  } finally {
    Reflect.deleteProperty(String.prototype, 'toJSON');
  }
});

test.each([{}, null, 7, '', '1 sign x', '-1 frame x', '1e9 connect /', '9999999999 close '])(
  'what a page says by itself is no message: %j',
  (data) => expect(fromPage(data)).toBeUndefined(),
);
