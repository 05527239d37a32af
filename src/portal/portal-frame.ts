import { type Look } from '#portal';
import { type PortalLook } from './settings/portal-look.js';

/** Kenyan time, whatever the time zone of the customer's phone. */
export const TIME_ZONE = 'Africa/Nairobi';

/** A look as the pages take it. */
export const frameLook = ({ color, ...look }: PortalLook): Look => ({ ...look, colour: color });
