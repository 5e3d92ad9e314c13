import type { z } from 'zod';
import { ENDLESS } from './values.ts';

export interface ProfileFault {
  code: 'SITE_PROFILE_INVALID' | 'SITE_EXPRESSION_ENDLESS';
  /** Where, names joined by dots; what the schema says of it. */
  field: string;
  says: string;
}

type Issue = z.core.$ZodIssue;

/** Behind "none of these forms" lies the form that was meant: the one whose fault lies deepest. */
function innermost(issue: Issue): { path: PropertyKey[]; issue: Issue } {
  if (issue.code !== 'invalid_union') return { path: issue.path, issue };
  const meant = issue.errors
    .flatMap(([first]) => (first ? [innermost(first)] : []))
    .sort((one, other) => other.path.length - one.path.length)[0];
  return meant ? { path: [...issue.path, ...meant.path], issue: meant.issue } : { path: issue.path, issue };
}

/** The first fault of a profile, in the words of its error. */
export function profileFault(error: z.ZodError): ProfileFault {
  const [first] = error.issues;
  if (!first) return { code: 'SITE_PROFILE_INVALID', field: '', says: '' };
  const { path, issue } = innermost(first);
  const isEndless = issue.code === 'custom' && issue.params?.fault === ENDLESS;
  return {
    code: isEndless ? 'SITE_EXPRESSION_ENDLESS' : 'SITE_PROFILE_INVALID',
    field: path.map(String).join('.'),
    says: issue.message,
  };
}
