import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type AxisCore, REFUSALS, type Refusal } from './core.ts';
import { directoryRows } from './directory-rows.ts';
import type { FaultId } from './faults.ts';
import { drain, readSmall, sendPieces, sendText, wait } from './http-io.ts';
import { takeUpload } from './intake.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';
import { parseTimestamp, type SignedParameters, verifySigned } from './verify.ts';
import { messageTypeOf, pendingRow, recipientsOf, sentRow, shownParameters } from './vxp-values.ts';

export interface VxpSettings {
  /** Generated units in the directory beside the sandbox's own. */
  directoryUnits: number;
  /** What a reset goes back to after F17. */
  initialDirectoryUnits: number;
  /** Also take the proper SHA-256 hex as hash-file. */
  acceptProperHash: boolean;
  /** Refuse timestamps further away than this; 0 takes all, as the axis seems to (axis API 2). */
  timestampWindowSeconds: number;
}

interface Call {
  core: AxisCore;
  settings: VxpSettings;
  operation: string;
  request: IncomingMessage;
  response: ServerResponse;
  entry: TranscriptEntry;
}

type Reply = Record<string, unknown>;

const OK = { status: 'OK', ErrorCode: '0', ErrorDesc: 'Thanh cong' };
const fail = ({ code, text }: Refusal): Reply => ({ status: 'FAIL', ErrorCode: code, ErrorDesc: text });
const HTML =
  '<!DOCTYPE html><html><head><title>502</title></head><body><h1>Hệ thống đang bảo trì</h1></body></html>';
const MID_UPLOAD_BYTES = 4096;

/** Answers one call of the national profile. `Expect: 100-continue` is answered here, so that F20 can hold it. */
export async function handleVxp(
  core: AxisCore,
  settings: VxpSettings,
  transcript: Transcript,
  operation: string,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const started = performance.now();
  const systemId = String(request.headers['xroadvnpt-systemid'] ?? '');
  const entry: TranscriptEntry = {
    at: core.now(),
    profile: 'vxp',
    operation,
    systemId,
    parameters: {},
    requestBytes: Number(request.headers['content-length'] ?? 0),
    httpStatus: 200,
    result: '',
    milliseconds: 0,
  };
  const call: Call = { core, settings, operation, request, response, entry };
  try {
    const reply = await answer(call, systemId, expectsContinue);
    if (reply !== null) sendReply(call, systemId, reply);
  } finally {
    entry.milliseconds = Math.round(performance.now() - started);
    transcript.write(entry);
  }
}

/** The reply object, or null when the response was already given (or broken off by a fault). */
async function answer(call: Call, systemId: string, expectsContinue: boolean): Promise<Reply | null> {
  const { core, operation, request, response, entry } = call;
  const strike: Strike = (id, variants) => {
    const struck = core.faults.strike(id, operation, systemId, variants);
    if (struck !== null) entry.fault = `${id} ${struck.variant}`;
    return struck;
  };
  const line = strike('F27');
  if (line?.variant === 'down') return breakOff(call);
  if (line?.variant === 'unavailable') return page(call, 503, HTML);
  if (line !== null) await wait(line.rule.delayMs, response);
  if (strike('F25') !== null) {
    response.setHeader('Location', 'http://login.example.vn/dang-nhap');
    return page(call, 302, '');
  }
  const html = strike('F4');
  if (html?.variant === 'html') return page(call, 200, HTML);

  const refusedByFault = strike('F1');
  const verified: SignedParameters | { refused: string } =
    refusedByFault === null
      ? verifySigned(request.rawHeaders, core.agencies)
      : { refused: refusedByFault.variant };
  if ('refused' in verified) {
    entry.result = verified.refused;
    await skipBody(call, expectsContinue);
    const text = `${REFUSALS.credentials.text} (${verified.refused === 'stale' ? 'timestamp' : verified.refused})`;
    return fail({ code: REFUSALS.credentials.code, text });
  }
  entry.parameters = shownParameters(verified);
  const window = call.settings.timestampWindowSeconds;
  const at = parseTimestamp(verified.values.get('timestamp') ?? '');
  if (at === null || (window > 0 && Math.abs(core.clock() - at) > window * 1000)) {
    await skipBody(call, expectsContinue);
    return fail({ code: REFUSALS.credentials.code, text: 'timestamp het han hoac sai mau' });
  }

  const reply =
    operation === 'sendEdoc'
      ? await takeLetter(call, verified, expectsContinue, strike)
      : await smallCall(call, verified, strike);
  if (html !== null && reply !== null) return page(call, 200, HTML);
  return reply;
}

type Strike = (id: FaultId, variants?: readonly string[]) => ReturnType<AxisCore['faults']['strike']>;

