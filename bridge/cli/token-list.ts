import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { describeError, type ErrorCode } from '../../shared/errors.ts';
import type { Tokens } from '../token/tokens.ts';
import { language, type Outcome } from './output.ts';

/** `kygui token list`: what is plugged in, and what became of each driver that was tried. */
export async function tokenList(tokens: Tokens): Promise<Outcome> {
  const found = await tokens.inspect({ refresh: true });
  const lines = found.tokens.flatMap((token) => [
    `${token.label} · …${token.serialTail} · ${token.module}${token.flags.locked ? ' · ĐÃ KHÓA / LOCKED' : ` · còn ${token.triesLeft} lần PIN / ${token.triesLeft} PIN tries left`}`,
    ...token.certificates.map(
      (certificate) =>
        `   ${certificate.subject.commonName}${certificate.label === '' ? '' : ` [${certificate.label}]`} · ${dayInVietnam(Date.parse(certificate.notAfter))} · ${certificate.validity}${certificate.maySign ? '' : ' · không để ký / not for signing'}\n   ${certificate.thumbprint}`,
    ),
  ]);
  for (const module of found.modules) {
    if (!module.error) continue;
    const sentence = describeError(module.error.code as ErrorCode, module.error.details, language());
    if (module.configured) lines.push(`${module.module}: ${sentence.says} ${sentence.next}`);
  }
  if (found.tokens.length === 0) {
    const none = describeError('TOKEN_NONE', {}, language());
    lines.push(`${none.says} ${none.next}`);
  }
  return { json: found, lines, exit: found.tokens.length > 0 ? 0 : 3 };
}
