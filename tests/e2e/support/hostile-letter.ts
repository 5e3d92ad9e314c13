import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page that shows a letter as any system does, with whatever else an attacker wants in it. */
export interface LetterPage {
  url: string;
  stop(): Promise<void>;
}

const letter = (
  pdf: string,
  extra: string,
) => `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản</title>
<body><table id="chitiet"><tbody><tr><td>Số ký hiệu:</td><td>99/UBND-VP</td></tr>
<tr><td>Trích yếu:</td><td id="ty">mời họp</td></tr>
<tr><td>Tệp văn bản:</td><td><a class="tep" href="${pdf}">cong-van-99.pdf</a></td></tr></tbody></table>${extra}</body></html>`;

export async function startLetterPage(
  file: Uint8Array,
  options: { pdf?: string; extra?: string } = {},
): Promise<LetterPage> {
  const server = createServer((request, response) => {
    if (request.url === '/tep.pdf') {
      response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(file);
    } else {
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(letter(options.pdf ?? '/tep.pdf', options.extra ?? ''));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
