import type { Findings } from './findings.ts';

/** What a letter says of one of its files. */
export interface NamedFile {
  name: string;
  description?: string | undefined;
  main: boolean;
}

/**
 * Names of the files. A draft must name its one main PDF; of a package the first file is taken for the letter, and the
 * reader has already told of names that are missing, unsafe or used twice.
 */
export function checkFiles(findings: Findings, files: readonly NamedFile[], draft: boolean): void {
  if (files.length === 0) {
    findings.missing('AttachmentEncoded');
    return;
  }
  const count = files.filter(({ main }) => main).length;
  if (count !== 1) findings.report('M.Attachment.Main', 'Attachment', { parameters: { count } });
  const names = new Set<string>();
  for (const [index, { name, main }] of files.entries()) {
    const path = `Attachment[${index + 1}]/AttachmentName`;
    findings.text(path, name);
    if (draft && name === '') findings.report('N.AttachmentName', path);
    if (name !== '' && !/\.[\p{L}\p{N}]{1,12}$/u.test(name))
      findings.report('M.AttachmentName.Extension', path, { value: name });
    if (draft && /[/\\]/u.test(name)) findings.report('T.AttachmentName', path, { value: name });
    if (main && name !== '' && !/\.pdf$/iu.test(name))
      findings.report('M.Attachment-Type', path, { value: name, ...(!draft && { severity: 'warning' }) });
    if (draft && names.has(name.toLowerCase())) findings.report('M.AttachmentName', path, { value: name });
    names.add(name.toLowerCase());
  }
}
