import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

describe("the framework's own messages", () => {
  let lines: Record<string, unknown>[];
  let nestLogger: NestLogger;

  beforeEach(() => {
    lines = [];
    nestLogger = new NestLogger(
      createLogger(
        { level: 'debug', pretty: false },
        { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
    );
  });

  it('are details, since they are about what is the same at every start', () => {
    nestLogger.log('Mapped {/users, POST} route', 'RouterExplorer');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'debug',
        context: 'RouterExplorer',
        msg: 'Mapped {/users, POST} route',
      }),
    ]);
  });

  it('keep the level of warnings and errors', () => {
    nestLogger.warn('careful', 'InstanceLoader');
    nestLogger.error('broken', 'a stack', 'ExceptionHandler');
    expect(lines.map(({ level, context }) => [level, context])).toEqual([
      ['warn', 'InstanceLoader'],
      ['error', 'ExceptionHandler'],
    ]);
  });

  it('describe an error', () => {
    nestLogger.error(new TypeError('broken'), 'ExceptionHandler');
    expect(lines[0]).toMatchObject({ err: { type: 'TypeError', message: 'broken' } });
  });

  it('may come without the name of a class', () => {
    nestLogger.log('started');
    expect(lines[0]).not.toHaveProperty('context');
  });
});
