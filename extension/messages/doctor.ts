import type { EventFrame } from '../../shared/protocol/frames.ts';

/** In `storage.session`: which check of the bridge is being made for the diagnosis page. */
export const DOCTOR_PROGRESS = 'doctorProgress';
export type DoctorProgress = Extract<EventFrame, { event: 'doctor.progress' }>;
