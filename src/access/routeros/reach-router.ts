import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { RouterOsClient } from '../../routers/router-os/router-os.client.js';
import { RouterHotspot } from './router-hotspot.js';
import { type ReachedRouter } from './router-access.repository.js';

/** How long a job may begin calls to a router, in ms. The last call has its own limit. */
const JOB_MS = 20_000;

/** Opens the hotspot menus of routers. */
@Injectable()
export class ReachRouter {
  constructor(
    private readonly client: RouterOsClient,
    private readonly keyRing: KeyRing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The hotspot of a router, for one job.
   * @throws Error when its stored password cannot be decrypted
   */
  open(router: ReachedRouter): RouterHotspot {
    const { id: routerId, host, port, username, useHttps, verifyCertificate } = router;
    const password = this.keyRing.open(router.passwordSealed);
    const until = performance.now() + JOB_MS;
    return new RouterHotspot(
      this.client,
      { host, port, username, password, useHttps, verifyCertificate },
      () => performance.now() > until,
      (rows) => {
        this.logger.warn({ routerId, rows }, 'a router lists more sessions than it can have');
      },
    );
  }
}
