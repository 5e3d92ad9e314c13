import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { type ScanResult, scanFile } from './clamd.ts';
import type { ScanSettings } from './settings.ts';

/** The scan of the files that would leave; nothing without a clamd in the settings. */
export async function scanFindings(
  settings: ScanSettings | undefined,
  files: readonly { name: string; path: string }[],
): Promise<Finding[]> {
  if (!settings) return [];
  const findings: Finding[] = [];
  for (const { name, path } of files) {
    const finding = findingOf(await scanFile(path, settings), name, settings);
    if (!finding) continue;
    findings.push(finding);
    // It will not answer for the next file either.
    if (finding.id === 'attachments.scan.away') break;
  }
  return findings;
}

function findingOf(result: ScanResult, name: string, { whenAway }: ScanSettings): Finding | null {
  switch (result.state) {
    case 'clean':
      return null;
    case 'infected':
      return {
        id: 'attachments.virus',
        result: 'refuse',
        says: {
          vi: `Tệp “${name}” bị phát hiện mã độc: ${result.name}.`,
          en: `Malware was found in the file "${name}": ${result.name}.`,
        },
        next: {
          vi: 'Không gửi và không mở tệp; báo bộ phận CNTT, xin lại tệp sạch từ người soạn.',
          en: 'Neither send nor open the file; tell IT, and get a clean file from the drafter.',
        },
      };
    case 'refused':
      return {
        id: 'attachments.scan.refused',
        result: whenAway,
        says: {
          vi: `Chương trình quét vi-rút không quét được tệp “${name}”: ${result.says}`,
          en: `The virus scanner did not scan the file "${name}": ${result.says}`,
        },
        next: {
          vi: 'Quét tệp bằng chương trình khác, hoặc báo bộ phận CNTT tăng giới hạn kích thước của clamd.',
          en: "Scan the file otherwise, or have IT raise clamd's size limit (StreamMaxLength).",
        },
      };
    case 'away':
      return {
        id: 'attachments.scan.away',
        result: whenAway,
        says: {
          vi: 'Chương trình quét vi-rút (clamd) không trả lời nên tệp chưa được quét.',
          en: 'The virus scanner (clamd) gave no answer, so the files were not scanned.',
        },
        next: {
          vi: 'Báo bộ phận CNTT khởi động lại clamd, rồi xem lại.',
          en: 'Have IT start clamd again, then look once more.',
        },
      };
  }
}
