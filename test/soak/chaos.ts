import { setTimeout as delay } from 'node:timers/promises';
import { type KopoKopoClient } from './kopokopo-client.js';
import { type Mishap } from './plan.js';
import { type Program } from './program.js';
import { type SoakEnvironment } from './environment.js';
import { type SimulatorClient } from './simulator-client.js';

/** Causes the failures of the plan at their time. */
export class Chaos {
  /** Servers that were killed. */
  kills = 0;
  /** How often FreeRADIUS was killed. */
  radiusKills = 0;
  /** How often PostgreSQL was restarted. */
  databaseRestarts = 0;
  private next = 0;
  private readonly underWay: Promise<void>[] = [];

  constructor(
    private readonly mishaps: readonly Mishap[],
    private readonly simulator: SimulatorClient,
    private readonly kopoKopo: KopoKopoClient,
    private readonly environment: SoakEnvironment,
  ) {}

  /** Customer `index` starts: causes the failures that are planned for this time. */
  async customerBegins(index: number): Promise<void> {
    for (;;) {
      const mishap = this.mishaps[this.next];
      if (!mishap || mishap.atPurchase > index) return;
      this.next += 1;
      await this.happen(mishap);
    }
  }

  /** Resolves when all kills are done and every server is running again. */
  async over(): Promise<void> {
    await Promise.all(this.underWay);
    await Promise.all(this.environment.servers.map(({ program }) => usable(program)));
  }

  private async happen(mishap: Mishap): Promise<void> {
    switch (mishap.kind) {
      case 'fault':
        await this.simulator.addFault(mishap.script);
        return;
      case 'webhook_fault':
        await this.simulator.addWebhookFault(mishap.script);
        return;
      case 'kopokopo_fault':
        await this.kopoKopo.addFault(mishap.script);
        return;
      case 'kopokopo_webhook_fault':
        await this.kopoKopo.addWebhookFault(mishap.script);
        return;
      case 'kill':
        this.underWay.push(this.kill(mishap.server, mishap.afterMs));
        return;
      case 'radius_kill':
        this.underWay.push(this.killRadius());
        return;
      case 'database_restart':
        this.underWay.push(this.restartDatabase());
        return;
    }
  }

  private async killRadius(): Promise<void> {
    await this.environment.radius?.restart();
    this.radiusKills += 1;
  }

  private async restartDatabase(): Promise<void> {
    if (await this.environment.restartDatabase()) this.databaseRestarts += 1;
  }

  /** Customers continue meanwhile. A server that is restarting is killed once it works again. */
  private async kill(number: number, afterMs: number): Promise<void> {
    const server = this.environment.servers[number]?.program;
    if (!server) throw new Error(`There is no server ${number}`);
    await usable(server);
    await delay(afterMs);
    await server.kill();
    this.kills += 1;
  }
}

const PAUSE_MS = 100;

/** Waits until a program works, also when a start of it fails because PostgreSQL is away. */
async function usable(program: Program): Promise<void> {
  while (!(await program.ready.then(() => true).catch(() => false))) await delay(PAUSE_MS);
}
