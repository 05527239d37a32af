import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type PortalFields, type PortalLook } from './portal-look.js';

type OfOperator = { readonly userId: number };
type OfRouter = OfOperator & { readonly routerId: number };

const FIND_LOOK = statement<PortalLook, OfRouter>(
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

const FIELDS = `name, color, logo, support_phone AS "supportPhone", terms_url AS "termsUrl", notice`;

const FIND_OF_OPERATOR = statement<PortalFields, OfOperator>(
  'find_portal_settings_of_operator',
  `
  SELECT ${FIELDS} FROM portal_settings WHERE user_id = :userId AND router_id IS NULL`,
);
const FIND_OF_ROUTER = statement<PortalFields, OfRouter>(
  'find_portal_settings_of_router',
  `
  SELECT ${FIELDS} FROM portal_settings WHERE user_id = :userId AND router_id = :routerId`,
);

const REPLACED = `
    SET name = excluded.name, color = excluded.color, logo = excluded.logo,
        support_phone = excluded.support_phone, terms_url = excluded.terms_url,
        notice = excluded.notice, updated_at = now()`;

const REPLACE_OF_OPERATOR = statement<{ id: number }, PortalFields & OfOperator>(
  'replace_portal_settings_of_operator',
  `
  INSERT INTO portal_settings (user_id, name, color, logo, support_phone, terms_url, notice)
  VALUES (:userId, :name, :color, :logo, :supportPhone, :termsUrl, :notice)
  ON CONFLICT (user_id) WHERE router_id IS NULL DO UPDATE ${REPLACED}
  RETURNING id`,
);
// A router that is being deleted is waited for, and then has no settings.
const REPLACE_OF_ROUTER = statement<{ id: number }, PortalFields & OfRouter>(
  'replace_portal_settings_of_router',
  `
  INSERT INTO portal_settings (user_id, router_id, name, color, logo, support_phone, terms_url, notice)
  SELECT r.user_id, r.id, :name, :color, :logo, :supportPhone, :termsUrl, :notice
    FROM routers r
   WHERE r.user_id = :userId AND r.id = :routerId AND r.archived_at IS NULL FOR KEY SHARE
  ON CONFLICT (user_id, router_id) WHERE router_id IS NOT NULL DO UPDATE ${REPLACED}
  RETURNING id`,
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

  /** The settings for a router, or for all routers; null when nothing was ever set. */
  async find(userId: number, routerId: number | null): Promise<PortalFields | null> {
    const [fields] = await this.database.query(
      routerId === null ? FIND_OF_OPERATOR({ userId }) : FIND_OF_ROUTER({ userId, routerId }),
    );
    return fields ?? null;
  }

  /**
   * Replaces the settings for a router, or for all routers.
   * @returns false when the operator has no such router
   */
  async replace(userId: number, routerId: number | null, fields: PortalFields): Promise<boolean> {
    const rows = await this.database.query(
      routerId === null
        ? REPLACE_OF_OPERATOR({ ...fields, userId })
        : REPLACE_OF_ROUTER({ ...fields, userId, routerId }),
    );
    return rows.length > 0;
  }
}
