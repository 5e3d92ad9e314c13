/** Pictures of the guides, by the name of the test's picture they are made of. */
export const GUIDE_PICTURES: Readonly<Record<string, string>> = {
  'bat-dau': 'first-run-4-certificates',
  'anh-con-dau': 'settings-seal-edit',
  'ghep-noi': 'vi-paired',
  'cua-so-ky': 'vi-consent',
  'nhap-pin': 'vi-pin',
  'chon-trong-danh-sach': 'vi-list-ticked',
  'ky-nhieu-van-ban': 'vi-list-batch-ready',
  'ky-xong': 'vi-list-batch-done',
  'bang-ben': 'vi-panel-item',
  'chan-doan': 'vi-diagnosis-wrong',
};

export interface Screen {
  /** Behind `vi-` and `en-`. */
  shot: string;
  says: string;
}

const states = (prefix: string, all: Readonly<Record<string, string>>): Screen[] =>
  Object.entries(all).map(([name, says]) => ({ shot: prefix + name, says }));

/** Every screen and state of `docs/screens.md`, each in both languages. */
export const SCREENS: readonly (readonly [heading: string, screens: readonly Screen[]])[] = [
  [
    'Pairing and first run',
    [
      ...states('', {
        'unpaired-pairing': 'pairing: empty',
        'pairing-wrong-code': 'pairing: wrong code',
        paired: 'pairing: done, with the phrase',
      }),
      ...states('pairing-', { busy: 'pairing: busy', expired: 'pairing: the code has expired' }),
      ...states('welcome-', {
        'no-program': 'first run: the program does not run',
        'no-driver': 'first run: no driver',
        'driver-fails': 'first run: the driver fails',
        'no-token': 'first run: no token',
        'locked-token': 'first run: two tokens, one locked, long names',
        certificates: 'first run: certificates for each task, one has expired',
        sample: 'first run: the trial signature',
        left: 'first run: steps left for later',
      }),
    ],
  ],
  [
    'Consent, placing, PIN',
    [
      ...states('consent-', {
        fetching: 'busy: the file is being fetched',
        'not-fetched': 'error: the page gave no PDF',
        'no-token': 'no token',
        'token-locked': 'the token is locked',
        'token-expired': 'the certificate has expired',
        refused: 'checks: one refuses, one warns',
        'earlier-broken': 'earlier signatures: one broken, one not trusted',
        letter: 'number, recipients to be settled, files that go with the letter',
      }),
      ...states('', {
        consent: 'ready to sign',
        'consent-moved': 'moved by keyboard',
        'recipients-read': 'recipients as the page named them, some to be settled',
        'recipients-typing': 'recipients while typing',
        pin: 'PIN',
        'pin-input-method': 'PIN typed through an input method',
        'pin-wrong': 'wrong PIN, tries left',
      }),
      ...states('consent-', {
        'pin-last-try': 'last try',
        'pin-locked': 'the last try was wrong: the token is locked',
        'pin-caps-lock': 'Caps Lock is on',
        'pin-pad': 'reader with keys of its own',
        signing: 'busy: signing',
        'token-removed': 'error: token pulled out',
        'not-given-back': 'signed, but the page did not take it',
        lost: 'error: the browser threw the file away',
        asking: 'the connection broke after the approval: the outcome is asked for',
        sent: 'signed, and waiting to be sent',
      }),
      ...states('', { result: 'signed and back in the page' }),
    ],
  ],
  [
    'Several letters',
    states('batch-', {
      empty: 'files are dropped or chosen',
      many: 'many letters, one to be mended',
      signing: 'busy: signing, with pause',
      paused: 'token pulled out, the rest waits',
      ended: 'ended, with failures and the way out',
    }),
  ],
  [
    'Panel',
    states('panel-', {
      'outbox-busy': 'outgoing: loading',
      'outbox-empty': 'outgoing: empty',
      'outbox-error': 'outgoing: error',
      'outbox-many': 'outgoing: many letters, long names',
      'outbox-timeline': 'outgoing: timelines of the recipients',
      'outbox-unknown': 'outgoing: outcome unknown, the decision',
      'outbox-recall': 'outgoing: asking for a recall',
      'outbox-stranded': 'answers of ours that did not get through',
      'site-unknown': 'the open page has no profile',
      'inbox-empty': 'incoming: empty',
      'inbox-many': 'incoming: many letters, late ones first',
      'inbox-away': 'incoming: the axis does not answer',
      'inbox-open': 'incoming: accepting',
      'inbox-recall': 'incoming: declining a recall, whose reason stands above',
      'inbox-gap': 'incoming: after a restore',
    }),
  ],
  [
    'Adding an own system',
    states('wizard-', {
      'nothing-open': 'no page is open',
      found: 'what was found on the page',
      'not-found': 'the file was not found',
      saved: 'saved',
      entry: 'an entry form: what would go into which field',
    }),
  ],
  [
    'Settings, groups, diagnosis, what pages ask for',
    [
      ...states('', { options: 'settings', 'unpaired-options': 'settings: not paired' }),
      ...states('options-', {
        away: 'settings: the program is away',
        locked: 'settings: set by IT, pictures that cannot be read, long names',
        'picture-choose': 'settings: a picture is chosen',
        'picture-unreadable': 'settings: the file is no picture',
      }),
      ...states('groups-', {
        empty: 'groups: empty',
        open: 'groups: one is open, long names',
        failed: 'groups: error',
      }),
      ...states('', { diagnosis: 'diagnosis: all good' }),
      ...states('diagnosis-', {
        busy: 'diagnosis: busy',
        wrong: 'diagnosis: three to mend',
        failed: 'diagnosis: the program gave no answer',
      }),
      ...states('messages-', {
        list: 'a page wants contents signed, one of them hidden',
        certificate: 'a page asks for the certificate',
        'no-token': 'a page asks for the certificate, no token',
        refused: 'the office lets no digests be signed',
        lost: 'error: the browser threw the contents away',
      }),
      ...states('drop-', {
        empty: 'one file of the computer',
        busy: 'the file is being taken',
        refused: 'error: the file is no PDF',
      }),
    ],
  ],
];

/** Screens that are also shown dark, in forced colours and at 200 %. */
export const VARIED: readonly Screen[] = [
  { shot: 'consent', says: 'consent' },
  { shot: 'panel-outbox-many', says: 'panel' },
  { shot: 'batch-many', says: 'several letters' },
  { shot: 'options', says: 'settings' },
  { shot: 'diagnosis', says: 'diagnosis' },
];
