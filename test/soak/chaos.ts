import { setTimeout as delay } from 'node:timers/promises';
import { type Mishap } from './plan.js';
import { type Program } from './program.js';
import { type SimulatorClient } from './simulator-client.js';

/** Lets everything go wrong that the plan says, when its time has come. */
export class Chaos {
  /** Servers that were really killed. */
  kills = 0;
  private next = 0;
  private readonly underWay: Promise<void>[] = [];

  constructor(
    private readonly mishaps: readonly Mishap[],
    private readonly simulator: SimulatorClient,
    private readonly servers: readonly Program[],
  ) {}

  /** Customer `index` begins: what was planned for this moment happens. */
  async customerBegins(index: number): Promise<void> {
    for (;;) {
      const mishap = this.mishaps[this.next];
      if (!mishap || mishap.atPurchase > index) return;
      this.next += 1;
      await this.happen(mishap);
    }
  }

  /** Resolves when every kill has been carried out and every server is back. */
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

  /** Customers go on meanwhile. A server that is just coming back is hit once it is at work again. */
  private async kill(number: number, afterMs: number): Promise<void> {
    const server = this.servers[number];
    if (!server) throw new Error(`There is no server ${number}`);
    await server.ready;
    await delay(afterMs);
    await server.kill();
    this.kills += 1;
  }
}
