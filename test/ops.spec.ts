import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { type Settings } from '../src/config/settings.js';
import { type Database } from '../src/database/database.js';
import { type ReadDatabase } from '../src/database/read-database.js';
import { type EventFrontier } from '../src/events/event-frontier.js';
import { EventsGauge } from '../src/events/events-gauge.js';
import { AccessGauges } from '../src/metrics/access-gauges.js';
import { FiguresGauges } from '../src/metrics/figures-gauges.js';
import { Metrics } from '../src/metrics/metrics.js';
import { PoolGauges } from '../src/metrics/pool-gauges.js';
import { ReplicaMetrics } from '../src/metrics/replica-metrics.js';

const METRIC = /\b(?:lipafi|nodejs|process_(?:cpu|resident|start|heap|open))_[a-z0-9_]*[a-z0-9]\b/g;
const PART_OF_A_HISTOGRAM = /_(bucket|count|sum)$/;

const read = (path: string): string => readFileSync(path, 'utf8');
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[0]))].sort();

/** The names of all metrics that the server has. */
function metricNames(): string[] {
  const metrics = new Metrics();
  new FiguresGauges(metrics);
  new AccessGauges(metrics);
  const settings = { database: { poolSize: 1 } } as Settings;
  new PoolGauges({} as Database, settings, metrics);
  new ReplicaMetrics({} as ReadDatabase, metrics);
  new EventsGauge({} as EventFrontier, metrics);
  return metrics.registry.getMetricsAsArray().map(({ name }) => name);
}

const known = metricNames();
const ours = known.filter((name) => name.startsWith('lipafi_')).sort();
const isKnown = (name: string): boolean =>
  known.includes(name) || known.includes(name.replace(PART_OF_A_HISTOGRAM, ''));

const docs = read('docs/monitoring.md');
const rules = read('ops/prometheus/alerts.yml');
const alerts = found(rules, /^ +- alert: (\w+)$/gm);

describe('what ops/ watches', () => {
  it.each([
    'ops/prometheus/alerts.yml',
    'ops/prometheus/alerts.test.yml',
    'ops/grafana/lipafi.json',
  ])('exists: %s', (file) => {
    const used = found(read(file), METRIC);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('is tested, each alert', () => {
    const tested = found(read('ops/prometheus/alerts.test.yml'), /alertname: (\w+)/g);
    expect(alerts.length).toBeGreaterThan(10);
    expect(tested).toEqual(alerts);
  });

  it('is shown on a dashboard that Grafana can read', () => {
    const { panels } = JSON.parse(read('ops/grafana/lipafi.json')) as {
      panels: { id: number; title: string }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const shown = found(read('ops/grafana/lipafi.json'), METRIC).map((name) =>
      name.replace(PART_OF_A_HISTOGRAM, ''),
    );
    expect(ours.filter((name) => !shown.includes(name))).toEqual([]);
  });
});

describe('docs/monitoring.md', () => {
  it('explains each metric of ours, and none that does not exist', () => {
    expect(found(docs, /^\| `(lipafi_\w+)`/gm)).toEqual(ours);
    const named = found(docs, METRIC);
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('explains for each alert what to do', () => {
    expect(found(docs, /^### (Lipafi\w+)$/gm)).toEqual(alerts);
  });

  it('leads to files that exist', () => {
    const linked = found(docs, /\]\(\.\.\/(ops\/[\w./-]+)\)/g);
    expect(linked).toHaveLength(4);
    for (const file of linked) expect(read(file)).not.toBe('');
    expect(readdirSync('ops').sort()).toEqual([
      'build-if-possible.js',
      'caddy',
      'freeradius',
      'grafana',
      'nginx',
      'prometheus',
      'scale-out',
      'systemd',
    ]);
  });
});

describe('production', () => {
  it('is started alike everywhere', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const started = scripts['start:prod']?.replace(/^node /, '');
    expect(started).toMatch(/^(--max-[a-z-]+=\d+ )+dist\/src\/main\.js$/);
    const unit = (name: string): string | undefined =>
      /^ExecStart=\/usr\/bin\/node (.*)$/m.exec(read(`ops/systemd/${name}.service`))?.[1];
    expect([unit('lipafi'), unit('lipafi-worker')]).toEqual([started, started]);
    const [, ...args] = JSON.parse(
      found(read('Dockerfile'), /^CMD (\[.*main\.js.*\])$/gm)[0] ?? '',
    ) as string[];
    expect(args.join(' ')).toBe(started);
  });
});

describe('ops/nginx', () => {
  const location = /location (~\*?) (\S*metrics\S*) \{/.exec(read('ops/nginx/lipafi.conf'));
  const isHidden = (path: string): boolean =>
    new RegExp(location?.[2] ?? 'none', location?.[1] === '~*' ? 'i' : '').test(path);

  it.each(['/metrics', '/metrics/', '/METRICS', '/Metrics/', '/api/metrics', '/api/METRICS'])(
    'hides the figures, however they are spelled: %s',
    (path) => {
      expect(isHidden(path)).toBe(true);
    },
  );

  it('logs no address of a customer, which opens what they have bought', () => {
    const block = /location ~\* \^\(\/api\)\?\/portal\/ \{([^}]*)\}/.exec(
      read('ops/nginx/lipafi.conf'),
    );
    expect(block?.[1]).toContain('access_log off;');
  });

  it('hides nothing else', () => {
    expect(['/payments/metrics', '/metricsx', '/docs'].filter(isHidden)).toEqual([]);
  });
});
