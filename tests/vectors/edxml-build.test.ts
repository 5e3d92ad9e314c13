import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edxmlBuild } from '../../bridge/edxml/cli.ts';
import { STATUS_CODES } from '../../shared/edxml/status-code.ts';
import { goldenPackage, goldenStatus, PDF_STUB } from './edxml-letter.ts';

/** Packages that the command line builds, byte for byte beside the reference files. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-build-'));
  await writeFile(join(folder, 'vb.pdf'), PDF_STUB);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOW = '2026-01-05T08:30:00';
const golden = (name: string) => readFileSync(new URL(`data/edxml/${name}.edxml`, import.meta.url), 'utf8');

async function built(spec: unknown): Promise<string> {
  const out = join(folder, 'out.edxml');
  await writeFile(join(folder, 'spec.json'), JSON.stringify(spec));
  await edxmlBuild(join(folder, 'spec.json'), out, NOW);
  return readFile(out, 'utf8');
}

/** SPEC.json of one of the reference letters. */
function specOf(kind: 1 | 2 | 3, business: object) {
  const { messageHeader: header, traceHeaderList } = goldenPackage(kind);
  return {
    from: header.from,
    recipients: header.to.map((to) => ({ ...to, code: to.organId })),
    number: header.code.codeNumber,
    notation: header.code.codeNotation,
    date: header.promulgationInfo.promulgationDate,
    place: header.promulgationInfo.place,
    subject: header.subject,
    signer: header.signerInfo,
    dueDate: header.dueDate,
    priority: header.otherInfo.priority,
    sphere: header.otherInfo.sphereOfPromulgation,
    typerNotation: header.otherInfo.typerNotation,
    promulgationAmount: header.otherInfo.promulgationAmount,
    pageAmount: header.otherInfo.pageAmount,
    appendixes: header.otherInfo.appendixes,
    documentType: header.documentType,
    toPlaces: header.toPlaces,
    responseFor: kind === 1 ? [] : header.responseFor,
    staff: traceHeaderList.bussiness?.staffInfo[0],
    attachments: [{ path: 'vb.pdf', contentId: 'id-1' }],
    timestamp: NOW,
    business,
  };
}

const earlier = 'H99.01,2026/01/02,14/UBND-VP';

test.each([
  [1, { kind: 'recall', target: { documentId: earlier }, reason: 'Thu hồi văn bản điện tử' }],
  [
    2,
    {
      kind: 'update',
      documentId: earlier,
      informationChanged: true,
      receiversChanged: true,
      receivers: [
        { code: 'H99.03', change: 'removed' },
        { code: 'G99', change: 'added' },
      ],
    },
  ],
  [3, { kind: 'replace', replaced: [{ documentId: earlier, receivers: ['H99.02'] }] }],
] as const)('kind %i is the reference file, its inconsistent Reference aside', async (kind, business) => {
  const reference = golden(`sdk-type${kind}`).replace(
    '<edXML:ContentType>application/zip</edXML:ContentType>',
    '<edXML:ContentType>application/pdf</edXML:ContentType>',
  );
  expect(await built(specOf(kind, business))).toBe(reference);
});

test.each(STATUS_CODES)('status %s is the reference file', async (code) => {
  const { from, responseFor, staffInfo, description, timestamp } = goldenStatus(code);
  const spec = { from, status: { code, responseFor, staff: staffInfo, description, timestamp } };
  expect(await built(spec)).toBe(golden(`sdk-status${code}`));
});

test('a status says its words and reason by itself, in both profiles; without what the axis asks for it is not built', async () => {
  const { from, responseFor } = goldenStatus('02');
  const status = { code: '02', responseFor, reason: 'gửi nhầm nơi nhận' };
  const written = await built({ from, status, profile: '.net' });
  expect(written).toContain('Từ chối tiếp nhận văn bản điện tử. Lý do: gửi nhầm nơi nhận');
  expect(written).toContain('<edXML:Timestamp>2026/01/05 08:30:00</edXML:Timestamp>');
  await expect(built({ from, status: { ...status, responseFor: { code: '1/A' } } })).rejects.toMatchObject({
    code: 'EDXML_DRAFT_INVALID',
  });
});
