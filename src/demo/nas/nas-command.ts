import { normaliseMac } from '../../common/network/mac-address.js';

/** What somebody types while a simulated router runs. */
export type NasCommand =
  | { readonly name: 'login'; readonly mac: string; readonly user?: string }
  | { readonly name: 'logout'; readonly mac: string }
  | { readonly name: 'use'; readonly mac: string; readonly up: number; readonly down: number }
  | { readonly name: 'sessions' | 'reboot' | 'help' | 'quit' }
  | { readonly name: 'requests'; readonly how: 'on' | 'refused' | 'silent' };

/** The commands, for people. */
export const COMMANDS = `  login CODE MAC     log a device in with an access code or a login ticket
  login MAC          log a device in by its MAC address
  logout MAC         the customer logs out
  use MAC UP DOWN    the device uses so many megabytes
  sessions           who is online
  requests on|refused|silent
                     how the router reacts to Disconnect-Requests and CoA-Requests
  reboot             lose all sessions, and start again
  quit               end all sessions, and stop`;

const OCTETS_PER_MB = 1_000_000;

/** Reads a line; null when it is no command. */
export function parseCommand(line: string): NasCommand | null {
  const [name, ...rest] = line.trim().split(/\s+/);
  const [first, second, third] = rest;
  const mac = macOf(first);
  switch (name) {
    case 'login':
      return rest.length === 1 ? withMac(mac, (own) => ({ name, mac: own })) : withCode(rest);
    case 'logout':
      return rest.length === 1 ? withMac(mac, (own) => ({ name, mac: own })) : null;
    case 'use': {
      const [up, down] = [octetsOf(second), octetsOf(third)];
      if (rest.length !== 3 || up === null || down === null) return null;
      return withMac(mac, (own) => ({ name, mac: own, up, down }));
    }
    case 'requests':
      return first === 'on' || first === 'refused' || first === 'silent'
        ? { name, how: first }
        : null;
    case 'sessions':
    case 'reboot':
    case 'help':
    case 'quit':
      return rest.length === 0 ? { name } : null;
    case undefined:
    default:
      return null;
  }
}

function withCode([user, mac, ...more]: readonly string[]): NasCommand | null {
  if (user === undefined || more.length > 0) return null;
  return withMac(macOf(mac), (own) => ({ name: 'login', user, mac: own }));
}

const withMac = (mac: string | null, command: (mac: string) => NasCommand): NasCommand | null =>
  mac === null ? null : command(mac);

function macOf(text: string | undefined): string | null {
  // Blank text is no address either.
  return (text === undefined ? null : normaliseMac(text)) || null;
}

function octetsOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) * OCTETS_PER_MB : null;
}
