import { Injectable } from '@nestjs/common';
import { NowRepository } from './now.repository.js';
import { type Now } from './now.response.js';
import { toDoOf } from './to-do.js';

/** Says what is going on, for a page that asks every few seconds. */
@Injectable()
export class NowService {
  constructor(private readonly repository: NowRepository) {}

  async read(userId: number): Promise<Now> {
    const [figures, lastSales, silentRouters, credentials] = await Promise.all([
      this.repository.figures(userId),
      this.repository.lastSales(userId),
      this.repository.silentRouters(userId),
      this.repository.judgedCredentials(userId),
    ]);
    const { asOf, online, waiting } = figures;
    return {
      ...{ asOf, online, waiting, lastSales },
      toDo: toDoOf({ figures, silentRouters, credentials }),
    };
  }
}
