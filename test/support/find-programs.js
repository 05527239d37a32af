import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The usual paths on Debian, Ubuntu, Fedora, Alpine and macOS, and of Chrome's own packages. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a Chromium for tests of pages: that of `CHROMIUM_PATH`, or one at a usual path; null when
 * there is none.
 */
export function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  const places = given ? [given] : USUAL_PLACES;
  return places.find(isProgram) ?? null;
}

/** Whether a program of this name is on the PATH. */
export function isOnPath(name) {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.some((directory) => isProgram(join(directory, name)));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
