import { FieldSchema } from '../../common/openapi/field-schema.js';
import {
  IsFilledText,
  IsIntegerId,
  IsMac,
  IsTypedPhone,
  IsWholeNumber,
  MAX_INTEGER,
} from '../../common/validation/rules.js';
import { whenGiven } from '../../common/validation/when-given.js';
import { MAX_DEVICE_LIMIT } from '../../packages/package.entity.js';
import { FASTEST_MBPS } from '../../packages/packages.requests.js';

const MAX_REASON_LENGTH = 500;
/** A year; a longer time is a typing error. */
const MAX_MINUTES = 525_600;
export const MAX_HOURS = MAX_MINUTES / 60;

/** The reason of an operator, which stays in the history of the entitlement. */
class ReasonFields {
  @IsFilledText(MAX_REASON_LENGTH)
  reason!: string;
}

class GrantFields extends ReasonFields {
  @IsIntegerId()
  router!: number;

  @FieldSchema({ description: 'A package of the router. Give either this or `minutes`.' })
  @IsIntegerId()
  package!: number;

  @FieldSchema({ description: 'Without a package: how long, with both speeds.' })
  @IsWholeNumber(1, MAX_MINUTES)
  minutes!: number;

  @IsWholeNumber(1, FASTEST_MBPS)
  download_speed_mbps!: number;

  @IsWholeNumber(1, FASTEST_MBPS)
  upload_speed_mbps!: number;

  @FieldSchema({ description: 'With `minutes`: how many devices may share it; 1 unless given.' })
  @IsWholeNumber(1, MAX_DEVICE_LIMIT)
  device_limit!: number;

  @FieldSchema({
    description:
      'With `minutes`: in units of 1,000,000 bytes, both directions together. Absent: no cap.',
  })
  @IsWholeNumber(1, MAX_INTEGER)
  data_cap_mb!: number;

  /** The number as typed. It is parsed after the body was validated. */
  @IsTypedPhone()
  phone!: string;

  @FieldSchema({ description: 'A device that logs in without the code.' })
  @IsMac()
  mac_address!: string;
}

/** `POST /access/entitlements/` */
export class GrantAccessRequest extends whenGiven(
  GrantFields,
  'package',
  'minutes',
  'download_speed_mbps',
  'upload_speed_mbps',
  'device_limit',
  'data_cap_mb',
  'phone',
  'mac_address',
) {}

class ExtensionFields extends ReasonFields {
  @FieldSchema({ description: 'Give either this or `hours`.' })
  @IsWholeNumber(1, MAX_MINUTES)
  minutes!: number;

  @IsWholeNumber(1, MAX_HOURS)
  hours!: number;
}

/** `POST /access/entitlements/{id}/extend/` */
export class ExtendAccessRequest extends whenGiven(ExtensionFields, 'minutes', 'hours') {}

/** `POST /access/entitlements/{id}/revoke/` */
export class RevokeAccessRequest extends ReasonFields {}

class DeviceFields {
  @IsMac()
  mac_address!: string;
}

/** `POST /access/entitlements/{id}/devices/` */
export class AttachDeviceRequest extends DeviceFields {}

/** `POST /access/entitlements/{id}/disconnect/`: without an address, all devices. */
export class DisconnectRequest extends whenGiven(DeviceFields, 'mac_address') {}
