import type { Page } from 'playwright-core';

/** What a screen reader is told of a window: names, headings, landmarks, and what is said when something changes. */

const CONTROLS: ReadonlySet<string> = new Set([
  'button',
  'checkbox',
  'combobox',
  'Date',
  'DisclosureTriangle',
  'link',
  'listbox',
  'menuitem',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
]);

type Node = Awaited<ReturnType<typeof treeOf>>[number];
async function treeOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree').finally(() => session.detach());
  return nodes.filter(({ ignored }) => !ignored);
}
const roleOf = ({ role }: Node): string => String(role?.value ?? '');
const nameOf = ({ name }: Node): string => String(name?.value ?? '').trim();
const levelOf = ({ properties }: Node): number =>
  Number(properties?.find(({ name }) => name === 'level')?.value.value ?? 0);

function headingFaults(levels: readonly number[], inDialog: boolean): string[] {
  const first = levels[0] ?? 0;
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? level) + 1);
  return [
    ...(first === 0 ? ['no heading'] : []),
    ...(!inDialog && first !== 1 ? [`the first heading is of level ${first}`] : []),
    ...(levels.filter((level) => level === 1).length > 1 ? ['more than one heading of level 1'] : []),
    ...jumps.map(
      (level) => `a heading of level ${level} stands below one that is more than a level above it`,
    ),
  ];
}

/** Names of all controls of one role as a screen reader is told them, those inside closed shadow roots too. */
export async function namesOf(page: Page, role: string): Promise<string[]> {
  const nodes = await treeOf(page);
  return nodes.filter((node) => roleOf(node) === role).map(nameOf);
}

/** Names of all boxes that are ticked, those inside closed shadow roots too. */
export async function tickedNames(page: Page): Promise<string[]> {
  const nodes = await treeOf(page);
  const isTicked = ({ properties }: Node) =>
    properties?.some(({ name, value }) => name === 'checked' && value.value === 'true');
  return nodes.filter((node) => roleOf(node) === 'checkbox' && isTicked(node)).map(nameOf);
}

/** Faults of the accessibility tree that Chromium gives to screen readers, one line each. */
export async function screenReaderFaults(page: Page): Promise<string[]> {
  const nodes = await treeOf(page);
  const dialogs = nodes.filter((node) => ['dialog', 'alertdialog'].includes(roleOf(node)));
  const nameless = nodes.filter((node) => CONTROLS.has(roleOf(node)) && nameOf(node) === '');
  const mains = nodes.filter((node) => roleOf(node) === 'main').length;
  const levels = nodes.filter((node) => roleOf(node) === 'heading').map(levelOf);
  // What lies behind an open dialog is not there for a screen reader.
  const inDialog = dialogs.length > 0;
  const silent = await page
    .locator('.note:not([role=alert], [role=status]), .spinner')
    .evaluateAll((all) =>
      all
        .filter((one) => !one.closest('[role=status], [role=alert], [aria-live]'))
        .map((one) => (one.textContent || one.parentElement?.textContent || '').slice(0, 60)),
    );
  return [
    ...nameless.map((node) => `a control without a name: ${roleOf(node)}`),
    ...dialogs.filter((node) => nameOf(node) === '').map(() => 'a dialog without a name'),
    ...(!inDialog && mains !== 1 ? [`${mains} main landmarks`] : []),
    ...headingFaults(levels, inDialog),
    ...silent.map((text) => `nobody is told of: ${text}`),
  ];
}
