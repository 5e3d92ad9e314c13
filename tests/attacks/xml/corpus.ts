/** Hostile packages by kind. */
export { entityAttacks } from './corpus/entities.ts';
export { floodAttacks } from './corpus/floods.ts';
export { type Attack, CANARY_TEXT } from './corpus/packages.ts';
export { trickAttacks } from './corpus/tricks.ts';
