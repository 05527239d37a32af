import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Request, type Response } from 'express';
import { EventEmitter } from 'node:events';
import { currentRequest, withinContext } from '../http/request-context.js';
import { RouteTable } from '../http/route-table.js';
import { createLogger } from './logger.js';
import { requestLog } from './request-log.js';

class FakeResponse extends EventEmitter {
  statusCode = 201;
  writableFinished = true;
}

describe('the line about a request', () => {
  let lines: Record<string, unknown>[];
  let response: FakeResponse;

  beforeEach(() => {
    lines = [];
    response = new FakeResponse();
  });

  /** Sends a request through, and ends its response once `handle` has run. */
  function pass(request: object, handle: () => void = () => undefined): void {
    const logger = createLogger(
      { level: 'info', pretty: false },
      { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    withinContext({ requestId: 'request-1' }, () => {
      requestLog(logger, new RouteTable({ stack: [] }))(
        request as Request,
        response as unknown as Response,
        handle,
      );
    });
    response.emit('close');
  }

  it('is written after the response, with the route template and never the URL', () => {
    pass({
      method: 'POST',
      route: { path: '/payments/intasend/:id/check-status' },
      url: '/payments/intasend/canary-id/check-status/?token=canary',
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        requestId: 'request-1',
        method: 'POST',
        route: '/payments/intasend/:id/check-status',
        status: 201,
        durationMs: expect.any(Number),
        msg: 'request',
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('says that no route matched', () => {
    pass({ method: 'GET', url: '/canary' });
    expect(lines[0]).toMatchObject({ route: 'unmatched' });
  });

  it('names the operator once the guards know who it is', () => {
    pass({ method: 'GET' }, () => {
      const context = currentRequest();
      if (context) context.operatorId = 7;
    });
    expect(lines[0]).toMatchObject({ operatorId: 7 });
  });

  it('records that the caller disconnected before the response', () => {
    response.writableFinished = false;
    pass({ method: 'GET' });
    expect(lines[0]).toMatchObject({ aborted: true });
  });

  it('is one, even if the connection closes again', () => {
    pass({ method: 'GET' });
    response.emit('close');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toHaveProperty('aborted');
  });
});
