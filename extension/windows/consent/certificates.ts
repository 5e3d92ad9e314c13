import browser from 'webextension-polyfill';
import type { Role } from '../../../shared/document/role.ts';
import type { CertificateDescription, TokenDescription } from '../../../shared/signing/token.ts';

export interface Choice {
  token: TokenDescription;
  certificate: CertificateDescription;
}

/** Certificates that can sign at all, with the token each lies on; valid ones first. */
export function choicesOf(tokens: readonly TokenDescription[]): Choice[] {
  const all = tokens.flatMap((token) =>
    token.certificates
      .filter((one) => one.maySign && !one.isAuthority && one.hasPrivateKey !== false)
      .map((certificate) => ({ token, certificate })),
  );
  const rank = ({ certificate }: Choice) => (certificate.validity === 'valid' ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}

const tidy = (text: string) => text.normalize('NFC').trim().toLowerCase();

/**
 * The certificate proposed for a role: the one set for it, or the renewed one of the same owner; then the one used
 * last, else for a person's role the one that bears the
 * signer's name, for the agency's role one that bears no person's title. The clerk sees it and can change it.
 */
export function propose(
  choices: readonly Choice[],
  role: Role,
  signerName: string | undefined,
  last: string | undefined,
  agencyName?: string,
  set?: { certificate: string; owner: string | null },
): Choice | undefined {
  const chosen =
    choices.find(({ certificate }) => certificate.thumbprint === set?.certificate) ??
    choices.find(
      ({ certificate }) =>
        set?.owner && certificate.validity === 'valid' && certificate.subject.commonName === set.owner,
    );
  if (chosen) return chosen;
  const used = choices.find(({ certificate }) => certificate.thumbprint === last);
  if (used) return used;
  const named = (choice: Choice) =>
    signerName !== undefined && tidy(choice.certificate.subject.commonName).includes(tidy(signerName));
  const personal = role === 'approve' || role === 'initial' || role === 'comment';
  const ofAgency = ({ certificate }: Choice) => {
    const name = tidy(certificate.subject.commonName);
    return agencyName !== undefined && name !== '' && tidy(agencyName).includes(name);
  };
  if (!personal && choices.some(ofAgency)) return choices.find(ofAgency);
  const fitting = personal ? choices.find(named) : choices.find((choice) => !named(choice));
  return fitting ?? choices[0];
}

const KEY = 'certificateForRole';

export async function lastUsed(role: Role): Promise<string | undefined> {
  const held = await browser.storage.local.get({ [KEY]: {} });
  return (held[KEY] as Partial<Record<Role, string>>)[role];
}

export async function remember(role: Role, thumbprint: string): Promise<void> {
  const held = await browser.storage.local.get({ [KEY]: {} });
  await browser.storage.local.set({ [KEY]: { ...(held[KEY] as object), [role]: thumbprint } });
}
