import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import type { AxisSettings } from '../axis/settings.ts';
import { type Check, fail, pass, warn } from './check.ts';

/** Long enough for a request to travel to IT and a certificate back. */
const SOON_MS = 30 * 86_400_000;

/** The certificate by which the gateway knows this bridge; no check where there is no gateway. */
export function gatewayChecks(axis: AxisSettings, now: () => number = Date.now): Check[] {
  if (axis.kind !== 'gateway') return [];
  return [
    {
      id: 'gateway.certificate',
      run: async () => {
        const end = Date.parse(new X509Certificate(readFileSync(axis.certificateFile)).validTo);
        const day = dayInVietnam(end);
        const next = {
          vi: 'Gửi yêu cầu chứng thư mới cho bộ phận CNTT (docs/it-guide.md).',
          en: 'Send IT a request for a new certificate (docs/it-guide.md).',
        };
        const says = {
          vi: `Chứng thư với cổng kết nối có hiệu lực đến ${day}.`,
          en: `The certificate for the gateway is valid until ${day}.`,
        };
        if (end < now()) return fail(says, next);
        return end < now() + SOON_MS ? warn(says, next) : pass(says.vi, says.en);
      },
    },
  ];
}
