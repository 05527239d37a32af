import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../common/background-work.js';
import { HotspotHosts } from '../access/routeros/hotspot-hosts.js';
import { type PortalSession } from './portal-session.js';

/** Holds the device that an address names against what its router says. */
@Injectable()
export class NamedDevices {
  constructor(
    private readonly hosts: HotspotHosts,
    private readonly background: BackgroundWork,
  ) {}

  /** Asks the router while the customer reads the page, so that its answer is there when they buy. */
  askLater(session: PortalSession): void {
    if (session.macAddress === '') return;
    this.background.start('ask a router about a device', async () => {
      await this.hosts.verdictOn(session);
    });
  }

  /**
   * The session without its device, if the router says that it is not there. Nobody waits long for that,
   * and a router that says nothing changes nothing.
   */
  async checked(session: PortalSession): Promise<PortalSession> {
    if (session.macAddress === '') return session;
    const isElsewhere = (await this.hosts.verdictOn(session)) === 'not_there';
    return isElsewhere ? { ...session, macAddress: '', ipAddress: '' } : session;
  }
}
