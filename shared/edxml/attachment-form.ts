/** How an attachment travels: PDF and zip as they are, everything else in a zip of one entry. */
export interface AttachmentForm {
  contentType: 'application/pdf' | 'application/zip';
  wrapped: boolean;
  /** Extension without the dot, as written in the name; empty when there is none. */
  extension: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

export function attachmentForm(name: string): AttachmentForm {
  const extension = /\.([^./\\]+)$/u.exec(name)?.[1] ?? '';
  const kind = extension.toLowerCase();
  if (kind === 'pdf') return { contentType: 'application/pdf', wrapped: false, extension };
  return { contentType: 'application/zip', wrapped: kind !== 'zip', extension };
}

/** Name of the entry inside a wrapping zip: `<uuid>.<original extension>`. */
export function wrappedEntryName(contentId: string, extension: string, uuid: () => string): string {
  const stem = UUID.test(contentId) ? contentId : uuid();
  return extension === '' ? stem : `${stem}.${extension}`;
}
