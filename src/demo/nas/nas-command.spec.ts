import { describe, expect, it } from '@jest/globals';
import { COMMANDS, parseCommand } from './nas-command.js';

const MAC = 'AA:BB:CC:00:11:22';

describe('a command to the simulated router', () => {
  it.each([
    ['login ABCD-2345 aabbcc001122', { name: 'login', user: 'ABCD-2345', mac: MAC }],
    [' login  aa-bb-cc-00-11-22 ', { name: 'login', mac: MAC }],
    [`logout ${MAC}`, { name: 'logout', mac: MAC }],
    [`use ${MAC} 1.5 20`, { name: 'use', mac: MAC, up: 1_500_000, down: 20_000_000 }],
    ['sessions', { name: 'sessions' }],
    ['requests refused', { name: 'requests', how: 'refused' }],
    ['reboot', { name: 'reboot' }],
    ['help', { name: 'help' }],
    ['quit', { name: 'quit' }],
  ])('is read: %s', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
    expect(line.includes('help') || COMMANDS.includes(line.trim().split(' ')[0] ?? '')).toBe(true);
  });

  it.each([
    '',
    'login',
    'login CODE',
    `login CODE ${MAC} more`,
    'logout',
    `logout ${MAC} ${MAC}`,
    `use ${MAC} 1`,
    `use ${MAC} -1 2`,
    'use ABC 1 2',
    'requests maybe',
    'sessions please',
    'rm -rf',
  ])('is none: %j', (line) => {
    expect(parseCommand(line)).toBeNull();
  });
});
