import { setTimeout as delay } from 'node:timers/promises';
import { type Mishap } from './plan.js';
import { type Program } from './program.js';
import { type SimulatorClient } from './simulator-client.js';

/** Causes the failures of the plan at their time. */
export class Chaos {
  /** Servers that were killed. */
  kills = 0;
  private next = 0;
  private readonly underWay: Promise<void>[] = [];

  constructor(
    private readonly mishaps: readonly Mishap[],
    private readonly simulator: SimulatorClient,
    private readonly servers: readonly Program[],
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
    await Promise.all(this.servers.map(({ ready }) => ready));
  }

  private async happen(mishap: Mishap): Promise<void> {
    switch (mishap.kind) {
      case 'fault':
        await this.simulator.addFault(mishap.script);
        return;
      case 'webhook_fault':
        await this.simulator.addWebhookFault(mishap.script);
        return;
      case 'kill':
        this.underWay.push(this.kill(mishap.server, mishap.afterMs));
        return;
    }
  }

  /** Customers continue meanwhile. A server that is restarting is killed once it works again. */
  private async kill(number: number, afterMs: number): Promise<void> {
    const server = this.servers[number];
    if (!server) throw new Error(`There is no server ${number}`);
    await server.ready;
    await delay(afterMs);
    await server.kill();
    this.kills += 1;
  }
}
