import {
  describeSignature,
  describeWhole,
  type PdfVerdict,
  signatureState,
  verdictNextStep,
} from '../../../shared/document/verdict.ts';

import { Note, type NoteKind } from './notes.tsx';
import { language, t } from './text.ts';

const KIND = {
  valid: 'pass',
  warning: 'warning',
  untrusted: 'warning',
  broken: 'refuse',
  unchecked: 'warning',
} as const satisfies Record<string, NoteKind>;

/** The verdict on a file and on each of its signatures, in words, and what to do where something is wrong. */
export function Signatures({ verdict }: { verdict: PdfVerdict }) {
  if (!verdict.signed) return <p class="soft">{t('noSignatures')}</p>;
  const next = verdictNextStep(verdict, language());
  return (
    <>
      {describeWhole(verdict, language()).map((says) => (
        <Note key={says} kind={verdict.sound ? 'warning' : 'refuse'} says={says} />
      ))}
      {verdict.signatures.map((signature) => {
        const [says = '', ...why] = describeSignature(signature, language()).split(/(?<=\.) /u);
        return (
          <Note
            key={signature.fieldName}
            kind={KIND[signatureState(signature)]}
            says={says}
            next={why.join(' ') || undefined}
          />
        );
      })}
      {next && <p class="soft">{next}</p>}
    </>
  );
}
