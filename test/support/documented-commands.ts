import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A block of commands in a document. */
export interface CommandBlock {
  readonly line: number;
  readonly commands: string;
  /**
   * The expected status of its calls, written after `sh` in the fence; null when all must succeed.
   */
  readonly status: number | null;
}

/** The result of one call of a block. */
export interface CallMade {
  readonly block: CommandBlock;
  readonly status: number;
  readonly answer: string;
}

/** A fence may be indented, within a list. */
const FENCE = /^ *```sh(?: (\d{3}))?\n([\s\S]*?)^ *```$/gm;

/**
 * The blocks that use a program, in order.
 * @param program by default the one that calls the API
 */
export async function commandsOf(document: URL, program = 'curl'): Promise<CommandBlock[]> {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(FENCE)]
    .map(([, status, commands = ''], index, all) => ({
      line: text.slice(0, all[index]?.index).split('\n').length,
      commands,
      status: status === undefined ? null : Number(status),
    }))
    .filter(({ commands }) => commands.includes(`${program} `));
}

/**
 * `curl` records its responses; a long sleep is shortened, because the simulated time runs faster.
 */
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
 * Runs blocks in one shell, like a reader who pastes one after the other.
 *
 * @param replaced texts to replace in the test, such as the address of the server
 * @param environment variables that the reader has set
 * @throws Error with the output of the shell when a command fails
 */
export async function runCommands(
  blocks: readonly CommandBlock[],
  replaced: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<CallMade[]> {
  const work = await mkdtemp(join(tmpdir(), 'lipafi-commands-'));
  try {
    const script = blocks.map(({ commands }, index) => `BLOCK=${index}\n${commands}`).join('\n');
    const adapted = Object.entries(replaced).reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      script,
    );
    await writeFile(join(work, 'calls'), '');
    await writeFile(join(work, 'script.sh'), PRELUDE + adapted);
    await promisify(execFile)('bash', [join(work, 'script.sh')], {
      cwd: work,
      env: { ...process.env, ...environment, WORK: work },
    });
    return await callsIn(work, blocks);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function callsIn(work: string, blocks: readonly CommandBlock[]): Promise<CallMade[]> {
  const lines = (await readFile(join(work, 'calls'), 'utf8')).split('\n').filter(Boolean);
  return Promise.all(
    lines.map(async (line) => {
      const [index = '', status = '', answer = ''] = line.split(' ');
      const block = blocks[Number(index)];
      if (!block) throw new Error(`A call of no block: ${line}`);
      return { block, status: Number(status), answer: await readFile(answer, 'utf8') };
    }),
  );
}
