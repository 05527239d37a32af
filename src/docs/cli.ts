import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { documentText } from './document-file.js';

const FILE = 'docs/openapi.json';
const USAGE = `Usage: cli.js <command>
  write   write ${FILE}
  check   fail when ${FILE} is not what the code says`;

/** Runs the command in the argument and returns the exit status. */
async function main(command: string | undefined): Promise<number> {
  switch (command) {
    case 'write':
      await writeFile(FILE, await documentText());
      process.stdout.write(`Wrote ${FILE}\n`);
      return 0;
    case 'check':
      if ((await readFile(FILE, 'utf8')) === (await documentText())) {
        process.stdout.write(`${FILE} is what the code says\n`);
        return 0;
      }
      process.stderr.write(`${FILE} is not what the code says: run "npm run openapi"\n`);
      return 1;
    case undefined:
    default:
      process.stderr.write(`${USAGE}\n`);
      return 2;
  }
}

process.exitCode = await main(process.argv[2]);
