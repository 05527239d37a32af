import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LipafiServer } from './lipafi.js';
import { measure, shopOf } from './measure.js';
import { type Options } from './options.js';
import { loginAgain } from './shop.js';
import { type BenchEnvironment } from './environment.js';
import { secondsOf, type Workload } from './workloads.js';

/** A part of the time that a server worked, in percent. */
export interface Entry {
  readonly name: string;
  readonly percent: number;
}

/** The distribution of a server's working time, the largest part first. */
export interface Profile {
  readonly parts: readonly Entry[];
  readonly functions: readonly Entry[];
}

/** The number of listed entries of each kind. */
const MOST = 12;

/** Runs a workload with the profiler of Node.js. The profile stays in the folder. */
export async function profile(
  environment: BenchEnvironment,
  options: Options,
  workload: Workload,
  folder: string,
): Promise<Profile> {
  const directory = join(folder, workload.name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const dataset = await environment.dataset('small');
  await environment.setLatency(workload.latencyMs);
  const spawned = performance.now();
  const server = await LipafiServer.start({
    database: dataset.database,
    providerUrl: environment.providerUrl,
    nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${directory}`],
  });
  const token = await loginAgain(server.url, shopOf(dataset, workload));
  const target = { urls: [server.url], pids: [server.child.pid] };
  const { connections, warmUpSeconds } = options;
  const given = { token, connections };
  await measure(environment, dataset, workload, target, { ...given, seconds: warmUpSeconds });
  const warm = performance.now();
  const seconds = secondsOf(workload, options);
  await measure(environment, dataset, workload, target, { ...given, seconds });
  const skipMs = warm - spawned;
  const untilMs = performance.now() - spawned;
  await server.child.stop();
  const files = (await readdir(directory)).filter((file) => file.endsWith('.cpuprofile'));
  const text = await readFile(join(directory, files[0] ?? ''), 'utf8');
  return summaryOf(JSON.parse(text) as RawProfile, skipMs, untilMs);
}

/** The format of the profiler, with the fields that are used. */
interface RawProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const NOT_WORK = new Set(['(idle)', '(program)', '(root)']);

/** Only the time between two moments counts, without starting and stopping. */
function summaryOf(
  { nodes, samples, timeDeltas }: RawProfile,
  fromMs: number,
  untilMs: number,
): Profile {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  let clockMs = 0;
  samples.forEach((id, index) => {
    const { functionName, url } = frames.get(id) ?? { functionName: '(root)', url: '' };
    const took = timeDeltas[index] ?? 0;
    clockMs += took / 1000;
    if (NOT_WORK.has(functionName) || clockMs < fromMs || clockMs > untilMs) return;
    const part = partOf(url, functionName);
    total += took;
    parts.set(part, (parts.get(part) ?? 0) + took);
    const name = `${functionName || '(anonymous)'} (${part})`;
    functions.set(name, (functions.get(name) ?? 0) + took);
  });
  const top = (took: ReadonlyMap<string, number>): Entry[] =>
    [...took]
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST)
      .map(([name, time]) => ({ name, percent: (100 * time) / total }));
  return { parts: top(parts), functions: top(functions) };
}

/** The package, folder of the server, or part of Node.js that a function belongs to. */
function partOf(url: string, functionName: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'V8';
  if (url.startsWith('node:')) return url.replace(/^node:internal\//, 'node:').split('/')[0] ?? url;
  const dependency = url.split('/node_modules/').at(-1) ?? '';
  if (dependency !== url) {
    const [scope, name] = dependency.split('/');
    return scope?.startsWith('@') === true ? `${scope}/${name ?? ''}` : (scope ?? '');
  }
  const inside = url.split('/dist/').at(-1) ?? url;
  return inside.split('/').slice(0, 2).join('/');
}

/** The summaries in Markdown. */
export function profilePage(profiles: ReadonlyMap<string, Profile>): string {
  const list = (entries: readonly Entry[]): string =>
    entries.map(({ name, percent }) => `${name} ${percent.toFixed(1)} %`).join(', ');
  return [...profiles]
    .map(
      ([name, { parts, functions }]) =>
        `### ${name}\n\nBy part: ${list(parts)}.\n\nBy function: ${list(functions)}.`,
    )
    .join('\n\n');
}
