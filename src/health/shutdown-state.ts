import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Whether this process was told to stop. It then finishes running requests and accepts no new ones.
 */
@Injectable()
export class ShutdownState implements OnModuleDestroy {
  private begun = false;

  get isStopping(): boolean {
    return this.begun;
  }

  /** From now on the server is not ready. This cannot be undone. */
  begin(): void {
    this.begun = true;
  }

  /** NestJS calls this first when the application is closed. */
  onModuleDestroy(): void {
    this.begin();
  }
}
