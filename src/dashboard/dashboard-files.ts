import { Injectable } from '@nestjs/common';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** The encodings that the build has made of each file, the smallest first. */
export const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
export type Encoding = keyof typeof ENCODINGS;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A file of the build. Its name has a hash of its content, so it never changes. */
export interface Asset {
  readonly path: string;
  readonly contentType: string;
  /** The compressed copies, by their encoding. */
  readonly encoded: Readonly<Partial<Record<Encoding, string>>>;
}

/** The built files of the dashboard, as they were when the server started. */
@Injectable()
export class DashboardFiles {
  /** The page, with gaps for what differs by answer; null when the dashboard was not built. */
  readonly page: string | null;
  private readonly assets: ReadonlyMap<string, Asset>;

  constructor() {
    const folder = builtFolder();
    this.page = folder === null ? null : readFileSync(join(folder, 'index.html'), 'utf8');
    this.assets = folder === null ? new Map() : assetsIn(join(folder, 'assets'));
  }

  /** @param name the name of a file in the folder of assets */
  asset(name: string): Asset | null {
    return this.assets.get(name) ?? null;
  }
}

/** The package is reached by its path in the repository, because production does not install it. */
function builtFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('#dashboard/index.html'));
  } catch {
    return null;
  }
}

function assetsIn(folder: string): ReadonlyMap<string, Asset> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(
    names.flatMap((name) => {
      const contentType = TYPES[extname(name)];
      if (contentType === undefined) return [];
      const encoded = Object.entries(ENCODINGS).flatMap(([encoding, ending]) =>
        names.includes(name + ending) ? [[encoding, join(folder, name + ending)]] : [],
      );
      const asset: Asset = {
        path: join(folder, name),
        contentType,
        encoded: Object.fromEntries(encoded) as Asset['encoded'],
      };
      return [[name, asset]];
    }),
  );
}
