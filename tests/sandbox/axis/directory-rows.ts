import type { SandboxAgency } from './agencies.ts';
import type { RegisteredUnit } from './state.ts';

export interface DirectoryRow {
  id: string;
  pid: string;
  code: string;
  name: string;
  mail: string;
  oldCode: string;
  deleted: boolean;
}

const KINDS = [
  'UBND xã',
  'UBND phường',
  'Trường Tiểu học',
  'Trạm Y tế',
  'Chi cục',
  'Ban Quản lý dự án',
  'Đảng ủy',
];
const SYLLABLES = [
  ...[
    'An',
    'Bình',
    'Châu',
    'Đông',
    'Đức',
    'Giang',
    'Hòa',
    'Hưng',
    'Khánh',
    'Lộc',
    'Long',
    'Minh',
    'Mỹ',
    'Nam',
  ],
  ...[
    'Ngọc',
    'Phú',
    'Phước',
    'Quang',
    'Quế',
    'Sơn',
    'Tân',
    'Thạnh',
    'Thủy',
    'Thượng',
    'Tiên',
    'Trường',
    'Vĩnh',
  ],
];

/**
 * An invented directory: the sandbox's own units, a ministry and province tree, axis centres, and as many
 * generated units as asked for. The same number always gives the same rows.
 */
export function* directoryRows(
  agencies: readonly SandboxAgency[],
  registered: Iterable<RegisteredUnit>,
  generated: number,
): Generator<DirectoryRow> {
  const row = (code: string, name: string, pid: string, oldCode = '', deleted = false): DirectoryRow => ({
    id: code,
    pid,
    code,
    name,
    mail: `vanthu.${code.toLowerCase().replaceAll('.', '-')}@example.vn`,
    oldCode,
    deleted,
  });
  yield row('H99', 'UBND tỉnh Mẫu', '', '000.00.00.H99');
  yield row('14.00.W00', 'Trục liên thông tỉnh Mẫu', '');
  for (const unit of agencies) {
    yield row(unit.code, unit.name, unit.parentCode, unit.oldCode, unit.closed === true);
    const closed = agencies.find((other) => other.closed === true && other.successor === unit.code);
    if (closed !== undefined) yield row(unit.code, unit.name, unit.parentCode, closed.code);
  }
  for (const unit of registered) yield row(unit.code, unit.name, unit.parentCode, '', unit.deleted);
  for (let index = 0; index < generated; index += 1) {
    const province = 100 + Math.floor(index / 2500);
    const number = index % 2500;
    const code = number === 0 ? `H${province}` : `H${province}.${number}`;
    const pick = (list: readonly string[], divisor: number) =>
      list[Math.floor(index / divisor) % list.length] ?? '';
    const place = `${pick(SYLLABLES, 1)} ${pick(SYLLABLES, 27)} ${pick(SYLLABLES, 729)}`;
    const name = number === 0 ? `UBND tỉnh ${pick(SYLLABLES, 2500)} Mẫu` : `${pick(KINDS, 3)} ${place} Mẫu`;
    const old = `${String(number % 1000).padStart(3, '0')}.${String(Math.floor(number / 1000)).padStart(2, '0')}.00.H${province}`;
    yield row(code, name, number === 0 ? '' : `H${province}`, old, index % 37 === 36);
  }
}
