import { type KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';
import {
  type Reseal,
  type SealedValue,
  type SealedValuesRepository,
} from './sealed-values.repository.js';

/** Values per batch: few, so that their rows are locked briefly. */
const BATCH = 200;

/** The number of values in a sealed column, by key. */
export interface ColumnCount {
  readonly table: string;
  readonly column: string;
  /** Sealed with the first key. */
  readonly newest: number;
  /** Sealed with an older key of the ring. */
  readonly older: number;
}

/** A sealed value that no key of the ring opens, identified by table, column and key. */
export interface BrokenSeal {
  readonly table: string;
  readonly column: string;
  readonly key: string;
}

/** The counts of all columns, and the values that cannot be opened. */
export interface Survey {
  readonly columns: readonly ColumnCount[];
  readonly broken: readonly BrokenSeal[];
}

/** The number of values of a column that were sealed again. */
export interface Resealed {
  readonly table: string;
  readonly column: string;
  readonly resealed: number;
}

/** Reads all sealed values and counts them by key. Changes nothing. */
export async function surveySeals(values: SealedValuesRepository, ring: KeyRing): Promise<Survey> {
  const columns: ColumnCount[] = [];
  const broken: BrokenSeal[] = [];
  for (const place of SEALED_COLUMNS) {
    const { table, column } = place;
    const count = { newest: 0, older: 0 };
    for await (const batch of batchesOf(values, place)) {
      for (const { key, token } of batch) {
        const age = ageOf(token, ring);
        if (age === 'broken') broken.push({ table, column, key: key.join('/') });
        else count[age] += 1;
      }
    }
    columns.push({ table, column, ...count });
  }
  return { columns, broken };
}

/**
 * Seals all values of older keys again with the first key, in batches. The server may run meanwhile,
 * and an interrupted run can be continued by the next one. Values that cannot be opened stay;
 * {@link surveySeals} lists them.
 */
export async function reseal(values: SealedValuesRepository, ring: KeyRing): Promise<Resealed[]> {
  const done: Resealed[] = [];
  for (const place of SEALED_COLUMNS) {
    let resealed = 0;
    for await (const batch of batchesOf(values, place)) {
      const old = batch.filter(({ token }) => ageOf(token, ring) === 'older');
      if (old.length === 0) continue;
      resealed += await values.replace(
        place,
        old.map((value) => sealedAnew(value, ring)),
      );
    }
    done.push({ table: place.table, column: place.column, resealed });
  }
  return done;
}

const sealedAnew = ({ key, token }: SealedValue, ring: KeyRing): Reseal => ({
  key,
  token,
  resealed: ring.seal(ring.open(token)),
});

function ageOf(token: string, ring: KeyRing): 'newest' | 'older' | 'broken' {
  try {
    return ring.needsReseal(token) ? 'older' : 'newest';
  } catch (error) {
    if (error instanceof SealBrokenError) return 'broken';
    throw error;
  }
}

async function* batchesOf(
  values: SealedValuesRepository,
  place: SealedColumn,
): AsyncGenerator<SealedValue[]> {
  let after: SealedValue['key'] | null = null;
  for (;;) {
    const batch: SealedValue[] = await values.listAfter(place, after, BATCH);
    if (batch.length > 0) yield batch;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return;
    after = last.key;
  }
}
