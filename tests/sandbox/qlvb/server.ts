import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { DocumentStore, type EnteredDocument, type NewLetter, type QlvbDocument } from './documents.ts';
import { documentPage, entryPage, errorPage, gridPage, listPage, loginPage } from './pages.ts';
import { ACCOUNTS, COOKIE, type Session, Sessions } from './sessions.ts';

export interface QlvbOptions {
  /** 0 picks a free port. */
  port: number;
  /** Folder that receives every version of every file. */
  stateDir: string;
}

/** Awaited by a slow system before it answers; tests stop other programs meanwhile. */
export interface QlvbDelays {
  /** Before a file is given out. */
  file?: (() => Promise<void>) | undefined;
  /** Before an upload is taken. */
  upload?: (() => Promise<void>) | undefined;
}

export interface QlvbServer {
  url: string;
  /** Empty: everything is answered at once. */
  delays: QlvbDelays;
  /** Enters one more letter. */
  add(letter: NewLetter): Promise<QlvbDocument>;
  stop(): Promise<void>;
  /** Everything the system holds, for tests and the report. */
  dump(): QlvbDocument[];
  /** Received documents that were entered. */
  entered(): readonly EnteredDocument[];
  /** Newest file of a document. */
  file(id: number): Uint8Array | undefined;
  /** Newest bytes on disk lie here, one file for each version. */
  folder: string;
  reset(): Promise<void>;
}

const MAX_UPLOAD = 120 * 1024 * 1024;
const FILTERS: Readonly<Record<string, string>> = {
  'cho-ky': 'Chờ ký duyệt',
  'cho-phat-hanh': 'Chờ phát hành',
  'da-phat-hanh': 'Đã phát hành',
};

async function body(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_UPLOAD) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

async function formOf(request: IncomingMessage): Promise<FormData | undefined> {
  const bytes = await body(request);
  if (bytes === undefined) return undefined;
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  return new Response(bytes, { headers }).formData().catch(() => undefined);
}

const clock = () => Temporal.Now.zonedDateTimeISO('Asia/Ho_Chi_Minh');
const two = (value: number) => String(value).padStart(2, '0');
const dayText = () => `${two(clock().day)}/${two(clock().month)}/${clock().year}`;
const minuteText = () => `${dayText()} ${two(clock().hour)}:${two(clock().minute)}`;

class Qlvb {
  readonly store: DocumentStore;
  readonly sessions = new Sessions();
  readonly delays: QlvbDelays = {};

  constructor(store: DocumentStore) {
    this.store = store;
  }

