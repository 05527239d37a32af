const KENYAN = /^(?:\+?254|0)(?<rest>[17]\d{8})$/;

/** A phone number as people in Kenya say it: `0712 345 678`; those of other countries stay. */
export function formatPhone(phone: string): string {
  const { rest } = KENYAN.exec(phone.replaceAll(/[\s()-]/g, ''))?.groups ?? {};
  return rest === undefined ? phone : `0${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`;
}
