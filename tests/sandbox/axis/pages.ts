import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { AxisCore } from './core.ts';
import { FAULT_WORDS } from './fault-words.ts';
import { ALWAYS, DELIVERED, FAULTS, type FaultId } from './faults.ts';
import { sendText } from './http-io.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { StoredItem, StoredPackage } from './state.ts';
import type { Transcript } from './transcript.ts';
import { vietnamMoment } from './vietnam-time.ts';
import { escapeXml as h } from './xml-tree.ts';

type Language = 'vi' | 'en';
const WORDS = {
  title: ['Trục liên thông thử nghiệm', 'Sandbox document axis'],
  about: [
    'Máy chủ này thay cho trục liên thông khi tập huấn và kiểm thử. Mọi đơn vị và văn bản đều là giả định; không có gì ra khỏi máy này.',
    'This server stands in for the document axis in training and tests. All units and letters are invented; nothing leaves this computer.',
  ],
  agencies: ['Đơn vị', 'Units'],
  code: ['Mã', 'Code'],
  oldCode: ['Mã cũ', 'Old code'],
  name: ['Tên', 'Name'],
  state: ['Tình trạng', 'State'],
  waiting: ['Chờ lấy', 'Waiting'],
  open: ['đang hoạt động', 'open'],
  locked: ['bị khóa', 'locked'],
  closed: ['đã đóng', 'closed'],
  letters: ['Văn bản', 'Letters'],
  statuses: ['Trạng thái phản hồi', 'Statuses'],
  none: ['Chưa có gì.', 'Nothing yet.'],
  at: ['Lúc', 'At'],
  from: ['Nơi gửi', 'From'],
  to: ['Nơi nhận', 'To'],
  letter: ['Số, ký hiệu – trích yếu', 'Number – subject'],
  size: ['Cỡ', 'Size'],
  initial: ['chờ lấy', 'waiting'],
  processing: ['đang xử lý', 'processing'],
  done: ['đã nhận', 'taken'],
  fail: ['không đọc được', 'unusable'],
  refused: ['không chuyển được', 'not delivered'],
  calls: ['Lời gọi gần đây', 'Recent calls'],
  operation: ['Thao tác', 'Operation'],
  system: ['Hệ thống', 'System'],
  result: ['Kết quả', 'Result'],
  faults: ['Sự cố đang bật', 'Faults switched on'],
  inject: ['Gây sự cố', 'Inject'],
  clear: ['Tắt hết sự cố', 'Switch all off'],
  recipient: ['Đơn vị nhận', 'Recipient'],
  arrow: [
    '→ đưa ngay một gói tin vào danh sách chờ của đơn vị nhận',
    '→ puts a package into the pending list of the recipient at once',
  ],
  download: ['Tải gói tin', 'Download package'],
  back: ['Về trang chính', 'Back'],
  content: ['Phần đầu của gói tin, như trục chuyển đi', 'Head of the package, as the axis passes it on'],
  refresh: ['Trang tự làm mới mỗi 3 giây.', 'This page refreshes every 3 seconds.'],
  twice: ['Gửi trùng', 'Sent twice'],
} as const satisfies Record<string, readonly [string, string]>;

/** The pages for people: what the axis holds at `/`, one package at `/package/ID`, its file at `/package/ID/file`. */
export async function handlePages(
  core: AxisCore,
  transcript: Transcript,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const language: Language = url.searchParams.get('lang') === 'en' ? 'en' : 'vi';
  const match = /^\/package\/([0-9a-f]{24})(\/file)?$/u.exec(url.pathname);
  const id = match?.[1];
  if (url.pathname === '/') {
    sendText(response, 200, 'text/html; charset=utf-8', overview(core, transcript, language));
    return;
  }
  const sent = id === undefined ? undefined : core.state.packages.get(id);
  if (sent === undefined) {
    sendText(response, 404, 'text/plain; charset=utf-8', 'Không có trang này. No such page.');
    return;
  }
  const bytes = await readFile(core.state.path(`${sent.docId}.sent.edxml`));
  if (match?.[2] !== undefined) {
    response.setHeader('Content-Disposition', `attachment; filename="${sent.docId}.edxml"`);
    sendText(response, 200, 'application/octet-stream', bytes);
    return;
  }
  const item = [...core.state.items.values()].find((one) => one.senderDocId === sent.docId);
  const passedOn = item === undefined ? bytes : await readFile(core.state.path(item.file));
  sendText(response, 200, 'text/html; charset=utf-8', packagePage(core, sent, passedOn, language));
}

