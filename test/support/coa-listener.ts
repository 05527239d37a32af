import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFreeUdpPort } from './free-ports.js';
import { freeradiusProgram } from './freeradius.js';

/** A FreeRADIUS in the place of a router: it takes Disconnect-Requests and CoA-Requests. */
export interface CoaListener {
  readonly port: number;
  /** The packets that it believed, one a line: the type of the packet and its attributes. */
  received(): Promise<string[]>;
  log(): string;
  stop(): Promise<void>;
}

/** Requests for a user of this name are refused, and those for the other one are not answered. */
export const REFUSED_USER = 'refused';
export const SILENT_USER = 'silent';

/** Starts it on a free port of an address, with a secret and a Message-Authenticator required. */
export async function startCoaListener(address: string, secret: string): Promise<CoaListener> {
  if (!freeradiusProgram) throw new Error('There is no FreeRADIUS: set FREERADIUS_ROOT');
  const { program, arguments: given, libDir, libraryPath } = freeradiusProgram;
  const folder = await mkdtemp(join(tmpdir(), 'lipafi-coa-'));
  const port = await aFreeUdpPort(address);
  const config = join(folder, 'radiusd.conf');
  const seen = join(folder, 'seen');
  await writeFile(config, configuration({ address, port, secret, libDir, folder, seen }));
  await chmod(config, 0o600);
  await writeFile(seen, '');
  const child = spawn(program, [...given, '-d', folder, '-f', '-l', 'stdout'], {
    env: libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let log = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Ready to process requests')) resolve();
      });
    }
    void ended.then(() => {
      reject(new Error(`FreeRADIUS has ended:\n${log}`));
    });
  });
  return {
    port,
    received: async () => (await readFile(seen, 'utf8')).split('\n').filter((line) => line !== ''),
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const configuration = (values: {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
  readonly libDir: string;
  readonly folder: string;
  readonly seen: string;
}): string => `
libdir = ${values.libDir}
run_dir = ${values.folder}
logdir = ${values.folder}
proxy_requests = yes
security {
  allow_core_dumps = no
}
modules {
  expr {
  }
  always handled {
    rcode = handled
  }
  always ok {
    rcode = ok
  }
  always reject {
    rcode = reject
  }
  linelog believed {
    filename = ${values.seen}
    format = "%{Packet-Type} %{pairs:request:}"
  }
}
client server {
  ipaddr = 127.0.0.0/8
  secret = ${values.secret}
  require_message_authenticator = yes
}
server router {
  listen {
    type = coa
    ipaddr = ${values.address}
    port = ${values.port}
  }
  recv-coa {
    believed
    if (&User-Name == "${REFUSED_USER}") {
      update reply {
        &Error-Cause := Session-Context-Not-Found
      }
      reject
    }
    elsif (&User-Name == "${SILENT_USER}") {
      update control {
        &Response-Packet-Type := Do-Not-Respond
      }
      handled
    }
    else {
      ok
    }
  }
  send-coa {
    ok
  }
}
`;
