/**
 * Instants as Vietnam's calendar and clock show them. The zone Asia/Ho_Chi_Minh has kept UTC+7 without summer time
 * since 1975 and no letter is older: what runs in pages needs no calendar of zones for it.
 */
const OFFSET_MS = 7 * 3_600_000;

/** Local moment in Vietnam of an instant, `YYYY-MM-DDTHH:mm:ss`, no zone. @throws RangeError when it is no instant */
export const momentInVietnam = (epochMilliseconds: number): string =>
  new Date(epochMilliseconds + OFFSET_MS).toISOString().slice(0, 19);

/** Day in Vietnam of an instant, `YYYY-MM-DD`: 2026-01-04T17:00:00Z is 2026-01-05. */
export const dayInVietnam = (epochMilliseconds: number): string =>
  momentInVietnam(epochMilliseconds).slice(0, 10);
