import { selectList } from '../../database/columns.js';
import { EntitlementEntity } from '../entitlement.entity.js';

const OF_ENTITLEMENT = [
  'id',
  'routerId',
  'packageId',
  'source',
  'paymentId',
  'chainId',
  'previousId',
  'accessCode',
  'packageName',
  'durationMinutes',
  'downloadSpeedMbps',
  'uploadSpeedMbps',
  'deviceLimit',
  'dataCapMb',
  'phoneE164',
  'startsAt',
  'endsAt',
  'revokedAt',
  'revokeReason',
  'firstLoginAt',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof EntitlementEntity)[];

/** A device of a chain, as operators see it. */
export interface DeviceRecord {
  readonly macAddress: string;
  readonly namedAtSale: boolean;
  readonly attachedAt: Date;
  readonly firstSeen: Date | null;
  readonly lastSeen: Date | null;
  /** The start of its open session; null when it has none. */
  readonly onlineSince: Date | null;
}

type OfEntitlement = Readonly<Pick<EntitlementEntity, (typeof OF_ENTITLEMENT)[number]>>;

/** An entitlement with its router and the devices of its chain: everything that lists show. */
export interface EntitlementRecord extends OfEntitlement {
  readonly routerName: string;
  /** The end of the whole chain; null when all of it was revoked or nothing has started. */
  readonly chainEndsAt: Date | null;
  readonly devices: readonly DeviceRecord[];
}

type DeviceTime = 'attachedAt' | 'firstSeen' | 'lastSeen' | 'onlineSince';
type DeviceRow = Omit<DeviceRecord, DeviceTime> & {
  readonly [Time in DeviceTime]: Time extends 'attachedAt' ? string : string | null;
};

/** A row as the database returns it: devices are JSON, in which a time is text. */
export type EntitlementRow = Omit<EntitlementRecord, 'devices'> & {
  readonly devices: readonly DeviceRow[] | null;
};

// A session that counts as open is closed within minutes of its router's last report.
const DEVICES = `
  SELECT json_agg(device ORDER BY device."attachedAt", device."macAddress")
    FROM (SELECT d.mac_address AS "macAddress", d.named_at_sale AS "namedAtSale",
                 d.attached_at AS "attachedAt",
                 d.first_seen AS "firstSeen", greatest(d.last_seen, s.updated_at) AS "lastSeen",
                 s.started_at AS "onlineSince"
            FROM devices d
            LEFT JOIN LATERAL (
              SELECT open.started_at, open.updated_at FROM accounting_sessions open
               WHERE open.router_id = e.router_id AND open.mac_address = d.mac_address
                 AND open.chain_id = e.chain_id AND open.stopped_at IS NULL
               ORDER BY open.started_at DESC LIMIT 1) s ON true
           WHERE d.chain_id = e.chain_id) device`;

/** The columns of an {@link EntitlementRow}, of an entitlement `e` and its router `r`. */
export const ENTITLEMENT_COLUMNS = `
  ${selectList(EntitlementEntity, 'e', OF_ENTITLEMENT)}, r.name AS "routerName",
  (SELECT l.ends_at FROM entitlements l
    WHERE l.chain_id = e.chain_id AND l.revoked_at IS NULL AND l.ends_at IS NOT NULL
    ORDER BY l.ends_at DESC LIMIT 1) AS "chainEndsAt",
  (${DEVICES}) AS devices`;

/** Joins an entitlement `e` with its router. */
export const ITS_ROUTER = 'r.user_id = e.user_id AND r.id = e.router_id';

export const entitlementRecord = ({ devices, ...row }: EntitlementRow): EntitlementRecord => ({
  ...row,
  devices: (devices ?? []).map((device) => ({
    ...device,
    attachedAt: new Date(device.attachedAt),
    firstSeen: timeOf(device.firstSeen),
    lastSeen: timeOf(device.lastSeen),
    onlineSince: timeOf(device.onlineSince),
  })),
});

const timeOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
