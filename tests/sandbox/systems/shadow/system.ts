import { printedDay, type SampleLetters } from '../letters.ts';
import { json, type Make, page, pdf, refuse, script, token } from '../serve.ts';
import { SHADOW_SCRIPT } from './component-script.ts';

/** The way of strict pages: a content security policy that forbids all that is foreign or inline, and a component in a closed shadow root. */

const ROOT = '/csp';
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export function strictShadow(letters: SampleLetters): Make {
  const session = token();
  const strict = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' };
  const shell = (id: number) =>
    page(
      `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản ${id}</title><script src="/csp/thanh-phan.js" defer></script></head><body><vb-chi-tiet data-id="${id}"></vb-chi-tiet></body></html>`,
      { ...strict, 'Set-Cookie': `phien=${session}; Path=${ROOT}; HttpOnly; SameSite=Strict` },
    );
  return {
    start: `${ROOT}/van-ban/${letters.all[0]?.id ?? 0}`,
    async answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/thanh-phan.js`) return script(SHADOW_SCRIPT);
      const [, part = '', id = ''] = /^\/csp\/(van-ban|du-lieu|tep|nop)\/(\d+)$/u.exec(pathname) ?? [];
      const letter = letters.find(Number(id));
      if (!letter) return refuse(404);
      if (part === 'van-ban') return shell(letter.id);
      if (asked.cookies.phien !== session) return refuse(401);
      if (part === 'du-lieu') {
        return json({ ...letter, date: printedDay(letter.date), versions: letter.versions.length });
      }
      if (part === 'tep') return pdf(letter.versions.at(-1) ?? new Uint8Array());
      const file = (await asked.form()).get('tep');
      const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
      return json({ ok: letters.take(letter.id, bytes) });
    },
  };
}
