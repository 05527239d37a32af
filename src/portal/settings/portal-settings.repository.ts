import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type PortalLook } from './portal-look.js';

type Owned = { readonly userId: number; readonly routerId: number };

const FIND_LOOK = statement<PortalLook, Owned>(
  'find_portal_look',
  `
  SELECT coalesce(o.name, a.name, r.name) AS name, coalesce(o.color, a.color) AS color,
         coalesce(o.logo, a.logo) AS logo,
         coalesce(o.support_phone, a.support_phone) AS "supportPhone",
         coalesce(o.terms_url, a.terms_url) AS "termsUrl",
         coalesce(o.notice, a.notice) AS notice
    FROM routers r
    LEFT JOIN portal_settings o ON o.user_id = r.user_id AND o.router_id = r.id
    LEFT JOIN portal_settings a ON a.user_id = r.user_id AND a.router_id IS NULL
   WHERE r.user_id = :userId AND r.id = :routerId`,
);

/** The queries on the settings of portals. */
@Injectable()
export class PortalSettingsRepository {
  constructor(private readonly database: Database) {}

  /** How the portal of a router looks; null when the operator has no such router. */
  async findLook(userId: number, routerId: number): Promise<PortalLook | null> {
    const [look] = await this.database.query(FIND_LOOK({ userId, routerId }));
    return look ?? null;
  }
}
