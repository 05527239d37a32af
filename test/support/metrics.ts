import { type Headers, type TestApp } from './app.js';

/** A value of a metric, as Prometheus collects it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the metrics of a server. */
export async function scrape(app: TestApp, headers: Headers = {}): Promise<Sample[]> {
  const { text } = await app.get('/metrics', headers).expect(200);
  return text.split('\n').flatMap((line) => sampleOf(line) ?? []);
}

/** The sum of a metric's samples with these labels; undefined when there are none. */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

function sampleOf(line: string): Sample | null {
  const found = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!found) return null;
  const [, name = '', labels = '', value] = found;
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = '', text = '']) => [label, text])),
    value: Number(value),
  };
}