async function takeLetter(
  call: Call,
  verified: SignedParameters,
  expectsContinue: boolean,
  strike: Strike,
): Promise<Reply | null> {
  const { core, request, response } = call;
  const { values, systemId } = verified;
  if (expectsContinue) {
    const held = strike('F20');
    if (held?.variant === 'delayed') setTimeout(() => response.writeContinue(), 500).unref();
    else if (held === null) response.writeContinue();
  }
  const broken = strike('F18');
  if (broken?.variant === 'mid-upload') {
    let seen = 0;
    for await (const piece of request as AsyncIterable<Uint8Array>) {
      seen += piece.length;
      if (seen >= MID_UPLOAD_BYTES) break;
    }
    return breakOff(call);
  }
  if (broken?.variant === 'lost') {
    await drain(request);
    return breakOff(call);
  }
  const wrongHash = strike('F2') !== null;
  const upload = await takeUpload(
    request,
    join(core.state.folder, `upload-${core.state.newId()}`),
    wrongHash ? '' : (values.get('hash-file') ?? ''),
    call.settings.acceptProperHash,
  );
  if (upload === null) return fail(REFUSALS.hashFile);
  const messageType = messageTypeOf(values.get('messagetype'));
  if (messageType === null) return fail(REFUSALS.invalid);
  const to = recipientsOf(values.get('to'));
  if (to === undefined) return fail(REFUSALS.invalid);
  const result = await core.submit({ systemId, from: values.get('from') ?? '', to, messageType, upload });
  if (broken?.variant === 'after-upload') return breakOff(call);
  if (broken?.variant === 'hang') {
    call.entry.result = 'taken, never answered';
    await new Promise<void>((resolve) => response.once('close', resolve));
    return null;
  }
  if ('refused' in result) return fail(result.refused);
  call.entry.docId = result.docId;
  return strike('F6', ['no-docid']) === null ? { ...OK, DocId: result.docId } : { ...OK };
}

async function smallCall(call: Call, verified: SignedParameters, strike: Strike): Promise<Reply | null> {
  const { core, operation, request } = call;
  const { values, systemId } = verified;
  const body = await readSmall(request);
  const messageType = messageTypeOf(values.get('messagetype'));
  switch (operation) {
    case 'getReceivedEdocList':
      if (messageType === null) return fail(REFUSALS.invalid);
      await core.deliverScheduled(systemId);
      return { ...OK, data: core.pending(systemId, messageType).map(pendingRow) };
    case 'getSentEdocList':
      if (messageType === null) return fail(REFUSALS.invalid);
      return { ...OK, data: core.sent(systemId, messageType, values.get('docid')).map(sentRow) };
    case 'countReceiveEdoc':
      return { ...OK, count: core.pending(systemId, 'edoc').length };
    case 'countReceiveStatus':
      return { ...OK, count: core.pending(systemId, 'status').length };
    case 'updateStatus': {
      const docId = values.get('docid') ?? '';
      call.entry.docId = docId;
      const description = values.get('description') ?? '';
      const refused = core.acknowledge(systemId, docId, values.get('status') ?? '', description);
      return refused === null ? { ...OK } : fail(refused);
    }
    case 'getEdoc':
    case 'downloadEdoc':
      return await giveLetter(
        call,
        systemId,
        values.get('docid') ?? '',
        operation === 'downloadEdoc',
        strike,
      );
    case 'getAgenciesList':
    case 'getAgenciesListQD20':
    case 'getSynchronizeUnit':
      return await giveDirectory(call, strike);
    case 'registerAgency': {
      const unit = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
      const text = (name: string) => (typeof unit[name] === 'string' ? unit[name] : '');
      if (text('code') === '') return fail(REFUSALS.invalid);
      core.state.record({
        kind: 'unit',
        value: {
          code: text('code'),
          name: text('name'),
          mail: text('mail'),
          parentCode: text('pcode'),
          deleted: false,
        },
      });
      return { ...OK };
    }
    case 'deleteAgency': {
      const unit = core.state.units.get(values.get('agencycode') ?? '');
      if (unit === undefined) return fail(REFUSALS.unknown);
      core.state.record({ kind: 'unit', value: { ...unit, deleted: true } });
      return { ...OK };
    }
    default:
      return page(call, 404, HTML);
  }
}

async function giveLetter(
  call: Call,
  systemId: string,
  docId: string,
  raw: boolean,
  strike: Strike,
): Promise<Reply | null> {
  const { core, response, entry } = call;
  entry.docId = docId;
  const item = core.item(systemId, docId);
  if (item === undefined) return fail(REFUSALS.noItem);
  const { path, size } = await core.fetched(item);
  entry.result = `${size} bytes`;
  if (raw) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
    createReadStream(path).pipe(response);
    return null;
  }
  const broken = strike('F5');
  response.writeHead(200, { 'Content-Type': 'application/json;charset=UTF-8' });
  if (broken?.variant === 'empty') {
    response.end();
    return null;
  }
  const pieces = async function* () {
    yield `${JSON.stringify(OK).slice(0, -1)},"data":"`;
    // 57 kB blocks: a multiple of three, so that base64 has padding at the end only.
    for await (const block of blocks(createReadStream(path), 57_000)) {
      yield block.toString('base64');
      if (broken !== null) return;
    }
    yield '"}';
  };
  await sendPieces(response, pieces());
  return null;
}

