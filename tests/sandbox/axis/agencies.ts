/** A connected unit of the sandbox. All names and codes are invented. */
export interface SandboxAgency {
  code: string;
  /** Code of the family before QĐ 20/2020; letters to it reach the unit too. */
  oldCode: string;
  name: string;
  parentCode: string;
  mail: string;
  systemId: string;
  secret: string;
  /** Refused as a recipient, like error 23. */
  locked?: boolean;
  /** Closed since the merger; `successor` took over. */
  closed?: boolean;
  successor?: string;
}

function agency(
  code: string,
  oldCode: string,
  name: string,
  more: Partial<SandboxAgency> = {},
): SandboxAgency {
  const mark = code.toLowerCase();
  return {
    code,
    oldCode,
    name,
    parentCode: code.includes('.') ? 'H99' : '',
    mail: `vanthu.${mark.replace('.', '-')}@example.vn`,
    systemId: `sandbox.${mark}`,
    secret: `sandbox-secret-${mark}`,
    ...more,
  };
}

/** Units that every sandbox starts with. System ids and secrets are for training only. */
export const SANDBOX_AGENCIES: readonly SandboxAgency[] = [
  agency('H99.01', '000.00.01.H99', 'UBND xã Mẫu A'),
  agency('H99.02', '000.00.02.H99', 'UBND xã Mẫu B'),
  agency('H99.03', '000.00.03.H99', 'UBND xã Mẫu C'),
  agency('G99', '000.00.00.G99', 'Bộ Mẫu'),
  agency('H99.04', '000.00.04.H99', 'UBND xã Mẫu D (bị khóa)', { locked: true }),
  agency('H99.90', '000.00.90.H99', 'UBND xã Mẫu Cũ', { closed: true, successor: 'H99.03' }),
];

/** Finds a unit by its present or its old code. */
export function agencyByCode(agencies: readonly SandboxAgency[], code: string): SandboxAgency | undefined {
  return agencies.find((unit) => unit.code === code) ?? agencies.find((unit) => unit.oldCode === code);
}
