import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { givenFields } from '../../common/given-fields.js';
import { PaymentSettingsEntity } from '../payment-settings.entity.js';

/** The settings that an operator chooses. */
export type PaymentSettings = Pick<PaymentSettingsEntity, 'preferredProvider' | 'onReversal'>;

/** A change of settings. Undefined fields keep their value. */
export type PaymentSettingsChange = {
  readonly [Field in keyof PaymentSettings]?: PaymentSettings[Field] | undefined;
};

const DEFAULTS: PaymentSettings = { preferredProvider: null, onReversal: 'keep' };

/** Reads and changes how the payments of operators are handled. */
@Injectable()
export class PaymentSettingsService {
  constructor(
    @InjectRepository(PaymentSettingsEntity)
    private readonly rows: Repository<PaymentSettingsEntity>,
  ) {}

  async get(userId: number): Promise<PaymentSettings> {
    return (await this.rows.findOneBy({ userId })) ?? DEFAULTS;
  }

  /** Changes the given fields, and returns all of them. */
  async change(userId: number, change: PaymentSettingsChange): Promise<PaymentSettings> {
    const given = { userId, ...givenFields(change), updatedAt: () => 'now()' };
    await this.rows.upsert(given, ['userId']);
    return this.get(userId);
  }
}
