import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian, Ubuntu, Fedora, Alpine, macOS and Chrome's own packages put it. */
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
 * The Chromium to test pages in: the one of `CHROMIUM_PATH`, else one in a usual place; null when
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