async function* blocks(stream: Readable, size: number): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of stream as AsyncIterable<Buffer>) {
    held = Buffer.concat([held, piece]);
    const whole = held.length - (held.length % size);
    if (whole > 0) yield held.subarray(0, whole - (whole % 3));
    held = held.subarray(whole - (whole % 3));
  }
  if (held.length > 0) yield held;
}

async function giveDirectory(call: Call, strike: Strike): Promise<Reply | null> {
  const { core, operation, response, settings } = call;
  const struck = strike('F17');
  const broken = strike('F5');
  const generated =
    struck?.variant === 'large' ? Math.max(123_000, settings.directoryUnits) : settings.directoryUnits;
  const print = (row: ReturnType<typeof directoryRows> extends Generator<infer Row> ? Row : never) => {
    const { id, pid, code, name, mail, oldCode, deleted } = row;
    if (operation === 'getAgenciesList') return deleted ? null : { id, pid, code, name, mail, oldCode };
    if (operation === 'getAgenciesListQD20') {
      return code.includes('.') || deleted ? null : { id, code, name, mail, code102: oldCode };
    }
    return {
      id,
      pid,
      code,
      name,
      mail,
      version: '1',
      centerCode: '',
      deleted,
      modifyDate: '',
      isAgency: true,
    };
  };
  response.writeHead(200, { 'Content-Type': 'application/json;charset=UTF-8' });
  const pieces = async function* () {
    if (broken?.variant === 'empty') return;
    yield `${JSON.stringify(OK).slice(0, -1)},"data":[`;
    let batch = '';
    let first = true;
    for (const row of directoryRows(core.agencies, core.state.units.values(), generated)) {
      const shown = print(row);
      if (shown === null) continue;
      batch += `${first ? '' : ','}${JSON.stringify(shown)}`;
      first = false;
      if (batch.length < 65_536) continue;
      yield batch;
      batch = '';
      if (broken !== null) return;
      if (struck?.variant === 'slow') await wait(Math.min(struck.rule.delayMs, 2000), response);
    }
    if (broken !== null) yield batch.slice(0, batch.length / 2);
    else yield `${batch}]}`;
  };
  call.entry.result = `${await sendPieces(response, pieces())} bytes`;
  return null;
}

/** Prints the reply, changed by the faults that concern its form (F5, F6, F21). */
function sendReply(call: Call, systemId: string, reply: Reply): void {
  const { core, operation, response, entry } = call;
  entry.result ||= `${String(reply.status)} ${String(reply.ErrorCode)}`;
  const strike = (id: 'F5' | 'F6' | 'F21', variants?: readonly string[]) => {
    const struck = core.faults.strike(id, operation, systemId, variants);
    if (struck !== null) entry.fault = `${id} ${struck.variant}`;
    return struck?.variant;
  };
  const shown: Reply = { ...reply };
  if (strike('F6', ['number']) !== undefined) shown.ErrorCode = Number(shown.ErrorCode);
  const charset = strike('F21');
  // Of Vietnamese letters Latin-1 has only some: `à` and `ô`, not `Đ`.
  if (charset !== undefined) shown.ErrorDesc = charset === 'latin' ? 'Thành công' : 'Thành công: Đã nhận';
  let text = JSON.stringify(shown);
  const broken = strike('F5');
  if (broken === 'empty') text = '';
  else if (broken === 'truncated') text = text.slice(0, Math.max(1, text.length - 4));
  const body =
    charset === undefined
      ? Buffer.from(text, 'utf8')
      : Buffer.from(charset === 'latin' ? text : text.replace(/[^\x20-\x7e]/gu, '?'), 'latin1');
  sendText(response, 200, 'application/json;charset=UTF-8', body);
}

function breakOff(call: Call): null {
  call.entry.result = 'connection broken off';
  call.response.destroy();
  call.request.destroy();
  return null;
}

async function page(call: Call, status: number, html: string): Promise<null> {
  call.entry.httpStatus = status;
  call.entry.result ||= 'page';
  await drain(call.request);
  sendText(call.response, status, 'text/html; charset=utf-8', html);
  return null;
}

/** A refused upload: without `100 Continue` the client may not have begun, and must not be made to. */
async function skipBody(call: Call, expectsContinue: boolean): Promise<void> {
  if (expectsContinue) call.response.setHeader('Connection', 'close');
  else await drain(call.request);
}
