import { type KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';
import {
  type Reseal,
  type SealedValue,
  type SealedValuesRepository,
} from './sealed-values.repository.js';

/** Values read and replaced at once: few enough to lock their rows for a moment only. */
const BATCH = 200;

/** What stands in one sealed column, by how it opens. */
export interface ColumnCount {
  readonly table: string;
  readonly column: string;
  /** Sealed with the first key already. */
  readonly newest: number;
  /** Sealed with an older key of the ring. */
  readonly older: number;
}

/** A sealed value that no key of the ring opens: named by its place, never by what it holds. */
export interface BrokenSeal {
  readonly table: string;
  readonly column: string;
  readonly key: string;
}

/** What there is, and what cannot be opened. */
export interface Survey {
  readonly columns: readonly ColumnCount[];
  readonly broken: readonly BrokenSeal[];
}

/** How many values of a column were sealed anew. */
export interface Resealed {
  readonly table: string;
  readonly column: string;
  readonly resealed: number;
}

/** Reads every sealed value and says what is sealed with which key. Changes nothing. */
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
 * Seals everything that an older key sealed with the first one, batch by batch. The server may run
 * meanwhile, and the process may die: what is done is done, and the next run goes on with the rest.
 * What does not open is left as it is; {@link surveySeals} names it.
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
