import { Injectable } from '@nestjs/common';
import { type Language } from '#portal';
import { Clock } from '../../common/clock.js';
import { KeyRing, SealBrokenError } from '../../common/crypto/key-ring.js';
import { Secret } from '../../common/crypto/secret.js';
import { isJsonObject } from '../../common/json/storable-json.js';
import { type PortalLook } from '../settings/portal-look.js';

/** How long the address of a preview serves. */
const LIFETIME_MS = 5 * 60_000;
/** Tells previews from other sealed values. A change of the fields needs another one. */
const PURPOSE = 'portal-preview-1';
/** Fernet's tokens end with these, which need not be in a URL. */
const PADDING = /=+$/;

/** The portal of a router with a look that may not be saved. */
export interface PortalPreview {
  readonly userId: number;
  readonly routerId: number;
  readonly language: Language;
  readonly look: PortalLook;
}

/** A preview as text for an address. */
export interface SealedPreview {
  readonly text: string;
  readonly expiresAt: Date;
}

interface Stored extends PortalPreview {
  readonly v: typeof PURPOSE;
  readonly until: number;
}

/** Seals previews with the keys of the server, and opens them: nothing of them is stored. */
@Injectable()
export class SealedPreviews {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
  ) {}

  seal(preview: PortalPreview): SealedPreview {
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME_MS);
    const stored: Stored = { v: PURPOSE, until: expiresAt.getTime(), ...preview };
    const sealed = this.keyRing.seal(new Secret(JSON.stringify(stored)));
    return { text: sealed.replace(PADDING, ''), expiresAt };
  }

  /** @returns null for anything that this server has not sealed, and for what is over */
  open(text: string): PortalPreview | null {
    const padded = text + '='.repeat((4 - (text.length % 4)) % 4);
    try {
      const stored: unknown = JSON.parse(this.keyRing.open(padded).reveal());
      return isStored(stored) && this.clock.now().getTime() <= stored.until ? stored : null;
    } catch (error) {
      if (error instanceof SealBrokenError || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}

/** Other sealed values of the server open too, and are no previews. */
const isStored = (value: unknown): value is Stored => isJsonObject(value) && value['v'] === PURPOSE;
