/**
 * The invented people and agencies of the sandbox. Every name ends in "Mẫu" or names a "xã Mẫu": none of
 * them exists. Key sizes are mixed because both are met on real cards (RSA-3072 new, RSA-2048 old).
 */
export interface IdentityPlan {
  commonName: string;
  organizationalUnit: string;
  organization: string;
  locality: string;
  email?: string;
  key: 'rsa:2048' | 'rsa:3072' | 'ec:P-256' | 'ec:P-384';
  /** UTC, `YYYYMMDDHHMMSSZ`. */
  notBefore: string;
  notAfter: string;
  revoked?: 'keyCompromise' | 'cessationOfOperation';
}

const valid = { notBefore: '20240101000000Z', notAfter: '20360101000000Z' } as const;
const agencyA = { organizationalUnit: 'UBND xã Mẫu A', organization: 'UBND tỉnh Mẫu', locality: 'Tỉnh Mẫu' };
const agencyB = { organizationalUnit: 'Sở Mẫu B', organization: 'UBND tỉnh Mẫu', locality: 'Tỉnh Mẫu' };
const agencyC = { organizationalUnit: 'Cục Mẫu C', organization: 'Bộ Mẫu', locality: 'Hà Nội' };

export const identityPlans = {
  /** Leader of the sending agency, H99.01. */
  leader: {
    ...agencyA,
    ...valid,
    commonName: 'Nguyễn Văn Mẫu',
    email: 'nguyenvanmau@example.vn',
    key: 'rsa:3072',
  },
  /** Seal of the sending agency, H99.01. */
  agency: { ...agencyA, ...valid, commonName: 'UBND xã Mẫu A', key: 'rsa:2048' },
  /** Leader and seal of the receiving agency, H99.02. */
  leaderB: {
    ...agencyB,
    ...valid,
    commonName: 'Trần Thị Mẫu',
    email: 'tranthimau@example.vn',
    key: 'rsa:2048',
  },
  agencyB: { ...agencyB, ...valid, commonName: 'Sở Mẫu B', key: 'rsa:3072' },
  /** Seal of a third agency, G99. */
  agencyC: { ...agencyC, ...valid, commonName: 'Cục Mẫu C', key: 'rsa:2048' },
  leaderEc: { ...agencyA, ...valid, commonName: 'Lê Văn Mẫu', key: 'ec:P-256' },
  leaderEc384: { ...agencyA, ...valid, commonName: 'Đỗ Thị Mẫu', key: 'ec:P-384' },
  leaderExpired: {
    ...agencyA,
    commonName: 'Phạm Văn Mẫu',
    key: 'rsa:2048',
    notBefore: '20220101000000Z',
    notAfter: '20250101000000Z',
  },
  leaderNotYetValid: {
    ...agencyA,
    commonName: 'Hoàng Thị Mẫu',
    key: 'rsa:2048',
    notBefore: '20350101000000Z',
    notAfter: '20360101000000Z',
  },
  leaderRevoked: {
    ...agencyA,
    ...valid,
    commonName: 'Vũ Văn Mẫu',
    key: 'rsa:2048',
    revoked: 'keyCompromise',
  },
} as const satisfies Record<string, IdentityPlan>;

export type IdentityName = keyof typeof identityPlans;
export const identityNames = Object.keys(identityPlans) as IdentityName[];
