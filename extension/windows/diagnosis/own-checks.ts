import browser from 'webextension-polyfill';
import { describeError } from '../../../shared/errors.ts';
import type { DoctorCheck } from '../../../shared/protocol/commands/session.ts';
import type { LinkReport } from '../../background/link.ts';
import { type Policy, readPolicy } from '../../background/policy.ts';
import type { ProfileList } from '../../background/profiles.ts';
import { isTheirsThere } from '../../background/vgca/other-program.ts';
import { type ServedSite, servedSites } from '../../background/vgca/sites.ts';
import type { Failure } from '../../messages/reply.ts';
import { asError, ask } from '../parts/worker.ts';

const sentence = (vi: string, en: string) => ({ vi, en });

function ofLink(report: LinkReport): DoctorCheck {
  if (report.state === 'ready') {
    const version = report.session?.bridgeVersion ?? '?';
    return {
      id: 'extension.bridge',
      result: 'pass',
      says: sentence(
        `Đã nối với chương trình Ký Gửi ${version}.`,
        `Connected to the Ký Gửi program ${version}.`,
      ),
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

/** Extension and program are renewed by different ways; one that lags behind is told before it matters. */
export function ofVersions(own: string, report: LinkReport): DoctorCheck[] {
  const theirs = report.session?.bridgeVersion;
  if (theirs === undefined) return [];
  const order = compareVersions(own, theirs);
  if (order === 0) {
    return [
      {
        id: 'extension.version',
        result: 'pass',
        says: sentence(
          `Tiện ích và chương trình cùng phiên bản ${own}.`,
          `Extension and program are both ${own}.`,
        ),
      },
    ];
  }
  const [older, vi, en] =
    order < 0 ? [own, 'Tiện ích', 'The extension'] : [theirs, 'Chương trình trên máy', 'The program'];
  const newer = order < 0 ? theirs : own;
  return [
    {
      id: 'extension.version',
      result: 'warn',
      says: sentence(
        `${vi} còn ở phiên bản cũ ${older}; bên kia đã là ${newer}.`,
        `${en} is still ${older}; the other side is ${newer}.`,
      ),
      next: sentence(
        order < 0
          ? 'Khởi động lại trình duyệt để tiện ích tự cập nhật; nếu vẫn vậy, báo bộ phận CNTT.'
          : 'Khởi động lại máy; nếu vẫn vậy, nhờ bộ phận CNTT cập nhật chương trình Ký Gửi.',
        order < 0
          ? 'Start the browser again, so that the extension renews itself; else tell IT.'
          : 'Start the computer again; if it stays, ask IT to update the Ký Gửi program.',
      ),
    },
  ];
}

/** Less than zero when the first is older; parts after the third do not matter. */
function compareVersions(one: string, other: string): number {
  const parts = (version: string) => version.split('.', 3).map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(one), parts(other)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What the administrator of the browser has set, by name; what of it cannot be used is a mistake of the policy. */
export function ofPolicy({ set, mistakes }: Policy): DoctorCheck {
  const words = Object.keys(set).join(', ');
  const used = words === '' ? null : sentence(`Đang dùng: ${words}.`, `In use: ${words}.`);
  if (mistakes.length > 0) {
    const wrong = mistakes.join(', ');
    return {
      id: 'extension.policy',
      result: 'warn',
      says: sentence(
        `Chính sách của trình duyệt có mục không dùng được: ${wrong}. ${used?.vi ?? ''}`.trim(),
        `The browser's policy holds settings that cannot be used: ${wrong}. ${used?.en ?? ''}`.trim(),
      ),
      next: sentence(
        'Báo bộ phận CNTT xem lại chính sách của tiện ích (managed-schema.json).',
        "Ask IT to look at the extension's policy (managed-schema.json).",
      ),
    };
  }
  return {
    id: 'extension.policy',
    result: 'pass',
    says: used
      ? sentence(`Chính sách của trình duyệt: ${words}.`, `Set by the browser's policy: ${words}.`)
      : sentence('Trình duyệt không có chính sách riêng cho tiện ích.', 'No policy of the browser is set.'),
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
      says:
        profiles.length === 0
          ? sentence(
              'Chưa thêm trang nào; vẫn ký được tệp trên máy và PDF đang mở.',
              'No site was added yet; files of this computer and open PDFs can be signed.',
            )
          : sentence(
              `Số trang dùng được: ${profiles.length}.`,
              `Sites that can be used: ${profiles.length}.`,
            ),
    };
  }
  const details = { profile: bad.name, field: bad.field };
  const [vi, en] = (['vi', 'en'] as const).map((of) => describeError(bad.code, details, of));
  return {
    id: 'extension.profiles',
    result: 'warn',
    says: sentence(vi?.says ?? '', en?.says ?? ''),
    next: sentence(vi?.next ?? '', en?.next ?? ''),
  };
}

/** Who answers pages that were written for the VGCA Sign Service; no check where no site has them. */
export function ofSigningPages(sites: readonly ServedSite[], otherIsThere: boolean): DoctorCheck[] {
  const answers = new Set(sites.map(({ rule }) => rule.answers));
  if (answers.size === 0) return [];
  const there = otherIsThere
    ? sentence(
        'Chương trình VGCA Sign Service cũng đang chạy trên máy này.',
        'The VGCA Sign Service runs on this computer too.',
      )
    : sentence(
        'Trên máy này không có chương trình VGCA Sign Service nào đang chạy.',
        'No VGCA Sign Service runs on this computer.',
      );
  if (answers.has('theirs') && !otherIsThere) {
    return [
      {
        id: 'extension.vgca',
        result: 'warn',
        says: sentence(
          `${there.vi} Có trang chỉ được dùng chương trình đó nên chưa ký được.`,
          `${there.en} Some pages may use only that one, so they cannot sign.`,
        ),
        next: sentence(
          'Mở lại VGCA Sign Service; hoặc nhờ bộ phận CNTT cho Ký Gửi trả lời các trang này (chính sách vgcaAnswers).',
          'Start the VGCA Sign Service again, or ask IT to let Ký Gửi answer these pages (policy vgcaAnswers).',
        ),
      },
    ];
  }
  const theirs = answers.has('theirs') || (otherIsThere && answers.has('ours-when-theirs-is-away'));
  const ours = answers.has('ours') || (!otherIsThere && answers.has('ours-when-theirs-is-away'));
  const who =
    ours && theirs
      ? sentence(
          'Tùy trang, chương trình đó hoặc Ký Gửi trả lời.',
          'Depending on the page, it or Ký Gửi answers.',
        )
      : ours
        ? sentence('Ký Gửi trả lời các trang.', 'Ký Gửi answers the pages.')
        : sentence('Chương trình đó trả lời các trang.', 'It answers the pages.');
  return [
    {
      id: 'extension.vgca',
      result: 'pass',
      says: sentence(`${there.vi} ${who.vi}`, `${there.en} ${who.en}`),
    },
  ];
}

/** Checks that only the browser's side can make. */
export async function ownChecks(): Promise<{ checks: DoctorCheck[]; report: LinkReport }> {
  const report = await ask<LinkReport>('link.report', {});
  const own = browser.runtime.getManifest().version;
  const signingPages = await servedSites();
  const checks = [
    ofLink(report),
    ...ofVersions(own, report),
    await ofPermission(),
    await ofProfiles(),
    ...ofSigningPages(signingPages, signingPages.length > 0 && (await isTheirsThere())),
    ofPolicy(await readPolicy()),
  ];
  return { report, checks };
}

/** One short line for the help desk: versions and the checks that did not pass; nothing about persons or letters. */
export function helpLine(
  report: LinkReport | null,
  checks: readonly DoctorCheck[],
  failure: Failure | null = null,
): string {
  const own = browser.runtime.getManifest().version;
  const wrong = checks.filter((check) => check.result !== 'pass').map((check) => check.id);
  // Checks that were never made are no good ones.
  const bad = failure ? [...wrong, failure.code] : wrong;
  return [
    `KG ${own}/${report?.session?.bridgeVersion ?? '-'}`,
    report?.state ?? '?',
    bad.join(', ') || 'ok',
  ].join(' · ');
}
