import { isDay } from '../../../shared/document/day.ts';
import type { GiveBackRule } from '../../../shared/profile/schema.ts';
import type { Pickable, Trial } from '../../messages/wizard.ts';
import { PRIORITIES } from '../parts/priorities.ts';
import { type MessageKey, showDay, t } from '../parts/text.ts';
import { FIELDS, type Parts } from './draft.ts';
import { Part } from './part-row.tsx';

/** How the file goes back, in a word that a person can compare with the page. */
function wayOf(rule: GiveBackRule): string | undefined {
  if (rule.way === 'form') return rule.input === undefined ? t('wizardByPress') : undefined;
  if (rule.way === 'viewer') return t('wizardByViewer');
  const { address } = rule;
  const where = Array.isArray(address) ? address[0] : address;
  return t('wizardByRequest', where?.into ?? where?.constant ?? '');
}

/** What was read, as letters print it: a day, and the words for a degree of urgency. */
function inWords(field: (typeof FIELDS)[number][0], value: string): string {
  if (field === 'priority') {
    const word = PRIORITIES[Number(value)];
    return word === undefined ? value : t(word);
  }
  return (field === 'date' || field === 'dueDate') && isDay(value) ? showDay(value) : value;
}

interface TableProps {
  parts: Parts;
  trial: Trial | null;
  onPoint(what: Pickable, word: MessageKey): void;
  onDrop(what: Pickable): void;
  onLearn(): void;
}

/** Everything a profile is made of, as it was found, read and pointed at so far. */
export function PartsTable(props: TableProps) {
  const { parts, trial } = props;
  const { giveBack } = parts;
  const back = giveBack?.way === 'form' ? giveBack : undefined;
  const saving = giveBack?.way === 'request' ? undefined : giveBack;
  const valuesOf = (field: (typeof FIELDS)[number][0]) =>
    trial?.fields[field]?.values.map((value) => inWords(field, value)).join('; ');
  return (
    <table class="parts">
      <tbody>
        <Part
          word="wizardFile"
          what="file"
          known={parts.file !== undefined}
          shown={trial?.file?.name}
          onPoint={props.onPoint}
        />
        {FIELDS.map(([field, word]) => (
          <Part
            key={field}
            word={word}
            what={field}
            known={parts.fields[field] !== undefined}
            shown={valuesOf(field)}
            odd={trial?.fields[field]?.expected === false}
            onPoint={props.onPoint}
            onDrop={props.onDrop}
          />
        ))}
        <Part
          word="wizardAttachments"
          what="attachments"
          known={parts.attachments !== undefined}
          shown={trial && trial.attachments.length > 0 ? trial.attachments.join('; ') : undefined}
          onPoint={props.onPoint}
          onDrop={props.onDrop}
        />
        <Part
          word="wizardIdentity"
          what="identity"
          known={parts.identity !== undefined}
          shown={trial?.identity ?? undefined}
          onPoint={props.onPoint}
          onDrop={props.onDrop}
        />
        <Part
          word="wizardInput"
          what="input"
          known={giveBack !== undefined}
          shown={giveBack && wayOf(giveBack)}
          rule={back?.input}
          onPoint={props.onPoint}
          onDrop={props.onDrop}
          onLearn={props.onLearn}
        />
        {back && (
          <Part
            word="wizardSubmit"
            what="submit"
            known={back.submit !== undefined}
            shown={back.further && t('wizardPresses', String(back.further.length + 1))}
            rule={back.submit}
            onPoint={props.onPoint}
          />
        )}
        {saving && (
          <Part
            word="wizardAfterwards"
            what="afterwards"
            known={parts.afterwards !== undefined}
            shown={t('wizardAfterwardsSays')}
            onPoint={props.onPoint}
            onDrop={props.onDrop}
          />
        )}
        <Part
          word="wizardPlace"
          what="place"
          known={parts.place !== undefined}
          rule={parts.place?.at}
          onPoint={props.onPoint}
        />
      </tbody>
    </table>
  );
}
