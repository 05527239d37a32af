import { type Opening, type Outcome, type Step } from './outcome.js';

/** Simulated milliseconds after the creation of the invoice, as recorded: 0.0 s and 1.7 s. */
const PENDING_TOLD_MS = 100;
const PROCESSING_MS = 1_700;
const SWAPPED_LAG_MS = 100;

/** A point in the life of an invoice, and when its event is sent. */
export interface Moment {
  /** Null: nothing changes, only the event about the new invoice is sent. */
  readonly step: Step | null;
  readonly atMs: number;
  readonly toldAtMs: number;
  /** True: happens before the response to the call that created the invoice. */
  readonly isEarly: boolean;
}

/** The options that change the course of an outcome. */
export interface TimelineChoice {
  /** Null: by the outcome. */
  readonly opening: Opening | null;
  /** When the first final step happens. The later ones keep their distance from it. */
  readonly endAfterMs: number | null;
}

/** The whole life of an invoice, in the order of its changes. */
export function timelineOf(outcome: Outcome, choice: TimelineChoice): Moment[] {
  const opening = outcome.opening ?? choice.opening ?? 'normal';
  const endMs = opening === 'all_early' ? null : choice.endAfterMs;
  return [...openingOf(opening, endMs), ...endingOf(outcome, opening, endMs)];
}

function openingOf(opening: Opening, endMs: number | null): Moment[] {
  const isEarly = opening === 'early' || opening === 'all_early';
  const processingMs = isEarly ? 0 : Math.min(PROCESSING_MS, endMs ?? Infinity);
  const pendingMs = Math.min(PENDING_TOLD_MS, processingMs);
  return [
    {
      step: null,
      atMs: 0,
      toldAtMs: opening === 'swapped' ? processingMs + SWAPPED_LAG_MS : pendingMs,
      isEarly,
    },
    {
      step: { afterMs: processingMs, state: 'PROCESSING' },
      atMs: processingMs,
      toldAtMs: processingMs,
      isEarly,
    },
  ];
}

function endingOf(outcome: Outcome, opening: Opening, endMs: number | null): Moment[] {
  const firstMs = outcome.steps[0]?.afterMs ?? 0;
  const shiftMs = endMs === null ? 0 : endMs - firstMs;
  return outcome.steps.map((step) => ({
    step,
    atMs: step.afterMs + shiftMs,
    toldAtMs: step.afterMs + shiftMs,
    isEarly: opening === 'all_early',
  }));
}