  async answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://qlvb.invalid');
    const session = this.sessions.ofCookie(request.headers.cookie);
    if (url.pathname === '/DangNhap') return this.#login(request, response, session);
    if (session?.account === undefined) return this.#redirect(response, '/DangNhap');
    if (request.method === 'POST') return this.#post(request, response, session, url.pathname);
    return this.#get(response, session, url);
  }

  async #login(request: IncomingMessage, response: ServerResponse, session: Session | undefined) {
    if (request.method !== 'POST') {
      const opened = session ?? this.sessions.open();
      return this.#html(response, 200, loginPage(opened.csrf, false), opened);
    }
    const form = await formOf(request);
    if (!session || form?.get('__RequestVerificationToken') !== session.csrf) return this.#forged(response);
    const account = ACCOUNTS.find(
      (known) => known.login === form.get('taiKhoan') && known.password === form.get('matKhau'),
    );
    if (!account) return this.#html(response, 200, loginPage(session.csrf, true), session);
    this.sessions.close(session);
    return this.#redirect(response, '/VanBanDi', this.sessions.open(account));
  }

  async #post(request: IncomingMessage, response: ServerResponse, session: Session, pathname: string) {
    const form = await formOf(request);
    if (form?.get('__RequestVerificationToken') !== session.csrf) return this.#forged(response);
    if (pathname === '/DangXuat') {
      this.sessions.close(session);
      return this.#redirect(response, '/DangNhap');
    }
    if (pathname === '/VanBanDen/Them') return this.#enter(response, form);
    const id = /^\/VanBanDi\/CapNhatTep\/(\d+)$/u.exec(pathname)?.[1];
    const document = id === undefined ? undefined : this.store.find(Number(id));
    if (!document || !session.account) return this.#html(response, 404, errorPage('Không tìm thấy văn bản.'));
    const file = form.get('tepKySo');
    if (document.state !== session.account.handles) {
      return this.#html(response, 409, errorPage('Văn bản không ở bước xử lý của đồng chí.'));
    }
    const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    if (!(file instanceof File) || Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') {
      return this.#html(response, 400, errorPage('Chưa chọn tệp PDF.'));
    }
    const [number, day] = [form.get('so'), form.get('ngayBanHanh')];
    if (document.number === '' && typeof number === 'string') document.number = number;
    if (typeof day === 'string' && day !== '') document.date = day;
    await this.delays.upload?.();
    await this.store.takeBack(document, {
      account: session.account.name,
      at: minuteText(),
      name: file.name,
      bytes,
    });
    return this.#redirect(response, `/VanBanDi/ChiTiet/${document.id}?luu=1`);
  }

  async #enter(response: ServerResponse, form: FormData) {
    const files: EnteredDocument['files'] = [];
    const fields: EnteredDocument['fields'] = {};
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
    this.store.entered.push({ fields, files });
    return this.#redirect(response, '/VanBanDen/Them?luu=1');
  }

  async #get(response: ServerResponse, session: Session, url: URL) {
    const { account } = session;
    if (!account) return this.#redirect(response, '/DangNhap');
    if (url.pathname === '/') return this.#redirect(response, '/VanBanDi');
    const filter = url.searchParams.get('tt') ?? '';
    if (url.pathname === '/VanBanDi') {
      return this.#html(response, 200, listPage(account, filter, session.csrf));
    }
    if (url.pathname === '/VanBanDen/Them') {
      const message = url.searchParams.has('luu') ? 'Đã vào sổ.' : '';
      return this.#html(response, 200, entryPage(account, session.csrf, message));
    }
    if (url.pathname === '/VanBanDi/Luoi') {
      return this.#html(response, 200, gridPage(this.store.list(FILTERS[filter])));
    }
    const file = this.store.file(/^\/Tep\/([0-9a-f]{32})$/u.exec(url.pathname)?.[1] ?? '');
    if (file) {
      await this.delays.file?.();
      response.writeHead(200, {
        'Content-Type': file.name.endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream',
        'Content-Disposition': `inline; filename="${file.name}"`,
        'Cache-Control': 'private, no-store',
      });
      response.end(file.bytes);
      return;
    }
    const document = this.store.find(Number(/^\/VanBanDi\/ChiTiet\/(\d+)$/u.exec(url.pathname)?.[1]));
    if (!document) return this.#html(response, 404, errorPage('Không tìm thấy trang.'));
    const message = url.searchParams.has('luu') ? 'Đã cập nhật tệp văn bản.' : '';
    return this.#html(response, 200, documentPage(account, document, session.csrf, message));
  }

  #forged(response: ServerResponse): void {
    this.#html(response, 400, errorPage('Phiên làm việc không hợp lệ. Đề nghị tải lại trang.'));
  }

  #html(response: ServerResponse, status: number, text: string, session?: Session): void {
    response.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      ...this.#cookie(session),
    });
    response.end(text);
  }

  #redirect(response: ServerResponse, to: string, session?: Session): void {
    response.writeHead(302, { Location: to, ...this.#cookie(session) });
    response.end();
  }

  #cookie(session: Session | undefined): Record<string, string> {
    return session ? { 'Set-Cookie': `${COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax` } : {};
  }
}

/** Starts the sample web document system on 127.0.0.1. */
export async function startQlvb(options: QlvbOptions): Promise<QlvbServer> {
  const folder = path.join(options.stateDir, 'files');
  const store = new DocumentStore(folder, { year: clock().year, text: dayText() });
  await store.reset();
  const system = new Qlvb(store);
  const server = createServer((request, response) => {
    system.answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Lỗi hệ thống.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    delays: system.delays,
    add: async (letter) => structuredClone(await store.add(letter)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    dump: () => structuredClone(store.list()),
    entered: () => store.entered,
    file: (id) => store.file(store.find(id)?.fileToken ?? '')?.bytes,
    async reset() {
      system.sessions.closeAll();
      await store.reset();
    },
  };
}
