import browser from 'webextension-polyfill';
import { describeError } from '../../../shared/errors.ts';
import type { DoctorCheck } from '../../../shared/protocol/commands/session.ts';
import type { LinkReport } from '../../background/link.ts';
import type { ProfileList } from '../../background/profiles.ts';
import { asError, ask } from '../parts/worker.ts';

const sentence = (vi: string, en: string) => ({ vi, en });

function ofLink(report: LinkReport): DoctorCheck {
  if (report.state === 'ready') {
    const version = report.session?.bridgeVersion ?? '?';
    return {
      id: 'extension.bridge',
      result: 'pass',
      says: sentence(`Đã nối với kygui ${version}.`, `Connected to kygui ${version}.`),
    };
  }
  const error = asError(report.error ?? { code: 'CHANNEL_NOT_PAIRED', details: {} });
  const [vi, en] = [
    describeError(error.code, error.details, 'vi'),
    describeError(error.code, error.details, 'en'),
  ];
  return {
    id: `extension.bridge.${error.code}`,
    result: 'fail',
    says: sentence(vi.says, en.says),
    next: sentence(vi.next, en.next),
  };
}

async function ofPermission(): Promise<DoctorCheck> {
  const granted = await browser.permissions.contains({ origins: ['http://*/*', 'https://*/*'] });
  return granted
    ? {
        id: 'extension.sites',
        result: 'pass',
        says: sentence('Tiện ích được phép làm việc trên các trang.', 'The extension may work on web pages.'),
      }
    : {
        id: 'extension.sites',
        result: 'warn',
        says: sentence(
          'Trình duyệt chưa cho tiện ích làm việc trên mọi trang.',
          'The browser does not let the extension work on every page.',
        ),
        next: sentence(
          'Mở trang quản lý tiện ích, chọn Ký Gửi, cho phép “Trên mọi trang web”.',
          'Open the extensions page, choose Ký Gửi, and allow it on all sites.',
        ),
      };
}

async function ofProfiles(): Promise<DoctorCheck> {
  const { profiles, faulty } = await ask<ProfileList>('sites.list', {});
  const bad = faulty[0];
  if (!bad) {
    return {
      id: 'extension.profiles',
      result: 'pass',
      says: sentence(
        `${profiles.length} hồ sơ trang dùng được.`,
        `${profiles.length} site profiles can be used.`,
      ),
    };
  }
  const details = { profile: bad.name, field: bad.field };
  const [vi, en] = (['vi', 'en'] as const).map((of) => describeError('SITE_PROFILE_INVALID', details, of));
  return {
    id: 'extension.profiles',
    result: 'warn',
    says: sentence(vi?.says ?? '', en?.says ?? ''),
    next: sentence(vi?.next ?? '', en?.next ?? ''),
  };
}

/** Checks that only the browser's side can make. */
export async function ownChecks(): Promise<{ checks: DoctorCheck[]; report: LinkReport }> {
  const report = await ask<LinkReport>('link.report', {});
  return { report, checks: [ofLink(report), await ofPermission(), await ofProfiles()] };
}

/** One short line for the help desk: versions and the checks that did not pass; nothing about persons or letters. */
export function helpLine(report: LinkReport | null, checks: readonly DoctorCheck[]): string {
  const own = browser.runtime.getManifest().version;
  const bad = checks.filter((check) => check.result !== 'pass').map((check) => check.id);
  return [
    `KG ${own}/${report?.session?.bridgeVersion ?? '-'}`,
    report?.state ?? '?',
    bad.join(',') || 'ok',
  ].join(' · ');
}
