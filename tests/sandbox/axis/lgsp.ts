import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AxisCore, REFUSALS, type Refusal } from './core.ts';
import { directoryRows } from './directory-rows.ts';
import type { FaultId } from './faults.ts';
import { drain, readSmall, sendPieces, sendText, wait } from './http-io.ts';
import type { MessageType } from './state.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';
import { vietnamMoment } from './vietnam-time.ts';
import type { VxpSettings } from './vxp.ts';

const TOKEN_MINUTES = 30;
const UPLOAD_LIMIT = 256 << 20;
const HTML = '<!DOCTYPE html><html><body><h1>Hệ thống đang bảo trì</h1></body></html>';

/** Bearer tokens given out, with their end; lost at a restart as real ones are. */
export class LgspTokens {
  readonly #ends = new Map<string, number>();

  give(now: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#ends.set(token, now + TOKEN_MINUTES * 60_000);
    return token;
  }

  valid(token: string, now: number): boolean {
    return (this.#ends.get(token) ?? 0) > now;
  }

  expireAll(): void {
    this.#ends.clear();
  }
}

type Reply = Record<string, unknown>;
const refused = ({ code, text }: Refusal): Reply => ({
  success: false,
  message: text,
  data: { docId: null, status: 'FAIL', errorCode: code, errorDesc: text },
});

/**
 * Answers one call of the provincial profile: two headers of the system and a bearer token. The login's user
 * name is the system id, its password the secret.
 */
export async function handleLgsp(
  core: AxisCore,
  settings: VxpSettings,
  transcript: Transcript,
  tokens: LgspTokens,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const started = performance.now();
  const operation = url.pathname.slice('/lgsp/v1/'.length);
  const systemId = String(request.headers['x-systemid'] ?? '');
  const entry: TranscriptEntry = {
    at: core.now(),
    profile: 'lgsp',
    operation,
    systemId,
    parameters: Object.fromEntries(url.searchParams),
    requestBytes: Number(request.headers['content-length'] ?? 0),
    httpStatus: 200,
    result: '',
    milliseconds: 0,
  };
  const strike = (id: FaultId, variants?: readonly string[]) => {
    const struck = core.faults.strike(id, operation, systemId, variants);
    if (struck !== null) entry.fault = `${id} ${struck.variant}`;
    return struck;
  };
  const json = (status: number, reply: Reply) => {
    entry.httpStatus = status;
    entry.result ||= reply.success === true ? 'OK' : String(reply.message);
    let text = JSON.stringify(reply);
    const broken = strike('F5')?.variant;
    if (broken === 'empty') text = '';
    else if (broken === 'truncated') text = text.slice(0, -4);
    sendText(response, status, 'application/json; charset=utf-8', text);
  };
  const breakOff = () => {
    entry.result = 'connection broken off';
    response.destroy();
    request.destroy();
  };

  const answer = async (): Promise<void> => {
    const line = strike('F27');
    if (line?.variant === 'down') return breakOff();
    if (line?.variant === 'unavailable') {
      await drain(request);
      return sendText(response, 503, 'text/html; charset=utf-8', HTML);
    }
    if (line !== null) await wait(line.rule.delayMs, response);
    if (strike('F25') !== null) {
      response.setHeader('Location', 'http://login.example.vn/dang-nhap');
      return sendText(response, 302, 'text/html', '');
    }
    const owner = core.agencies.find((unit) => unit.systemId === systemId);
    if (owner === undefined || request.headers['x-secretkey'] !== owner.secret) {
      if (!expectsContinue) await drain(request);
      return json(200, refused(REFUSALS.credentials));
    }
    if (operation === 'auth/login') {
      const body = JSON.parse((await readSmall(request)).toString('utf8')) as Reply;
      if (body.username !== owner.systemId || body.password !== owner.secret) {
        return json(400, { success: false, message: 'Sai ten dang nhap hoac mat khau' });
      }
      return json(200, { success: true, data: { token: tokens.give(core.clock()) } });
    }
    const lapsed = strike('F24');
    if (lapsed?.variant === 'expired') tokens.expireAll();
    const token = String(request.headers.authorization ?? '').replace(/^Bearer /u, '');
    if (lapsed !== null || !tokens.valid(token, core.clock())) {
      if (!expectsContinue) await drain(request);
      return json(401, { success: false, message: 'Unauthorized' });
    }
    const html = strike('F4');
    if (html?.variant === 'html') {
      await drain(request);
      return sendText(response, 200, 'text/html; charset=utf-8', HTML);
    }
    switch (operation) {
      case 'sendEdoc': {
        if (expectsContinue) response.writeContinue();
        const broken = strike('F18')?.variant;
        if (broken === 'mid-upload') {
          for await (const _ of request) return breakOff();
        }
        const form = parseForm(
          await readSmall(request, UPLOAD_LIMIT),
          String(request.headers['content-type']),
        );
        if (broken === 'lost') return breakOff();
        const messageType = form.get('messageType')?.toString('utf8');
        const bytes = form.get('edocFile');
        if (bytes === undefined || (messageType !== 'edoc' && messageType !== 'status')) {
          return json(200, refused(REFUSALS.invalid));
        }
        const file = core.state.path(`upload-${core.state.newId()}`);
        await writeFile(file, bytes);
        const upload = { file, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
        const result = await core.submit({ systemId, from: '', to: null, messageType, upload });
        if (broken === 'after-upload') return breakOff();
        if (broken === 'hang') {
          await new Promise<void>((resolve) => response.once('close', resolve));
          return;
        }
        if (html !== null) return sendText(response, 200, 'text/html; charset=utf-8', HTML);
        if ('refused' in result) return json(200, refused(result.refused));
        entry.docId = result.docId;
        const unnamed = strike('F6', ['no-docid']) !== null;
        return json(200, {
          success: true,
          message: 'Thành công',
          ...(unnamed ? {} : { docId: result.docId }),
        });
      }
      case 'syncReceivedEdocList': {
        const messageType: MessageType = url.searchParams.get('messageType') === 'status' ? 'status' : 'edoc';
        await core.deliverScheduled(systemId);
        const codes = core.codesOf(systemId);
        const pending = new Set(core.pending(systemId, messageType));
        // As a list by date does, it shows what was taken too.
        const items = [...core.state.items.values()].filter(
          (item) => codes.has(item.to) && item.messageType === messageType,
        );
        const data = [...pending, ...items.filter((item) => !pending.has(item))].map((item) => ({
          serviceType: 'eDoc',
          createdTime: vietnamMoment(Date.parse(item.createdAt)),
          updatedTime: vietnamMoment(Date.parse(item.updatedAt)),
          messageType,
          docId: item.docId,
          from: item.from,
          to: item.to,
          status: pending.has(item) ? 'initial' : item.status,
          statusDesc: item.description,
        }));
        return json(200, { success: true, message: '', count: data.length, data });
      }
      case 'getEdoc': {
        const docId = url.searchParams.get('docId') ?? '';
        entry.docId = docId;
        const item = core.item(systemId, docId);
        if (item === undefined) return json(200, refused(REFUSALS.noItem));
        const { path, size } = await core.fetched(item);
        entry.result = `${size} bytes`;
        const bytes = await readFile(path);
        const copy = [{ fileName: 'vb.pdf', fileContent: bytes.subarray(0, 3000).toString('base64') }];
        return json(200, {
          success: true,
          data: { docId, from: item.from, fromName: '', attachments: copy, edxml: bytes.toString('base64') },
        });
      }
      case 'updateStatus': {
        const body = JSON.parse((await readSmall(request)).toString('utf8')) as Reply;
        const docId = String(body.docId);
        entry.docId = docId;
        const no = core.acknowledge(systemId, docId, String(body.status), String(body.description ?? ''));
        return json(200, no === null ? { success: true, message: '' } : refused(no));
      }
      case 'getOrganizations': {
        response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
        await sendPieces(response, organisations(core, settings));
        return;
      }
      default:
        await drain(request);
        return json(404, { success: false, message: 'not found' });
    }
  };
  try {
    await answer();
  } finally {
    entry.milliseconds = Math.round(performance.now() - started);
    transcript.write(entry);
  }
}

function* organisations(core: AxisCore, settings: VxpSettings): Generator<string> {
  yield '{"success":true,"data":[';
  let separator = '';
  for (const row of directoryRows(core.agencies, core.state.units.values(), settings.directoryUnits)) {
    const { code, name, pid, oldCode, deleted } = row;
    yield `${separator}${JSON.stringify({ orgCode: code, orgName: name, parentCode: pid, oldCode, deleted })}`;
    separator = ',';
  }
  yield ']}';
}

/** Parts of a multipart/form-data body by name (RFC 7578). */
function parseForm(body: Buffer, contentType: string): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const boundary = /boundary="?([^";]+)"?/u.exec(contentType)?.[1];
  if (boundary === undefined) return parts;
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at !== -1) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const head = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/u.exec(part.subarray(0, head).toString('utf8'))?.[1];
    if (head !== -1 && name !== undefined) parts.set(name, part.subarray(head + 4));
    at = next;
  }
  return parts;
}
