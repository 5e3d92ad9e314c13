/**
 * Settings for scenarios of the way alone, whose letters nobody signs: rules before sending that an office may
 * soften only tell what they find.
 */
export const lenientSending = {
  policy: Object.fromEntries(
    [
      'signatures.person',
      'signatures.agency',
      'signatures.order',
      'signatures.valid',
      'attachments.signed',
      'printed.text',
      'printed.code',
      'printed.date',
      'printed.subject',
      'printed.signer',
      'printed.recipients',
      'time',
    ].map((id) => [id, 'notice']),
  ),
};
