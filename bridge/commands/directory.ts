import { type Bridge, requireExchange } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

type Answering<Name extends keyof Handlers> = (bridge: Bridge) => NonNullable<Handlers[Name]>;

const directoryOf = (bridge: Bridge) => requireExchange(bridge).directory;

/** Units of the axis directory as the clerk types. */
export const directorySearch: Answering<'directory.search'> = (bridge) => async (body) => ({
  units: await directoryOf(bridge).search(body.text, body.limit),
});

/** The same with groups and with what this clerk lately sent to. */
export const directorySuggest: Answering<'directory.suggest'> = (bridge) => async (body) =>
  directoryOf(bridge).suggest(body.text, body.limit);

export const directoryChildren: Answering<'directory.children'> = (bridge) => async (body) =>
  directoryOf(bridge).children(body.code);

export const directoryResolve: Answering<'directory.resolve'> = (bridge) => async (body) =>
  directoryOf(bridge).resolve(body.recipients);

export const directoryGroups: Answering<'directory.groups'> = (bridge) => async () => ({
  groups: await directoryOf(bridge).groups(),
});

export const directoryGroup: Answering<'directory.group'> = (bridge) => async (body) =>
  directoryOf(bridge).group(body.groupId);

/** A new group bears the key of its asking as its id: asked twice, it is there once. */
export const directorySaveGroup: Answering<'directory.saveGroup'> = (bridge) => async (body) => {
  const { jobKey, groupId, name, codes } = body;
  const change = { groupId: groupId ?? jobKey, isNew: groupId === undefined, name, codes };
  const [saved] = await directoryOf(bridge).saveGroups([change]);
  return saved ?? directoryOf(bridge).group(change.groupId);
};

export const directoryRemoveGroup: Answering<'directory.removeGroup'> = (bridge) => async (body) => {
  await directoryOf(bridge).removeGroup(body.groupId);
  return {};
};
