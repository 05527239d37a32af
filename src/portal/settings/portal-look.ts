import { type PortalSettingsEntity } from './portal-settings.entity.js';

/** The fields of the settings of a portal. Null: not set. */
export type PortalFields = Pick<
  PortalSettingsEntity,
  'name' | 'color' | 'logo' | 'supportPhone' | 'termsUrl' | 'notice'
>;

/** How the portal of a router looks. All of it is text of the operator, and none of it is HTML. */
export interface PortalLook extends PortalFields {
  /** Never empty: the name of the router unless another one is set. */
  readonly name: string;
}

export const NO_PORTAL_FIELDS: PortalFields = {
  name: null,
  color: null,
  logo: null,
  supportPhone: null,
  termsUrl: null,
  notice: null,
};
