import { printedDay, type SampleLetters } from '../letters.ts';
import { json, type Make, page, pdf, refuse, script, token } from '../serve.ts';
import { REACT_SCRIPT } from './app-script.ts';

/**
 * The way of React applications: one address for everything, the state in memory, a bearer token in sessionStorage;
 * what the application has not drawn itself is gone with the next drawing. Files are had and put by token only.
 */

const ROOT = '/react';

export function reactLike(letters: SampleLetters): Make {
  const bearer = token();
  return {
    start: `${ROOT}/`,
    answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/`) {
        return page(
          `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Văn phòng số</title></head><body><div id="root"></div><script src="app.js"></script></body></html>`,
        );
      }
      if (pathname === `${ROOT}/app.js`) return script(REACT_SCRIPT);
      if (pathname === `${ROOT}/api/session`)
        return json({ user: { name: 'Nguyễn Văn Mẫu', token: bearer } });
      if (asked.headers.authorization !== `Bearer ${bearer}`) return refuse(401);
      if (pathname === `${ROOT}/api/documents`) {
        return json(
          letters.all.map((letter) => ({
            ...letter,
            date: printedDay(letter.date),
            dueDate: printedDay(letter.dueDate),
            versions: letter.versions.length,
          })),
        );
      }
      const letter = letters.find(Number(/^\/react\/api\/documents\/(\d+)\/content$/u.exec(pathname)?.[1]));
      if (!letter) return refuse(404);
      if (asked.method === 'GET') return pdf(letter.versions.at(-1) ?? new Uint8Array());
      if (asked.method !== 'PUT' || asked.headers['content-type'] !== 'application/pdf') return refuse(415);
      return letters.take(letter.id, asked.body) ? json({ ok: true }) : json({ ok: false }, 409);
    },
  };
}
