import { describe, expect, test } from 'vitest';
import type { Finding } from '../protocol/commands/fields.ts';
import { SEND_RULE_IDS, SEND_RULES, sendPolicySchema, sendRuleOf, settleSendRules } from './send-rules.ts';
import { type MainDocument, sendSignatureFindings, signerKind } from './send-signatures.ts';
import type { SignatureVerdict } from './verdict.ts';
import type { ReasonCode } from './verdict-reasons.ts';

const finding = (id: string, result: Finding['result']): Finding => ({
  id,
  result,
  says: { vi: 'mẫu', en: 'sample' },
});
const told = (findings: readonly Finding[]) => findings.map(({ id, result }) => `${id} ${result}`);

describe('the rules as data', () => {
  test('each has a sentence in both languages, and its own id is one of its findings', () => {
    for (const id of SEND_RULE_IDS) {
      expect(SEND_RULES[id].vi).toMatch(/\.$/u);
      expect(SEND_RULES[id].vi).toBe(SEND_RULES[id].vi.normalize('NFC'));
      expect(SEND_RULES[id].en).toMatch(/\.$/u);
      expect(sendRuleOf(id)).toBe(id);
    }
  });

  test.each([
    ['R.Document.Late', 'time'],
    ['M.MessageHeader.To.OrganId', 'recipients.known'],
    ['R.MessageHeader.To.Closed', 'recipients.open'],
    ['N.MessageHeader.Subject', 'fields'],
    ['M.Attachment.Main', 'attachments.present'],
    ['gate.refused', 'signatures.sound'],
    ['letter.sent-before', 'repeat'],
  ])('%s belongs to %s', (id, rule) => {
    expect(sendRuleOf(id)).toBe(rule);
  });

  test('every rule that was looked at has a named result: its findings, or that it is met', () => {
    const settled = settleSendRules([finding('R.Document.Late', 'warning')], ['time', 'paper']);
    expect(told(settled)).toEqual(['R.Document.Late warning', 'paper pass']);
    expect(told(settleSendRules([], SEND_RULE_IDS))).toEqual(SEND_RULE_IDS.map((id) => `${id} pass`));
  });

  test('policy makes a rule stricter, softer, or leaves it out and says so', () => {
    const late = [finding('R.Document.Late', 'warning'), finding('R.Document.Late', 'notice')];
    const under = (policy: object) => told(settleSendRules(late, ['time'], sendPolicySchema.parse(policy)));
    expect(under({ time: 'refuse' })).toEqual(['R.Document.Late refuse', 'R.Document.Late refuse']);
    expect(under({ time: 'warning' })).toEqual(['R.Document.Late warning', 'R.Document.Late warning']);
    expect(under({ time: 'notice' })).toEqual(['R.Document.Late notice', 'R.Document.Late notice']);
    expect(under({ time: 'off' })).toEqual(['time notice']);
  });

  test('no policy touches state secrets, broken signatures or a letter on its way', () => {
    for (const id of ['secrecy', 'signatures.sound', 'repeat', 'no-such-rule'])
      for (const measure of ['off', 'notice'])
        expect(sendPolicySchema.safeParse({ [id]: measure }).success, id).toBe(false);
    const stamped = [finding('secrecy.marking', 'refuse'), finding('R.Document.SecrecyMention', 'notice')];
    const under = (secrecy: 'warning' | 'refuse') =>
      told(settleSendRules(stamped, ['secrecy'], sendPolicySchema.parse({ secrecy })));
    expect(under('warning')).toEqual(['secrecy.marking refuse', 'R.Document.SecrecyMention warning']);
    expect(under('refuse')).toEqual(['secrecy.marking refuse', 'R.Document.SecrecyMention refuse']);
  });
});

