import { printedDay, type SampleLetters } from '../letters.ts';
import { json, type Make, page, pdf, refuse, script, token } from '../serve.ts';
import { ANGULAR_SCRIPT } from './app-script.ts';

/**
 * The way of Angular applications: one shell, addresses by the history API, a bearer token in localStorage and an
 * XSRF cookie that goes back as a header, elements thrown away and drawn anew, the PDF shown as a blob.
 */

const ROOT = '/ng';

export function angularLike(letters: SampleLetters): Make {
  const bearer = token();
  const xsrf = token();
  return {
    start: `${ROOT}/dang-nhap`,
    async answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/main.js`) return script(ANGULAR_SCRIPT);
      if (!pathname.startsWith(`${ROOT}/api/`)) {
        return page(
          `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><base href="${ROOT}/"><title>eOffice</title></head><body><app-root></app-root><script src="main.js"></script></body></html>`,
        );
      }
      if (pathname === `${ROOT}/api/login`) {
        return {
          ...json({ access_token: bearer }),
          headers: { 'Content-Type': 'application/json', 'Set-Cookie': `XSRF-TOKEN=${xsrf}; Path=${ROOT}` },
        };
      }
      if (asked.headers.authorization !== `Bearer ${bearer}`) return refuse(401);
      if (pathname === `${ROOT}/api/letters`) {
        return json(
          letters.all.map(({ id, number, notation, subject }) => ({ id, number, notation, subject })),
        );
      }
      const [, id = '', file] = /^\/ng\/api\/letters\/(\d+)(\/file)?$/u.exec(pathname) ?? [];
      const letter = letters.find(Number(id));
      if (!letter) return refuse(404);
      if (!file) return json({ ...letter, date: printedDay(letter.date), versions: letter.versions.length });
      if (asked.method === 'GET') return pdf(letter.versions.at(-1) ?? new Uint8Array());
      if (asked.headers['x-xsrf-token'] !== xsrf) return refuse(403);
      const sent = (await asked.form()).get('file');
      const bytes = sent instanceof File ? new Uint8Array(await sent.arrayBuffer()) : new Uint8Array();
      return json({ ok: letters.take(letter.id, bytes) });
    },
  };
}
