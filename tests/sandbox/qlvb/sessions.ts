import { randomBytes } from 'node:crypto';
import type { DocumentState } from './documents.ts';

export interface Account {
  login: string;
  password: string;
  name: string;
  title: string;
  /** State in which this account may hand a signed file back. */
  handles: DocumentState;
}

export const ACCOUNTS: readonly Account[] = [
  {
    login: 'lanhdao',
    password: 'mau-2026',
    name: 'Nguyễn Văn Mẫu',
    title: 'Phó Chủ tịch',
    handles: 'Chờ ký duyệt',
  },
  { login: 'vanthu', password: 'mau-2026', name: 'Lê Thị Mẫu', title: 'Văn thư', handles: 'Chờ phát hành' },
];

export interface Session {
  id: string;
  /** Anti-forgery token that every form of this session must carry. */
  csrf: string;
  account: Account | undefined;
}

export const COOKIE = 'ASP.NET_SessionId';

/** Sessions in memory: a restart logs everybody out, as the real ones do. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  ofCookie(header: string | undefined): Session | undefined {
    const cookie = (header ?? '').split(/;\s*/u).find((part) => part.startsWith(`${COOKIE}=`));
    return cookie === undefined ? undefined : this.#sessions.get(cookie.slice(COOKIE.length + 1));
  }

  open(account?: Account): Session {
    const session: Session = {
      id: randomBytes(18).toString('hex'),
      csrf: randomBytes(18).toString('hex'),
      account,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  close(session: Session): void {
    this.#sessions.delete(session.id);
  }

  closeAll(): void {
    this.#sessions.clear();
  }
}
