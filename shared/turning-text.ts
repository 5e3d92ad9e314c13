/** Unicode UAX #9, table 4: characters that turn the direction of what follows; Vietnamese needs none of them. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of a stranger, without what makes it read as another text than the one that it is. */
export const withoutTurning = (text: string): string => text.replace(TURNING, '');
