import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether this process has been told to stop: it finishes what it has and wants nothing new. */
@Injectable()
export class ShutdownState implements OnModuleDestroy {
  private begun = false;

  get isStopping(): boolean {
    return this.begun;
  }

  /** From now on the server is not ready; there is no way back. */
  begin(): void {
    this.begun = true;
  }

  /** The framework's first step of stopping, for whoever closes the application without more ado. */
  onModuleDestroy(): void {
    this.begin();
  }
}
