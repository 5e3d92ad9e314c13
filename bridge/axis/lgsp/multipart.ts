import { randomUUID } from 'node:crypto';
import type { OutgoingPackage } from '../transport.ts';

export interface MultipartBody {
  contentType: string;
  size: number;
  body: () => AsyncIterable<Uint8Array>;
}

const LINE = '\r\n';

/** The form of a provincial sendEdoc (RFC 7578): the package as `edocFile`, and `messageType`; size known before. */
export function edocForm(outgoing: OutgoingPackage): MultipartBody {
  const boundary = `kygui-${randomUUID()}`;
  const before = Buffer.from(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="messageType"',
      '',
      outgoing.messageType,
      `--${boundary}`,
      `Content-Disposition: form-data; name="edocFile"; filename="${outgoing.messageType}.edxml"`,
      'Content-Type: application/xml',
      '',
      '',
    ].join(LINE),
    'utf8',
  );
  const after = Buffer.from(`${LINE}--${boundary}--${LINE}`, 'utf8');
  async function* pieces() {
    yield before;
    yield* outgoing.bytes();
    yield after;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    size: before.length + outgoing.size + after.length,
    body: pieces,
  };
}