const words = (language: Language) => (key: keyof typeof WORDS) => WORDS[key][language === 'vi' ? 0 : 1];

function frame(language: Language, path: string, body: string, refresh: boolean): string {
  const w = words(language);
  const other = language === 'vi' ? 'en' : 'vi';
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${
    refresh ? '<noscript><meta http-equiv="refresh" content="3"></noscript>' : ''
  }<title>${w('title')}</title><style>${PAGE_STYLE}</style></head><body><header><h1>${w('title')}</h1><a class="language" href="${path}?lang=${other}">${
    other === 'en' ? 'English' : 'Tiếng Việt'
  }</a></header><main>${body}</main></body></html>`;
}

function overview(core: AxisCore, transcript: Transcript, language: Language): string {
  const w = words(language);
  const packages = [...core.state.packages.values()].reverse();
  const itemsOf = new Map<string, StoredItem[]>();
  for (const item of core.state.items.values()) {
    itemsOf.set(item.senderDocId, [...(itemsOf.get(item.senderDocId) ?? []), item]);
  }
  const agencies = core.agencies.map((unit) => {
    const state = unit.closed === true ? 'closed' : unit.locked === true ? 'locked' : 'open';
    const codes = new Set([unit.code, unit.oldCode]);
    const waiting = core.state.pending(codes, 'edoc').length + core.state.pending(codes, 'status').length;
    return [
      `<b>${h(unit.code)}</b>`,
      h(unit.oldCode),
      h(unit.name),
      `<span class="tag ${state}">${w(state)}</span>`,
      waiting === 0 ? '0' : `<b>${waiting}</b>`,
    ];
  });
  const rows = (kind: StoredPackage['messageType']) =>
    packages
      .filter((sent) => sent.messageType === kind)
      .slice(0, 100)
      .map((sent) => [
        h(vietnamMoment(Date.parse(sent.at))),
        h(sent.from),
        receivers(itemsOf.get(sent.docId) ?? [], sent, language),
        `<a href="/package/${sent.docId}?lang=${language}">${h(sent.code)}</a><br><span class="soft">${h(sent.title)}</span>`,
        size(sent.size),
      ]);
  const heads = [w('at'), w('from'), w('to'), w('letter'), w('size')];
  const calls = transcript.recent
    .slice(-25)
    .reverse()
    .map((entry) => [
      h(vietnamMoment(Date.parse(entry.at)).slice(11)),
      h(entry.operation),
      h(entry.systemId),
      `${h(entry.result)}${entry.fault === undefined ? '' : ` <span class="tag locked">${h(entry.fault)}</span>`}`,
      `${entry.milliseconds} ms`,
    ]);
  const duplicates = core.duplicates();
  const body = [
    `<p class="soft">${w('about')} ${w('refresh')}</p>`,
    duplicates.length === 0
      ? ''
      : `<p class="alarm"><b>${w('twice')}:</b> ${duplicates.map((one) => `${h(one.key)} ×${one.count}`).join('; ')}</p>`,
    section(
      w('agencies'),
      table([w('code'), w('oldCode'), w('name'), w('state'), w('waiting')], agencies, w('none')),
    ),
    section(w('letters'), table(heads, rows('edoc'), w('none'))),
    section(w('statuses'), table(heads, rows('status'), w('none'))),
    section(w('faults'), faultForms(core, language)),
    section(w('calls'), table([w('at'), w('operation'), w('system'), w('result'), ''], calls, w('none'))),
  ];
  return frame(language, '/', body.join(''), true);
}

function receivers(items: readonly StoredItem[], sent: StoredPackage, language: Language): string {
  const w = words(language);
  const good = items.map(
    (item) =>
      `${h(item.to)} <span class="tag ${item.status}">${w(item.status)}</span>${item.description === '' ? '' : ` <span class="soft">${h(item.description)}</span>`}`,
  );
  const bad = sent.failed.map(
    (one) =>
      `${h(one.to)} <span class="tag fail">${w('refused')}</span> <span class="soft">${h(one.text)}</span>`,
  );
  return [...good, ...bad].join('<br>');
}

function faultForms(core: AxisCore, language: Language): string {
  const w = words(language);
  const active = core.faults
    .list()
    .filter((one) => one.left !== 0)
    .map(
      (one) =>
        `<span class="tag locked">${one.id} · ${h(FAULT_WORDS[one.id][language === 'vi' ? 0 : 1])} · ${h(one.variant)} (${one.left === 'unlimited' ? '∞' : one.left})</span>`,
    );
  const groups = (Object.keys(FAULTS) as FaultId[])
    .filter((id) => !ALWAYS.includes(id))
    .map((id) => {
      const options = FAULTS[id].map(
        (variant) => `<option value="${id} ${variant}">${id} ${variant}</option>`,
      );
      const mark = DELIVERED.includes(id) ? ' →' : '';
      const label = `${id} · ${FAULT_WORDS[id][language === 'vi' ? 0 : 1]}${mark}`;
      return `<optgroup label="${h(label)}">${options.join('')}</optgroup>`;
    });
  const units = core.agencies.map((unit) => `<option>${h(unit.code)}</option>`);
  return `<p>${active.length === 0 ? w('none') : active.join(' ')}</p>
<form id="faults"><select name="fault">${groups.join('')}</select>
<label>${w('recipient')} <select name="agency"><option></option>${units.join('')}</select></label>
<button>${w('inject')}</button> <button type="button" id="clear">${w('clear')}</button> <span class="soft">${w('arrow')}</span></form>
<script>
const form = document.getElementById('faults');
const post = (name, body) => fetch('/sandbox/' + name, { method: 'POST', body: JSON.stringify(body) }).then(() => location.reload());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const [id, variant] = form.fault.value.split(' ');
  post('inject', { id, variant, ...(form.agency.value ? { agency: form.agency.value } : {}) });
});
document.getElementById('clear').addEventListener('click', () => post('clear-faults', {}));
// No refresh while a person is choosing.
setInterval(() => { if (!form.contains(document.activeElement)) location.reload(); }, 3000);
</script>`;
}

function packagePage(core: AxisCore, sent: StoredPackage, passedOn: Buffer, language: Language): string {
  const w = words(language);
  const items = [...core.state.items.values()].filter((item) => item.senderDocId === sent.docId);
  const text = passedOn.subarray(0, 60_000).toString('utf8');
  const end = text.indexOf('</edXML:edXMLEnvelope>');
  const body = `<p><a href="/?lang=${language}">← ${w('back')}</a></p>
<h2>${h(sent.code)} <span class="soft">${h(sent.documentId)}</span></h2>
<p>${w('from')}: <b>${h(sent.from)}</b> · ${w('to')}: ${receivers(items, sent, language)}</p>
<p class="soft">docId ${sent.docId} · SHA-256 ${sent.sha256} · ${size(sent.size)}</p>
<p><a class="button" href="/package/${sent.docId}/file">${w('download')}</a></p>
<h3>${w('content')}</h3><pre>${h(end === -1 ? text : text.slice(0, end)).replaceAll('&#13;', '')}</pre>`;
  return frame(language, `/package/${sent.docId}`, body, false);
}

const section = (title: string, body: string) => `<section><h2>${title}</h2>${body}</section>`;

function table(heads: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return `<p class="soft">${empty}</p>`;
  const head = heads.map((text) => `<th>${text}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
