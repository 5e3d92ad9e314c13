import { describeSignature, type PdfVerdict, signatureState } from '../../../shared/document/verdict.ts';
import { Note, type NoteKind } from './notes.tsx';
import { language, t } from './text.ts';

const KIND = {
  valid: 'pass',
  warning: 'warning',
  untrusted: 'warning',
  broken: 'refuse',
  unchecked: 'warning',
} as const satisfies Record<string, NoteKind>;

/** The verdict on each signature of a file, in words. */
export function Signatures({ verdict }: { verdict: PdfVerdict }) {
  if (!verdict.signed) return <p class="soft">{t('noSignatures')}</p>;
  return (
    <>
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
    </>
  );
}
