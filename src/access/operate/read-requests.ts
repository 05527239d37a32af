import { parseEastAfrican } from '../../common/phone/phone.js';
import { accessErrors } from '../access-errors.js';
import { type Grant } from './grant-access.service.js';
import { type ExtendAccessRequest, type GrantAccessRequest } from './operate.requests.js';

/** The fields that access without a package has, those that it needs first. */
const NEEDED = ['minutes', 'download_speed_mbps', 'upload_speed_mbps'] as const;
const OF_NO_PACKAGE = [...NEEDED, 'device_limit', 'data_cap_mb'] as const;

/**
 * The access that a request gives.
 * @throws ApiError 400 when it has both a package and values of its own, or neither
 */
export function grantOf(body: GrantAccessRequest): Grant {
  return {
    routerId: body.router,
    sold: soldBy(body),
    phoneE164: phoneOf(body),
    macAddress: body.mac_address ?? null,
    reason: body.reason,
  };
}

function soldBy(body: GrantAccessRequest): Grant['sold'] {
  if (body.package !== undefined) {
    const surplus = OF_NO_PACKAGE.find((field) => body[field] !== undefined);
    if (surplus === 'minutes') throw accessErrors.grantAmbiguous();
    if (surplus) throw accessErrors.grantHasPackage(surplus);
    return { packageId: body.package };
  }
  const { minutes, download_speed_mbps: download, upload_speed_mbps: upload } = body;
  if (minutes === undefined) throw accessErrors.grantAmbiguous();
  if (download === undefined) throw accessErrors.grantIncomplete('download_speed_mbps');
  if (upload === undefined) throw accessErrors.grantIncomplete('upload_speed_mbps');
  return {
    durationMinutes: minutes,
    downloadSpeedMbps: download,
    uploadSpeedMbps: upload,
    deviceLimit: body.device_limit ?? 1,
    dataCapMb: body.data_cap_mb ?? null,
  };
}

function phoneOf({ phone }: GrantAccessRequest): string {
  if (phone === undefined) return '';
  const parsed = parseEastAfrican(phone);
  if (!parsed) throw accessErrors.phoneInvalid();
  return parsed.e164;
}

/**
 * The minutes of an extension.
 * @throws ApiError 400 unless it has either minutes or hours
 */
export function minutesOf({ minutes, hours }: ExtendAccessRequest): number {
  if (minutes !== undefined && hours === undefined) return minutes;
  if (hours !== undefined && minutes === undefined) return hours * 60;
  throw accessErrors.extensionAmbiguous();
}
