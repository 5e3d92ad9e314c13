/** Words for the degrees of urgency, by their number on the wire (Priority). */
export const PRIORITIES = ['priority0', 'priority1', 'priority2', 'priority3', 'priority4'] as const;
