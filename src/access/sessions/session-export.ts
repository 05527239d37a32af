import { csvTable, type CsvTable } from '../../common/csv/csv.js';
import { type LocalClock } from '../../common/time/local-time.js';
import { type SessionRecord } from './session-filters.js';

/**
 * The columns of an export, with the names that the API uses. They stay as they are: further ones are
 * added at the end.
 */
export function sessionTable(clock: LocalClock): CsvTable<SessionRecord> {
  const timeOf = (date: Date | null): string | null => (date === null ? null : clock.show(date));
  return csvTable([
    { name: 'id', value: (r) => r.id },
    { name: 'since', value: (r) => timeOf(r.startedAt) },
    { name: 'until', value: (r) => timeOf(r.stoppedAt ?? r.chainEndsAt) },
    { name: 'is_active', value: (r) => r.stoppedAt === null },
    { name: 'seconds', value: (r) => r.sessionSeconds },
    { name: 'router', value: (r) => r.routerId },
    { name: 'router_name', value: (r) => r.routerName },
    { name: 'mac_address', value: (r) => r.macAddress },
    { name: 'ip_address', value: (r) => r.ipAddress },
    { name: 'phone_number', value: (r) => r.phoneE164 },
    { name: 'code', value: (r) => r.accessCode },
    { name: 'package_name', value: (r) => r.packageName },
    { name: 'download_speed_mbps', value: (r) => r.downloadSpeedMbps },
    { name: 'upload_speed_mbps', value: (r) => r.uploadSpeedMbps },
    { name: 'octets_up', value: (r) => r.octetsUp },
    { name: 'octets_down', value: (r) => r.octetsDown },
    { name: 'stop_cause', value: (r) => r.stopCause },
    { name: 'updated_at', value: (r) => timeOf(r.updatedAt) },
    { name: 'entitlement', value: (r) => r.entitlementId },
    { name: 'payment', value: (r) => r.paymentId },
  ]);
}
