/** A request that a screen of the dashboard sends: its path for the n-th time. */
export interface ScreenRequest {
  readonly screen: string;
  readonly name: string;
  readonly path: (turn: number) => string;
  /** What is posted; a request without it is a GET. */
  readonly body?: (turn: number) => object;
  /** Only the beginning of the answer is read, as of a file that grows with the table. */
  readonly readsBeginning?: true;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The dashboard sends the zone of its operator with everything that has days. */
export const ZONE = 'tz=Africa%2FNairobi';
const ZONE_AHEAD_MS = 3 * HOUR_MS;

/** A day of the zone some days ago, as the API takes it. */
export const day = (ago: number): string =>
  new Date(Date.now() + ZONE_AHEAD_MS - ago * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);

type Requests = Readonly<Record<string, string | ((turn: number) => string)>>;

/** The requests of a screen by their names. */
export const on = (screen: string, requests: Requests): readonly ScreenRequest[] =>
  Object.entries(requests).map(([name, path]) => ({
    screen,
    name,
    path: typeof path === 'string' ? () => path : path,
  }));