describe('who must have signed', () => {
  const AGENCY = { name: 'Ủy ban nhân dân xã Mẫu A', certificates: [] };
  const signature = (signerName: string, reasons: ReasonCode[] = []) =>
    ({
      kind: 'signature',
      signerName,
      thumbprint: `print of ${signerName}`,
      reasons,
    }) as unknown as SignatureVerdict;
  const found = (names: readonly (string | SignatureVerdict)[], change: Partial<MainDocument> = {}) => {
    const signatures = names.map((one) => (typeof one === 'string' ? signature(one) : one));
    const verdict = { signed: true, sound: true, trusted: true, signatures, reasons: [] };
    return told(sendSignatureFindings({ verdict, agency: AGENCY, copy: false, ...change }));
  };
  const LEADER = 'Nguyễn Văn Mẫu';
  const SEAL = 'UBND xã Mẫu A';

  test('the competent person and the agency, in this order', () => {
    expect(found([LEADER, SEAL])).toEqual([]);
    expect(found([])).toEqual(['signatures.agency refuse', 'signatures.person refuse']);
    expect(found([LEADER])).toEqual(['signatures.agency refuse']);
    expect(found([SEAL])).toEqual(['signatures.person refuse']);
    expect(found([SEAL, LEADER])).toEqual(['signatures.order refuse']);
    expect(found([LEADER, LEADER])).toEqual(['signatures.agency refuse']);
    expect(found([LEADER, SEAL, 'Trần Thị Mẫu'])).toEqual(['signatures.order refuse']);
    expect(found([LEADER, SEAL, 'Trần Thị Mẫu', SEAL])).toEqual([]);
    expect(found([LEADER, SEAL, 'Trần Thị Mẫu', 'Sở Mẫu B'])).toEqual([]);
    expect(found([LEADER, SEAL, { ...signature('Trần Thị Mẫu'), fieldName: 'KyGui_comment_1' }])).toEqual([]);
  });

  test('initials, comments and stamps of a person approve no letter, whoever made them', () => {
    const as = (fieldName: string) => ({ ...signature(LEADER), fieldName });
    for (const field of ['KyGui_initial_1', 'KyGui_comment_1', 'KyGui_receive_2'])
      expect(found([as(field), SEAL]), field).toEqual(['signatures.person refuse']);
    for (const field of ['KyGui_approve_1', 'KyGui_plain_1', 'Signature1'])
      expect(found([as(field), SEAL]), field).toEqual([]);
    expect(found([as('KyGui_initial_1'), as('KyGui_approve_1'), SEAL])).toEqual([]);
  });

  test('who signed is the signer that the letter names, marks and titles aside', () => {
    const signed = (name: string, change: Partial<MainDocument>) => found([name, SEAL], change);
    expect(signed(LEADER, { signer: 'NGUYỄN VĂN MẪU' })).toEqual([]);
    expect(signed('ThS. Nguyen Van Mau', { signer: LEADER })).toEqual([]);
    expect(signed(LEADER, { signer: 'Trần Thị Mẫu' })).toEqual(['signatures.signer warning']);
    expect(found([LEADER, 'Trần Thị Mẫu', SEAL], { signer: 'Trần Thị Mẫu' })).toEqual([]);
    const pages = [`ỦY BAN NHÂN DÂN XÃ MẪU A  Số: 15/UBND-VP  Về việc kiểm thử liên thông  ${LEADER}`];
    expect(signed(LEADER, { pages })).toEqual([]);
    expect(signed('Lê Văn Mẫu', { pages })).toEqual(['signatures.signer warning']);
    expect(signed('Lê Văn Mẫu', { pages: [' '] })).toEqual([]);
    expect(signed('Lê Văn Mẫu', { pages, copy: true })).toEqual([]);
  });

  test('a copy that the agency makes needs its signature alone', () => {
    expect(found([SEAL], { copy: true })).toEqual([]);
    expect(found([], { copy: true })).toEqual(['signatures.agency refuse']);
  });

  test('without a list an agency under another spelling is asked about, with a list it is known', () => {
    expect(found([LEADER, 'Văn phòng UBND xã Mẫu A'])).toEqual(['signatures.kind warning']);
    const agency = { ...AGENCY, certificates: [`print of ${SEAL}`] };
    expect(found([LEADER, SEAL], { agency })).toEqual([]);
    expect(found([LEADER, 'Trần Thị Mẫu'], { agency })).toEqual(['signatures.agency refuse']);
    const adding = { thumbprint: 'x', commonName: SEAL };
    expect(found([LEADER], { agency, adding })).toEqual(['signatures.agency refuse']);
  });

  test('names are compared without marks and with the usual short forms', () => {
    const kind = (commonName: string) => signerKind({ thumbprint: null, commonName }, AGENCY);
    expect(['UBND XÃ MẪU A', 'Uy ban nhan dan xa Mau A', 'ủy ban nhân dân  xã mẫu a'].map(kind)).toEqual(
      Array(3).fill('agency'),
    );
    expect(kind('Sở Mẫu B')).toBe('unknown');
    for (const name of [
      'Võ Thị Sở',
      'Vũ Văn Mẫu',
      'VŨ VĂN MẪU',
      'Trương Thị Mẫu',
      'Đoàn Văn Mẫu',
      'Truong Thi Mau',
    ])
      expect(kind(name), name).toBe('person');
  });

  test('certificates must be valid now; what could not be asked is said', () => {
    expect(found([signature(LEADER, ['CERTIFICATE_REVOKED']), SEAL])).toEqual(['signatures.valid refuse']);
    expect(found([signature(LEADER, ['REVOKED_LATER']), SEAL])).toEqual(['signatures.valid refuse']);
    expect(found([signature(LEADER, ['CERTIFICATE_EXPIRED_SINCE']), SEAL])).toEqual([
      'signatures.valid refuse',
    ]);
    expect(found([signature(LEADER, ['NO_TRUST_LIST']), SEAL])).toEqual(['signatures.unchecked warning']);
  });
});
