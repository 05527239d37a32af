import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A block of commands of a document. */
export interface CommandBlock {
  readonly line: number;
  readonly commands: string;
  /** The status that its calls are to have, behind `sh` in the fence; null when all are to succeed. */
  readonly status: number | null;
}

/** What one call of a block was answered. */
export interface CallMade {
  readonly block: CommandBlock;
  readonly status: number;
  readonly answer: string;
}

const FENCE = /^```sh(?: (\d{3}))?\n([\s\S]*?)^```$/gm;

/** The blocks that call the API, in their order. */
export async function commandsOf(document: URL): Promise<CommandBlock[]> {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(FENCE)]
    .map(([, status, commands = ''], index, all) => ({
      line: text.slice(0, all[index]?.index).split('\n').length,
      commands,
      status: status === undefined ? null : Number(status),
    }))
    .filter(({ commands }) => commands.includes('curl '));
}

/** `curl` notes what it was answered; a long sleep is a short one, for a clock that runs faster. */
const PRELUDE = `
set -euo pipefail
curl() {
  local answer="$WORK/answer.$BLOCK.$RANDOM$RANDOM"
  command curl "$@" -w '\\n%{http_code}' -o "$answer" > "$answer.status"
  printf '%s %s %s\\n' "$BLOCK" "$(tail -n 1 "$answer.status")" "$answer" >> "$WORK/calls"
  cat "$answer"
}
sleep() { command sleep 1; }
`;

/**
 * Runs blocks in one shell, as a reader does who pastes one after the other.
 *
 * @param replaced what stands for something else where the test runs, such as the server's address
 * @throws Error with what the shell wrote when a command fails
 */
export async function runCommands(
  blocks: readonly CommandBlock[],
  replaced: Readonly<Record<string, string>>,
): Promise<CallMade[]> {
  const work = await mkdtemp(join(tmpdir(), 'lipafi-commands-'));
  try {
    const script = blocks.map(({ commands }, index) => `BLOCK=${index}\n${commands}`).join('\n');
    const adapted = Object.entries(replaced).reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      script,
    );
    await writeFile(join(work, 'script.sh'), PRELUDE + adapted);
    await promisify(execFile)('bash', [join(work, 'script.sh')], {
      cwd: work,
      env: { ...process.env, WORK: work },
    });
    return await callsIn(work, blocks);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function callsIn(work: string, blocks: readonly CommandBlock[]): Promise<CallMade[]> {
  const lines = (await readFile(join(work, 'calls'), 'utf8')).trimEnd().split('\n');
  return Promise.all(
    lines.map(async (line) => {
      const [index = '', status = '', answer = ''] = line.split(' ');
      const block = blocks[Number(index)];
      if (!block) throw new Error(`A call of no block: ${line}`);
      return { block, status: Number(status), answer: await readFile(answer, 'utf8') };
    }),
  );
}
