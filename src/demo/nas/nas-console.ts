import { type RadiusRouter, type SessionView } from 'router-simulator';
import { COMMANDS, parseCommand } from './nas-command.js';

/** Carries out what is typed while a simulated router runs. */
export class NasConsole {
  constructor(
    private readonly router: RadiusRouter,
    private readonly say: (line: string) => void,
  ) {}

  /** @returns whether the router goes on */
  async take(line: string): Promise<boolean> {
    if (line.trim() === '') return true;
    const command = parseCommand(line);
    switch (command?.name) {
      case 'login':
        await this.router.login(command);
        return true;
      case 'logout':
        await this.router.logout(command.mac);
        return true;
      case 'use':
        this.router.use(command.mac, command.up, command.down);
        await this.router.reportAll();
        return true;
      case 'requests':
        this.router.dynamicAuthorization = command.how;
        return true;
      case 'reboot':
        await this.router.reboot();
        return true;
      case 'sessions':
        this.say(sessionTable(this.router.sessions));
        return true;
      case 'quit':
        return false;
      case 'help':
      case undefined:
        this.say(COMMANDS);
        return true;
    }
  }
}

/** Formats sessions, one per line. */
export function sessionTable(sessions: readonly SessionView[]): string {
  if (sessions.length === 0) return '  Nobody is online.';
  return sessions
    .map(({ mac, ip, user, rateLimit, seconds, secondsLeft, octetsUp, octetsDown }) =>
      [
        `  ${mac}`,
        ip,
        user === mac ? 'by MAC address' : user,
        rateLimit ?? 'no speed limit',
        `${seconds} s so far`,
        secondsLeft === null ? 'no end' : `${secondsLeft} s left`,
        `${megabytes(octetsUp)} up, ${megabytes(octetsDown)} down`,
      ].join('  '),
    )
    .join('\n');
}

const megabytes = (octets: number): string => `${(octets / 1_000_000).toFixed(1)} MB`;
