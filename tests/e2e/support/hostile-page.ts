import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page that looks to the extension like the document system, and is under an attacker's control. */
export interface HostilePage {
  url: string;
  /** Address of the document page. */
  document: string;
  /** What the page gives out as the file, one after the other; the last one stays. */
  files: Uint8Array[];
  /** How often the file was fetched. */
  fetched(): number;
  /** Files that were uploaded to it. */
  uploads: Uint8Array[];
  stop(): Promise<void>;
}

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản 99/UBND-VP</title>
<body><div class="thanhcongcu" style="position:relative;min-height:40px"></div>
<table id="chitiet"><tbody>
<tr><td class="nhan">Số ký hiệu:</td><td>99/UBND-VP</td></tr>
<tr><td class="nhan">Trạng thái:</td><td><b id="trangthai">Chờ ký duyệt</b></td></tr>
<tr><td class="nhan">Tệp văn bản:</td><td><a class="tep" href="/tep">cong-van-99.pdf</a></td></tr>
</tbody></table>
<form id="frmCapNhat" method="post" action="/tai-len" enctype="multipart/form-data">
<input type="file" name="tepKySo"><button type="submit">Cập nhật tệp</button></form></body></html>`;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function startHostilePage(files: Uint8Array[]): Promise<HostilePage> {
  const uploads: Uint8Array[] = [];
  const given = [...files];
  let fetched = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST') {
      const type = request.headers['content-type'] ?? '';
      const body = new Uint8Array(await bodyOf(request));
      const form = await new Response(body, { headers: { 'content-type': type } }).formData();
      const file = form.get('tepKySo');
      if (file instanceof File) uploads.push(new Uint8Array(await file.arrayBuffer()));
      response.writeHead(302, { Location: '/VanBanDi/ChiTiet/1?luu=1' }).end();
    } else if (url.pathname === '/tep') {
      const file = given[Math.min(fetched, given.length - 1)] ?? new Uint8Array();
      fetched += 1;
      response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(file);
    } else {
      const done = url.searchParams.has('luu') ? '<p class="xong">Đã cập nhật tệp văn bản.</p>' : '';
      const frame = url.searchParams.get('khung');
      const body = frame
        ? `<!doctype html><iframe src="${encodeURI(frame)}" style="width:1200px;height:650px;border:0"></iframe>`
        : PAGE.replace('</body>', `${done}</body>`);
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    document: `${url}/VanBanDi/ChiTiet/1`,
    files: given,
    fetched: () => fetched,
    uploads,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
