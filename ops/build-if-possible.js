/**
 * Builds before a command runs, where the development packages are installed. A production install
 * has removed them after its build, and runs what is in `dist`. package.json uses this for every
 * command that operators run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

if (existsSync('node_modules/@nestjs/cli')) {
  const { status } = spawnSync('npm run --silent build', { shell: true, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else if (!existsSync('dist/src/main.js')) {
  process.stderr.write(
    'There is no build in dist: run "npm ci --include=dev && npm run build" first.\n',
  );
  process.exitCode = 1;
}
